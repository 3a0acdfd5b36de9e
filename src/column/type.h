#pragma once
// The SQL types, as Flink names them, and how a column of each lies in memory. Plain values, any thread.
// Invariant: a DataType is complete: precision, scale, length and children are those of its kind.

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mullion {

enum class TypeKind : uint8_t {
  kNull,  ///< the type of a bare NULL literal
  kBoolean,
  kTinyInt,
  kSmallInt,
  kInt,
  kBigInt,
  kFloat,
  kDouble,
  kDecimal,
  kChar,
  kVarChar,  ///< STRING is VARCHAR(kMaxLength)
  kBinary,
  kVarBinary,  ///< BYTES is VARBINARY(kMaxLength)
  kDate,
  kTime,
  kTimestamp,
  kTimestampLtz,
  kIntervalMonth,
  kIntervalDay,
  kArray,
  kMap,
  kMultiset,
  kRow,
};

/// How the values of a column lie in memory.
///   kInt8        BOOLEAN (0 or 1), TINYINT
///   kInt32       INT, DATE (days since 1970), TIME (ms of the day), INTERVAL MONTH (months)
///   kInt64       BIGINT, TIMESTAMP and TIMESTAMP_LTZ up to precision 3 (ms since 1970), INTERVAL DAY (ms)
///   kInt128      DECIMAL (unscaled), TIMESTAMP and TIMESTAMP_LTZ above precision 3 (ns since 1970)
///   kString      CHAR, VARCHAR, BINARY, VARBINARY (std::string_view)
///   kNested      ARRAY, MAP, MULTISET, ROW
enum class Physical : uint8_t { kInt8, kInt16, kInt32, kInt64, kInt128, kFloat, kDouble, kString, kNested };

using Int128 = __int128;

inline constexpr int kMaxLength = std::numeric_limits<int32_t>::max();
inline constexpr int kMaxDecimalPrecision = 38;

struct Field;

class DataType {
 public:
  DataType() = default;

  static DataType Null() { return DataType(TypeKind::kNull); }
  static DataType Boolean() { return DataType(TypeKind::kBoolean); }
  static DataType TinyInt() { return DataType(TypeKind::kTinyInt); }
  static DataType SmallInt() { return DataType(TypeKind::kSmallInt); }
  static DataType Int() { return DataType(TypeKind::kInt); }
  static DataType BigInt() { return DataType(TypeKind::kBigInt); }
  static DataType Float() { return DataType(TypeKind::kFloat); }
  static DataType Double() { return DataType(TypeKind::kDouble); }
  static DataType Decimal(int precision, int scale) { return DataType(TypeKind::kDecimal, precision, scale); }
  static DataType Char(int length) { return DataType(TypeKind::kChar, length); }
  static DataType VarChar(int length) { return DataType(TypeKind::kVarChar, length); }
  static DataType String() { return VarChar(kMaxLength); }
  static DataType Binary(int length) { return DataType(TypeKind::kBinary, length); }
  static DataType VarBinary(int length) { return DataType(TypeKind::kVarBinary, length); }
  static DataType Bytes() { return VarBinary(kMaxLength); }
  static DataType Date() { return DataType(TypeKind::kDate); }
  static DataType Time(int precision = 0) { return DataType(TypeKind::kTime, precision); }
  static DataType Timestamp(int precision) { return DataType(TypeKind::kTimestamp, precision); }
  static DataType TimestampLtz(int precision) { return DataType(TypeKind::kTimestampLtz, precision); }
  static DataType IntervalMonth() { return DataType(TypeKind::kIntervalMonth); }
  static DataType IntervalDay() { return DataType(TypeKind::kIntervalDay, 3); }
  static DataType Array(DataType element);
  static DataType Map(DataType key, DataType value);
  static DataType Multiset(DataType element);
  static DataType Row(std::vector<Field> fields);

  TypeKind kind() const { return kind_; }
  bool nullable() const { return nullable_; }
  /// DECIMAL: digits. CHAR, VARCHAR, BINARY, VARBINARY: length. TIME, TIMESTAMP…: fraction digits. Else 0.
  int precision() const { return precision_; }
  int scale() const { return scale_; }
  /// ARRAY, MULTISET: one. MAP: key, value. ROW: the fields. Else empty.
  const std::vector<Field>& fields() const;
  Physical physical() const;

  DataType WithNullable(bool nullable) const {
    DataType t = *this;
    t.nullable_ = nullable;
    return t;
  }
  DataType NotNull() const { return WithNullable(false); }

  bool IsInteger() const { return kind_ >= TypeKind::kTinyInt && kind_ <= TypeKind::kBigInt; }
  bool IsNumeric() const { return kind_ >= TypeKind::kTinyInt && kind_ <= TypeKind::kDecimal; }
  bool IsApproximate() const { return kind_ == TypeKind::kFloat || kind_ == TypeKind::kDouble; }
  bool IsCharacter() const { return kind_ == TypeKind::kChar || kind_ == TypeKind::kVarChar; }
  bool IsBinary() const { return kind_ == TypeKind::kBinary || kind_ == TypeKind::kVarBinary; }
  bool IsTimestamp() const { return kind_ == TypeKind::kTimestamp || kind_ == TypeKind::kTimestampLtz; }
  bool IsInterval() const { return kind_ == TypeKind::kIntervalMonth || kind_ == TypeKind::kIntervalDay; }
  bool IsNested() const { return kind_ >= TypeKind::kArray; }

  /// As Flink prints it: "TIMESTAMP(3) NOT NULL", "ROW<`a` INT>".
  std::string ToString() const;

  /// Equal in everything, nullability included.
  bool operator==(const DataType& other) const;
  /// Equal but for nullability at the top.
  bool SameExceptNull(const DataType& other) const { return WithNullable(true) == other.WithNullable(true); }

 private:
  explicit DataType(TypeKind kind, int precision = 0, int scale = 0)
      : kind_(kind), precision_(precision), scale_(scale) {}

  TypeKind kind_ = TypeKind::kNull;
  bool nullable_ = true;
  int precision_ = 0;
  int scale_ = 0;
  std::shared_ptr<const std::vector<Field>> fields_;
};

struct Field {
  std::string name;
  DataType type;
  bool operator==(const Field&) const = default;
};

/// The columns of a relation. Names may repeat (a SELECT list), positions identify.
struct Schema {
  std::vector<Field> fields;

  size_t size() const { return fields.size(); }
  const Field& operator[](size_t i) const { return fields[i]; }
  /// The position of the first field of that exact name, or -1.
  int Find(std::string_view name) const;
  bool operator==(const Schema&) const = default;
};

}  // namespace mullion
