#include "format/json_convert.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "column/text.h"
#include "format/base64.h"
#include "format/json_write.h"
#include "format/utf8.h"

namespace mullion {
namespace {

bool IsNested(const Token& token) {
  return token.kind == TokenKind::kObject || token.kind == TokenKind::kArray;
}

/// The meaning of a string token; `scratch` holds it when there were escapes.
std::string_view StringText(const Token& token, std::string* scratch) {
  if (!token.escaped) return token.text;
  AppendUnescaped(token.text, scratch);
  return *scratch;
}

/// A fraction cut towards zero, as Jackson's getIntValue and getLongValue cut it.
template <typename T>
Fit TruncateFraction(std::string_view text, T* to) {
  double value = *ParseJavaDouble(text);
  constexpr double kMin = static_cast<double>(std::numeric_limits<T>::min());
  constexpr double kMax = static_cast<double>(std::numeric_limits<T>::max());
  if (!(value >= kMin && value <= kMax)) return Fit::kBad;
  // The largest BIGINT is no double: the one above it stands for it, as in Java.
  *to = sizeof(T) == 8 && value == kMax ? std::numeric_limits<T>::max() : static_cast<T>(value);
  return Fit::kValue;
}

template <typename T>
Fit NumberToInteger(const Token& token, void* to) {
  if (token.kind == TokenKind::kFloat) {
    if constexpr (sizeof(T) < 4) return Fit::kBad;
    return TruncateFraction(token.text, static_cast<T*>(to));
  }
  std::optional<int64_t> value =
      ParseJavaInteger(token.text, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
  if (!value) return Fit::kBad;
  *static_cast<T*>(to) = static_cast<T>(*value);
  return Fit::kValue;
}

Fit ConvertNumber(const Token& token, const DataType& type, const JsonRules& rules, void* to) {
  switch (type.kind()) {
    case TypeKind::kTinyInt:
      return NumberToInteger<int8_t>(token, to);
    case TypeKind::kSmallInt:
      return NumberToInteger<int16_t>(token, to);
    case TypeKind::kInt:
    case TypeKind::kIntervalMonth:
      return NumberToInteger<int32_t>(token, to);
    case TypeKind::kBigInt:
    case TypeKind::kIntervalDay:
      return NumberToInteger<int64_t>(token, to);
    default:
      return ParseTextValue(token.text, type, rules.timestamp_separator, to);
  }
}

Fit ConvertText(const Token& token, Arena* arena, void* to) {
  auto* view = static_cast<std::string_view*>(to);
  if (IsNested(token)) {
    *view = arena->Copy(CompactJson(token.text));
  } else if (token.escaped) {
    std::string text;
    AppendUnescaped(token.text, &text);
    *view = arena->Copy(text);
  } else {
    *view = token.text;
  }
  return Fit::kValue;
}

Fit ConvertBytes(const Token& token, Arena* arena, void* to) {
  if (token.kind != TokenKind::kString) return Fit::kBad;
  std::string scratch;
  std::string bytes;
  if (!AppendFromBase64(StringText(token, &scratch), &bytes)) return Fit::kBad;
  *static_cast<std::string_view*>(to) = arena->Copy(bytes);
  return Fit::kValue;
}

Value ToValue(const DataType& type, const void* from) {
  switch (type.physical()) {
    case Physical::kInt8:
      return Value::Int(*static_cast<const int8_t*>(from));
    case Physical::kInt16:
      return Value::Int(*static_cast<const int16_t*>(from));
    case Physical::kInt32:
      return Value::Int(*static_cast<const int32_t*>(from));
    case Physical::kInt64:
      return Value::Int(*static_cast<const int64_t*>(from));
    case Physical::kInt128:
      return Value::Wide(*static_cast<const Int128*>(from));
    case Physical::kFloat:
      return Value::Real(*static_cast<const float*>(from));
    case Physical::kDouble:
      return Value::Real(*static_cast<const double*>(from));
    case Physical::kString:
      return Value::Text(std::string(*static_cast<const std::string_view*>(from)));
    case Physical::kNested:
      break;
  }
  return Value::Null();
}

/// Puts what a part of a nested value became into its place: with ignored errors a bad part is NULL.
bool Settle(Fit fit, const std::string& step, const JsonRules& rules, Value part, Value* to, NestedTrouble* trouble) {
  if (fit == Fit::kBad && !rules.ignore_parse_errors) {
    trouble->path = step + trouble->path;
    return false;
  }
  *to = fit == Fit::kValue ? std::move(part) : Value::Null();
  return true;
}

Fit ConvertArray(const Token& token, const DataType& type, const JsonRules& rules, Value* to, NestedTrouble* trouble) {
  if (token.kind != TokenKind::kArray) return Fit::kBad;
  ValueList list;
  Token element;
  for (NestedCursor cursor(token); cursor.Next(nullptr, &element);) {
    Value part;
    Fit fit = ConvertValue(element, type.fields()[0].type, rules, &part, trouble);
    std::string step = fit == Fit::kBad ? fmt::format("[{}]", list.size()) : std::string();
    if (!Settle(fit, step, rules, std::move(part), &list.emplace_back(), trouble)) return Fit::kBad;
  }
  *to = Value::List(std::move(list));
  return Fit::kValue;
}

/// The value of a key that comes twice is the last one's.
Fit ConvertMap(const Token& token, const DataType& type, const JsonRules& rules, Value* to, NestedTrouble* trouble) {
  if (token.kind != TokenKind::kObject) return Fit::kBad;
  DataType value_type = type.kind() == TypeKind::kMap ? type.fields()[1].type : DataType::Int();
  ValueList list;
  Token name;
  Token member;
  for (NestedCursor cursor(token); cursor.Next(&name, &member);) {
    std::string scratch;
    Value key = Value::Text(std::string(StringText(name, &scratch)));
    Value part;
    Fit fit = ConvertValue(member, value_type, rules, &part, trouble);
    size_t at = 0;
    while (at < list.size() && list[at] != key) at += 2;
    if (at == list.size()) {
      list.push_back(key);
      list.emplace_back();
    }
    if (!Settle(fit, "." + key.AsText(), rules, std::move(part), &list[at + 1], trouble)) return Fit::kBad;
  }
  *to = Value::List(std::move(list));
  return Fit::kValue;
}

/// As at the top of a record: once as many known fields were read as the row has, the rest is not looked at.
Fit ConvertRow(const Token& token, const DataType& type, const JsonRules& rules, Value* to, NestedTrouble* trouble) {
  if (token.kind != TokenKind::kObject) return Fit::kBad;
  const std::vector<Field>& fields = type.fields();
  ValueList list(fields.size());
  size_t read = 0;
  Token name;
  Token member;
  for (NestedCursor cursor(token); read < fields.size() && cursor.Next(&name, &member);) {
    std::string scratch;
    std::string_view text = StringText(name, &scratch);
    size_t at = 0;
    while (at < fields.size() && fields[at].name != text) ++at;
    if (at == fields.size()) continue;
    ++read;
    Value part;
    Fit fit = ConvertValue(member, fields[at].type, rules, &part, trouble);
    if (!Settle(fit, "." + fields[at].name, rules, std::move(part), &list[at], trouble)) return Fit::kBad;
  }
  if (read < fields.size() && rules.fail_on_missing_field) {
    trouble->reason = "some field of it is missing";
    return Fit::kBad;
  }
  *to = Value::List(std::move(list));
  return Fit::kValue;
}

Fit ConvertNestedValue(const Token& token, const DataType& type, const JsonRules& rules, Value* to,
                       NestedTrouble* trouble) {
  switch (type.kind()) {
    case TypeKind::kArray:
      return ConvertArray(token, type, rules, to, trouble);
    case TypeKind::kRow:
      return ConvertRow(token, type, rules, to, trouble);
    default:
      return ConvertMap(token, type, rules, to, trouble);
  }
}

/// Appends a token the way Jackson prints the node it becomes; brackets and commas are the caller's.
void AppendCompactScalar(const Token& token, std::string* out) {
  if (token.kind == TokenKind::kString) {
    std::string scratch;
    AppendJsonText(StringText(token, &scratch), out);
  } else if (token.kind == TokenKind::kFloat) {
    AppendJavaDouble(*ParseJavaDouble(token.text), out);
  } else {
    out->append(token.text == "-0" ? "0" : token.text);
  }
}

}  // namespace

Fit ConvertScalar(const Token& token, const DataType& type, const JsonRules& rules, Arena* arena, void* to) {
  if (token.kind == TokenKind::kNull) return Fit::kNull;
  if (type.IsCharacter()) return ConvertText(token, arena, to);
  if (type.IsBinary()) return ConvertBytes(token, arena, to);
  switch (token.kind) {
    case TokenKind::kTrue:
    case TokenKind::kFalse:
      if (type.kind() != TypeKind::kBoolean) return Fit::kBad;
      *static_cast<int8_t*>(to) = token.kind == TokenKind::kTrue;
      return Fit::kValue;
    case TokenKind::kInteger:
    case TokenKind::kFloat:
      return ConvertNumber(token, type, rules, to);
    case TokenKind::kString: {
      std::string scratch;
      return ParseTextValue(StringText(token, &scratch), type, rules.timestamp_separator, to);
    }
    default:
      // An object or array is as false as any other text that is not true.
      if (type.kind() != TypeKind::kBoolean) return Fit::kBad;
      *static_cast<int8_t*>(to) = 0;
      return Fit::kValue;
  }
}

Fit ConvertValue(const Token& token, const DataType& type, const JsonRules& rules, Value* to, NestedTrouble* trouble) {
  if (token.kind == TokenKind::kNull) return Fit::kNull;
  Fit fit;
  if (type.physical() == Physical::kNested) {
    fit = ConvertNestedValue(token, type, rules, to, trouble);
  } else {
    Arena arena;
    alignas(16) std::byte room[16];
    fit = ConvertScalar(token, type, rules, &arena, room);
    if (fit == Fit::kValue) *to = ToValue(type, room);
  }
  if (fit == Fit::kBad && trouble->reason.empty()) trouble->reason = MisfitText(token, type, rules);
  return fit;
}

std::string MisfitText(const Token& token, const DataType& type, const JsonRules& rules) {
  constexpr size_t kShownBytesMax = 60;
  return fmt::format("'{}' is not {}", PrintableText(token.text, kShownBytesMax),
                     ExpectedText(type, rules.timestamp_separator));
}

std::string CompactJson(std::string_view text) {
  std::string out;
  const char* p = text.data();
  const char* end = p + text.size();
  Token token;
  ScanError error;
  while (p < end) {
    if (IsJsonSpace(*p)) {
      ++p;
    } else if (std::string_view("{}[],:").find(*p) != std::string_view::npos) {
      out.push_back(*p++);
    } else {
      p = ScanToken(p, end, &token, &error);
      AppendCompactScalar(token, &out);
    }
  }
  return out;
}

}  // namespace mullion
