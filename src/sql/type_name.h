#pragma once
// A type as it is written in the job text: nothing checked but the grammar (whether DECIMAL(50, 2) is too wide is the
// planner's to say). Plain values; any thread.

#include <optional>
#include <string>
#include <vector>

#include "sql/source.h"

namespace mullion::sql {

/// Units of INTERVAL, EXTRACT, FLOOR … TO, TIMESTAMPADD.
enum class TimeUnit {
  kNanosecond,
  kMicrosecond,
  kMillisecond,
  kSecond,
  kMinute,
  kHour,
  kDay,
  kWeek,
  kMonth,
  kQuarter,
  kYear,
  kDecade,
  kCentury,
  kMillennium,
  kDayOfWeek,     ///< DOW: 1 = Sunday
  kDayOfYear,     ///< DOY
  kIsoDayOfWeek,  ///< ISODOW: 1 = Monday
  kIsoYear,
  kEpoch,
};

/// The word Flink writes: "SECOND", "DOW".
std::string_view TimeUnitName(TimeUnit unit);

/// DAY(2) TO SECOND(3): `end` is absent for a single unit.
struct IntervalQualifier {
  TimeUnit start = TimeUnit::kSecond;
  std::optional<TimeUnit> end;
  std::optional<int> start_precision;
  std::optional<int> fraction_precision;
  TextPosition position;
};

enum class TypeKind {
  kBoolean,
  kTinyint,
  kSmallint,
  kInt,
  kBigint,
  kFloat,
  kDouble,
  kDecimal,    ///< precision, scale
  kChar,       ///< length
  kVarchar,    ///< length
  kString,     ///< VARCHAR(2147483647)
  kBinary,     ///< length
  kVarbinary,  ///< length
  kBytes,      ///< VARBINARY(2147483647)
  kDate,
  kTime,          ///< precision
  kTimestamp,     ///< precision; WITHOUT TIME ZONE
  kTimestampLtz,  ///< precision; WITH LOCAL TIME ZONE
  kInterval,      ///< interval
  kArray,         ///< arguments[0]
  kMultiset,      ///< arguments[0]
  kMap,           ///< arguments[0] key, arguments[1] value
  kRow,           ///< fields
  kNull,          ///< NULL as a type
  kUserDefined,   ///< name: a type that the parser does not know
};

struct RowField;

struct TypeName {
  TypeKind kind = TypeKind::kNull;
  /// Of DECIMAL, TIME, TIMESTAMP*; the length of CHAR, VARCHAR, BINARY, VARBINARY. Absent when not written.
  std::optional<int64_t> precision;
  std::optional<int64_t> scale;
  /// False only when NOT NULL is written; a primary key's columns become NOT NULL in the planner.
  bool nullable = true;
  std::vector<TypeName> arguments;
  std::vector<RowField> fields;
  std::optional<IntervalQualifier> interval;
  IdentifierPath name;
  TextPosition position;
  SourceRange range;
};

struct RowField {
  Identifier name;
  TypeName type;
  std::optional<std::string> comment;
};

}  // namespace mullion::sql
