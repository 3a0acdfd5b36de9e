#include "connector/filesystem/make_filesystem.h"

#include <fmt/format.h>

#include "connector/filesystem/file_listing.h"
#include "connector/filesystem/filesystem_sink.h"
#include "connector/filesystem/filesystem_source.h"
#include "format/format.h"

namespace mullion {
namespace {

using namespace filesystem;

Error AtOption(Error error, const TableDefinition& table, const std::string& option) {
  auto it = table.option_positions.find(option);
  return it == table.option_positions.end() ? std::move(error) : std::move(error).At(it->second);
}

FormatSpec SpecOf(const TableDefinition& table) {
  FormatSpec spec;
  spec.name = StringOption(table, "format", "");
  spec.session_zone = table.session_zone;
  std::string prefix = spec.name + ".";
  for (const auto& [key, value] : table.options) {
    if (key.starts_with(prefix)) spec.options[key.substr(prefix.size())] = value;
  }
  for (size_t i = 0; i < table.physical.size(); ++i) {
    bool in_folder_name = false;
    for (int position : table.partition_by) in_folder_name |= position == static_cast<int>(i);
    if (!in_folder_name) spec.schema.fields.push_back(table.physical[i]);
  }
  return spec;
}

/// csv: a line break between two quotes is part of a value.
std::optional<Quoting> QuoteOf(const TableDefinition& table) {
  if (StringOption(table, "format", "") != "csv") return std::nullopt;
  if (BoolOption(table, "csv.disable-quote-character", false).value_or(false)) return std::nullopt;
  std::string quote = StringOption(table, "csv.quote-character", "\"");
  std::string escape = StringOption(table, "csv.escape-character", "");
  if (quote.size() != 1) return std::nullopt;
  return Quoting(quote[0], escape.size() == 1 ? std::optional(escape[0]) : std::nullopt);
}

class FilesystemConnector final : public Connector {
 public:
  std::string_view name() const override { return "filesystem"; }
  bool is_source() const override { return true; }
  bool is_sink() const override { return true; }

  std::vector<OptionSpec> options() const override {
    return {
        {.name = "path", .required = true, .description = "the file or folder: '/folder/file' or 'file:///folder'."},
        {.name = "format", .required = true, .description = "json, csv or raw."},
        {.name = "source.path.regex-pattern", .description = "reads only files whose whole path matches"},
        {.name = "source.monitor-interval", .type = OptionType::kDuration, .description = "not supported: read once"},
        {.name = "partition.default-name",
         .default_value = "__DEFAULT_PARTITION__",
         .description = "the folder of rows whose partition column is NULL or empty"},
        {.name = "sink.rolling-policy.file-size",
         .type = OptionType::kMemorySize,
         .default_value = "128 mb",
         .description = "a part file of this size is finished"},
        {.name = "sink.rolling-policy.rollover-interval",
         .type = OptionType::kDuration,
         .default_value = "30 min",
         .description = "a part file of this age is finished"},
        {.name = "sink.rolling-policy.check-interval",
         .type = OptionType::kDuration,
         .default_value = "1 min",
         .description = "accepted: ages are looked at with every write"},
        {.name = "sink.shuffle-by-partition.enable",
         .type = OptionType::kBool,
         .default_value = "false",
         .description = "accepted: one writer has all partitions"},
        {.name = "sink.parallelism", .type = OptionType::kInt, .description = "accepted: one writer a worker"},
    };
  }
  std::vector<std::string> format_options() const override { return {"format"}; }

  std::vector<MetadataColumn> metadata() const override {
    DataType text = DataType::String().NotNull();
    return {{"", "file.path", text, true},
            {"", "file.name", text, true},
            {"", "file.size", DataType::BigInt().NotNull(), true},
            {"", "file.modification-time", DataType::TimestampLtz(3).NotNull(), true}};
  }

  Result<SourceTraits> CheckSource(const TableDefinition& table) const override {
    MULLION_TRY(CheckPath(table));
    if (table.Option("source.monitor-interval") != nullptr) {
      return Fail(AtOption(Error::User(fmt::format("table {}: 'source.monitor-interval' is not supported", table.name))
                               .Why("files are read once, from their beginning to their end")
                               .Hint("Leave the option out, or write the rows to Kafka and read them from there."),
                           table, "source.monitor-interval"));
    }
    if (!table.partition_by.empty()) {
      return Fail(Error::User(fmt::format("table {}: reading a table with PARTITIONED BY is not supported", table.name))
                      .Hint("Leave PARTITIONED BY out and give the path of one partition's folder."));
    }
    return SourceTraits{.bounded = true};
  }

  Result<SinkTraits> CheckSink(const TableDefinition& table) const override {
    MULLION_TRY(CheckPath(table));
    MULLION_TRY(SinkOptionsOf(table));
    bool changelog = IsChangelogFormat(StringOption(table, "format", ""));
    return SinkTraits{.accepts_updates = changelog, .needs_update_before = changelog};
  }

  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const override {
    MULLION_TRY(CheckSource(table));
    MULLION_ASSIGN(std::string path, LocalPath(StringOption(table, "path", "")));
    SourceOptions options{path, StringOption(table, "source.path.regex-pattern", ""), QuoteOf(table)};
    return std::make_unique<FilesystemSource>(table, std::move(options));
  }

  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const override {
    MULLION_TRY(CheckPath(table));
    MULLION_ASSIGN(SinkOptions options, SinkOptionsOf(table));
    MULLION_ASSIGN(auto encoder, MakeEncoder(SpecOf(table)));
    return std::make_unique<FilesystemSink>(table, std::move(options), std::move(encoder));
  }

 private:
  static Status CheckPath(const TableDefinition& table) {
    std::string path = StringOption(table, "path", "");
    if (path.empty() || path.find('\n') != std::string::npos) {
      return Fail(AtOption(Error::User(fmt::format("table {}: option 'path' = '{}' names no file", table.name, path)),
                           table, "path"));
    }
    Result<std::string> local = LocalPath(path);
    return local ? Ok() : Fail(AtOption(std::move(local).error(), table, "path"));
  }

  static Result<SinkOptions> SinkOptionsOf(const TableDefinition& table) {
    SinkOptions options;
    MULLION_ASSIGN(options.folder, LocalPath(StringOption(table, "path", "")));
    while (options.folder.size() > 1 && options.folder.ends_with('/')) options.folder.pop_back();
    MULLION_ASSIGN(options.file_bytes_max,
                   MemoryOption(table, "sink.rolling-policy.file-size", options.file_bytes_max));
    MULLION_ASSIGN(options.rollover_interval_ms,
                   DurationOptionMs(table, "sink.rolling-policy.rollover-interval", options.rollover_interval_ms));
    options.default_partition = StringOption(table, "partition.default-name", options.default_partition);
    return options;
  }
};

}  // namespace

std::unique_ptr<Connector> MakeFilesystemConnector() {
  return std::make_unique<FilesystemConnector>();
}

}  // namespace mullion
