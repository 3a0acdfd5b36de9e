#include "connector/kafka/scan_options.h"

#include <charconv>

#include <fmt/format.h>

#include "connector/kafka/option_choice.h"
#include "connector/kafka/topic_filter.h"

namespace mullion::kafka {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

Status RequireWith(const TableDefinition& table, const std::string& mode, const std::string& needed) {
  if (table.Option(needed) != nullptr) return Ok();
  return Fail(OptionError(table, mode, fmt::format("'{}' = '{}' needs '{}'", mode, *table.Option(mode), needed),
                          fmt::format("Add '{}'.", needed)));
}

Status ReadTopics(const TableDefinition& table, ScanOptions* out) {
  const std::string* topic = table.Option("topic");
  const std::string* pattern = table.Option("topic-pattern");
  if (topic != nullptr && pattern != nullptr) {
    return Fail(OptionError(table, "topic-pattern", "'topic' and 'topic-pattern' exclude each other", "Remove one."));
  }
  if (topic == nullptr && pattern == nullptr) {
    return Fail(Error::User(fmt::format("table {} names no topic", table.name))
                    .Hint("Add 'topic' = 'name', or 'topic-pattern' with a regular expression."));
  }
  if (pattern != nullptr) {
    if (auto filter = TopicFilter::FromPattern(*pattern); !filter) {
      return Fail(AtOption(table, "topic-pattern", std::move(filter.error())));
    }
    out->topic_pattern = *pattern;
    return Ok();
  }
  out->topics = SplitList(*topic);
  if (out->topics.empty())
    return Fail(OptionError(table, "topic", "'topic' is empty", "Name a topic, or several with ';'."));
  return Ok();
}

Result<PartitionOffsets> OffsetsOption(const TableDefinition& table, const std::string& option, size_t topics) {
  if (topics != 1) {
    return Fail(OptionError(table, option, fmt::format("'{}' goes with exactly one topic", option),
                            "Use one table for each topic."));
  }
  auto offsets = ParsePartitionOffsets(*table.Option(option));
  if (!offsets) return Fail(AtOption(table, option, std::move(offsets.error())));
  return offsets;
}

Status ReadStart(const TableDefinition& table, ScanOptions* out) {
  const std::string mode = "scan.startup.mode";
  MULLION_ASSIGN(out->start, OneOf<StartMode>(table, mode, StartMode::kGroupOffsets,
                                              {{"earliest-offset", StartMode::kEarliest},
                                               {"latest-offset", StartMode::kLatest},
                                               {"group-offsets", StartMode::kGroupOffsets},
                                               {"timestamp", StartMode::kTimestamp},
                                               {"specific-offsets", StartMode::kSpecific}}));
  if (out->start == StartMode::kTimestamp) {
    MULLION_TRY(RequireWith(table, mode, "scan.startup.timestamp-millis"));
    MULLION_ASSIGN(out->start_timestamp_ms, LongOption(table, "scan.startup.timestamp-millis", 0));
  }
  if (out->start == StartMode::kSpecific) {
    MULLION_TRY(RequireWith(table, mode, "scan.startup.specific-offsets"));
    MULLION_ASSIGN(out->start_offsets, OffsetsOption(table, "scan.startup.specific-offsets", out->topics.size()));
  }
  return Ok();
}

Status ReadBound(const TableDefinition& table, ScanOptions* out) {
  const std::string mode = "scan.bounded.mode";
  MULLION_ASSIGN(out->bound, OneOf<BoundMode>(table, mode, BoundMode::kUnbounded,
                                              {{"unbounded", BoundMode::kUnbounded},
                                               {"latest-offset", BoundMode::kLatest},
                                               {"group-offsets", BoundMode::kGroupOffsets},
                                               {"timestamp", BoundMode::kTimestamp},
                                               {"specific-offsets", BoundMode::kSpecific}}));
  if (out->bound == BoundMode::kTimestamp) {
    MULLION_TRY(RequireWith(table, mode, "scan.bounded.timestamp-millis"));
    MULLION_ASSIGN(out->bound_timestamp_ms, LongOption(table, "scan.bounded.timestamp-millis", 0));
  }
  if (out->bound == BoundMode::kSpecific) {
    MULLION_TRY(RequireWith(table, mode, "scan.bounded.specific-offsets"));
    MULLION_ASSIGN(out->bound_offsets, OffsetsOption(table, "scan.bounded.specific-offsets", out->topics.size()));
  }
  return Ok();
}

/// "partition:0" to 0, "offset:42" to 42.
std::optional<int64_t> Labelled(std::string_view text, std::string_view label) {
  text = Trim(text);
  if (!text.starts_with(label)) return std::nullopt;
  text = Trim(text.substr(label.size()));
  if (!text.starts_with(':')) return std::nullopt;
  text = Trim(text.substr(1));
  int64_t value = -1;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    size_t end = text.find(';');
    std::string_view part = Trim(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Result<PartitionOffsets> ParsePartitionOffsets(std::string_view text) {
  PartitionOffsets offsets;
  for (const std::string& pair : SplitList(text)) {
    size_t comma = pair.find(',');
    auto partition = Labelled(std::string_view(pair).substr(0, comma), "partition");
    auto offset =
        comma == std::string::npos ? std::nullopt : Labelled(std::string_view(pair).substr(comma + 1), "offset");
    if (!partition || !offset || *partition > INT32_MAX) {
      return Fail(Error::User(fmt::format("'{}' is not a partition with its offset", pair))
                      .Hint("Write partition:0,offset:42;partition:1,offset:300."));
    }
    if (!offsets.emplace(static_cast<int32_t>(*partition), *offset).second) {
      return Fail(Error::User(fmt::format("partition {} is given twice", *partition)).Hint("Keep one of them."));
    }
  }
  if (offsets.empty()) {
    return Fail(Error::User("no offsets are given").Hint("Write partition:0,offset:42;partition:1,offset:300."));
  }
  return offsets;
}

Result<ScanOptions> ReadScanOptions(const TableDefinition& table, bool upsert) {
  ScanOptions out;
  MULLION_TRY(ReadTopics(table, &out));
  if (upsert) {
    out.start = StartMode::kEarliest;
  } else {
    MULLION_TRY(ReadStart(table, &out));
    MULLION_TRY(ReadBound(table, &out));
  }
  MULLION_ASSIGN(out.discovery_interval_ms,
                 DurationOptionMs(table, "scan.topic-partition-discovery.interval", out.discovery_interval_ms));
  MULLION_ASSIGN(out.client, ReadClientSettings(table));
  if (out.bound == BoundMode::kGroupOffsets && out.client.group_id.empty()) {
    return Fail(OptionError(table, "scan.bounded.mode", "'scan.bounded.mode' = 'group-offsets' needs a group",
                            "Add 'properties.group.id'."));
  }
  if (out.client.group_id.empty()) {
    // Flink's name for a source that gives none.
    out.client.group_id =
        "KafkaSource-" +
        std::string(table.name.find('.') == std::string::npos ? "default_catalog.default_database." : "") + table.name;
  }
  return out;
}

}  // namespace mullion::kafka
