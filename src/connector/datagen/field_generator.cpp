#include "connector/datagen/field_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "column/text.h"
#include "connector/datagen/nested_generator.h"

namespace mullion::datagen {
namespace {

constexpr int64_t kDefaultTextLength = 100;
constexpr int64_t kTextLengthMax = 1 << 20;

/// `value(i)` for each row.
template <typename T, typename F>
ColumnPtr Fill(const DataType& type, size_t count, F value) {
  auto column = std::make_shared<Column>(type, count);
  T* out = column->MutableValues<T>();
  for (size_t i = 0; i < count; ++i) out[i] = value(i);
  return column;
}

uint64_t NumberOf(const RowRange& rows, size_t i) {
  return static_cast<uint64_t>(rows.first) + i;
}

/// Whole numbers from `min` to `max`, both included.
template <typename T>
class IntegerGenerator final : public FieldGenerator {
 public:
  IntegerGenerator(DataType type, uint64_t seed, int64_t min, int64_t max)
      : type_(std::move(type)),
        seed_(seed),
        min_(static_cast<uint64_t>(min)),
        span_(static_cast<uint64_t>(max) - static_cast<uint64_t>(min) + 1) {}

  ColumnPtr Generate(const RowRange& rows) const override {
    return Fill<T>(type_, rows.count, [&](size_t i) {
      uint64_t bits = Mix(seed_, NumberOf(rows, i));
      // A span of 0 is all of 64 bits.
      uint64_t step = span_ == 0 ? bits : static_cast<uint64_t>(static_cast<unsigned __int128>(bits) * span_ >> 64);
      return static_cast<T>(min_ + step);
    });
  }

 private:
  DataType type_;
  uint64_t seed_;
  uint64_t min_;
  uint64_t span_;
};

template <typename T>
class RealGenerator final : public FieldGenerator {
 public:
  RealGenerator(DataType type, uint64_t seed, double min, double max)
      : type_(std::move(type)), seed_(seed), min_(min), max_(max) {}

  ColumnPtr Generate(const RowRange& rows) const override {
    return Fill<T>(type_, rows.count, [&](size_t i) {
      double part = UnitInterval(Mix(seed_, NumberOf(rows, i)));
      return static_cast<T>(min_ * (1 - part) + max_ * part);
    });
  }

 private:
  DataType type_;
  uint64_t seed_;
  double min_;
  double max_;
};

/// A random number of unscaled digits between both bounds.
class DecimalGenerator final : public FieldGenerator {
 public:
  DecimalGenerator(DataType type, uint64_t seed, Int128 min, Int128 max)
      : type_(std::move(type)), seed_(seed), min_(min), max_(max) {}

  ColumnPtr Generate(const RowRange& rows) const override {
    auto span = static_cast<unsigned __int128>(max_ - min_) + 1;
    return Fill<Int128>(type_, rows.count, [&](size_t i) {
      uint64_t number = NumberOf(rows, i);
      auto bits = static_cast<unsigned __int128>(Mix(seed_, number)) << 64 | Mix(~seed_, number);
      return min_ + static_cast<Int128>(bits % span);
    });
  }

 private:
  DataType type_;
  uint64_t seed_;
  Int128 min_;
  Int128 max_;
};

/// Hexadecimal digits for text, any bytes for BYTES.
class TextGenerator final : public FieldGenerator {
 public:
  TextGenerator(DataType type, uint64_t seed, size_t length) : type_(std::move(type)), seed_(seed), length_(length) {}

  ColumnPtr Generate(const RowRange& rows) const override {
    auto column = std::make_shared<Column>(type_, rows.count);
    auto arena = std::make_shared<Arena>();
    char* p = arena->Allocate(rows.count * length_ + 1);
    auto* out = column->MutableValues<std::string_view>();
    for (size_t i = 0; i < rows.count; ++i, p += length_) {
      Write(SubNumber(NumberOf(rows, i)), p);
      out[i] = {p, length_};
    }
    column->Keep(arena);
    return column;
  }

 private:
  uint64_t SubNumber(uint64_t number) const { return Mix(seed_, number); }

