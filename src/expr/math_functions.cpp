// Powers, logarithms, trigonometry, random numbers.
#include <cmath>
#include <limits>

#include "expr/function_table.h"

namespace mullion {
namespace {

using Real = double (*)(double);

template <Real kFunction>
Result<ExprPtr> BindReal(const Function& self, Args args) {
  MULLION_TRY(Want(self, "d", &args));
  return BindRows<double, double>(self, DataType::Double(), std::move(args), [](double v) { return kFunction(v); });
}

double Log2(double v) {
  return std::log(v) / std::log(2.0);
}
double Cot(double v) {
  return 1.0 / std::tan(v);
}
double Degrees(double v) {
  return v * 180.0 / M_PI;
}
double Radians(double v) {
  return v / 180.0 * M_PI;
}
double Sin(double v) {
  return std::sin(v);
}
double Cos(double v) {
  return std::cos(v);
}
double Tan(double v) {
  return std::tan(v);
}
double Asin(double v) {
  return std::asin(v);
}
double Acos(double v) {
  return std::acos(v);
}
double Atan(double v) {
  return std::atan(v);
}
double Sinh(double v) {
  return std::sinh(v);
}
double Cosh(double v) {
  return std::cosh(v);
}
double Tanh(double v) {
  return std::tanh(v);
}
double Exp(double v) {
  return std::exp(v);
}
double Ln(double v) {
  return std::log(v);
}
double Log10(double v) {
  return std::log10(v);
}
double Sqrt(double v) {
  return std::sqrt(v);
}

Result<ExprPtr> BindPower(const Function& self, Args args) {
  MULLION_TRY(Want(self, "d", &args));
  return BindRows<double, double, double>(self, DataType::Double(), std::move(args),
                                          [](double base, double exponent) { return std::pow(base, exponent); });
}

/// LOG(x) is natural, LOG(base, x).
Result<ExprPtr> BindLog(const Function& self, Args args) {
  if (args.size() == 1) return BindReal<Ln>(self, std::move(args));
  MULLION_TRY(Want(self, "d", &args));
  return BindRows<double, double, double>(self, DataType::Double(), std::move(args),
                                          [](double base, double v) { return std::log(v) / std::log(base); });
}

Result<ExprPtr> BindAtan2(const Function& self, Args args) {
  MULLION_TRY(Want(self, "d", &args));
  return BindRows<double, double, double>(self, DataType::Double(), std::move(args),
                                          [](double y, double x) { return std::atan2(y, x); });
}

Result<ExprPtr> BindPi(const Function&, Args) {
  return MakeLiteral(DataType::Double(), Value::Real(M_PI));
}
Result<ExprPtr> BindE(const Function&, Args) {
  return MakeLiteral(DataType::Double(), Value::Real(M_E));
}

/// java.util.Random, so that RAND(seed) gives Flink's numbers. Its state is the caller's.
class JavaRandom {
 public:
  explicit JavaRandom(uint64_t* state) : state_(state) {}
  static uint64_t StateOf(int64_t seed) { return (static_cast<uint64_t>(seed) ^ kFactor) & kMask; }

  double NextDouble() {
    uint64_t high = Next(26);
    return static_cast<double>((high << 27) + Next(27)) * 0x1.0p-53;
  }
  int32_t NextInt(int32_t bound) {
    auto limit = static_cast<uint64_t>(bound);
    if ((limit & (limit - 1)) == 0) return static_cast<int32_t>((limit * Next(31)) >> 31);
    // Numbers past the last whole multiple of the bound would make small results likelier.
    for (;;) {
      uint64_t bits = Next(31);
      uint64_t value = bits % limit;
      if (bits - value + (limit - 1) <= 0x7FFFFFFF) return static_cast<int32_t>(value);
    }
  }

 private:
  static constexpr uint64_t kFactor = 0x5DEECE66DULL;
  static constexpr uint64_t kMask = (1ULL << 48) - 1;
  uint64_t Next(int bits) {
    *state_ = (*state_ * kFactor + 0xB) & kMask;
    return *state_ >> (48 - bits);
  }
  uint64_t* state_;
};

/// The generator for one row. A literal seed starts one that goes on from row to row and batch to batch; a seed from a
/// column starts anew in its row; without a seed the seam gives one.
class RandomSource {
 public:
  RandomSource(const CallInput& in, const Arg* seed, const void* call) : in_(in), seed_(seed) {
    if (!seed || !seed->constant) return;
    auto [at, fresh] = in.context.random_states.try_emplace(call);
    if (fresh) at->second = JavaRandom::StateOf(seed->column->Values<int32_t>()[0]);
    shared_ = &at->second;
  }
  Result<JavaRandom> At(size_t row) {
    if (shared_) return JavaRandom(shared_);
    if (!seed_ && !in_.context.random) return Fail(Error::Internal("random numbers are wanted without a source"));
    own_ = seed_ ? JavaRandom::StateOf(seed_->column->Values<int32_t>()[row])
                 : JavaRandom::StateOf(static_cast<int64_t>(in_.context.random()));
    return JavaRandom(&own_);
  }

