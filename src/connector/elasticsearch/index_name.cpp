#include "connector/elasticsearch/index_name.h"

#include <fmt/format.h>

#include <iterator>
#include <vector>

#include "base/suggest.h"
#include "connector/elasticsearch/iso_text.h"

namespace mullion::elasticsearch {
namespace {

constexpr int64_t kMsPerDay = 86'400'000;
constexpr int64_t kNsPerMs = 1'000'000;

/// Flink counts matches of \{[^{}]+\}?
int CountPlaceholders(std::string_view index) {
  int count = 0;
  for (size_t i = 0; i + 1 < index.size(); ++i) {
    if (index[i] == '{' && index[i + 1] != '{' && index[i + 1] != '}') ++count;
  }
  return count;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\n\r\f\v";
  size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

/// now(), NOW(), current_timestamp, CURRENT_TIMESTAMP, with spaces around and between the parentheses.
bool IsSystemTime(std::string_view field) {
  field = Trim(field);
  if (field == "current_timestamp" || field == "CURRENT_TIMESTAMP") return true;
  if (!field.starts_with("now(") && !field.starts_with("NOW(")) return false;
  return field.ends_with(")") && Trim(field.substr(4, field.size() - 5)).empty();
}

/// Flink's names of the types (LogicalTypeRoot).
std::string_view RootName(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBoolean:
      return "BOOLEAN";
    case TypeKind::kSmallInt:
      return "SMALLINT";
    case TypeKind::kFloat:
      return "FLOAT";
    case TypeKind::kDouble:
      return "DOUBLE";
    case TypeKind::kDecimal:
      return "DECIMAL";
    case TypeKind::kBinary:
      return "BINARY";
    case TypeKind::kVarBinary:
      return "VARBINARY";
    case TypeKind::kIntervalMonth:
      return "INTERVAL_YEAR_MONTH";
    case TypeKind::kIntervalDay:
      return "INTERVAL_DAY_TIME";
    case TypeKind::kArray:
      return "ARRAY";
    case TypeKind::kMap:
      return "MAP";
    case TypeKind::kMultiset:
      return "MULTISET";
    case TypeKind::kRow:
      return "ROW";
    default:
      return {};
  }
}

std::string_view DefaultFormat(TypeKind kind) {
  switch (kind) {
    case TypeKind::kDate:
      return "yyyy_MM_dd";
    case TypeKind::kTime:
      return "HH_mm_ss";
    case TypeKind::kTimestampLtz:
      return "yyyy_MM_dd_HH_mm_ssX";
    default:
      return "yyyy_MM_dd_HH_mm_ss";
  }
}

CalendarMoment MomentOfNs(Int128 local_ns) {
  constexpr int64_t kNsPerDay = kMsPerDay * kNsPerMs;
  CalendarMoment moment;
  Int128 days = local_ns / kNsPerDay;
  moment.ns_of_day = static_cast<int64_t>(local_ns % kNsPerDay);
  if (moment.ns_of_day < 0) {
    moment.ns_of_day += kNsPerDay;
    --days;
  }
  moment.days = static_cast<int64_t>(days);
  return moment;
}

Int128 TimestampNs(const Column& column, uint32_t row) {
  if (column.type().physical() == Physical::kInt128) return column.Values<Int128>()[row];
  return Int128{column.Values<int64_t>()[row]} * kNsPerMs;
}

int64_t FloorMs(Int128 ns) {
  return static_cast<int64_t>(ns >= 0 ? ns / kNsPerMs : -((-ns + kNsPerMs - 1) / kNsPerMs));
}

/// A field without a date pattern: the text of the value as Flink holds it inside (dates are numbers there).
void AppendPlain(const Column& column, uint32_t row, std::string* out) {
  auto end = std::back_inserter(*out);
  switch (column.type().kind()) {
    case TypeKind::kChar:
    case TypeKind::kVarChar:
      out->append(column.Values<std::string_view>()[row]);
      break;
    case TypeKind::kTinyInt:
      fmt::format_to(end, "{}", int{column.Values<int8_t>()[row]});
      break;
    case TypeKind::kBigInt:
      fmt::format_to(end, "{}", column.Values<int64_t>()[row]);
      break;
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      AppendIsoTimestampNs(TimestampNs(column, row), out);
      break;
    default:
      fmt::format_to(end, "{}", column.Values<int32_t>()[row]);
      break;  // INT, DATE, TIME
  }
}

Error UnknownField(const TableDefinition& table, const std::string& name, const std::string& pattern) {
  std::vector<std::string> names;
  for (const Field& field : table.physical.fields) names.push_back(field.name);
  std::string near = DidYouMean(name, names);
  return Error::User(
             fmt::format("Unknown field '{}' in index pattern '{}', please check the field name.", name, pattern))
      .Hint(near.empty() ? fmt::format("the columns are {}", fmt::join(names, ", ")) : near);
}

std::optional<TextPosition> OptionPosition(const TableDefinition& table) {
  auto it = table.option_positions.find("index");
  if (it == table.option_positions.end()) return std::nullopt;
  return it->second;
}

}  // namespace

std::optional<std::string> WhyNotAnIndexName(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (name == "." || name == "..") return "it is a dot";
  if (name.size() > 255) return fmt::format("it is {} bytes long, and 255 are allowed", name.size());
  if (name.front() == '-' || name.front() == '_' || name.front() == '+') {
    return fmt::format("it starts with '{}'", name.front());
  }
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') return "it has capital letters";
    if (static_cast<unsigned char>(c) < 0x20) return "it has a control character";
    if (std::string_view("\\/*?\"<>|, #:").find(c) != std::string_view::npos) return fmt::format("it has a '{}'", c);
  }
  return std::nullopt;
}

