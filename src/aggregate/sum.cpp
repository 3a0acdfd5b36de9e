// SUM and AVG. Integers are summed in 64 bits and cut to the result's width at the end: the same wrap-around as summing
// in that width (Flink's, two's complement). DECIMAL sums are exact beyond 38 digits and judged at the end, so that the
// result does not depend on the order of rows or merges. Source: flink-semantics 1.8 (SumAggFunction, AvgAggFunction).

#include <algorithm>

#include "aggregate/basic_aggregates.h"
#include "aggregate/decimal_state.h"
#include "column/text.h"

namespace mullion {
namespace {

struct IntState {
  uint64_t sum;
  int64_t count;

  void Add(int64_t v) { sum += static_cast<uint64_t>(v); }
  void Subtract(int64_t v) { sum -= static_cast<uint64_t>(v); }
  void Merge(const IntState& o) { sum += o.sum; }
};

struct RealState {
  double sum;
  int64_t count;

  void Add(double v) { sum += v; }
  void Subtract(double v) { sum -= v; }
  void Merge(const RealState& o) { sum += o.sum; }
};

/// Sums values of physical type T in a State, and lets Result make the column.
template <typename T, typename State, typename Result>
class Summing final : public AggregateFunction {
 public:
  Summing(DataType type, Result result) : AggregateFunction(std::move(type)), result_(result) {}

  size_t state_size() const override { return sizeof(State); }
  bool retractable() const override { return true; }
  void Init(char* state) const override { std::memset(state, 0, sizeof(State)); }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    const T* values = args[0]->Values<T>();
    ForEachNotNull<State>(groups, offset, *args[0], rows, [values](State& s, uint32_t row) {
      s.Add(values[row]);
      ++s.count;
    });
  }
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override {
    const T* values = args[0]->Values<T>();
    ForEachNotNull<State>(groups, offset, *args[0], rows, [values](State& s, uint32_t row) {
      s.Subtract(values[row]);
      --s.count;
    });
  }
  void Merge(char* to, const char* from) const override {
    State& s = StateAt<State>(to, 0);
    const State& o = *reinterpret_cast<const State*>(from);
    s.Merge(o);
    s.count += o.count;
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    for (size_t i = 0; i < groups.size(); ++i) {
      const State& s = StateAt<State>(groups[i], offset);
      if (!result_(s, *out, i)) out->SetNull(i);
    }
    return out;
  }

 private:
  Result result_;
};

/// Writes the sum in the result's width.
struct IntSumResult {
  bool zero_when_empty;
  bool operator()(const IntState& s, Column& out, size_t i) const {
    switch (out.type().physical()) {
      case Physical::kInt8:
        out.MutableValues<int8_t>()[i] = static_cast<int8_t>(s.sum);
        break;
      case Physical::kInt16:
        out.MutableValues<int16_t>()[i] = static_cast<int16_t>(s.sum);
        break;
      case Physical::kInt32:
        out.MutableValues<int32_t>()[i] = static_cast<int32_t>(s.sum);
        break;
      default:
        out.MutableValues<int64_t>()[i] = static_cast<int64_t>(s.sum);
        break;
    }
    return s.count > 0 || zero_when_empty;
  }
};

struct RealSumResult {
  bool zero_when_empty;
  bool operator()(const RealState& s, Column& out, size_t i) const {
    if (out.type().physical() == Physical::kFloat) {
      out.MutableValues<float>()[i] = static_cast<float>(s.sum);
    } else {
      out.MutableValues<double>()[i] = s.sum;
    }
    return s.count > 0 || zero_when_empty;
  }
};

struct DecimalSumResult {
  bool zero_when_empty;
  bool operator()(const DecimalState& s, Column& out, size_t i) const {
    out.MutableValues<Int128>()[i] = s.low.value();
    return (s.count > 0 || zero_when_empty) && s.fits();
  }
};

/// Truncates toward zero over the wrapped sum, which has 64 bits, or where `narrow` the width of the result.
struct IntAvgResult {
  bool narrow = false;
  bool operator()(const IntState& s, Column& out, size_t i) const {
    IntState quotient{0, s.count};
    auto sum = static_cast<int64_t>(s.sum);
    if (narrow && out.type().physical() == Physical::kInt8) sum = static_cast<int8_t>(s.sum);
    if (narrow && out.type().physical() == Physical::kInt16) sum = static_cast<int16_t>(s.sum);
    if (narrow && out.type().physical() == Physical::kInt32) sum = static_cast<int32_t>(s.sum);
    if (s.count != 0) quotient.sum = static_cast<uint64_t>(sum / s.count);
    return IntSumResult{false}(quotient, out, i);
  }
};

struct RealAvgResult {
  bool operator()(const RealState& s, Column& out, size_t i) const {
    return RealSumResult{false}({s.count ? s.sum / static_cast<double>(s.count) : 0, s.count}, out, i);
  }
};

/// sum / count at the result's scale, HALF_UP; NULL where the sum itself or the quotient does not fit 38 digits.
struct DecimalAvgResult {
  int from_scale;
  bool operator()(const DecimalState& s, Column& out, size_t i) const {
    out.MutableValues<Int128>()[i] = 0;
    if (s.count == 0 || !s.fits()) return false;
    auto scaled = RescaleDecimal(s.low.value(), from_scale, kMaxDecimalPrecision, out.type().scale());
    if (!scaled) return false;
    Int128 quotient = *scaled / s.count;
    Int128 rest = *scaled % s.count;
    Int128 twice = rest < 0 ? -rest * 2 : rest * 2;
    if (twice >= s.count) quotient += *scaled < 0 ? -1 : 1;
    out.MutableValues<Int128>()[i] = quotient;
    return true;
  }
};

template <typename IntResult, typename RealResult>
AggregatePtr MakeSumming(const DataType& type, IntResult int_result, RealResult real_result) {
  DataType result = type.WithNullable(true);
  switch (type.kind()) {
    case TypeKind::kTinyInt:
      return std::make_shared<Summing<int8_t, IntState, IntResult>>(result, int_result);
    case TypeKind::kSmallInt:
      return std::make_shared<Summing<int16_t, IntState, IntResult>>(result, int_result);
    case TypeKind::kInt:
      return std::make_shared<Summing<int32_t, IntState, IntResult>>(result, int_result);
    case TypeKind::kBigInt:
      return std::make_shared<Summing<int64_t, IntState, IntResult>>(result, int_result);
    case TypeKind::kFloat:
      return std::make_shared<Summing<float, RealState, RealResult>>(result, real_result);
    case TypeKind::kDouble:
      return std::make_shared<Summing<double, RealState, RealResult>>(result, real_result);
    default:
      return nullptr;
  }
}

}  // namespace

AggregatePtr MakeSum(const DataType& type, bool zero_when_empty) {
  if (type.kind() == TypeKind::kDecimal) {
    return std::make_shared<Summing<Int128, DecimalState, DecimalSumResult>>(
        DataType::Decimal(kMaxDecimalPrecision, type.scale()), DecimalSumResult{zero_when_empty});
  }
  return MakeSumming(type, IntSumResult{zero_when_empty}, RealSumResult{zero_when_empty});
}

AggregatePtr MakeAvg(const DataType& type, bool narrow) {
  if (type.kind() == TypeKind::kDecimal) {
    return std::make_shared<Summing<Int128, DecimalState, DecimalAvgResult>>(
        DataType::Decimal(kMaxDecimalPrecision, std::max(6, type.scale())), DecimalAvgResult{type.scale()});
  }
  return MakeSumming(type, IntAvgResult{narrow}, RealAvgResult{});
}

}  // namespace mullion
