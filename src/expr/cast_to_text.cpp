// Casts to CHAR, VARCHAR, BINARY and VARBINARY.
#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "column/text.h"
#include "expr/cast.h"
#include "expr/utf8.h"

namespace mullion {
namespace {

/// Cuts to the length of the target, and pads CHAR with blanks. A text that fits a VARCHAR is kept as it is.
std::string_view FitText(RowEnv& env, std::string_view text, const DataType& to, bool copied) {
  if (to.precision() == kMaxLength) return copied ? env.Keep(text) : text;
  auto length = static_cast<size_t>(to.precision());
  std::string_view cut = FirstCharacters(text, length);
  size_t characters = to.kind() == TypeKind::kChar ? CountCharacters(cut) : length;
  if (characters >= length) return copied ? env.Keep(cut) : cut;
  size_t padding = length - characters;
  char* out = env.arena().Allocate(cut.size() + padding);
  std::copy(cut.begin(), cut.end(), out);
  std::fill_n(out + cut.size(), padding, ' ');
  return {out, cut.size() + padding};
}

/// `append(value, &text)` spells the value.
template <typename T, typename F>
Kernel Spell(const Cast& cast, F append) {
  return MapRows<std::string_view, T>(cast.result(), [append, to = cast.to](RowEnv& env, T value) -> std::string_view {
    std::string& text = env.Scratch();
    append(value, &text);
    return FitText(env, text, to, true);
  });
}

template <typename T>
Kernel SpellInteger(const Cast& cast) {
  return Spell<T>(cast, [](T v, std::string* out) {
    fmt::format_int digits(v);
    out->append(digits.data(), digits.size());
  });
}

/// Fraction digits up to the precision, zeros at the end cut but for one.
void AppendSqlTime(int32_t ms_of_day, int precision, std::string* out) {
  AppendTime(precision == 0 ? ms_of_day / 1000 * 1000 : ms_of_day, out);
  if (precision > 0 && ms_of_day % 1000 == 0) out->append(".0");
}

template <typename T>
Kernel SpellTimestamp(const Cast& cast) {
  int precision = cast.from.precision();
  bool instant = cast.from.kind() == TypeKind::kTimestampLtz;
  return MapRows<std::string_view, T>(cast.result(),
                                      [=, to = cast.to](RowEnv& env, T value) -> Result<std::string_view> {
                                        Instant at = ReadInstant(value);
                                        if (instant) {
                                          MULLION_ASSIGN(auto zone, env.context().Zone());
                                          at.ms = zone->ToLocalMs(at.ms);
                                        }
                                        std::string& text = env.Scratch();
                                        if constexpr (std::is_same_v<T, Int128>) {
                                          AppendTimestampNs(WriteInstant<Int128>(at), ' ', precision, &text);
                                        } else {
                                          AppendTimestampMs(at.ms, ' ', precision, &text);
                                        }
                                        return FitText(env, text, to, true);
                                      });
}

/// Intervals and nested values, off the hot path.
Kernel SpellAny(const Cast& cast) {
  return [cast](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(cast.result(), in.row_count);
    const uint8_t* nulls = MergeNulls(in, out.get());
    auto* texts = out->MutableValues<std::string_view>();
    RowEnv env(in.context);
    const Arg& arg = in.args[0];
    for (uint32_t row : in.rows) {
      texts[row] = {};
      if (nulls && nulls[row]) continue;
      texts[row] = FitText(env, ToText(cast.from, ReadValue(*arg.column, arg.At(row))), cast.to, true);
    }
    env.KeepBytes(in, out.get());
    return out;
  };
}

Kernel TextToText(const Cast& cast) {
  return MapRows<std::string_view, std::string_view>(
      cast.result(), [to = cast.to](RowEnv& env, std::string_view text) { return FitText(env, text, to, false); });
}

Kernel BytesToText(const Cast& cast) {
  return MapRows<std::string_view, std::string_view>(
      cast.result(), [to = cast.to](RowEnv& env, std::string_view bytes) -> std::string_view {
        if (IsValidUtf8(bytes)) return FitText(env, bytes, to, false);
        std::string& text = env.Scratch();
        AppendRepaired(bytes, &text);
        return FitText(env, text, to, true);
      });
}

/// Text or bytes to bytes: cut to the length, BINARY filled up with zero bytes.
Kernel ToBytes(const Cast& cast) {
  return MapRows<std::string_view, std::string_view>(
      cast.result(), [to = cast.to](RowEnv& env, std::string_view bytes) -> std::string_view {
        auto length = static_cast<size_t>(to.precision());
        if (to.kind() == TypeKind::kVarBinary || bytes.size() >= length) return bytes.substr(0, length);
        char* out = env.arena().Allocate(length);
        std::copy(bytes.begin(), bytes.end(), out);
        std::fill(out + bytes.size(), out + length, '\0');
        return {out, length};
      });
}

}  // namespace

Kernel CastToText(const Cast& cast) {
  if (cast.to.IsBinary()) return cast.from.IsBinary() || cast.from.IsCharacter() ? ToBytes(cast) : nullptr;
  if (!cast.to.IsCharacter()) return nullptr;
  switch (cast.from.kind()) {
    case TypeKind::kBoolean:
      return Spell<bool>(cast, [](bool v, std::string* out) { out->append(v ? "TRUE" : "FALSE"); });
    case TypeKind::kTinyInt:
      return SpellInteger<int8_t>(cast);
    case TypeKind::kSmallInt:
      return SpellInteger<int16_t>(cast);
    case TypeKind::kInt:
      return SpellInteger<int32_t>(cast);
    case TypeKind::kBigInt:
      return SpellInteger<int64_t>(cast);
    case TypeKind::kFloat:
      return Spell<float>(cast, AppendJavaFloat);
    case TypeKind::kDouble:
      return Spell<double>(cast, AppendJavaDouble);
    case TypeKind::kDecimal:
      return Spell<Int128>(cast,
                           [scale = cast.from.scale()](Int128 v, std::string* out) { AppendDecimal(v, scale, out); });
    case TypeKind::kDate:
      return Spell<int32_t>(cast, AppendDate);
    case TypeKind::kTime:
      return Spell<int32_t>(cast,
                            [p = cast.from.precision()](int32_t v, std::string* out) { AppendSqlTime(v, p, out); });
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return cast.from.physical() == Physical::kInt64 ? SpellTimestamp<int64_t>(cast) : SpellTimestamp<Int128>(cast);
    case TypeKind::kChar:
    case TypeKind::kVarChar:
      return TextToText(cast);
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return BytesToText(cast);
    default:
      return SpellAny(cast);
  }
}

}  // namespace mullion
