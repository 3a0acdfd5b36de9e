// JSON_VALUE, JSON_EXISTS, JSON_QUERY, IS JSON.
#include "expr/build_rows.h"
#include "expr/cast.h"
#include "expr/function_table.h"
#include "expr/json_path.h"

namespace mullion {
namespace {

using Sv = std::string_view;

/// What a path finds in a text. An error is bad JSON, or a strict path that leads nowhere.
Result<std::optional<JsonNode>> FindPath(Sv json, const JsonPath& path) {
  std::optional<JsonNode> root = ParseJson(json);
  if (!root) return Fail(Error::User("the text is not JSON: " + std::string(json.substr(0, 200))));
  std::optional<JsonNode> found = path.Find(*root);
  if (!found && path.strict()) return Fail(Error::User("No results for path: " + path.text()));
  return found;
}

Result<std::shared_ptr<const JsonPath>> PathOf(const Function& self, const Args& args) {
  MULLION_ASSIGN(auto text, WantSymbol(self, args, 1));
  MULLION_ASSIGN(auto path, JsonPath::Parse(text));
  return std::make_shared<const JsonPath>(std::move(path));
}

Status CheckJsonText(const Function& self, const Args& args) {
  const DataType& type = args[0]->type();
  if (type.IsCharacter() || type.kind() == TypeKind::kNull) return Ok();
  return Fail(ArgumentError(self, 0, type, "a character string"));
}

/// A scalar as text; a string without its quotes.
std::string ScalarText(const JsonNode& node) {
  if (node.kind == JsonNode::Kind::kString) return node.text;
  std::string text;
  AppendJson(node, &text);
  return text;
}

/// A scalar in the type RETURNING asks for, or an error.
Result<Value> ScalarAs(const JsonNode& node, const DataType& type) {
  std::string text = ScalarText(node);
  auto fail = [&] { return Fail(CastError(text, type)); };
  switch (type.kind()) {
    case TypeKind::kBoolean: {
      bool boolean = node.kind == JsonNode::Kind::kTrue || node.kind == JsonNode::Kind::kFalse;
      if (!boolean) return fail();
      return Value::Int(node.kind == JsonNode::Kind::kTrue);
    }
    case TypeKind::kInt: {
      auto v = ParseInteger(text, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
      if (!v) return fail();
      return Value::Int(*v);
    }
    case TypeKind::kDouble: {
      auto v = ParseDouble(text);
      if (!v) return fail();
      return Value::Real(*v);
    }
    default:
      return Value::Text(std::move(text));
  }
}

enum class OnEvent { kNull, kError, kDefault };

/// What JSON_VALUE answers on empty or on error.
struct Fallback {
  OnEvent event = OnEvent::kNull;
  size_t default_arg = 0;

  Result<Value> Answer(size_t row, const CallInput& in, Error error) const {
    if (event == OnEvent::kError) return Fail(std::move(error));
    if (event == OnEvent::kNull) return Value::Null();
    return ReadArg(in.args[default_arg], row);
  }
};

Result<Fallback> FallbackOf(const Function& self, const Args& args, size_t symbol_at, size_t default_arg) {
  MULLION_ASSIGN(auto symbol, WantSymbol(self, args, symbol_at));
  if (symbol == "ERROR") return Fallback{OnEvent::kError, 0};
  if (symbol == "DEFAULT") return Fallback{OnEvent::kDefault, default_arg};
  return Fallback{};
}

Result<Value> JsonValueOf(Sv json, const JsonPath& path, const DataType& type, const Fallback& on_empty,
                          const Fallback& on_error, size_t row, const CallInput& in) {
  auto found = FindPath(json, path);
  if (!found) return on_error.Answer(row, in, std::move(found).error());
  const std::optional<JsonNode>& node = *found;
  bool none = !node || node->kind == JsonNode::Kind::kNull;
  if (none && path.strict()) return Value::Null();
  if (none || (!node->is_scalar() && !path.strict())) {
    return on_empty.Answer(row, in, Error::User("Empty result of JSON_VALUE function is not allowed"));
  }
  if (!node->is_scalar()) {
    std::string text;
    AppendJson(*node, &text);
    return on_error.Answer(
        row, in, Error::User("Strict jsonpath mode requires scalar value, and the actual value is: '" + text + "'"));
  }
  Result<Value> value = ScalarAs(*node, type);
  return value ? value : on_error.Answer(row, in, std::move(value).error());
}

/// JSON_VALUE(json, path[, returning, on_empty, default, on_error, default])
Result<ExprPtr> BindJsonValue(const Function& self, Args args) {
  MULLION_TRY(CheckJsonText(self, args));
  MULLION_ASSIGN(auto path, PathOf(self, args));
  DataType type = DataType::String();
  Fallback on_empty, on_error;
  if (args.size() == 7) {
    if (args[2]->type().kind() != TypeKind::kNull) type = args[2]->type().WithNullable(true);
    bool known = type.IsCharacter() || type.kind() == TypeKind::kBoolean || type.kind() == TypeKind::kInt ||
                 type.kind() == TypeKind::kDouble;
    if (!known) return Fail(Error::User("JSON_VALUE returns STRING, BOOLEAN, INT or DOUBLE, not " + type.ToString()));
    MULLION_ASSIGN(on_empty, FallbackOf(self, args, 3, 2));
    MULLION_ASSIGN(on_error, FallbackOf(self, args, 5, 3));
    MULLION_ASSIGN(auto empty_default, MakeCast(args[4], type, false));
    MULLION_ASSIGN(auto error_default, MakeCast(args[6], type, false));
    args = {args[0], args[1], std::move(empty_default), std::move(error_default)};
  }
  MULLION_ASSIGN(args[0], MakeCast(args[0], DataType::String(), false));
  Kernel kernel = BuildRows(type, NullPolicy::kCallAll, [=](size_t row, const CallInput& in) -> Result<Value> {
    if (in.args[0].IsNull(row)) return Value::Null();
    return JsonValueOf(View<Sv>(in.args[0])[row], *path, type, on_empty, on_error, row, in);
  });
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

/// JSON_EXISTS(json, path[, on_error])
Result<ExprPtr> BindJsonExists(const Function& self, Args args) {
  MULLION_TRY(CheckJsonText(self, args));
  MULLION_ASSIGN(auto path, PathOf(self, args));
  std::string on_error = "FALSE";
  if (args.size() == 3) {
    MULLION_ASSIGN(on_error, WantSymbol(self, args, 2));
  }
  args.resize(2);
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<bool, Sv, Sv>(self, DataType::Boolean(), std::move(args),
                                [path, on_error](Sv json, Sv) -> Result<std::optional<bool>> {
                                  auto found = FindPath(json, *path);
                                  if (found) return *found && (*found)->kind != JsonNode::Kind::kNull;
                                  if (on_error == "ERROR") return Fail(std::move(found).error());
                                  if (on_error == "UNKNOWN") return std::nullopt;
                                  return on_error == "TRUE";
                                });
}

/// The answer of JSON_QUERY's "NULL", "EMPTY ARRAY", "EMPTY OBJECT", "ERROR".
Result<std::optional<Sv>> QueryFallback(Sv symbol, Error error) {
  if (symbol == "ERROR") return Fail(std::move(error));
  if (symbol == "EMPTY ARRAY") return "[]";
  if (symbol == "EMPTY OBJECT") return "{}";
  return std::nullopt;
}

struct QueryClauses {
  std::string wrapper = "WITHOUT";
  std::string on_empty = "NULL";
  std::string on_error = "NULL";
};

Result<std::optional<Sv>> JsonQuery(RowEnv& env, Sv json, const JsonPath& path, const QueryClauses& clauses) {
  auto found = FindPath(json, path);
  if (!found) return QueryFallback(clauses.on_error, std::move(found).error());
  std::optional<JsonNode>& node = *found;
  if (node && clauses.wrapper != "WITHOUT") {
    bool wrap = clauses.wrapper == "UNCONDITIONAL" || node->kind != JsonNode::Kind::kArray;
    if (wrap) {
      JsonNode array{.kind = JsonNode::Kind::kArray};
      array.items.push_back(*std::move(node));
      node = std::move(array);
    }
  }
  bool none = !node || node->kind == JsonNode::Kind::kNull;
  if (none || (node->is_scalar() && !path.strict())) {
    return QueryFallback(clauses.on_empty, Error::User("Empty result of JSON_QUERY function is not allowed"));
  }
  std::string& text = env.Scratch();
  AppendJson(*node, &text);
  if (node->is_scalar()) {
    return QueryFallback(
        clauses.on_error,
        Error::User("Strict jsonpath mode requires array or object value, and the actual value is: '" + text + "'"));
  }
  return env.Keep(text);
}

/// JSON_QUERY(json, path[, wrapper, on_empty, on_error])
Result<ExprPtr> BindJsonQuery(const Function& self, Args args) {
  MULLION_TRY(CheckJsonText(self, args));
  MULLION_ASSIGN(auto path, PathOf(self, args));
  QueryClauses clauses;
  if (args.size() == 5) {
    MULLION_ASSIGN(clauses.wrapper, WantSymbol(self, args, 2));
    MULLION_ASSIGN(clauses.on_empty, WantSymbol(self, args, 3));
    MULLION_ASSIGN(clauses.on_error, WantSymbol(self, args, 4));
  }
  args.resize(2);
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv, Sv>(self, DataType::String(), std::move(args), [path, clauses](RowEnv& env, Sv json, Sv) {
    return JsonQuery(env, json, *path, clauses);
  });
}

/// FALSE for NULL.
Result<ExprPtr> BindIsJson(const Function& self, Args args) {
  MULLION_TRY(CheckJsonText(self, args));
  MULLION_TRY(Want(self, "s", &args));
  bool negated = self.name.starts_with("IS NOT");
  bool objects = !self.name.ends_with("ARRAY") && !self.name.ends_with("SCALAR");
  bool arrays = !self.name.ends_with("OBJECT") && !self.name.ends_with("SCALAR");
  bool scalars = !self.name.ends_with("OBJECT") && !self.name.ends_with("ARRAY");
  DataType type = DataType::Boolean().NotNull();
  Kernel kernel = [=](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    View<Sv> texts(in.args[0]);
    for (uint32_t row : in.rows) {
      std::optional<JsonNode> node;
      if (!in.args[0].IsNull(row)) node = ParseJson(texts[row]);
      bool is = node && (node->is_scalar() ? scalars : (node->kind == JsonNode::Kind::kArray ? arrays : objects));
      out->MutableValues<int8_t>()[row] = is != negated;
    }
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"JSON_VALUE", 2, 7, "JSON_VALUE(json, 'path' [RETURNING type] [… ON EMPTY] [… ON ERROR])", BindJsonValue},
    {"JSON_EXISTS", 2, 3, "JSON_EXISTS(json, 'path' [… ON ERROR])", BindJsonExists},
    {"JSON_QUERY", 2, 5, "JSON_QUERY(json, 'path' [… WRAPPER] [… ON EMPTY] [… ON ERROR])", BindJsonQuery},
    {"IS JSON", 1, 1, "text IS JSON", BindIsJson},
    {"IS JSON VALUE", 1, 1, "text IS JSON VALUE", BindIsJson},
    {"IS JSON OBJECT", 1, 1, "text IS JSON OBJECT", BindIsJson},
    {"IS JSON ARRAY", 1, 1, "text IS JSON ARRAY", BindIsJson},
    {"IS JSON SCALAR", 1, 1, "text IS JSON SCALAR", BindIsJson},
    {"IS NOT JSON", 1, 1, "text IS NOT JSON", BindIsJson},
    {"IS NOT JSON VALUE", 1, 1, "text IS NOT JSON VALUE", BindIsJson},
    {"IS NOT JSON OBJECT", 1, 1, "text IS NOT JSON OBJECT", BindIsJson},
    {"IS NOT JSON ARRAY", 1, 1, "text IS NOT JSON ARRAY", BindIsJson},
    {"IS NOT JSON SCALAR", 1, 1, "text IS NOT JSON SCALAR", BindIsJson},
};

}  // namespace

std::span<const Function> JsonFunctions() {
  return kFunctions;
}

}  // namespace mullion
