#include "expr/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "column/text.h"

namespace mullion {

Result<const TimeZone*> EvalContext::Zone() const {
  if (!zone || zone->name() != session_zone) {
    MULLION_ASSIGN(zone, TimeZone::Find(session_zone));
  }
  return zone.get();
}

void Node::CollectInputs(std::vector<int>* columns) const {
  for (const ExprPtr& arg : args_) arg->CollectInputs(columns);
}

ExprPtr Node::Remap(std::span<const int> mapping) const {
  std::vector<ExprPtr> args;
  args.reserve(args_.size());
  for (const ExprPtr& arg : args_) args.push_back(arg->Remap(mapping));
  return WithArgs(std::move(args));
}

bool Node::deterministic() const {
  return std::all_of(args_.begin(), args_.end(), [](const ExprPtr& arg) { return arg->deterministic(); });
}

std::string CallText(std::string_view name, const std::vector<ExprPtr>& args, const Schema& input) {
  bool word = name[0] >= 'A' && name[0] <= 'Z';
  bool infix = !word || name == "LIKE" || name == "NOT LIKE" || name == "SIMILAR TO" || name == "NOT SIMILAR TO" ||
               name == "AND" || name == "OR" || name.starts_with("IS DISTINCT") || name.starts_with("IS NOT DISTINCT");
  std::vector<std::string> texts;
  for (const ExprPtr& arg : args) texts.push_back(arg->ToString(input));
  if (infix && args.size() > 1) return fmt::format("({})", fmt::join(texts, fmt::format(" {} ", name)));
  if (args.size() == 1 && name.starts_with("IS ")) return fmt::format("{} {}", texts[0], name);
  if (args.size() == 1 && (!word || name == "NOT")) return fmt::format("{}{}{}", name, word ? " " : "", texts[0]);
  return fmt::format("{}({})", name, fmt::join(texts, ", "));
}

namespace {

class InputRef final : public Expr {
 public:
  InputRef(int column, DataType type) : Expr(std::move(type)), column_(column) {}

  Result<ColumnPtr> Evaluate(const EvalContext&, const Batch& batch, std::span<const uint32_t>) const override {
    return batch.columns[static_cast<size_t>(column_)];
  }
  std::string ToString(const Schema& input) const override {
    auto i = static_cast<size_t>(column_);
    return i < input.size() ? input[i].name : fmt::format("${}", column_);
  }
  void CollectInputs(std::vector<int>* columns) const override {
    if (std::find(columns->begin(), columns->end(), column_) == columns->end()) columns->push_back(column_);
  }
  ExprPtr Remap(std::span<const int> mapping) const override {
    return MakeInputRef(mapping[static_cast<size_t>(column_)], type());
  }
  const int* column() const { return &column_; }

 private:
  int column_;
};

/// INTERVAL '5' SECOND: the largest unit that needs no fraction, seconds where none does.
std::string MillisecondsText(int64_t ms) {
  static constexpr std::array<std::pair<int64_t, std::string_view>, 4> kUnits = {
      {{86'400'000, "DAY"}, {3'600'000, "HOUR"}, {60'000, "MINUTE"}, {1'000, "SECOND"}}};
  for (auto [length, unit] : kUnits) {
    if (ms != 0 && ms % length == 0) return fmt::format("INTERVAL '{}' {}", ms / length, unit);
  }
  std::string fraction = ms % 1000 == 0 ? "" : fmt::format(".{:03}", std::abs(ms % 1000));
  return fmt::format("INTERVAL '{}{}{}' SECOND", ms < 0 ? "-" : "", std::abs(ms / 1000), fraction);
}

std::string MonthsText(int64_t months) {
  bool years = months != 0 && months % 12 == 0;
  return fmt::format("INTERVAL '{}' {}", years ? months / 12 : months, years ? "YEAR" : "MONTH");
}

class Literal final : public Expr {
 public:
  Literal(DataType type, Value value) : Expr(std::move(type)), value_(std::move(value)) {}

  Result<ColumnPtr> Evaluate(const EvalContext&, const Batch& batch, std::span<const uint32_t>) const override {
    return MakeConstantColumn(type(), value_, batch.row_count);
  }
  std::string ToString(const Schema&) const override {
    if (value_.is_null()) return "NULL";
    std::string text = ToText(type(), value_);
    switch (type().kind()) {
      case TypeKind::kChar:
      case TypeKind::kVarChar:
        return fmt::format("'{}'", text);
      case TypeKind::kDate:
        return fmt::format("DATE '{}'", text);
      case TypeKind::kTime:
        return fmt::format("TIME '{}'", text);
      case TypeKind::kTimestamp:
        return fmt::format("TIMESTAMP '{}'", text);
      case TypeKind::kTimestampLtz:
        return fmt::format("TIMESTAMP_LTZ '{}'", text);
      case TypeKind::kIntervalMonth:
        return MonthsText(value_.AsInt());
      case TypeKind::kIntervalDay:
        return MillisecondsText(value_.AsInt());
      default:
        return text;
    }
  }
  void CollectInputs(std::vector<int>*) const override {}
  ExprPtr Remap(std::span<const int>) const override { return MakeLiteral(type(), value_); }
  const Value* value() const { return &value_; }

 private:
  Value value_;
};

}  // namespace

ExprPtr MakeInputRef(int column, DataType type) {
  return std::make_shared<InputRef>(column, std::move(type));
}

ExprPtr MakeLiteral(DataType type, Value value) {
  DataType exact = type.WithNullable(value.is_null());
  return std::make_shared<Literal>(std::move(exact), std::move(value));
}

const int* AsInputRef(const Expr& expr) {
  auto* ref = dynamic_cast<const InputRef*>(&expr);
  return ref ? ref->column() : nullptr;
}

const Value* AsLiteral(const Expr& expr) {
  auto* literal = dynamic_cast<const Literal*>(&expr);
  return literal ? literal->value() : nullptr;
}

bool IsLiteral(const Expr& expr) {
  return AsLiteral(expr) != nullptr;
}

ExprPtr TextLiteral(std::string text) {
  return MakeLiteral(DataType::String(), Value::Text(std::move(text)));
}
ExprPtr IntLiteral(int32_t value) {
  return MakeLiteral(DataType::Int(), Value::Int(value));
}
ExprPtr NullLiteral(DataType type) {
  return MakeLiteral(std::move(type), Value::Null());
}

}  // namespace mullion
