#include "cli/flink_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/flink_connectors.h"

namespace mullion {
namespace {

bool IsSet(const std::map<std::string, std::string>& settings, const std::string& key) {
  return settings.contains(key);
}

/// The format names of a table, by the option that names each.
std::vector<std::pair<std::string, std::string>> FormatsOf(const TableDefinition& table) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const char* option : {"format", "value.format", "key.format"}) {
    if (const std::string* name = table.Option(option)) out.emplace_back(option, *name);
  }
  return out;
}

/// "json.", "value.json.", as the options of a format begin.
std::string FormatPrefix(const std::string& option, const std::string& format) {
  std::string scope = option.substr(0, option.size() - std::string_view("format").size());
  return scope + format + ".";
}

bool IgnoresParseErrors(const FormatSpec& format) {
  auto found = format.options.find("ignore-parse-errors");
  return found != format.options.end() && (found->second == "true" || found->second == "TRUE");
}

std::string Section(const char* title, const std::vector<std::string>& lines, const char* none) {
  std::string out = fmt::format("{}\n", title);
  if (lines.empty()) out += fmt::format("  {}\n", none);
  for (const std::string& line : lines) out += fmt::format("  - {}\n", line);
  return out;
}

}  // namespace

void FlinkReport::Refused(const Error& strict) {
  std::string place =
      strict.position() ? fmt::format("line {}, column {}: ", strict.position()->line, strict.position()->column) : "";
  std::string why = strict.why().empty() ? "" : ": " + strict.why();
  refused_.push_back(place + strict.what() + why);
}

void FlinkReport::Missed(std::string line) {
  if (std::ranges::find(missed_, line) == missed_.end()) missed_.push_back(std::move(line));
}

void FlinkReport::Add(const JobPlan& plan) {
  AddSettings(plan);
  for (const PlanNode& node : plan.nodes) {
    if (node.source && node.source->connector) {
      AddTable(node.source->table);
      AddSource(*node.source, plan.settings);
    }
    if (node.op && node.op->looked_up) AddTable(*node.op->looked_up);
    if (node.sink && node.sink->connector) {
      AddTable(node.sink->table);
      AddSink(*node.sink);
    }
    if (node.detail.find("offset=[") != std::string::npos) {
      Missed(
          "windows with an offset: Flink's table functions lose rows that are on time there (its slices are cut at "
          "other places than its late check); here every row counts");
    }
  }
}

void FlinkReport::AddSettings(const JobPlan& plan) {
  for (const auto& [key, value] : plan.settings) {
    if (key.starts_with("mullion.")) Missed(fmt::format("'{}' = '{}' means nothing to Flink", key, value));
  }
  if (!plan.bounded && !plan.returns_rows && !IsSet(plan.settings, "execution.checkpointing.interval")) {
    Missed(
        "checkpoints every 10 s: Flink takes none by itself, and forgets everything when it fails. SET "
        "'execution.checkpointing.interval' = '10 s'");
  }
}

void FlinkReport::AddTable(const TableDefinition& table) {
  if (!tables_.insert(table.name).second) return;
  std::string name = StringOption(table, "connector", "");
  const FlinkArtifact* connector = FindFlinkConnector(name);
  if (connector == nullptr) {
    refused_.push_back(fmt::format("table {}: Flink has no connector '{}'", table.name, name));
    return;
  }
  if (!connector->jar.empty()) jars_.insert(std::string(connector->jar));
  std::vector<std::pair<std::string, const FlinkArtifact*>> formats;
  for (const auto& [option, format_name] : FormatsOf(table)) {
    const FlinkArtifact* format = FindFlinkFormat(format_name);
    if (format == nullptr) {
      refused_.push_back(fmt::format("table {}: Flink has no format '{}'", table.name, format_name));
      continue;
    }
    if (!format->jar.empty()) jars_.insert(std::string(format->jar));
    formats.emplace_back(FormatPrefix(option, format_name), format);
  }
  for (const auto& [option, value] : table.options) {
    bool known = Knows(*connector, option) || std::ranges::any_of(formats, [&](const auto& format) {
                   const auto& [prefix, artifact] = format;
                   return option.starts_with(prefix) && Knows(*artifact, option.substr(prefix.size()));
                 });
    if (!known) {
      refused_.push_back(
          fmt::format("table {}: Flink's connector '{}' does not take the option '{}'", table.name, name, option));
    }
  }
}

void FlinkReport::AddSource(const SourceNode& source, const std::map<std::string, std::string>& settings) {
  const std::string& table = source.table.name;
  bool decodes = source.value_format.has_value();
  if (decodes && !IgnoresParseErrors(*source.value_format)) {
    const std::string& format = source.value_format->name;
    bool can_ignore = FindFlinkFormat(format) != nullptr && Knows(*FindFlinkFormat(format), "ignore-parse-errors");
    std::string way_out = can_ignore ? fmt::format(". '{}.ignore-parse-errors' = 'true' drops it", format) : "";
    Missed(
        fmt::format("table {}: a record that does not decode is set aside here; there the job fails on it, again and "
                    "again{}",
                    table, way_out));
  }
  if (!source.watermark) return;
  Missed(fmt::format("table {}: a row whose event time is NULL is set aside here; there the job fails", table));
  Missed(fmt::format("table {}: late rows are kept for `mullion dlq` here; there they are dropped", table));
  if (!source.traits.bounded && !source.traits.generator) {
    if (source.max_future_ms > 0) {
      Missed(fmt::format("table {}: a row from the far future is set aside here; there it makes all honest rows late",
                         table));
    }
    if (!IsSet(settings, "table.exec.source.idle-timeout")) {
      Missed(
          fmt::format("table {}: an empty or silent partition stops holding windows open after 5 s here; there no "
                      "window fires while one is silent. SET 'table.exec.source.idle-timeout' = '5 s'",
                      table));
    }
  }
}

void FlinkReport::AddSink(const SinkNode& sink) {
  std::string connector = StringOption(sink.table, "connector", "");
  if (!connector.starts_with("elasticsearch")) return;
  bool has_time = std::ranges::any_of(sink.table.physical.fields, [](const Field& field) {
    return field.type.IsTimestamp() || field.type.kind() == TypeKind::kDate;
  });
  if (has_time) {
    Missed(
        fmt::format("table {}: an absent index is made with date fields here; there the dates become text, and Kibana "
                    "finds no time field",
                    sink.table.name));
  }
  if (!sink.table.primary_key.empty() && sink.window_end_column) {
    Missed(
        fmt::format("table {}: an older window never overwrites a newer one here; there a replay or a retry may do it",
                    sink.table.name));
  }
}

std::string FlinkReport::Text() const {
  std::string out = Section("A Flink 1.18 cluster would not take:", refused_, "nothing: it takes all statements");
  out += Section("Kinder here than there:", missed_, "nothing that this job relies on");
  out += Section("Jars in the cluster's lib/:", {jars_.begin(), jars_.end()}, "none beside those of the distribution");
  return out;
}

}  // namespace mullion
