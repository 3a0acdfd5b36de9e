#include "aggregate/json_value.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/json_string.h"
#include "column/text.h"

namespace mullion {
namespace {

void AppendElements(const DataType& element, const ValueList& list, std::string* out) {
  *out += '[';
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) *out += ',';
    AppendJsonValue(element, list[i], out);
  }
  *out += ']';
}

/// A MAP's entries, a ROW's fields.
void AppendMembers(const DataType& type, const ValueList& list, std::string* out) {
  const auto& fields = type.fields();
  bool map = type.kind() == TypeKind::kMap;
  std::map<std::string, std::string> members;
  for (size_t i = 0; i < list.size(); i += map ? 2 : 1) {
    std::string text;
    AppendJsonValue(map ? fields[1].type : fields[i].type, list[map ? i + 1 : i], &text);
    members.insert_or_assign(map ? list[i].AsText() : fields[i].name, std::move(text));
  }
  AppendJsonObject(members, out);
}

}  // namespace

bool HasJsonValue(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
    case TypeKind::kIntervalMonth:
    case TypeKind::kIntervalDay:
    case TypeKind::kMultiset:
      return false;
    case TypeKind::kMap:
      return type.fields()[0].type.IsCharacter() && HasJsonValue(type.fields()[1].type);
    case TypeKind::kArray:
    case TypeKind::kRow:
      return std::all_of(type.fields().begin(), type.fields().end(),
                         [](const Field& field) { return HasJsonValue(field.type); });
    default:
      return true;
  }
}

void AppendJsonValue(const DataType& type, const Value& value, std::string* out) {
  if (value.is_null()) {
    *out += "null";
  } else if (type.IsNested()) {
    if (type.kind() == TypeKind::kArray) return AppendElements(type.fields()[0].type, value.AsList(), out);
    AppendMembers(type, value.AsList(), out);
  } else if (type.kind() == TypeKind::kBoolean) {
    *out += value.AsInt() != 0 ? "true" : "false";
  } else if (type.IsApproximate() && !std::isfinite(value.AsReal())) {
    AppendJsonString(ToText(type, value), out);
  } else if (type.kind() == TypeKind::kDecimal) {
    AppendJavaDecimal(ToText(type, value), out);
  } else if (type.IsNumeric()) {
    *out += ToText(type, value);
  } else if (type.IsCharacter()) {
    AppendJsonString(value.AsText(), out);
  } else if (type.IsTimestamp()) {
    std::string text = ToText(type, value);
    text[text.find(' ')] = 'T';
    if (text.contains('.')) text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    AppendJsonString(type.kind() == TypeKind::kTimestampLtz ? text + "Z" : text, out);
  } else {
    AppendJsonString(ToText(type, value), out);
  }
}

}  // namespace mullion
