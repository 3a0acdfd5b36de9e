// FIRST_VALUE, LAST_VALUE and LISTAGG whose rows can be taken back; ARRAY_AGG; JSON_ARRAYAGG.

#include "aggregate/basic_aggregates.h"
#include "aggregate/json_value.h"
#include "aggregate/sequence_aggregate.h"

namespace mullion {
namespace {

class FirstOrLast final : public SequenceAggregate {
 public:
  FirstOrLast(const DataType& type, bool last) : SequenceAggregate(type.WithNullable(true), type, false), last_(last) {}

 private:
  Value ResultOf(const ValueSequence& values) const override {
    if (values.empty()) return Value::Null();
    return Decoded(last_ ? values.values().rbegin()->second : values.values().begin()->second);
  }
  bool last_;
};

class RetractableListAgg final : public SequenceAggregate {
 public:
  RetractableListAgg(const DataType& type, std::string separator)
      : SequenceAggregate(DataType::String(), type, false), separator_(std::move(separator)) {}

 private:
  Value ResultOf(const ValueSequence& values) const override {
    if (values.empty()) return Value::Null();
    std::string text;
    for (const auto& [place, value] : values.values()) {
      if (place != values.values().begin()->first) text += separator_;
      text += Decoded(value).AsText();
    }
    return Value::Text(std::move(text));
  }
  std::string separator_;
};

class ArrayAgg final : public SequenceAggregate {
 public:
  explicit ArrayAgg(const DataType& type) : SequenceAggregate(DataType::Array(type), type, true) {}

 private:
  Value ResultOf(const ValueSequence& values) const override {
    if (values.empty()) return Value::Null();
    ValueList list;
    for (const auto& [place, value] : values.values()) list.push_back(Decoded(value));
    return Value::List(std::move(list));
  }
};

class JsonArrayAgg final : public SequenceAggregate {
 public:
  JsonArrayAgg(const DataType& type, bool absent_on_null)
      : SequenceAggregate(DataType::String().NotNull(), type, !absent_on_null) {}

 private:
  Value ResultOf(const ValueSequence& values) const override {
    std::string text = "[";
    for (const auto& [place, value] : values.values()) {
      if (text.size() > 1) text += ",";
      AppendJsonValue(value_type(), Decoded(value), &text);
    }
    return Value::Text(text + "]");
  }
};

}  // namespace

AggregatePtr MakeRetractableFirstOrLast(const DataType& type, bool last) {
  if (!MakeFirstOrLast(type, last)) return nullptr;
  return std::make_shared<FirstOrLast>(type, last);
}

AggregatePtr MakeArrayAgg(const DataType& type) {
  return std::make_shared<ArrayAgg>(type);
}

AggregatePtr MakeJsonArrayAgg(const DataType& type, bool absent_on_null) {
  if (!HasJsonValue(type)) return nullptr;
  return std::make_shared<JsonArrayAgg>(type, absent_on_null);
}

AggregatePtr MakeRetractableListAgg(const DataType& type, std::string separator) {
  return std::make_shared<RetractableListAgg>(type, std::move(separator));
}

}  // namespace mullion
