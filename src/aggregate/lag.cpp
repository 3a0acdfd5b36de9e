// LAG: the value so many rows before the last one added. For OVER windows only.

#include <deque>
#include <string>

#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"
#include "column/row_codec.h"

namespace mullion {
namespace {

/// The last values that were added, encoded, oldest first.
struct LastValues {
  std::deque<std::string> values;

  void Encode(std::string* out) const {
    PutValue<uint64_t>(values.size(), out);
    for (const std::string& value : values) PutBytes(value, out);
  }
  Status Decode(std::string_view* bytes) {
    BinaryReader reader(bytes, "stored values of LAG");
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    for (uint64_t i = 0; i < count; ++i) {
      MULLION_ASSIGN(auto value, reader.Bytes());
      values.emplace_back(value);
    }
    return Ok();
  }
};

class Lag final : public HeapAggregate<LastValues> {
 public:
  Lag(const DataType& type, size_t rows_before, Value otherwise)
      : HeapAggregate(type.WithNullable(true)), rows_before_(rows_before), otherwise_(std::move(otherwise)) {}

  bool mergeable() const override { return false; }
  bool order_sensitive() const override { return true; }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    std::string value;
    for (size_t i = 0; i < rows.size(); ++i) {
      value.clear();
      EncodeValue(*args[0], rows[i], &value);
      auto& values = ObjectOf(groups[i], offset).values;
      values.push_back(value);
      if (values.size() > rows_before_ + 1) values.pop_front();
    }
  }

  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    ColumnBuilder out(result_type());
    for (char* group : groups) {
      const LastValues* last = Find(group, offset);
      if (!last || last->values.size() <= rows_before_) {
        out.Append(otherwise_);
        continue;
      }
      std::string_view bytes = last->values.front();
      Result<Value> value = DecodeValue(result_type(), &bytes);
      MULLION_CHECK(value.has_value(), "a kept value does not decode");
      out.Append(value->is_null() ? otherwise_ : *value);  // the default stands for NULL, too
    }
    return out.Finish();
  }

 private:
  size_t rows_before_;
  Value otherwise_;
};

}  // namespace

AggregatePtr MakeLag(const DataType& type, int64_t rows_before, Value otherwise) {
  return std::make_shared<Lag>(type, static_cast<size_t>(rows_before), std::move(otherwise));
}

}  // namespace mullion