 private:
  const CallInput& in_;
  const Arg* seed_;
  uint64_t* shared_ = nullptr;
  uint64_t own_ = 0;
};

/// `next(random, row, in)` draws one number a row.
template <typename T, typename F>
Result<ExprPtr> BindRandom(const Function& self, DataType type, Args args, bool seeded, F next) {
  DataType exact = NullableLike(type, args);
  auto call = std::make_shared<int>();  // its address tells this call's generator from others
  Kernel kernel = [=](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(exact, in.row_count);
    const uint8_t* nulls = MergeNulls(in, out.get());
    RandomSource source(in, seeded ? &in.args[0] : nullptr, call.get());
    for (uint32_t row : in.rows) {
      if (nulls && nulls[row]) continue;
      MULLION_ASSIGN(auto random, source.At(row));
      MULLION_ASSIGN(out->template MutableValues<T>()[row], next(random, row, in));
    }
    return out;
  };
  return MakeKernelCall(self.name, exact, std::move(args), std::move(kernel), Determinism::kNo);
}

Result<ExprPtr> BindRand(const Function& self, Args args) {
  MULLION_TRY(Want(self, "i", &args));
  bool seeded = !args.empty();
  return BindRandom<double>(
      self, DataType::Double(), std::move(args), seeded,
      [](JavaRandom& random, uint32_t, const CallInput&) -> Result<double> { return random.NextDouble(); });
}

/// RAND_INTEGER([seed,] bound)
Result<ExprPtr> BindRandInteger(const Function& self, Args args) {
  MULLION_TRY(Want(self, "i", &args));
  bool seeded = args.size() == 2;
  return BindRandom<int32_t>(self, DataType::Int(), std::move(args), seeded,
                             [](JavaRandom& random, uint32_t row, const CallInput& in) -> Result<int32_t> {
                               const Arg& bound = in.args.back();
                               int32_t limit = bound.column->Values<int32_t>()[bound.At(row)];
                               if (limit <= 0) return Fail(Error::User("RAND_INTEGER: bound must be positive"));
                               return random.NextInt(limit);
                             });
}

/// A version 4 UUID.
Result<ExprPtr> BindUuid(const Function& self, Args args) {
  DataType type = DataType::Char(36).NotNull();
  Kernel kernel = [type](const CallInput& in) -> Result<ColumnPtr> {
    if (!in.context.random) return Fail(Error::Internal("random numbers are wanted without a source of them"));
    auto out = std::make_shared<Column>(type, in.row_count);
    RowEnv env(in.context);
    static constexpr char kDigits[] = "0123456789abcdef";
    for (uint32_t row : in.rows) {
      uint64_t halves[] = {in.context.random(), in.context.random()};
      halves[0] = (halves[0] & ~0xF000ULL) | 0x4000;
      halves[1] = (halves[1] & ~(3ULL << 62)) | (2ULL << 62);
      std::string& text = env.Scratch();
      for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
        text += kDigits[(halves[i / 16] >> (60 - 4 * (i % 16))) & 15];
      }
      out->MutableValues<std::string_view>()[row] = env.Keep(text);
    }
    env.KeepBytes(in, out.get());
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel), Determinism::kNo);
}

constexpr Function kFunctions[] = {
    {"POWER", 2, 2, "POWER(base, exponent)", BindPower},
    {"SQRT", 1, 1, "SQRT(number)", BindReal<Sqrt>},
    {"EXP", 1, 1, "EXP(number)", BindReal<Exp>},
    {"LN", 1, 1, "LN(number)", BindReal<Ln>},
    {"LOG", 1, 2, "LOG([base,] number)", BindLog},
    {"LOG2", 1, 1, "LOG2(number)", BindReal<Log2>},
    {"LOG10", 1, 1, "LOG10(number)", BindReal<Log10>},
    {"SIN", 1, 1, "SIN(number)", BindReal<Sin>},
    {"SINH", 1, 1, "SINH(number)", BindReal<Sinh>},
    {"COS", 1, 1, "COS(number)", BindReal<Cos>},
    {"COSH", 1, 1, "COSH(number)", BindReal<Cosh>},
    {"TAN", 1, 1, "TAN(number)", BindReal<Tan>},
    {"TANH", 1, 1, "TANH(number)", BindReal<Tanh>},
    {"COT", 1, 1, "COT(number)", BindReal<Cot>},
    {"ASIN", 1, 1, "ASIN(number)", BindReal<Asin>},
    {"ACOS", 1, 1, "ACOS(number)", BindReal<Acos>},
    {"ATAN", 1, 1, "ATAN(number)", BindReal<Atan>},
    {"ATAN2", 2, 2, "ATAN2(y, x)", BindAtan2},
    {"DEGREES", 1, 1, "DEGREES(number)", BindReal<Degrees>},
    {"RADIANS", 1, 1, "RADIANS(number)", BindReal<Radians>},
    {"PI", 0, 0, "PI()", BindPi},
    {"E", 0, 0, "E()", BindE},
    {"RAND", 0, 1, "RAND([seed])", BindRand},
    {"RAND_INTEGER", 1, 2, "RAND_INTEGER([seed,] bound)", BindRandInteger},
    {"UUID", 0, 0, "UUID()", BindUuid},
};

}  // namespace

std::span<const Function> MathFunctions() {
  return kFunctions;
}

}  // namespace mullion
