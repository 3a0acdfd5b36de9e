// Functions of arrays and maps, a row at a time.
#include <algorithm>

#include "column/text.h"
#include "expr/build_rows.h"
#include "expr/function_table.h"

namespace mullion {

namespace {

/// The order of two values of one type that is not nested, neither of them NULL.
bool Less(const Value& a, const Value& b) {
  return std::visit(
      [&](const auto& x) {
        using T = std::decay_t<decltype(x)>;
        if constexpr (std::is_same_v<T, std::monostate> || std::is_same_v<T, ValueList>) {
          return false;
        } else {
          return x < std::get<T>(b.data);
        }
      },
      a.data);
}

bool Contains(const ValueList& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Status WantArray(const Function& self, const Args& args, size_t i) {
  if (args[i]->type().kind() == TypeKind::kArray) return Ok();
  return Fail(ArgumentError(self, i, args[i]->type(), "an ARRAY"));
}

const DataType& ElementOf(const ExprPtr& array) {
  return array->type().fields()[0].type;
}

/// `f(arguments of the row)` gives Result<Value>.
template <typename F>
Result<ExprPtr> BindValues(const Function& self, DataType type, NullPolicy policy, Args args, F f) {
  Kernel kernel = BuildRows(type, policy, [f](size_t row, const CallInput& in) -> Result<Value> {
    std::vector<Value> values;
    for (const Arg& arg : in.args) values.push_back(ReadArg(arg, row));
    return f(values);
  });
  return MakeKernelCall(self.name, std::move(type), std::move(args), std::move(kernel));
}

using Values = std::vector<Value>;

/// An array and a value of its element type.
Status WantArrayAndElement(const Function& self, Args* args) {
  MULLION_TRY(WantArray(self, *args, 0));
  DataType element = ElementOf((*args)[0]).WithNullable(true);
  MULLION_ASSIGN((*args)[1], Coerce((*args)[1], element));
  return Ok();
}

/// NULL is a value to look for.
Result<ExprPtr> BindContains(const Function& self, Args args) {
  MULLION_TRY(WantArrayAndElement(self, &args));
  DataType type = NullableLike(DataType::Boolean(), std::span(args).first(1));
  return BindValues(self, type, NullPolicy::kCallAll, std::move(args), [](const Values& v) -> Result<Value> {
    if (v[0].is_null()) return Value::Null();
    return Value::Int(Contains(v[0].AsList(), v[1]));
  });
}

Result<ExprPtr> BindDistinct(const Function& self, Args args) {
  MULLION_TRY(WantArray(self, args, 0));
  DataType type = args[0]->type();
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [](const Values& v) -> Result<Value> {
    ValueList out;
    for (const Value& element : v[0].AsList()) {
      if (!Contains(out, element)) out.push_back(element);
    }
    return Value::List(std::move(out));
  });
}

/// The place from 1, 0 when it is not there.
Result<ExprPtr> BindPosition(const Function& self, Args args) {
  MULLION_TRY(WantArrayAndElement(self, &args));
  DataType type = NullableLike(DataType::Int(), args);
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [](const Values& v) -> Result<Value> {
    const ValueList& list = v[0].AsList();
    auto at = std::find(list.begin(), list.end(), v[1]);
    return Value::Int(at == list.end() ? 0 : at - list.begin() + 1);
  });
}

Result<ExprPtr> BindRemove(const Function& self, Args args) {
  MULLION_TRY(WantArrayAndElement(self, &args));
  DataType type = args[0]->type();
  return BindValues(self, type, NullPolicy::kCallAll, std::move(args), [](const Values& v) -> Result<Value> {
    if (v[0].is_null()) return Value::Null();
    ValueList out = v[0].AsList();
    std::erase(out, v[1]);
    return Value::List(std::move(out));
  });
}

Result<ExprPtr> BindReverse(const Function& self, Args args) {
  MULLION_TRY(WantArray(self, args, 0));
  DataType type = args[0]->type();
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [](const Values& v) -> Result<Value> {
    ValueList out = v[0].AsList();
    std::reverse(out.begin(), out.end());
    return Value::List(std::move(out));
  });
}

