// ARG_MIN and ARG_MAX: a value of the row whose other value is the smallest or largest. Of rows that tie, the value
// with the smallest bytes is taken, so that the result does not depend on their order.

#include <cmath>

#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"
#include "column/row_codec.h"

namespace mullion {
namespace {

template <typename T>
int Order(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    // NaN is the largest.
    if (std::isnan(a) || std::isnan(b)) return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
  }
  return a < b ? -1 : b < a ? 1 : 0;
}

/// Two values of one type that has an order, neither NULL.
int CompareValues(const Value& a, const Value& b) {
  if (std::holds_alternative<int64_t>(a.data)) return Order(a.AsInt(), b.AsInt());
  if (std::holds_alternative<Int128>(a.data)) return Order(a.AsWide(), b.AsWide());
  if (std::holds_alternative<double>(a.data)) return Order(a.AsReal(), b.AsReal());
  return a.AsText().compare(b.AsText());
}

/// The best row so far, encoded. Comparing needs the types: ArgExtreme does it.
struct BestRow {
  std::string by;
  std::string value;
  bool any = false;

  void Encode(std::string* out) const {
    PutBytes(by, out);
    PutBytes(value, out);
  }
  Status Decode(std::string_view* bytes) {
    BinaryReader reader(bytes, "a stored ARG_MIN or ARG_MAX");
    MULLION_ASSIGN(by, reader.Bytes());
    MULLION_ASSIGN(value, reader.Bytes());
    any = true;
    return Ok();
  }
};

class ArgExtreme final : public HeapAggregate<BestRow> {
 public:
  ArgExtreme(const DataType& value, DataType by, bool max)
      : HeapAggregate(value.WithNullable(true)), by_(std::move(by)), max_(max) {}

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    std::string by, value;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (args[1]->IsNull(rows[i])) continue;
      by.clear();
      value.clear();
      EncodeValue(*args[1], rows[i], &by);
      EncodeValue(*args[0], rows[i], &value);
      Take(&ObjectOf(groups[i], offset), by, value);
    }
  }
  void Merge(char* to, const char* from) const override {
    const BestRow* other = reinterpret_cast<const HeapState*>(from)->object;
    if (other != nullptr) Take(&ObjectOf(to, 0), other->by, other->value);
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    ColumnBuilder out(result_type());
    for (char* group : groups) {
      const BestRow* best = Find(group, offset);
      std::string_view bytes = best ? std::string_view(best->value) : std::string_view();
      out.Append(best ? *DecodeValue(result_type(), &bytes) : Value::Null());
    }
    return out.Finish();
  }

 private:
  void Take(BestRow* best, std::string_view by, std::string_view value) const {
    if (best->any) {
      int order = Compare(by, best->by);
      if (max_ ? order < 0 : order > 0) return;
      if (order == 0 && value >= best->value) return;
    }
    *best = {std::string(by), std::string(value), true};
  }

  int Compare(std::string_view a, std::string_view b) const {
    return CompareValues(*DecodeValue(by_, &a), *DecodeValue(by_, &b));
  }

  DataType by_;
  bool max_;
};

}  // namespace

AggregatePtr MakeArgExtreme(const DataType& value, const DataType& by, bool max) {
  if (!HasOrder(by)) return nullptr;
  return std::make_shared<ArgExtreme>(value, by, max);
}

}  // namespace mullion
