#include "cli/options.h"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>

#include "connector/table.h"

namespace mullion {
namespace {

constexpr const char* kAbout =
    "Windowed aggregation with Flink SQL, in one native binary.\n"
    "Kafka in, event-time windows, Elasticsearch out, a page that shows and explains it.";

struct CommandLine {
  std::vector<std::string> own;          ///< last first, as CLI11 takes them
  std::vector<std::string> script_args;  ///< what follows -py JOB.py
};

/// Flink's clients write "-py JOB.py"; CLI11 knows long options with two dashes only. What follows the script is the
/// script's own, but for Flink's options for Python that may stand there too.
CommandLine Split(int argc, const char* const* argv) {
  static const std::map<std::string, std::string> kPythonOptions = {{"-py", "--py"},
                                                                    {"--python", "--py"},
                                                                    {"-pyexec", "--pyexec"},
                                                                    {"-pyfs", "--pyfs"},
                                                                    {"--pyFiles", "--pyfs"},
                                                                    {"--pyExecutable", "--pyexec"},
                                                                    {"-pyarch", "--pyarch"},
                                                                    {"-pyreq", "--pyreq"},
                                                                    {"--pyArchives", "--pyarch"},
                                                                    {"--pyRequirements", "--pyreq"},
                                                                    {"-pyclientexec", "--pyexec"},
                                                                    {"--pyClientExecutable", "--pyexec"}};
  CommandLine line;
  bool script_named = false;
  int i = 1;
  for (; i < argc; ++i) {
    auto known = kPythonOptions.find(argv[i]);
    if (known == kPythonOptions.end()) {
      if (script_named) break;
      line.own.emplace_back(argv[i]);
      continue;
    }
    line.own.push_back(known->second);
    if (i + 1 < argc) line.own.emplace_back(argv[++i]);
    script_named |= known->second == "--py";
  }
  for (; i < argc; ++i) line.script_args.emplace_back(argv[i]);
  std::ranges::reverse(line.own);
  return line;
}

std::string CheckSetting(const std::string& text) {
  return text.find('=') == std::string::npos ? "write --set key=value, not '" + text + "'" : "";
}

void AddJobOptions(CLI::App* app, Options* o, std::vector<std::string>* settings) {
  app->add_option("JOB", o->job_file, "the job file: SQL statements");
  app->add_option("--py", o->python_file,
                  "a PyFlink Table API script instead of a job file; what follows is the script's");
  app->add_option("--set", *settings, "a setting, key=value; as SET 'key' = 'value' before the job's first statement")
      ->check(CheckSetting)
      ->allow_extra_args(false);
  app->add_flag("--strict", o->strict, "Flink 1.18.1 to the letter: kinder defaults and extensions are off");
}

void AddStateOptions(CLI::App* app, Options* o) {
  app->add_option("--state-dir", o->state_dir, "where jobs keep their state; default $XDG_STATE_HOME/mullion");
}

CLI::App* AddControl(CLI::App* app, const char* name, const char* about, Options* o) {
  CLI::App* command = app->add_subcommand(name, about);
  AddStateOptions(command, o);
  command->add_option("JOB", o->job_name, "the job's name, when several run");
  command->add_flag("--json", o->reply_json, "the whole answer as one JSON object");
  return command;
}

void AddPythonOptions(CLI::App* app, Options* o) {
  app->add_option("--pyexec", o->python_executable, "the Python that runs the script; default python3");
  app->add_option("--pyfs", o->python_files, "files and folders that the script imports from, with commas between");
  app->add_option_function<std::string>(
      "--pyarch", [](const std::string&) {}, "taken and not needed");
  app->add_option_function<std::string>(
      "--pyreq", [](const std::string&) {}, "taken and not needed");
}

void AddOutput(CLI::App* app, std::string* output) {
  app->add_option("--output", *output, "how a final SELECT prints: table, json, csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
}

void AddRun(CLI::App* run, Options* o, std::string* output, std::string* log_format, std::string* memory,
            std::vector<std::string>* settings) {
  AddJobOptions(run, o, settings);
  AddStateOptions(run, o);
  AddPythonOptions(run, o);
  AddOutput(run, output);
  run->add_option("--parallelism", o->parallelism, "workers: threads that decode and aggregate, 1 by default")
      ->check(CLI::Range(1, kWorkersMax));
  run->add_flag("--from-scratch", o->from_scratch, "forget the state of an earlier run");
  run->add_option("--ui", o->ui, "serve the page at [ADDRESS:PORT], default 127.0.0.1:8081")->expected(0, 1);
  run->add_option("--memory", *memory, "memory for what is fetched and not yet processed, 64mb by default");
  run->add_option("--log-format", *log_format, "text or json")->check(CLI::IsMember({"text", "json"}));
  run->add_option("--batch-rows", o->batch_rows, "the most rows in one batch; results do not depend on it")
      ->check(CLI::Range(1, 1 << 20));
}

void AddSubmit(CLI::App* submit, Options* o, std::string* output, std::vector<std::string>* settings) {
  submit->add_option("JOB", o->job_file, "the job file: SQL statements, sent as they are");
  submit->add_option("--py", o->python_file,
                     "a PyFlink Table API script instead of a job file; what follows is the script's");
  submit->add_option("--gateway", o->gateway, "the SQL Gateway's address, such as http://localhost:8083")->required();
  submit->add_option("--set", *settings, "a setting of the session, key=value")
      ->check(CheckSetting)
      ->allow_extra_args(false);
  AddOutput(submit, output);
  AddPythonOptions(submit, o);
  submit->add_flag("--detach", o->detach, "end once the jobs are submitted");
  submit->add_option("--ca-file", o->ca_file, "certificates of the authorities to trust, for an https gateway");
}

void AddDemo(CLI::App* demo, Options* o, std::string* log_format) {
  AddStateOptions(demo, o);
  demo->add_option("--speed", o->demo_speed, "event time runs so many times faster than the clock")
      ->check(CLI::Range(0.001, 100000.0));
  demo->add_option("--port", o->demo_port, "the page's port")->check(CLI::Range(0, 65535));
  demo->add_option("--es-port", o->demo_es_port, "the port that answers as Elasticsearch does")
      ->check(CLI::Range(0, 65535));
  demo->add_option("--log-format", *log_format, "text or json")->check(CLI::IsMember({"text", "json"}));
}

Command CommandOf(const std::string& name) {
  static const std::map<std::string, Command> kCommands = {
      {"run", Command::kRun},   {"check", Command::kCheck},   {"explain", Command::kExplain},
      {"demo", Command::kDemo}, {"submit", Command::kSubmit}, {"status", Command::kStatus},
      {"why", Command::kWhy},   {"stop", Command::kStop},     {"savepoint", Command::kSavepoint},
      {"dlq", Command::kDlq}};
  return kCommands.at(name);
}

std::optional<UsageExit> CheckJob(const CLI::App& command, const Options& o) {
  bool takes_job = o.command == Command::kRun || o.command == Command::kSubmit || o.command == Command::kCheck ||
                   o.command == Command::kExplain;
  if (!o.python_file.empty() && o.flink) {
    return UsageExit{"mullion explain: --flink reads a job file; submit a script with --gateway to try it\n", 2};
  }
  if (!o.python_file.empty() && !o.job_file.empty()) {
    return UsageExit{
        "mullion " + command.get_name() + ": either a job file or a script, not both: " + o.job_file + "\n", 2};
  }
  if (!takes_job || !o.job_file.empty() || !o.python_file.empty()) return std::nullopt;
  return UsageExit{"mullion " + command.get_name() + ": name a job file, or a script with -py\n", 2};
}

}  // namespace

ParsedOptions ParseOptions(int argc, const char* const* argv) {
  CLI::App app(kAbout, "mullion");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("mullion ") + MULLION_VERSION);
  Options o;
  std::string output = "table", log_format = "text", memory;
  std::vector<std::string> settings;
  CLI::App* run = app.add_subcommand("run", "run a job until its sources end or a signal comes");
  AddRun(run, &o, &output, &log_format, &memory, &settings);
  CLI::App* check = app.add_subcommand("check", "everything up to, but not including, running");
  AddJobOptions(check, &o, &settings);
  AddPythonOptions(check, &o);
  CLI::App* explain = app.add_subcommand("explain", "the plan, readable");
  AddJobOptions(explain, &o, &settings);
  AddPythonOptions(explain, &o);
  explain->add_flag("--flink", o.flink, "what a Flink cluster would not take, and the jars it needs");
  AddSubmit(app.add_subcommand("submit", "send a job to a Flink cluster's SQL Gateway, unchanged"), &o, &output,
            &settings);
  AddDemo(app.add_subcommand("demo", "the reference job on a built-in generator, with the page"), &o, &log_format);
  AddControl(&app, "status", "what the running job does", &o);
  AddControl(&app, "why", "why the next window has not fired yet", &o);
  AddControl(&app, "stop", "finish what is closed, take a checkpoint, end", &o);
  AddControl(&app, "savepoint", "take a checkpoint now", &o);
  AddControl(&app, "dlq", "the rows that were set aside", &o);
  try {
    CommandLine line = Split(argc, argv);
    o.script_args = std::move(line.script_args);
    app.parse(std::move(line.own));
  } catch (const CLI::ParseError& e) {
    std::ostringstream out, err;
    int code = app.exit(e, out, err);
    return UsageExit{out.str() + err.str(), code == 0 ? 0 : 2};
  }
  const CLI::App& command = *app.get_subcommands().front();
  o.command = CommandOf(command.get_name());
  o.output = output == "json" ? OutputFormat::kJson : output == "csv" ? OutputFormat::kCsv : OutputFormat::kTable;
  o.log_json = log_format == "json";
  for (const std::string& s : settings) o.settings[s.substr(0, s.find('='))] = s.substr(s.find('=') + 1);
  if (!memory.empty()) {
    auto bytes = ParseMemorySize(memory);
    if (!bytes) return UsageExit{"--memory: " + bytes.error().ToString() + "\n", 2};
    o.memory_bytes = *bytes;
  }
  if (auto wrong = CheckJob(command, o)) return *wrong;
  return o;
}

}  // namespace mullion