/// ARRAY_SLICE(array, start[, end]): places from 1 and inclusive, 0 is 1, negative from the end.
Result<ExprPtr> BindSlice(const Function& self, Args args) {
  MULLION_TRY(WantArray(self, args, 0));
  if (args.size() == 2) args.push_back(IntLiteral(-1));
  MULLION_TRY(Want(self, "*i", &args));
  DataType type = NullableLike(args[0]->type(), args);
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [](const Values& v) -> Result<Value> {
    const ValueList& list = v[0].AsList();
    auto size = static_cast<int64_t>(list.size());
    auto place = [&](int64_t i) { return i < 0 ? size + i + 1 : std::max<int64_t>(i, 1); };
    int64_t first = place(v[1].AsInt());
    int64_t last = std::min(place(v[2].AsInt()), size);
    first = std::max<int64_t>(first, 1);
    if (first > last) return Value::List({});
    return Value::List(ValueList(list.begin() + first - 1, list.begin() + last));
  });
}

/// Brings all arguments to one array type.
Result<DataType> MakeOneArrayType(const Function& self, Args* args) {
  std::vector<DataType> types;
  for (size_t i = 0; i < args->size(); ++i) {
    MULLION_TRY(WantArray(self, *args, i));
    types.push_back((*args)[i]->type());
  }
  MULLION_ASSIGN(auto common, CommonType(types));
  for (ExprPtr& arg : *args) {
    MULLION_ASSIGN(arg, MakeCast(arg, common.WithNullable(true), false));
  }
  return common;
}

Result<ExprPtr> BindConcat(const Function& self, Args args) {
  MULLION_ASSIGN(auto type, MakeOneArrayType(self, &args));
  bool distinct = self.name == "ARRAY_UNION";
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [distinct](const Values& v) -> Result<Value> {
    ValueList out;
    for (const Value& array : v) {
      for (const Value& element : array.AsList()) {
        if (!distinct || !Contains(out, element)) out.push_back(element);
      }
    }
    return Value::List(std::move(out));
  });
}

/// The largest element; NULLs do not count.
Result<ExprPtr> BindMax(const Function& self, Args args) {
  MULLION_TRY(WantArray(self, args, 0));
  DataType type = ElementOf(args[0]).WithNullable(true);
  if (type.IsNested()) return Fail(ArgumentError(self, 0, args[0]->type(), "an ARRAY of values with an order"));
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [](const Values& v) -> Result<Value> {
    Value best;
    for (const Value& element : v[0].AsList()) {
      if (!element.is_null() && (best.is_null() || Less(best, element))) best = element;
    }
    return best;
  });
}

/// ARRAY_JOIN(array, delimiter[, text for NULL]): without it NULLs are left out.
Result<ExprPtr> BindJoin(const Function& self, Args args) {
  MULLION_TRY(WantArray(self, args, 0));
  MULLION_TRY(Want(self, "*s", &args));
  DataType element = ElementOf(args[0]);
  DataType type = NullableLike(DataType::String(), args);
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [element](const Values& v) -> Result<Value> {
    std::string out;
    bool first = true;
    for (const Value& value : v[0].AsList()) {
      if (value.is_null() && v.size() < 3) continue;
      if (!first) out += v[1].AsText();
      first = false;
      out += value.is_null() ? v[2].AsText() : ToText(element, value);
    }
    return Value::Text(std::move(out));
  });
}

Status WantMap(const Function& self, const Args& args) {
  if (args[0]->type().kind() == TypeKind::kMap) return Ok();
  return Fail(ArgumentError(self, 0, args[0]->type(), "a MAP"));
}