  void Write(uint64_t seed, char* p) const {
    constexpr char kDigits[] = "0123456789abcdef";
    bool text = type_.IsCharacter();
    size_t step = text ? 16 : 8;
    for (size_t at = 0; at < length_; at += step) {
      uint64_t bits = Mix(seed, at);
      for (size_t i = at; i < std::min(at + step, length_); ++i) {
        p[i] = text ? kDigits[bits & 15] : static_cast<char>(bits);
        bits >>= text ? 4 : 8;
      }
    }
  }

  DataType type_;
  uint64_t seed_;
  size_t length_;
};

class BooleanGenerator final : public FieldGenerator {
 public:
  explicit BooleanGenerator(uint64_t seed) : seed_(seed) {}
  ColumnPtr Generate(const RowRange& rows) const override {
    return Fill<int8_t>(DataType::Boolean(), rows.count,
                        [&](size_t i) { return static_cast<int8_t>(Mix(seed_, NumberOf(rows, i)) >> 63); });
  }

 private:
  uint64_t seed_;
};

/// What the rows' clock shows, less a random time up to max-past. DATE and TIME columns show that clock as well.
class ClockGenerator final : public FieldGenerator {
 public:
  ClockGenerator(DataType type, uint64_t seed, int64_t past_max_ms)
      : type_(std::move(type)), seed_(seed), past_max_ms_(past_max_ms) {}

  ColumnPtr Generate(const RowRange& rows) const override {
    constexpr int64_t kMsPerDay = 86'400'000;
    auto time = [&](size_t i) {
      TimestampMs now = rows.now_ms + static_cast<int64_t>(static_cast<double>(i) * rows.ms_per_row);
      if (past_max_ms_ == 0) return now;
      return now -
             static_cast<int64_t>(UnitInterval(Mix(seed_, NumberOf(rows, i))) * static_cast<double>(past_max_ms_));
    };
    switch (type_.kind()) {
      case TypeKind::kDate:
        return Fill<int32_t>(type_, rows.count, [&](size_t i) { return static_cast<int32_t>(time(i) / kMsPerDay); });
      case TypeKind::kTime:
        return Fill<int32_t>(type_, rows.count, [&](size_t i) { return static_cast<int32_t>(time(i) % kMsPerDay); });
      default:
        break;
    }
    if (type_.physical() == Physical::kInt64) return Fill<int64_t>(type_, rows.count, time);
    return Fill<Int128>(type_, rows.count, [&](size_t i) { return static_cast<Int128>(time(i)) * 1'000'000; });
  }

 private:
  DataType type_;
  uint64_t seed_;
  int64_t past_max_ms_;
};

/// start, start + 1, … end.
class SequenceGenerator final : public FieldGenerator {
 public:
  SequenceGenerator(DataType type, int64_t start, int64_t end) : type_(std::move(type)), start_(start), end_(end) {}

  std::optional<int64_t> rows_max() const override { return end_ - start_ + 1; }

  ColumnPtr Generate(const RowRange& rows) const override {
    int64_t first = start_ + rows.first;
    if (type_.IsCharacter()) return Texts(first, rows.count);
    if (type_.kind() == TypeKind::kDecimal) {
      Int128 unit = 1;
      for (int i = 0; i < type_.scale(); ++i) unit *= 10;
      return Fill<Int128>(type_, rows.count, [&](size_t i) { return (first + static_cast<Int128>(i)) * unit; });
    }
    return DispatchPhysical(type_.physical(), [&]<typename T>() -> ColumnPtr {
      if constexpr (std::is_arithmetic_v<T>) {
        return Fill<T>(type_, rows.count, [&](size_t i) { return static_cast<T>(first + static_cast<int64_t>(i)); });
      } else {
        Die(__FILE__, __LINE__, "a sequence of a type that has none");
      }
    });
  }

 private:
  ColumnPtr Texts(int64_t first, size_t count) const {
    auto column = std::make_shared<Column>(type_, count);
    auto arena = std::make_shared<Arena>();
    auto* out = column->MutableValues<std::string_view>();
    for (size_t i = 0; i < count; ++i) {
      fmt::format_int text(first + static_cast<int64_t>(i));
      out[i] = arena->Copy({text.data(), text.size()});
    }
    column->Keep(arena);
    return column;
  }

