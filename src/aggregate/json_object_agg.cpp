// JSON_OBJECTAGG. Of rows with one key the last wins; Flink fails the job there.

#include <map>

#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"
#include "aggregate/json_value.h"
#include "aggregate/value_sequence.h"
#include "base/json_string.h"
#include "column/row_codec.h"

namespace mullion {
namespace {

class JsonObjectAgg final : public HeapAggregate<ValueSequence> {
 public:
  JsonObjectAgg(DataType key, DataType value, bool absent_on_null)
      : HeapAggregate(DataType::String().NotNull()),
        key_(std::move(key)),
        value_(std::move(value)),
        absent_on_null_(absent_on_null) {}

  bool mergeable() const override { return false; }
  bool order_sensitive() const override { return true; }
  bool retractable() const override { return true; }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    ForEachPair(args, rows, [&](size_t i, std::string_view pair) { ObjectOf(groups[i], offset).Append(pair); });
  }
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override {
    ForEachPair(args, rows, [&](size_t i, std::string_view pair) { ObjectOf(groups[i], offset).Remove(pair); });
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    ColumnBuilder out(result_type());
    for (char* group : groups) {
      const ValueSequence* pairs = Find(group, offset);
      out.Append(Value::Text(pairs ? TextOf(*pairs) : "{}"));
    }
    return out.Finish();
  }

 private:
  template <typename F>
  void ForEachPair(std::span<const ColumnPtr> args, std::span<const uint32_t> rows, F&& f) const {
    std::string pair;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (args[0]->IsNull(rows[i]) || (absent_on_null_ && args[1]->IsNull(rows[i]))) continue;
      pair.clear();
      EncodeRow(args.first(2), rows[i], &pair);
      f(i, pair);
    }
  }

  std::string TextOf(const ValueSequence& pairs) const {
    std::map<std::string, std::string> members;
    for (const auto& [place, pair] : pairs.values()) {
      std::string_view bytes = pair;
      std::string key = DecodeValue(key_, &bytes)->AsText();
      std::string text;
      AppendJsonValue(value_, *DecodeValue(value_, &bytes), &text);
      members.insert_or_assign(std::move(key), std::move(text));
    }
    std::string text;
    AppendJsonObject(members, &text);
    return text;
  }

  DataType key_, value_;
  bool absent_on_null_;
};

}  // namespace

AggregatePtr MakeJsonObjectAgg(const DataType& key, const DataType& value, bool absent_on_null) {
  if (!key.IsCharacter() || !HasJsonValue(value)) return nullptr;
  return std::make_shared<JsonObjectAgg>(key, value, absent_on_null);
}

}  // namespace mullion
