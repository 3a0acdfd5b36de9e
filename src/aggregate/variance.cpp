// VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP as Flink computes them: Calcite rewrites them to
// (SUM(x * x) - SUM(x) * SUM(x) / COUNT(x)) / (COUNT(x) [- 1]), POWER(…, 0.5) for the deviations, all of it in the
// types that SQL gives these expressions. So integers wrap in their own width and divide truncating, and DECIMAL is
// rounded at every step. Source: Calcite AggregateReduceFunctionsRule.reduceStddev; Flink LogicalTypeMerging.

#include <algorithm>
#include <cmath>

#include "aggregate/basic_aggregates.h"
#include "aggregate/decimal_product.h"
#include "aggregate/decimal_state.h"
#include "column/text.h"

namespace mullion {
namespace {

bool IsSample(VarianceKind kind) {
  return kind == VarianceKind::kVarSamp || kind == VarianceKind::kStddevSamp;
}
bool IsDeviation(VarianceKind kind) {
  return kind == VarianceKind::kStddevPop || kind == VarianceKind::kStddevSamp;
}

/// What the sum of squared differences is divided by; 0: the result is NULL.
int64_t Denominator(VarianceKind kind, int64_t count) {
  return IsSample(kind) ? count - 1 : count;
}

/// Sums modulo 2^64: cut to the width at the end they are the sums that wrapped in that width.
struct IntSums {
  uint64_t sum, squares;
  int64_t count;

  void Change(int64_t x, int64_t by) {
    auto v = static_cast<uint64_t>(x);
    auto sign = static_cast<uint64_t>(by);
    sum += sign * v;
    squares += sign * v * v;
    count += by;
  }
  void Merge(const IntSums& o) {
    sum += o.sum;
    squares += o.squares;
    count += o.count;
  }
};

struct RealSums {
  double sum, squares;
  int64_t count;

  void Change(double x, int64_t by) {
    sum += static_cast<double>(by) * x;
    squares += static_cast<double>(by) * (x * x);
    count += by;
  }
  void Merge(const RealSums& o) {
    sum += o.sum;
    squares += o.squares;
    count += o.count;
  }
};

/// Java's (int) or (long) of a double, then cut to the width.
template <typename W>
W FromReal(double v) {
  using Wide = std::conditional_t<sizeof(W) == 8, int64_t, int32_t>;
  if (std::isnan(v)) return 0;
  if (v >= static_cast<double>(std::numeric_limits<Wide>::max())) {
    return static_cast<W>(std::numeric_limits<Wide>::max());
  }
  return static_cast<W>(static_cast<Wide>(v));
}

template <typename W>
struct IntVariance {
  using Value = W;
  using State = IntSums;
  VarianceKind kind;

  bool operator()(const IntSums& s, Column& out, size_t i) const {
    int64_t denominator = Denominator(kind, s.count);
    out.MutableValues<W>()[i] = 0;
    if (s.count <= 0 || denominator <= 0) return false;
    auto sum = static_cast<uint64_t>(static_cast<W>(s.sum));
    int64_t mean_square = static_cast<W>(sum * sum) / s.count;
    auto difference = static_cast<uint64_t>(static_cast<W>(s.squares)) - static_cast<uint64_t>(mean_square);
    int64_t variance = static_cast<int64_t>(difference) / denominator;
    out.MutableValues<W>()[i] =
        IsDeviation(kind) ? FromReal<W>(std::pow(static_cast<double>(variance), 0.5)) : static_cast<W>(variance);
    return true;
  }
};

template <typename W>
struct RealVariance {
  using Value = W;
  using State = RealSums;
  VarianceKind kind;

  bool operator()(const RealSums& s, Column& out, size_t i) const {
    int64_t denominator = Denominator(kind, s.count);
    out.MutableValues<W>()[i] = 0;
    if (s.count <= 0 || denominator <= 0) return false;
    double variance = (s.squares - s.sum * s.sum / static_cast<double>(s.count)) / static_cast<double>(denominator);
    out.MutableValues<W>()[i] = static_cast<W>(IsDeviation(kind) ? std::pow(variance, 0.5) : variance);
    return true;
  }
};

struct DecimalSums {
  DecimalState sum, squares;
  int64_t count;
};

/// The scales of DECIMAL(p, s) arithmetic at 38 digits (Flink's adjustPrecisionScale).
struct DecimalScales {
  int input;
  int result;      ///< of AVG and of the variance: max(6, s)
  int square;      ///< of a product of two DECIMAL(38, result), and of its quotient by a BIGINT
  int difference;  ///< of a difference of two DECIMAL(38, square), and of its quotient by a BIGINT

  explicit DecimalScales(int scale)
      : input(scale),
        result(std::max(6, scale)),
        square(std::max(6, 2 * result - 39)),
        difference(std::max(6, square - 1)) {}
};

class DecimalVariance final : public AggregateFunction {
 public:
  DecimalVariance(VarianceKind kind, DecimalScales scales)
      : AggregateFunction(DataType::Decimal(kMaxDecimalPrecision, scales.result)), kind_(kind), scales_(scales) {}

