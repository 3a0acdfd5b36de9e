// The clauses of the JSON functions as the further arguments that expr/function.h names.

#include <array>
#include <utility>

#include "plan/literal_binder.h"
#include "plan/scalar_binder.h"
#include "plan/type_binder.h"

namespace mullion::plan {
namespace {

ExprPtr Symbol(const std::optional<sql::JsonBehavior>& behavior, sql::JsonBehaviorKind otherwise) {
  static constexpr auto kNames = std::to_array<const char*>(
      {"NULL", "ERROR", "DEFAULT", "EMPTY ARRAY", "EMPTY OBJECT", "TRUE", "FALSE", "UNKNOWN"});
  sql::JsonBehaviorKind kind = behavior ? behavior->kind : otherwise;
  return TextLiteral(kNames[static_cast<size_t>(kind)]);
}

ExprPtr NullOf(const DataType& type) {
  return MakeLiteral(type.WithNullable(true), Value::Null());
}

}  // namespace

Result<ExprPtr> ScalarBinder::JsonDefault(const std::optional<sql::JsonBehavior>& behavior) const {
  if (!behavior || !behavior->default_value) return NullOf(DataType::Null());
  return Bind(*behavior->default_value);
}

Result<ExprPtr> ScalarBinder::BindJsonCall(std::string name, const sql::JsonClauses& clauses,
                                           std::vector<ExprPtr> args) const {
  using Kind = sql::JsonBehaviorKind;
  if (name == "JSON_VALUE") {
    DataType returning = DataType::String();
    if (clauses.returning) {
      MULLION_ASSIGN(returning, BindType(*clauses.returning));
    }
    MULLION_ASSIGN(ExprPtr empty_default, JsonDefault(clauses.on_empty));
    MULLION_ASSIGN(ExprPtr error_default, JsonDefault(clauses.on_error));
    args.push_back(NullOf(returning));
    args.push_back(Symbol(clauses.on_empty, Kind::kNull));
    args.push_back(std::move(empty_default));
    args.push_back(Symbol(clauses.on_error, Kind::kNull));
    args.push_back(std::move(error_default));
  } else if (name == "JSON_EXISTS") {
    args.push_back(Symbol(clauses.on_error, Kind::kFalse));
  } else if (name == "JSON_QUERY") {
    static constexpr auto kWrappers = std::to_array<const char*>({"WITHOUT", "CONDITIONAL", "UNCONDITIONAL"});
    args.push_back(TextLiteral(kWrappers[static_cast<size_t>(clauses.wrapper.value_or(sql::JsonWrapper::kWithout))]));
    args.push_back(Symbol(clauses.on_empty, Kind::kNull));
    args.push_back(Symbol(clauses.on_error, Kind::kNull));
  } else if (clauses.on_null == sql::JsonNulls::kAbsentOnNull && name == "JSON_OBJECT") {
    name = "JSON_OBJECT ABSENT ON NULL";
  } else if (clauses.on_null == sql::JsonNulls::kNullOnNull && name == "JSON_ARRAY") {
    name = "JSON_ARRAY NULL ON NULL";
  }
  return Call(name, std::move(args));
}

}  // namespace mullion::plan