Result<IndexNamer> IndexNamer::Make(const TableDefinition& table) {
  IndexNamer namer;
  namer.pattern_ = StringOption(table, "index", "");
  Status status = Ok();
  if (namer.pattern_.empty()) {
    status =
        Fail(Error::User("'index' must not be empty").Hint("write the name of the index, 'index' = 'total_amount'"));
  } else if (int count = CountPlaceholders(namer.pattern_); count > 1) {
    status =
        Fail(Error::User(fmt::format("Chaining dynamic index pattern {} is not supported, only support single "
                                     "dynamic index pattern.",
                                     namer.pattern_)));
  } else if (count == 1) {
    status = namer.MakeDynamic(table);
  } else if (auto why = WhyNotAnIndexName(namer.pattern_)) {
    status = Fail(Error::User(fmt::format("'{}' cannot be the name of an index", namer.pattern_))
                      .Why(*why)
                      .Hint("Elasticsearch wants lower case and none of \\ / * ? \" < > | , # : or space"));
  }
  if (status) return namer;
  Error error = std::move(status).error();
  if (error.where().empty()) error = Error(std::move(error).Where("table " + table.name));
  if (auto position = OptionPosition(table)) error = Error(std::move(error).At(*position));
  return Fail(std::move(error));
}

Status IndexNamer::MakeDynamic(const TableDefinition& table) {
  size_t open = pattern_.find('{');
  size_t close = pattern_.rfind('}');
  if (close == std::string::npos || close < open) {
    return Fail(Error::User(fmt::format("the index pattern '{}' has no closing brace", pattern_))
                    .Hint("write {field} or {field|yyyy-MM-dd}"));
  }
  prefix_ = pattern_.substr(0, open);
  suffix_ = pattern_.substr(close + 1);
  std::string inside = pattern_.substr(open + 1, close - open - 1);
  size_t bar = inside.find('|');
  bool formatted = bar != std::string::npos && bar > 0;
  std::string name = formatted ? inside.substr(0, bar) : inside;
  std::string format = formatted ? inside.substr(bar + 1) : "";
  if (formatted && IsSystemTime(name)) {
    source_ = Source::kNow;
    if (format.empty()) {
      return Fail(Error::User(fmt::format("the index pattern '{}' has no date format", pattern_))
                      .Why("the default of a TIMESTAMP_LTZ ends in the zone, which Flink cannot write for now() either")
                      .Hint("write one, {now()|yyyy-MM-dd}"));
    }
    MULLION_ASSIGN(zone_, TimeZone::Find(table.session_zone));
    MULLION_ASSIGN(format_, DatePattern::Parse(format, {.date = true, .time = true}));
    return Ok();
  }
  field_ = table.physical.Find(name);
  if (field_ < 0) return Fail(UnknownField(table, name, pattern_));
  const DataType& type = table.physical[field_].type;
  if (std::string_view root = RootName(type.kind()); !root.empty()) {
    return Fail(
        Error::User(fmt::format("Unsupported type {} of index field, Supported types are: "
                                "[DATE, TIME_WITHOUT_TIME_ZONE, TIMESTAMP_WITHOUT_TIME_ZONE, "
                                "TIMESTAMP_WITH_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE, VARCHAR, CHAR, "
                                "TINYINT, INTEGER, BIGINT]",
                                root)));
  }
  source_ = Source::kField;
  if (!formatted) return Ok();
  bool is_date = type.kind() == TypeKind::kDate;
  bool is_time = type.kind() == TypeKind::kTime;
  if (!is_date && !is_time && !type.IsTimestamp()) {
    return Fail(
        Error::User(fmt::format("Unsupported type '{}' found in Elasticsearch dynamic index field, time-related "
                                "pattern only support types are: DATE,TIME,TIMESTAMP.",
                                type.WithNullable(true).ToString())));
  }
  bool is_ltz = type.kind() == TypeKind::kTimestampLtz;
  if (is_ltz) {
    MULLION_ASSIGN(zone_, TimeZone::Find(table.session_zone));
  }
  if (format.empty()) format = DefaultFormat(type.kind());
  MULLION_ASSIGN(format_, DatePattern::Parse(format, {.date = !is_time, .time = !is_date, .offset = is_ltz}));
  source_ = Source::kFormattedField;
  return Ok();
}