/// MAP_KEYS (0) and MAP_VALUES (1).
template <size_t kPart>
Result<ExprPtr> BindMapPart(const Function& self, Args args) {
  MULLION_TRY(WantMap(self, args));
  DataType type = NullableLike(DataType::Array(args[0]->type().fields()[kPart].type), args);
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [](const Values& v) -> Result<Value> {
    ValueList out;
    const ValueList& map = v[0].AsList();
    for (size_t i = kPart; i < map.size(); i += 2) out.push_back(map[i]);
    return Value::List(std::move(out));
  });
}

Result<ExprPtr> BindMapEntries(const Function& self, Args args) {
  MULLION_TRY(WantMap(self, args));
  const auto& fields = args[0]->type().fields();
  DataType entry = DataType::Row({{"key", fields[0].type}, {"value", fields[1].type}}).NotNull();
  DataType type = NullableLike(DataType::Array(entry), args);
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [](const Values& v) -> Result<Value> {
    ValueList out;
    const ValueList& map = v[0].AsList();
    for (size_t i = 0; i + 1 < map.size(); i += 2) out.push_back(Value::List({map[i], map[i + 1]}));
    return Value::List(std::move(out));
  });
}

Result<ExprPtr> BindMapFromArrays(const Function& self, Args args) {
  MULLION_TRY(WantArray(self, args, 0));
  MULLION_TRY(WantArray(self, args, 1));
  DataType type = NullableLike(DataType::Map(ElementOf(args[0]), ElementOf(args[1])), args);
  return BindValues(self, type, NullPolicy::kStrict, std::move(args), [](const Values& v) -> Result<Value> {
    const ValueList& keys = v[0].AsList();
    const ValueList& values = v[1].AsList();
    if (keys.size() != values.size()) {
      return Fail(Error::User("Invalid function MAP_FROM_ARRAYS call: The length of the keys array " +
                              std::to_string(keys.size()) + " is not equal to the length of the values array " +
                              std::to_string(values.size())));
    }
    ValueList out;
    for (size_t i = 0; i < keys.size(); ++i) {
      out.push_back(keys[i]);
      out.push_back(values[i]);
    }
    return Value::List(std::move(out));
  });
}

constexpr Function kFunctions[] = {
    {"ARRAY_CONTAINS", 2, 2, "ARRAY_CONTAINS(array, value)", BindContains},
    {"ARRAY_DISTINCT", 1, 1, "ARRAY_DISTINCT(array)", BindDistinct},
    {"ARRAY_POSITION", 2, 2, "ARRAY_POSITION(array, value)", BindPosition},
    {"ARRAY_REMOVE", 2, 2, "ARRAY_REMOVE(array, value)", BindRemove},
    {"ARRAY_REVERSE", 1, 1, "ARRAY_REVERSE(array)", BindReverse},
    {"ARRAY_SLICE", 2, 3, "ARRAY_SLICE(array, start [, end])", BindSlice},
    {"ARRAY_UNION", 2, 2, "ARRAY_UNION(array, array)", BindConcat},
    {"ARRAY_CONCAT", 1, kAnyCount, "ARRAY_CONCAT(array, …)", BindConcat},
    {"ARRAY_MAX", 1, 1, "ARRAY_MAX(array)", BindMax},
    {"ARRAY_JOIN", 2, 3, "ARRAY_JOIN(array, delimiter [, text for NULL])", BindJoin},
    {"MAP_KEYS", 1, 1, "MAP_KEYS(map)", BindMapPart<0>},
    {"MAP_VALUES", 1, 1, "MAP_VALUES(map)", BindMapPart<1>},
    {"MAP_ENTRIES", 1, 1, "MAP_ENTRIES(map)", BindMapEntries},
    {"MAP_FROM_ARRAYS", 2, 2, "MAP_FROM_ARRAYS(keys, values)", BindMapFromArrays},
};

}  // namespace

std::span<const Function> ArrayFunctions() {
  return kFunctions;
}

}  // namespace mullion
