#pragma once
// The words of the command line. Parsed once in main, read-only after.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"

namespace mullion {

enum class Command : uint8_t { kRun, kCheck, kExplain, kDemo, kSubmit, kStatus, kWhy, kStop, kSavepoint, kDlq };
enum class OutputFormat : uint8_t { kTable, kJson, kCsv };

/// The most workers a job may ask for.
constexpr int kWorkersMax = 256;

struct Options {
  Command command = Command::kRun;
  std::string job_file;
  std::string python_file;
  std::string python_executable = "python3";  ///< -pyexec
  std::string python_files;              ///< -pyfs: files and folders for the script's imports, with commas between
  std::vector<std::string> script_args;  ///< what follows JOB.py
  OutputFormat output = OutputFormat::kTable;
  std::map<std::string, std::string> settings;  ///< --set
  int parallelism = 0;                          ///< --parallelism; 0: as the job says
  std::string state_dir;
  bool from_scratch = false;
  bool strict = false;
  bool flink = false;             ///< explain --flink
  std::string gateway;            ///< submit: the SQL Gateway's address
  std::string ca_file;            ///< submit: authorities for an https gateway, PEM; empty: the system's
  bool detach = false;            ///< submit: do not follow the jobs
  std::optional<std::string> ui;  ///< ADDRESS:PORT; empty text: the default address
  bool log_json = false;
  int64_t memory_bytes = 0;   ///< --memory; 0: the default
  size_t batch_rows = 16384;  ///< --batch-rows, for tests of equal results
  std::string job_name;       ///< which running job status, why, stop… mean
  bool reply_json = false;    ///< status --json
  double demo_speed = 1;
  int demo_port = 8081;
  int demo_es_port = 9200;
};

/// The parsed options, or the text to print and the exit code when there is nothing to run (--help, bad usage).
struct UsageExit {
  std::string text;
  int code;
};
using ParsedOptions = std::variant<Options, UsageExit>;
ParsedOptions ParseOptions(int argc, const char* const* argv);

}  // namespace mullion