  DataType type_;
  int64_t start_;
  int64_t end_;
};

/// NULL in a part of the rows.
class NullingGenerator final : public FieldGenerator {
 public:
  NullingGenerator(std::unique_ptr<FieldGenerator> inner, uint64_t seed, double rate)
      : inner_(std::move(inner)), seed_(seed), rate_(rate) {}

  ColumnPtr Generate(const RowRange& rows) const override {
    ColumnPtr plain = inner_->Generate(rows);
    std::vector<uint32_t> all(rows.count);
    for (size_t i = 0; i < rows.count; ++i) all[i] = static_cast<uint32_t>(i);
    auto column = std::const_pointer_cast<Column>(Gather(*plain, all));
    for (size_t i = 0; i < rows.count; ++i) {
      if (UnitInterval(Mix(seed_, NumberOf(rows, i))) < rate_) column->SetNull(i);
    }
    return column;
  }

 private:
  std::unique_ptr<FieldGenerator> inner_;
  uint64_t seed_;
  double rate_;
};

template <typename T>
Result<std::unique_ptr<FieldGenerator>> MakeInteger(const std::string& field, const DataType& type, uint64_t seed,
                                                    FieldOptions* options, int64_t default_min, int64_t default_max) {
  MULLION_ASSIGN(std::optional<int64_t> min, options->Long(field, "min"));
  MULLION_ASSIGN(std::optional<int64_t> max, options->Long(field, "max"));
  auto fits = [](std::optional<int64_t> v) {
    return !v || (*v >= std::numeric_limits<T>::min() && *v <= std::numeric_limits<T>::max());
  };
  if (!fits(min)) return Fail(options->Wrong(field, "min", "a value of the type " + type.ToString()));
  if (!fits(max)) return Fail(options->Wrong(field, "max", "a value of the type " + type.ToString()));
  int64_t low = min.value_or(std::min(default_min, max.value_or(default_min)));
  int64_t high = max.value_or(std::max(default_max, low));
  if (low > high) return Fail(options->Wrong(field, "min", fmt::format("at most what max says, {}", high)));
  return std::make_unique<IntegerGenerator<T>>(type, seed, low, high);
}

template <typename T>
Result<std::unique_ptr<FieldGenerator>> MakeIntegerOfItsRange(const std::string& field, const DataType& type,
                                                              uint64_t seed, FieldOptions* options) {
  return MakeInteger<T>(field, type, seed, options, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

struct RealBounds {
  double min;
  double max;
};

Result<RealBounds> ReadRealBounds(const std::string& field, FieldOptions* options, double default_max) {
  MULLION_ASSIGN(std::optional<double> min, options->Double(field, "min"));
  MULLION_ASSIGN(std::optional<double> max, options->Double(field, "max"));
  RealBounds bounds{min.value_or(0), max.value_or(default_max)};
  if (!(bounds.min <= bounds.max)) return Fail(options->Wrong(field, "min", "at most what max says"));
  return bounds;
}

Result<std::unique_ptr<FieldGenerator>> MakeDecimal(const std::string& field, const DataType& type, uint64_t seed,
                                                    FieldOptions* options) {
  Int128 limit = 1;
  for (int i = 0; i < type.precision(); ++i) limit *= 10;
  double unit = std::pow(10.0, type.scale());
  MULLION_ASSIGN(RealBounds bounds, ReadRealBounds(field, options, std::numeric_limits<double>::max()));
  auto unscaled = [&](double value) {
    double digits = value * unit;
    if (digits >= static_cast<double>(limit - 1)) return limit - 1;
    if (digits <= static_cast<double>(1 - limit)) return 1 - limit;
    return static_cast<Int128>(std::llrint(std::clamp(digits, -9e18, 9e18)));
  };
  return std::make_unique<DecimalGenerator>(type, seed, unscaled(bounds.min), unscaled(bounds.max));
}

Result<std::unique_ptr<FieldGenerator>> MakeText(const std::string& field, const DataType& type, uint64_t seed,
                                                 FieldOptions* options) {
  MULLION_ASSIGN(std::optional<int64_t> length, options->Long(field, "length"));
  if (length && (*length < 0 || *length > kTextLengthMax)) {
    return Fail(options->Wrong(field, "length", fmt::format("a length from 0 to {}", kTextLengthMax)));
  }
  int64_t chosen = std::min<int64_t>(length.value_or(kDefaultTextLength), type.precision());
  return std::make_unique<TextGenerator>(type, seed, static_cast<size_t>(chosen));
}

Result<std::unique_ptr<FieldGenerator>> MakeSequence(const std::string& field, const DataType& type,
                                                     FieldOptions* options) {
  if (!type.IsNumeric() && !type.IsCharacter()) {
    return Fail(options->Wrong(field, "kind", "'random': a " + type.ToString() + " has no sequence"));
  }
  MULLION_ASSIGN(std::optional<int64_t> start, options->Long(field, "start"));
  MULLION_ASSIGN(std::optional<int64_t> end, options->Long(field, "end"));
  if (!start) return Fail(options->Wrong(field, "start", "the first number; a sequence needs it"));
  if (!end) return Fail(options->Wrong(field, "end", "the last number; a sequence needs it"));
  if (*start > *end) return Fail(options->Wrong(field, "start", fmt::format("at most what end says, {}", *end)));
  return std::make_unique<SequenceGenerator>(type, *start, *end);
}

Result<std::unique_ptr<FieldGenerator>> MakeRandom(const std::string& field, const DataType& type, uint64_t seed,
                                                   FieldOptions* options) {
  switch (type.kind()) {
    case TypeKind::kBoolean:
      return std::make_unique<BooleanGenerator>(seed);
    case TypeKind::kTinyInt:
      return MakeIntegerOfItsRange<int8_t>(field, type, seed, options);
    case TypeKind::kSmallInt:
      return MakeIntegerOfItsRange<int16_t>(field, type, seed, options);
    case TypeKind::kInt:
      return MakeIntegerOfItsRange<int32_t>(field, type, seed, options);
    case TypeKind::kIntervalMonth:
      return MakeInteger<int32_t>(field, type, seed, options, 0, 120'000);
    case TypeKind::kBigInt:
    case TypeKind::kIntervalDay:
      return MakeIntegerOfItsRange<int64_t>(field, type, seed, options);
    case TypeKind::kFloat: {
      MULLION_ASSIGN(RealBounds bounds, ReadRealBounds(field, options, std::numeric_limits<float>::max()));
      return std::make_unique<RealGenerator<float>>(type, seed, bounds.min, bounds.max);
    }
    case TypeKind::kDouble: {
      MULLION_ASSIGN(RealBounds bounds, ReadRealBounds(field, options, std::numeric_limits<double>::max()));
      return std::make_unique<RealGenerator<double>>(type, seed, bounds.min, bounds.max);
    }
    case TypeKind::kDecimal:
      return MakeDecimal(field, type, seed, options);
    case TypeKind::kChar:
    case TypeKind::kVarChar:
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return MakeText(field, type, seed, options);
    case TypeKind::kDate:
    case TypeKind::kTime:
      return std::make_unique<ClockGenerator>(type, seed, 0);
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz: {
      MULLION_ASSIGN(std::optional<int64_t> past, options->DurationMs(field, "max-past"));
      return std::make_unique<ClockGenerator>(type, seed, past.value_or(0));
    }
    default:
      return MakeNestedGenerator(field, type, seed, options);
  }
}

}  // namespace

uint64_t SubSeed(uint64_t seed, std::string_view part) {
  for (char c : part) seed = Mix(seed, static_cast<unsigned char>(c));
  return Mix(seed, part.size());
}

Result<std::unique_ptr<FieldGenerator>> MakeFieldGenerator(const std::string& field, const DataType& type,
                                                           uint64_t seed, FieldOptions* options) {
  const std::string* kind = options->Find(field, "kind");
  if (kind != nullptr && *kind == "sequence") return MakeSequence(field, type, options);
  if (kind != nullptr && *kind != "random") return Fail(options->Wrong(field, "kind", "random or sequence"));
  MULLION_ASSIGN(auto generator, MakeRandom(field, type, seed, options));
  MULLION_ASSIGN(std::optional<double> rate, options->Double(field, "null-rate"));
  if (!rate || *rate == 0) return generator;
  if (!(*rate > 0 && *rate <= 1)) return Fail(options->Wrong(field, "null-rate", "a part from 0 to 1"));
  return std::make_unique<NullingGenerator>(std::move(generator), SubSeed(seed, "null"), *rate);
}

}  // namespace mullion::datagen