  size_t state_size() const override { return sizeof(DecimalSums); }
  bool retractable() const override { return true; }
  void Init(char* state) const override { std::memset(state, 0, sizeof(DecimalSums)); }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    Change(groups, offset, args, rows, false);
  }
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override {
    Change(groups, offset, args, rows, true);
  }
  void Merge(char* to, const char* from) const override {
    auto& s = StateAt<DecimalSums>(to, 0);
    const auto& o = *reinterpret_cast<const DecimalSums*>(from);
    s.sum.Merge(o.sum);
    s.squares.Merge(o.squares);
    s.count += o.count;
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    for (size_t i = 0; i < groups.size(); ++i) {
      std::optional<Int128> value = Compute(StateAt<DecimalSums>(groups[i], offset));
      out->MutableValues<Int128>()[i] = value.value_or(0);
      if (!value) out->SetNull(i);
    }
    return out;
  }

 private:
  void Change(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
              std::span<const uint32_t> rows, bool retract) const {
    const Int128* values = args[0]->Values<Int128>();
    ForEachNotNull<DecimalSums>(groups, offset, *args[0], rows, [&](DecimalSums& s, uint32_t row) {
      s.count += retract ? -1 : 1;
      retract ? s.sum.Subtract(values[row]) : s.sum.Add(values[row]);
      auto x = RescaleDecimal(values[row], scales_.input, kMaxDecimalPrecision, scales_.result);
      auto square = x ? MultiplyDecimal(*x, *x, 2 * scales_.result - scales_.square) : std::nullopt;
      // A square beyond 38 digits is NULL, and SUM skips it.
      if (square) retract ? s.squares.Subtract(*square) : s.squares.Add(*square);
    });
  }

  std::optional<Int128> Compute(const DecimalSums& s) const {
    int64_t denominator = Denominator(kind_, s.count);
    if (s.count <= 0 || denominator <= 0 || !s.sum.fits() || !s.squares.fits()) return std::nullopt;
    auto sum = RescaleDecimal(s.sum.low.value(), scales_.input, kMaxDecimalPrecision, scales_.result);
    auto square = sum ? MultiplyDecimal(*sum, *sum, 2 * scales_.result - scales_.square) : std::nullopt;
    if (!square) return std::nullopt;
    auto difference = RescaleDecimal(s.squares.low.value() - DivideHalfUp(*square, s.count), scales_.square,
                                     kMaxDecimalPrecision, scales_.difference);
    if (!difference) return std::nullopt;
    Int128 variance = DivideHalfUp(*difference, denominator);
    if (!IsDeviation(kind_)) {
      return RescaleDecimal(variance, scales_.difference, kMaxDecimalPrecision, scales_.result);
    }
    std::string text;
    AppendDecimal(variance, scales_.difference, &text);
    double root = std::pow(std::stod(text), 0.5);
    if (std::isnan(root)) return std::nullopt;
    text.clear();
    AppendJavaDouble(root, &text);
    return ParseDecimal(text, kMaxDecimalPrecision, scales_.result);
  }

  VarianceKind kind_;
  DecimalScales scales_;
};

/// Numbers whose state is plain sums.
template <typename Result>
class Variance final : public AggregateFunction {
 public:
  using State = typename Result::State;
  using T = typename Result::Value;
  Variance(const DataType& type, Result result) : AggregateFunction(type.WithNullable(true)), result_(result) {}

  size_t state_size() const override { return sizeof(State); }
  bool retractable() const override { return true; }
  void Init(char* state) const override { std::memset(state, 0, sizeof(State)); }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    Change(groups, offset, args, rows, 1);
  }
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override {
    Change(groups, offset, args, rows, -1);
  }
  void Merge(char* to, const char* from) const override {
    StateAt<State>(to, 0).Merge(*reinterpret_cast<const State*>(from));
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    for (size_t i = 0; i < groups.size(); ++i) {
      if (!result_(StateAt<State>(groups[i], offset), *out, i)) out->SetNull(i);
    }
    return out;
  }

 private:
  void Change(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
              std::span<const uint32_t> rows, int64_t by) const {
    const T* values = args[0]->Values<T>();
    ForEachNotNull<State>(groups, offset, *args[0], rows,
                          [values, by](State& s, uint32_t row) { s.Change(values[row], by); });
  }

  Result result_;
};

template <typename Result>
AggregatePtr Make(const DataType& type, VarianceKind kind) {
  return std::make_shared<Variance<Result>>(type, Result{kind});
}

}  // namespace

AggregatePtr MakeVariance(const DataType& type, VarianceKind kind) {
  switch (type.kind()) {
    case TypeKind::kTinyInt:
      return Make<IntVariance<int8_t>>(type, kind);
    case TypeKind::kSmallInt:
      return Make<IntVariance<int16_t>>(type, kind);
    case TypeKind::kInt:
      return Make<IntVariance<int32_t>>(type, kind);
    case TypeKind::kBigInt:
      return Make<IntVariance<int64_t>>(type, kind);
    case TypeKind::kFloat:
      return Make<RealVariance<float>>(type, kind);
    case TypeKind::kDouble:
      return Make<RealVariance<double>>(type, kind);
    case TypeKind::kDecimal:
      return std::make_shared<DecimalVariance>(kind, DecimalScales(type.scale()));
    default:
      return nullptr;
  }
}

}  // namespace mullion
