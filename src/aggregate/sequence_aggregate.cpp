#include "aggregate/sequence_aggregate.h"

namespace mullion {

void SequenceAggregate::Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
                            std::span<const uint32_t> rows) const {
  std::string value;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!keep_nulls_ && args[0]->IsNull(rows[i])) continue;
    value.clear();
    EncodeValue(*args[0], rows[i], &value);
    ObjectOf(groups[i], offset).Append(value);
  }
}

void SequenceAggregate::Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
                                std::span<const uint32_t> rows) const {
  std::string value;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!keep_nulls_ && args[0]->IsNull(rows[i])) continue;
    value.clear();
    EncodeValue(*args[0], rows[i], &value);
    ObjectOf(groups[i], offset).Remove(value);
  }
}

ColumnPtr SequenceAggregate::Finish(std::span<char* const> groups, size_t offset) const {
  ColumnBuilder out(result_type());
  const ValueSequence none;
  for (char* group : groups) {
    const ValueSequence* values = Find(group, offset);
    out.Append(ResultOf(values ? *values : none));
  }
  return out.Finish();
}

Value SequenceAggregate::Decoded(std::string_view value) const {
  Result<Value> decoded = DecodeValue(value_type_, &value);
  MULLION_CHECK(decoded.has_value(), "a kept value does not decode");
  return *std::move(decoded);
}

}  // namespace mullion
