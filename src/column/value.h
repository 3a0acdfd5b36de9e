#pragma once
// One value outside of a column: literals, options, row-at-a-time code off the hot path (Top-N, joins, printing,
// tests). Plain values, any thread. Invariant: the alternative held is that of the type it is used with:
//   NULL monostate · BOOLEAN, integers, DATE, TIME, INTERVAL, TIMESTAMP up to precision 3: int64_t ·
//   DECIMAL, TIMESTAMP above precision 3: Int128 · FLOAT, DOUBLE: double · text and bytes: std::string ·
//   ARRAY and ROW: ValueList · MAP: keys and values in turn · MULTISET: elements and counts in turn.

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "column/column.h"

namespace mullion {

struct Value;
using ValueList = std::vector<Value>;

struct Value {
  std::variant<std::monostate, int64_t, Int128, double, std::string, ValueList> data{};

  static Value Null() { return {}; }
  static Value Int(int64_t v) { return {v}; }
  static Value Wide(Int128 v) { return {v}; }
  static Value Real(double v) { return {v}; }
  static Value Text(std::string v) { return {std::move(v)}; }
  static Value List(ValueList v) { return {std::move(v)}; }

  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
  int64_t AsInt() const { return std::get<int64_t>(data); }
  Int128 AsWide() const { return std::get<Int128>(data); }
  double AsReal() const { return std::get<double>(data); }
  const std::string& AsText() const { return std::get<std::string>(data); }
  const ValueList& AsList() const { return std::get<ValueList>(data); }
  bool operator==(const Value&) const = default;
};

Value ReadValue(const Column& column, size_t row);

/// Builds a column row by row. Not for hot paths. Invariant: appended values fit the type.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(DataType type);
  ~ColumnBuilder();
  ColumnBuilder(ColumnBuilder&&) noexcept;
  ColumnBuilder& operator=(ColumnBuilder&&) noexcept;

  void AppendNull();
  void Append(const Value& value);
  void AppendFrom(const Column& column, size_t row);
  size_t size() const;
  const DataType& type() const;
  /// The column so far; the builder starts anew.
  ColumnPtr Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A column of `count` rows that all hold `value`.
ColumnPtr MakeConstantColumn(const DataType& type, const Value& value, size_t count);

}  // namespace mullion