void IndexNamer::AppendFormatted(const Column& column, uint32_t row, std::string* out) const {
  CalendarMoment moment;
  switch (column.type().kind()) {
    case TypeKind::kDate:
      moment.days = column.Values<int32_t>()[row];
      break;
    case TypeKind::kTime:
      moment.ns_of_day = column.Values<int32_t>()[row] * kNsPerMs;
      break;
    case TypeKind::kTimestampLtz: {
      Int128 ns = TimestampNs(column, row);
      int64_t offset_ms = zone_->ToLocalMs(FloorMs(ns)) - FloorMs(ns);
      moment = MomentOfNs(ns + Int128{offset_ms} * kNsPerMs);
      moment.offset_seconds = static_cast<int>(offset_ms / 1000);
      moment.zone = zone_->name();
      break;
    }
    default:
      moment = MomentOfNs(TimestampNs(column, row));
      break;
  }
  format_->Append(moment, out);
}

void IndexNamer::Append(const Batch& rows, uint32_t row, TimestampMs now_ms, std::string* out) const {
  if (source_ == Source::kFixed) {
    out->append(pattern_);
    return;
  }
  out->append(prefix_);
  if (source_ == Source::kNow) {
    format_->Append(MomentOfNs(Int128{zone_->ToLocalMs(now_ms)} * kNsPerMs), out);
  } else if (const Column& column = *rows.columns[field_]; column.IsNull(row)) {
    out->append("null");
  } else if (source_ == Source::kField) {
    AppendPlain(column, row, out);
  } else {
    AppendFormatted(column, row, out);
  }
  out->append(suffix_);
}

}  // namespace mullion::elasticsearch
