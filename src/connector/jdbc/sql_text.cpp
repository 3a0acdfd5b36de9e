#include "connector/jdbc/sql_text.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mullion::jdbc {
namespace {

constexpr size_t kParametersMax = 65'535;  // the protocol counts them in 16 bits
constexpr size_t kRowsMax = 1'000;

std::vector<std::string> Quoted(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const std::string& name : names) out.push_back(QuotedName(name));
  return out;
}

std::vector<std::string> KeyNames(const std::vector<std::string>& columns, const std::vector<int>& primary_key) {
  std::vector<std::string> out;
  for (int column : primary_key) out.push_back(QuotedName(columns[static_cast<size_t>(column)]));
  return out;
}

/// ($1, $2), ($3, $4), …
std::string Tuples(size_t columns, size_t rows) {
  std::string out;
  size_t parameter = 1;
  for (size_t row = 0; row < rows; ++row) {
    out += row == 0 ? "(" : ", (";
    for (size_t column = 0; column < columns; ++column) {
      fmt::format_to(std::back_inserter(out), "{}${}", column == 0 ? "" : ", ", parameter++);
    }
    out += ")";
  }
  return out;
}

}  // namespace

std::string QuotedName(std::string_view name) {
  if (name.size() > 2 && name.starts_with('"') && name.ends_with('"')) return std::string(name);
  std::string out = "\"";
  for (char c : name) {
    if (c == '"') out += '"';
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out + "\"";
}

std::string QuotedTable(std::string_view name) {
  std::string out;
  for (size_t begin = 0; begin <= name.size();) {
    size_t end = std::min(name.find('.', begin), name.size());
    out += (begin == 0 ? "" : ".") + QuotedName(name.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

size_t RowsPerStatement(size_t columns) {
  return std::clamp<size_t>(kParametersMax / std::max<size_t>(columns, 1), 1, kRowsMax);
}

std::string InsertText(const std::string& table, const std::vector<std::string>& columns,
                       const std::vector<int>& primary_key, size_t rows) {
  std::vector<std::string> names = Quoted(columns);
  std::string out =
      fmt::format("INSERT INTO {} ({}) VALUES {}", table, fmt::join(names, ", "), Tuples(columns.size(), rows));
  if (primary_key.empty()) return out;
  std::vector<std::string> updates;
  for (size_t i = 0; i < names.size(); ++i) {
    if (std::ranges::find(primary_key, static_cast<int>(i)) == primary_key.end()) {
      updates.push_back(fmt::format("{0} = EXCLUDED.{0}", names[i]));
    }
  }
  out += fmt::format(" ON CONFLICT ({}) DO ", fmt::join(KeyNames(columns, primary_key), ", "));
  return updates.empty() ? out + "NOTHING" : out + fmt::format("UPDATE SET {}", fmt::join(updates, ", "));
}

std::string DeleteText(const std::string& table, const std::vector<std::string>& columns,
                       const std::vector<int>& primary_key, size_t rows) {
  return fmt::format("DELETE FROM {} WHERE ({}) IN ({})", table, fmt::join(KeyNames(columns, primary_key), ", "),
                     Tuples(primary_key.size(), rows));
}

std::string ProbeText(const std::string& table, const std::vector<std::string>& columns) {
  return fmt::format("SELECT {} FROM {} LIMIT 0", fmt::join(Quoted(columns), ", "), table);
}

std::string CreateTableText(const std::string& table, const Schema& schema, const std::vector<int>& primary_key) {
  std::vector<std::string> parts, names;
  for (const Field& field : schema.fields) {
    names.push_back(field.name);
    parts.push_back(QuotedName(field.name) + " " + PostgresType(field.type));
  }
  if (!primary_key.empty())
    parts.push_back(fmt::format("PRIMARY KEY ({})", fmt::join(KeyNames(names, primary_key), ", ")));
  return fmt::format("CREATE TABLE {} ({})", table, fmt::join(parts, ", "));
}

namespace {

std::string JsonExpression(const Field& field) {
  std::string name = QuotedName(field.name);
  if (field.type.IsCharacter()) return name + "::text";
  if (field.type.IsBinary()) return fmt::format("translate(encode({}, 'base64'), E'\\n', '')", name);
  if (field.type.kind() == TypeKind::kTimestampLtz) {
    return fmt::format("to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')", name);
  }
  return name;
}

}  // namespace

std::string ScanText(const std::string& table, const Schema& schema, const std::vector<int>& primary_key,
                     const std::string& condition, int64_t offset) {
  std::vector<std::string> columns, order;
  for (size_t i = 0; i < schema.size(); ++i) columns.push_back(fmt::format("{} AS c{}", JsonExpression(schema[i]), i));
  for (int column : primary_key) order.push_back(QuotedName(schema[static_cast<size_t>(column)].name));
  if (order.empty()) order.emplace_back("ctid");
  return fmt::format("SELECT row_to_json(r)::text FROM (SELECT {} FROM {}{}{} ORDER BY {} OFFSET {}) AS r",
                     fmt::join(columns, ", "), table, condition.empty() ? "" : " WHERE ", condition,
                     fmt::join(order, ", "), offset);
}

std::string LookupText(const std::string& table, const Schema& schema, const std::vector<int>& keys, size_t rows) {
  std::vector<std::string> columns, tuples, names, conditions;
  for (size_t i = 0; i < schema.size(); ++i) columns.push_back(fmt::format("{} AS c{}", JsonExpression(schema[i]), i));
  size_t parameter = 1;
  for (size_t row = 0; row < rows; ++row) {
    std::string tuple = std::to_string(row);
    for (int key : keys) {
      tuple += fmt::format(", ${}::{}", parameter++, PostgresType(schema[static_cast<size_t>(key)].type));
    }
    tuples.push_back("(" + tuple + ")");
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    names.push_back(fmt::format("k{}", i));
    conditions.push_back(fmt::format("{} = lookup_key.k{}", QuotedName(schema[static_cast<size_t>(keys[i])].name), i));
  }
  return fmt::format(
      "SELECT row_to_json(r)::text FROM (SELECT {}, lookup_key.n AS c{} FROM (VALUES {}) AS lookup_key (n, {}) JOIN {} "
      "ON {} ORDER BY lookup_key.n) AS r",
      fmt::join(columns, ", "), schema.size(), fmt::join(tuples, ", "), fmt::join(names, ", "), table,
      fmt::join(conditions, " AND "));
}

std::string PostgresType(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::kBoolean:
      return "boolean";
    case TypeKind::kTinyInt:
    case TypeKind::kSmallInt:
      return "smallint";
    case TypeKind::kInt:
      return "integer";
    case TypeKind::kBigInt:
      return "bigint";
    case TypeKind::kFloat:
      return "real";
    case TypeKind::kDouble:
      return "double precision";
    case TypeKind::kDecimal:
      return fmt::format("numeric({}, {})", type.precision(), type.scale());
    case TypeKind::kChar:
      return fmt::format("character({})", type.precision());
    case TypeKind::kVarChar:
      return type.precision() == kMaxLength ? "text" : fmt::format("varchar({})", type.precision());
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return "bytea";
    case TypeKind::kDate:
      return "date";
    case TypeKind::kTime:
      return "time";
    case TypeKind::kTimestamp:
      return fmt::format("timestamp({})", std::min(type.precision(), 6));
    case TypeKind::kTimestampLtz:
      return fmt::format("timestamptz({})", std::min(type.precision(), 6));
    case TypeKind::kArray: {
      std::string element = PostgresType(type.fields()[0].type);
      return element.empty() || element.ends_with("[]") ? "" : element + "[]";
    }
    default:
      return "";
  }
}

}  // namespace mullion::jdbc
