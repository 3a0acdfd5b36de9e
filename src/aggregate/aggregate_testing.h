#pragma once
// For tests: one accumulator by itself, fed with words ("null" for NULL), and its result as text.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "aggregate/aggregate.h"
#include "column/text.h"

namespace mullion::testing {

using Words = std::vector<std::string>;

inline Value ParseWord(const DataType& type, const std::string& word) {
  if (word == "null") return Value::Null();
  if (type.IsCharacter()) return Value::Text(word);
  if (type.IsApproximate()) return Value::Real(std::stod(word));
  if (type.kind() == TypeKind::kDecimal) return Value::Wide(*ParseDecimal(word, type.precision(), type.scale()));
  return Value::Int(std::stoll(word));
}

inline ColumnPtr ColumnOf(const DataType& type, const Words& words) {
  ColumnBuilder builder(type);
  for (const std::string& word : words) builder.Append(ParseWord(type, word));
  return builder.Finish();
}

/// Rows of arguments, a list of words for each argument.
using Arguments = std::vector<Words>;

class Accumulator {
 public:
  Accumulator(AggregatePtr function, std::vector<DataType> types)
      : function_(std::move(function)), types_(std::move(types)), state_(new char[function_->state_size()]) {
    function_->Init(state_.get());
  }
  Accumulator(Accumulator&& other) noexcept = default;
  ~Accumulator() {
    if (state_) function_->Destroy(state_.get());
  }

  Accumulator& Add(const Arguments& args) { return Change(args, false); }
  Accumulator& Retract(const Arguments& args) { return Change(args, true); }
  Accumulator& Merge(const Accumulator& other) {
    function_->Merge(state_.get(), other.state_.get());
    return *this;
  }
  std::string Result() const {
    char* group = state_.get();
    ColumnPtr column = function_->Finish(std::span(&group, 1), 0);
    EXPECT_EQ(column->size(), 1u);
    return ToText(column->type(), ReadValue(*column, 0));
  }
  std::string Encoded() const {
    std::string bytes;
    function_->Encode(state_.get(), &bytes);
    return bytes;
  }
  /// A new accumulator from the bytes of this one.
  Accumulator Copy() const {
    Accumulator copy(function_, types_);
    function_->Destroy(copy.state_.get());
    std::string bytes = Encoded();
    std::string_view rest = bytes;
    EXPECT_TRUE(function_->Decode(&rest, copy.state_.get()).has_value());
    EXPECT_TRUE(rest.empty());
    return copy;
  }

 private:
  Accumulator& Change(const Arguments& args, bool retract) {
    std::vector<ColumnPtr> columns;
    for (size_t a = 0; a < args.size(); ++a) columns.push_back(ColumnOf(types_[a], args[a]));
    size_t count = args.empty() ? 1 : args[0].size();
    std::vector<char*> groups(count, state_.get());
    std::vector<uint32_t> rows(count);
    for (uint32_t i = 0; i < count; ++i) rows[i] = i;
    retract ? function_->Retract(groups, 0, columns, rows) : function_->Add(groups, 0, columns, rows);
    return *this;
  }

  AggregatePtr function_;
  std::vector<DataType> types_;
  std::unique_ptr<char[]> state_;
};

inline Result<AggregatePtr> Make(const std::string& name, const std::vector<DataType>& types,
                                 const std::vector<Value>& literals = {}, bool distinct = false, bool retract = false) {
  std::vector<const Value*> pointers(types.size(), nullptr);
  // Literals are those of the last arguments.
  for (size_t i = 0; i < literals.size(); ++i) pointers[types.size() - literals.size() + i] = &literals[i];
  return MakeAggregate(name, types, pointers, distinct, retract);
}

/// The result of one call over one column.
inline std::string ResultOf(const std::string& name, const DataType& type, const Words& words, bool distinct = false) {
  auto function = Make(name, {type}, {}, distinct);
  EXPECT_TRUE(function.has_value()) << name;
  return Accumulator(*function, {type}).Add({words}).Result();
}

}  // namespace mullion::testing
