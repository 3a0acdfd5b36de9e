#pragma once
// A table as its connector sees it: the physical columns, the key, the WITH options. Made by the planner, read-only
// after.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "column/type.h"

namespace mullion {

struct MetadataColumn {
  std::string column;  ///< name in the table
  std::string key;     ///< the connector's key: "partition", "offset", "timestamp", "value.source.table"…
  DataType type;       ///< the type the connector gives (the planner casts to the declared one)
  bool is_virtual = false;
  bool of_format = false;  ///< the value's format gives it, not the connector
};

struct TableDefinition {
  std::string name;               ///< as the user wrote it, for messages
  Schema physical;                ///< physical columns in declaration order
  std::vector<int> primary_key;   ///< positions in `physical`
  std::vector<int> partition_by;  ///< PARTITIONED BY, positions in `physical`
  std::vector<MetadataColumn> metadata;
  std::map<std::string, std::string> options;            ///< everything after WITH, "connector" included
  std::map<std::string, TextPosition> option_positions;  ///< where each option stands in the job text
  std::string session_zone = "UTC";                      ///< table.local-time-zone

  const std::string* Option(std::string_view key) const {
    auto it = options.find(std::string(key));
    return it == options.end() ? nullptr : &it->second;
  }
};

enum class OptionType { kString, kInt, kLong, kDouble, kBool, kDuration, kMemorySize, kMap };

/// One option a connector knows. A name that ends in "*" stands for every key with that prefix.
struct OptionSpec {
  std::string name;
  OptionType type = OptionType::kString;
  std::optional<std::string> default_value;
  bool required = false;
  bool secret = false;  ///< never printed, logged or shown
  std::string description;
};

/// "5 min", "10 s", "200ms", "1 h", "PT1M"-less Flink duration text to milliseconds.
Result<int64_t> ParseDurationMs(std::string_view text);
/// "2mb", "64 kb", "1g", plain bytes.
Result<int64_t> ParseMemorySize(std::string_view text);
Result<bool> ParseBool(std::string_view text);
Result<int64_t> ParseLong(std::string_view text);

/// Reads an option with its type; falls back to `fallback` when absent; the error names table, option, value and what
/// would be right.
Result<int64_t> LongOption(const TableDefinition& table, std::string_view key, int64_t fallback);
Result<int64_t> DurationOptionMs(const TableDefinition& table, std::string_view key, int64_t fallback_ms);
Result<int64_t> MemoryOption(const TableDefinition& table, std::string_view key, int64_t fallback_bytes);
Result<bool> BoolOption(const TableDefinition& table, std::string_view key, bool fallback);
std::string StringOption(const TableDefinition& table, std::string_view key, std::string_view fallback);

/// Refuses options that are neither in `specs` nor in `format_options` (names or "prefix.*"), suggesting the nearest
/// name and listing the known ones; refuses absent required ones and values of the wrong type.
Status CheckOptions(const TableDefinition& table, std::string_view connector, const std::vector<OptionSpec>& specs,
                    const std::vector<std::string>& format_options);

}  // namespace mullion
