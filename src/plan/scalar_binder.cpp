#include "plan/scalar_binder.h"

#include <utility>

#include <fmt/format.h>

#include "aggregate/aggregate.h"
#include "base/suggest.h"
#include "expr/function.h"
#include "plan/literal_binder.h"
#include "plan/strict_calls.h"
#include "plan/type_binder.h"
#include "sql/keywords.h"

namespace mullion::plan {
namespace {

using sql::BinaryOperator;

std::string_view IsTestName(sql::IsTest test) {
  switch (test) {
    case sql::IsTest::kNull:
      return "NULL";
    case sql::IsTest::kTrue:
      return "TRUE";
    case sql::IsTest::kFalse:
      return "FALSE";
    case sql::IsTest::kUnknown:
      return "UNKNOWN";
    case sql::IsTest::kJson:
      return "JSON";
    case sql::IsTest::kJsonValue:
      return "JSON VALUE";
    case sql::IsTest::kJsonObject:
      return "JSON OBJECT";
    case sql::IsTest::kJsonArray:
      return "JSON ARRAY";
    case sql::IsTest::kJsonScalar:
      return "JSON SCALAR";
  }
  return "";
}

bool IsDeterministicConstant(const std::vector<ExprPtr>& args) {
  for (const ExprPtr& arg : args) {
    if (!AsLiteral(*arg)) return false;
  }
  return true;
}

Error WrongType(std::string_view what, const DataType& type, TextPosition at) {
  return Error::User(fmt::format("{} must be BOOLEAN, not {}", what, type.ToString())).At(at);
}

/// The operands of a chain of one operator, left to right: a AND b AND c.
void Flatten(const sql::Expr& expr, BinaryOperator op, std::vector<const sql::Expr*>* out) {
  if (auto* binary = expr.As<sql::Binary>(); binary && binary->op == op) {
    Flatten(*binary->left, op, out);
    Flatten(*binary->right, op, out);
    return;
  }
  out->push_back(&expr);
}

}  // namespace

Error WithPosition(Error error, TextPosition position) {
  if (error.position()) return error;
  return std::move(error).At(position);
}

std::string FunctionName(const sql::FunctionCall& call) {
  return call.name.parts.size() == 1 ? sql::InCapitals(call.name.parts[0].name) : std::string();
}

/// One overload a kind of node.
struct NodeBinder {
  const ScalarBinder& binder;
  TextPosition at;

  Result<ExprPtr> operator()(const sql::ColumnReference& node) const { return binder.BindColumn(node, at); }
  Result<ExprPtr> operator()(const sql::FieldAccess& node) const {
    MULLION_ASSIGN(ExprPtr row, binder.Bind(*node.operand));
    return binder.BindField(std::move(row), node.field);
  }
  Result<ExprPtr> operator()(const sql::ElementAccess& node) const {
    MULLION_ASSIGN(ExprPtr operand, binder.Bind(*node.operand));
    MULLION_ASSIGN(ExprPtr index, binder.Bind(*node.index));
    return binder.Call("ITEM", {std::move(operand), std::move(index)});
  }
  Result<ExprPtr> operator()(const sql::Unary& node) const {
    MULLION_ASSIGN(ExprPtr operand, binder.Bind(*node.operand));
    if (node.op == sql::UnaryOperator::kNot) return binder.Not(std::move(operand));
    return binder.Call(node.op == sql::UnaryOperator::kMinus ? "-" : "+", {std::move(operand)});
  }
  Result<ExprPtr> operator()(const sql::Binary& node) const { return binder.BindBinary(node); }
  Result<ExprPtr> operator()(const sql::IsPredicate& node) const {
    MULLION_ASSIGN(ExprPtr operand, binder.Bind(*node.operand));
    return binder.Call(fmt::format("IS {}{}", node.negated ? "NOT " : "", IsTestName(node.test)), {std::move(operand)});
  }
  Result<ExprPtr> operator()(const sql::IsDistinctFrom& node) const {
    MULLION_ASSIGN(ExprPtr left, binder.Bind(*node.left));
    MULLION_ASSIGN(ExprPtr right, binder.Bind(*node.right));
    return binder.Call(node.negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", {std::move(left), std::move(right)});
  }
  Result<ExprPtr> operator()(const sql::Between& node) const { return binder.BindBetween(node); }
  Result<ExprPtr> operator()(const sql::Like& node) const { return binder.BindLike(node); }
  Result<ExprPtr> operator()(const sql::InList& node) const { return binder.BindInList(node); }
  Result<ExprPtr> operator()(const sql::Case& node) const { return binder.BindCase(node); }
  Result<ExprPtr> operator()(const sql::Cast& node) const { return binder.BindCast(node); }
  Result<ExprPtr> operator()(const sql::Trim& node) const { return binder.BindTrim(node); }
  Result<ExprPtr> operator()(const sql::MapConstructor& node) const { return binder.BindMap(node); }
  Result<ExprPtr> operator()(const sql::FunctionCall& node) const { return binder.BindCall(node, at); }
  Result<ExprPtr> operator()(const sql::TimeUnitArgument& node) const {
    return TextLiteral(std::string(sql::TimeUnitName(node.unit)));
  }
  Result<ExprPtr> operator()(const sql::RowConstructor& node) const {
    MULLION_ASSIGN(std::vector<ExprPtr> values, binder.BindAll(node.values));
    return binder.Call("ROW", std::move(values));
  }
  Result<ExprPtr> operator()(const sql::ArrayConstructor& node) const {
    MULLION_ASSIGN(std::vector<ExprPtr> elements, binder.BindAll(node.elements));
    return binder.Call("ARRAY", std::move(elements));
  }
  Result<ExprPtr> operator()(const sql::IntervalExpression& node) const {
    sql::IntervalLiteral one{.negative = false, .text = "1", .qualifier = node.qualifier};
    sql::Expr literal{.node = std::move(one), .position = at, .range = {}};
    MULLION_ASSIGN(ExprPtr unit, BindLiteral(literal));
    MULLION_ASSIGN(ExprPtr count, binder.Bind(*node.value));
    return binder.Call("*", {std::move(unit), std::move(count)});
  }
  Result<ExprPtr> operator()(const sql::RowCount&) const {
    return Fail(
        Error::User("a number of ROWS is the size of a window").At(at).Hint("write GROUP BY TUMBLE(ts, 100 ROWS)"));
  }
  Result<ExprPtr> operator()(const sql::Star&) const {
    return Fail(Error::User("* stands only in a select list and in COUNT(*)").At(at));
  }
  Result<ExprPtr> operator()(const sql::InSubquery&) const { return Subquery("IN (SELECT …)"); }
  Result<ExprPtr> operator()(const sql::Exists&) const { return Subquery("EXISTS (SELECT …)"); }
  Result<ExprPtr> operator()(const sql::QuantifiedComparison&) const { return Subquery("ANY, SOME or ALL (…)"); }
  Result<ExprPtr> operator()(const sql::ScalarSubquery&) const { return Subquery("A subquery as a value"); }
  Result<ExprPtr> operator()(const sql::CollectionSubquery&) const { return Subquery("A subquery as a collection"); }
  Result<ExprPtr> operator()(const sql::MultisetConstructor&) const { return Fail(Unsupported("MULTISET[…]", at)); }
  Result<ExprPtr> operator()(const sql::Descriptor&) const {
    return Fail(Error::User("DESCRIPTOR(…) is an argument of a window function only").At(at));
  }
  Result<ExprPtr> operator()(const sql::TableArgument&) const {
    return Fail(Error::User("a table is an argument of a window function only").At(at));
  }
  Result<ExprPtr> operator()(const sql::DefaultValue&) const {
    return Fail(Error::User("DEFAULT is no value here").At(at).Hint("leave the column out of the list, or write NULL"));
  }
  template <typename Literal>
  Result<ExprPtr> operator()(const Literal&) const {
    return Fail(Error::Internal("a literal was not bound").At(at));
  }

 private:
  Result<ExprPtr> Subquery(std::string_view what) const {
    return Fail(Error::User(fmt::format("{} is not supported in {}", what, binder.clause_))
                    .At(at)
                    .Hint("IN and EXISTS work as conditions of WHERE joined by AND; else write a join"));
  }
};

Result<ExprPtr> ScalarBinder::Bind(const sql::Expr& expr) const {
  Result<ExprPtr> bound = BindNode(expr);
  if (!bound) return Fail(WithPosition(std::move(bound).error(), expr.position));
  return bound;
}

Result<ExprPtr> ScalarBinder::BindNode(const sql::Expr& expr) const {
  if (hook_) {
    MULLION_ASSIGN(ExprPtr taken, hook_(expr));
    if (taken) return taken;
  }
  if (expr.Is<sql::ScalarSubquery>()) {
    int column = scope_.SubqueryColumn(expr);
    if (column >= 0) return MakeInputRef(column, scope_.column(column).type);
  }
  // Flink looks at the sizes of its window functions without this check.
  bool checked = context_.strict && clause_ != kWindowClause;
  auto* interval = checked ? expr.As<sql::IntervalLiteral>() : nullptr;
  if (interval) MULLION_TRY(CheckStrictInterval(*interval));
  MULLION_ASSIGN(ExprPtr literal, BindLiteral(expr));
  if (literal) return literal;
  if (auto* binary = expr.As<sql::Binary>();
      binary && (binary->op == BinaryOperator::kAnd || binary->op == BinaryOperator::kOr)) {
    return BindLogical(expr, binary->op);
  }
  return std::visit(NodeBinder{*this, expr.position}, expr.node);
}

Result<ExprPtr> ScalarBinder::BindCondition(const sql::Expr& expr) const {
  MULLION_ASSIGN(ExprPtr condition, Bind(expr));
  TypeKind kind = condition->type().kind();
  if (kind != TypeKind::kBoolean && kind != TypeKind::kNull) {
    return Fail(WrongType(clause_ + " clause", condition->type(), expr.position));
  }
  if (kind == TypeKind::kNull) return MakeCast(std::move(condition), DataType::Boolean(), false);
  return condition;
}

Result<ExprPtr> ScalarBinder::BindColumn(const sql::ColumnReference& reference, TextPosition at) const {
  MULLION_ASSIGN(ResolvedColumn found, scope_.Resolve(reference.path));
  ExprPtr expr = MakeInputRef(found.column, scope_.column(found.column).type);
  for (size_t i = found.parts_used; i < reference.path.parts.size(); ++i) {
    Result<ExprPtr> field = BindField(std::move(expr), reference.path.parts[i]);
    if (!field) return Fail(WithPosition(std::move(field).error(), at));
    expr = *std::move(field);
  }
  return expr;
}

Result<ExprPtr> ScalarBinder::BindField(ExprPtr row, const sql::Identifier& field) const {
  if (row->type().kind() != TypeKind::kRow) {
    return Fail(Error::User(fmt::format("'{}' is taken from a value of type {}, which has no fields", field.name,
                                        row->type().ToString()))
                    .At(field.position));
  }
  Result<ExprPtr> bound = Call("FIELD", {std::move(row), TextLiteral(field.name)});
  if (!bound) return Fail(WithPosition(std::move(bound).error(), field.position));
  return bound;
}

Result<ExprPtr> ScalarBinder::BindLogical(const sql::Expr& expr, BinaryOperator op) const {
  std::vector<const sql::Expr*> operands;
  Flatten(expr, op, &operands);
  std::vector<ExprPtr> terms;
  for (const sql::Expr* operand : operands) {
    MULLION_ASSIGN(ExprPtr term, Bind(*operand));
    if (term->type().kind() == TypeKind::kNull) {
      if (context_.strict) MULLION_TRY(CheckStrictCall(sql::BinaryOperatorText(op), {&term, 1}));
      MULLION_ASSIGN(term, MakeCast(std::move(term), DataType::Boolean(), false));
    }
    if (term->type().kind() != TypeKind::kBoolean) {
      return Fail(
          WrongType(fmt::format("an operand of {}", sql::BinaryOperatorText(op)), term->type(), operand->position));
    }
    terms.push_back(std::move(term));
  }
  return op == BinaryOperator::kAnd ? MakeAnd(std::move(terms)) : MakeOr(std::move(terms));
}

Result<ExprPtr> ScalarBinder::BindBinary(const sql::Binary& binary) const {
  if (binary.op == BinaryOperator::kOverlaps) {
    auto* left = binary.left->As<sql::RowConstructor>();
    auto* right = binary.right->As<sql::RowConstructor>();
    if (!left || !right || left->values.size() != 2 || right->values.size() != 2) {
      return Fail(Error::User("OVERLAPS compares two periods")
                      .At(binary.op_position)
                      .Hint("write (start, end) OVERLAPS (start, end)"));
    }
    MULLION_ASSIGN(std::vector<ExprPtr> args, BindAll(left->values));
    MULLION_ASSIGN(std::vector<ExprPtr> rest, BindAll(right->values));
    args.insert(args.end(), rest.begin(), rest.end());
    return Call("OVERLAPS", std::move(args));
  }
  MULLION_ASSIGN(ExprPtr left, Bind(*binary.left));
  MULLION_ASSIGN(ExprPtr right, Bind(*binary.right));
  return Call(sql::BinaryOperatorText(binary.op), {std::move(left), std::move(right)});
}

Result<ExprPtr> ScalarBinder::BindBetween(const sql::Between& between) const {
  MULLION_ASSIGN(ExprPtr operand, Bind(*between.operand));
  MULLION_ASSIGN(ExprPtr low, Bind(*between.low));
  MULLION_ASSIGN(ExprPtr high, Bind(*between.high));
  auto inside = [&](const ExprPtr& from, const ExprPtr& to) -> Result<ExprPtr> {
    MULLION_ASSIGN(ExprPtr above, Call(">=", {operand, from}));
    MULLION_ASSIGN(ExprPtr below, Call("<=", {operand, to}));
    return MakeAnd({std::move(above), std::move(below)});
  };
  MULLION_ASSIGN(ExprPtr result, inside(low, high));
  if (between.symmetric) {
    MULLION_ASSIGN(ExprPtr swapped, inside(high, low));
    result = MakeOr({std::move(result), std::move(swapped)});
  }
  return between.negated ? Not(std::move(result)) : std::move(result);
}

Result<ExprPtr> ScalarBinder::BindInList(const sql::InList& in) const {
  MULLION_ASSIGN(ExprPtr operand, Bind(*in.operand));
  std::vector<ExprPtr> args = {std::move(operand)};
  MULLION_ASSIGN(std::vector<ExprPtr> values, BindAll(in.values));
  args.insert(args.end(), values.begin(), values.end());
  MULLION_ASSIGN(ExprPtr result, Call("IN", std::move(args)));
  return in.negated ? Not(std::move(result)) : std::move(result);
}

Result<ExprPtr> ScalarBinder::BindLike(const sql::Like& like) const {
  MULLION_ASSIGN(ExprPtr operand, Bind(*like.operand));
  MULLION_ASSIGN(ExprPtr pattern, Bind(*like.pattern));
  std::vector<ExprPtr> args = {std::move(operand), std::move(pattern)};
  if (like.escape) {
    MULLION_ASSIGN(ExprPtr escape, Bind(*like.escape));
    args.push_back(std::move(escape));
  }
  if (like.kind == sql::LikeKind::kIlike || like.kind == sql::LikeKind::kRlike) {
    return Fail(Error::User("ILIKE and RLIKE are not Flink's").Hint("write UPPER(a) LIKE UPPER(b), or REGEXP(a, b)"));
  }
  std::string_view name = like.kind == sql::LikeKind::kLike ? "LIKE" : "SIMILAR TO";
  MULLION_ASSIGN(ExprPtr result, Call(name, std::move(args)));
  return like.negated ? Not(std::move(result)) : std::move(result);
}

Result<ExprPtr> ScalarBinder::BindCase(const sql::Case& node) const {
  ExprPtr operand;
  if (node.operand) {
    MULLION_ASSIGN(operand, Bind(*node.operand));
  }
  std::vector<std::pair<ExprPtr, ExprPtr>> branches;
  std::vector<DataType> types;
  for (const sql::CaseBranch& branch : node.branches) {
    std::vector<const sql::Expr*> tests = {branch.when.get()};
    for (const sql::ExprPtr& more : branch.more_when) tests.push_back(more.get());
    std::vector<ExprPtr> conditions;
    for (const sql::Expr* test : tests) {
      MULLION_ASSIGN(ExprPtr when, operand ? Bind(*test) : BindCondition(*test));
      if (operand) {
        MULLION_ASSIGN(when, Call("=", {operand, std::move(when)}));
      }
      conditions.push_back(std::move(when));
    }
    MULLION_ASSIGN(ExprPtr then, Bind(*branch.then));
    types.push_back(then->type());
    ExprPtr condition = conditions.size() == 1 ? conditions[0] : MakeOr(conditions);
    branches.emplace_back(std::move(condition), std::move(then));
  }
  ExprPtr otherwise = MakeLiteral(DataType::Null(), Value::Null());
  if (node.otherwise) {
    MULLION_ASSIGN(otherwise, Bind(*node.otherwise));
  }
  types.push_back(otherwise->type());
  MULLION_ASSIGN(DataType type, CommonType(types));
  for (auto& [condition, result] : branches) {
    MULLION_ASSIGN(result, Coerce(std::move(result), type));
  }
  MULLION_ASSIGN(otherwise, Coerce(std::move(otherwise), type));
  return MakeCase(std::move(branches), std::move(otherwise), type);
}

Result<ExprPtr> ScalarBinder::BindCast(const sql::Cast& cast) const {
  MULLION_ASSIGN(ExprPtr operand, Bind(*cast.operand));
  MULLION_ASSIGN(DataType type, BindType(cast.type));
  bool nullable = operand->type().nullable() || cast.try_cast;
  MULLION_ASSIGN(ExprPtr result, MakeCast(std::move(operand), type.WithNullable(nullable), cast.try_cast));
  return Fold(std::move(result));
}

Result<ExprPtr> ScalarBinder::BindTrim(const sql::Trim& trim) const {
  static constexpr const char* kSides[] = {"BOTH", "LEADING", "TRAILING"};
  ExprPtr characters = TextLiteral(" ");
  if (trim.characters) {
    MULLION_ASSIGN(characters, Bind(*trim.characters));
  }
  MULLION_ASSIGN(ExprPtr text, Bind(*trim.text));
  return Call("TRIM", {TextLiteral(kSides[static_cast<int>(trim.side)]), std::move(characters), std::move(text)});
}

Result<ExprPtr> ScalarBinder::BindMap(const sql::MapConstructor& map) const {
  std::vector<ExprPtr> args;
  for (size_t i = 0; i < map.keys.size(); ++i) {
    MULLION_ASSIGN(ExprPtr key, Bind(*map.keys[i]));
    MULLION_ASSIGN(ExprPtr value, Bind(*map.values[i]));
    args.push_back(std::move(key));
    args.push_back(std::move(value));
  }
  return Call("MAP", std::move(args));
}

namespace {

/// The near misses of an unknown name are among the aggregates, too.
Status CheckKnown(const std::string& name, TextPosition at) {
  if (IsScalarFunction(name)) return Ok();
  std::vector<std::string> known = ScalarFunctionNames();
  for (std::string& aggregate : AggregateFunctionNames()) known.push_back(std::move(aggregate));
  return Fail(Error::User(fmt::format("unknown function {}", name)).At(at).Hint(DidYouMean(name, known)));
}

}  // namespace

Status ScalarBinder::CheckScalarCall(const sql::FunctionCall& call, const std::string& name, TextPosition at) const {
  if (call.over) {
    return Fail(Error::User(fmt::format("Windowed aggregate expression is illegal in {} clause", clause_))
                    .At(at)
                    .Hint("compute it in the SELECT of a subquery"));
  }
  if (IsAggregateFunction(name)) {
    return Fail(Error::User(fmt::format("Aggregate expression is illegal in {} clause", clause_))
                    .At(at)
                    .Hint(clause_ == "WHERE" ? "conditions on aggregates stand in HAVING" : ""));
  }
  for (std::string_view window : {"TUMBLE", "HOP", "SESSION", "CUMULATE"}) {
    if (name != window && !(name.starts_with(window) && name.size() > window.size() && name[window.size()] == '_')) {
      continue;
    }
    return Fail(Error::User(fmt::format("Group window function '{}' is illegal in {} clause", name, clause_))
                    .At(at)
                    .Hint("group by it: GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE), or use FROM TABLE(TUMBLE(TABLE t, "
                          "DESCRIPTOR(ts), INTERVAL '1' MINUTE))"));
  }
  if (call.distinct || call.filter || !call.within_group.empty()) {
    return Fail(Error::User(fmt::format("DISTINCT, FILTER and WITHIN GROUP do not fit '{}'", name))
                    .At(at)
                    .Why("it is no aggregate function"));
  }
  return Ok();
}

Result<ExprPtr> ScalarBinder::BindCall(const sql::FunctionCall& call, TextPosition at) const {
  std::string name = FunctionName(call);
  if (name.empty()) {
    return Fail(Error::User(fmt::format("No match found for function '{}'", call.name.ToString()))
                    .At(at)
                    .Hint("functions have plain names; functions in Java or Python are not supported"));
  }
  MULLION_TRY(CheckScalarCall(call, name, at));
  MULLION_TRY(CheckKnown(name, at));
  std::vector<ExprPtr> args;
  for (const sql::Argument& argument : call.arguments) {
    if (argument.name) {
      return Fail(Error::User(fmt::format("'{}' takes no named arguments", name)).At(argument.name->position));
    }
    MULLION_ASSIGN(ExprPtr arg, Bind(*argument.value));
    args.push_back(std::move(arg));
  }
  if (call.json) return BindJsonCall(std::move(name), *call.json, std::move(args));
  return Call(name, std::move(args));
}

Result<std::vector<ExprPtr>> ScalarBinder::BindAll(const std::vector<sql::ExprPtr>& exprs) const {
  std::vector<ExprPtr> out;
  for (const sql::ExprPtr& expr : exprs) {
    MULLION_ASSIGN(ExprPtr bound, Bind(*expr));
    out.push_back(std::move(bound));
  }
  return out;
}

Result<ExprPtr> ScalarBinder::Not(ExprPtr operand) const {
  return Call("NOT", {std::move(operand)});
}

Result<ExprPtr> ScalarBinder::Call(std::string_view name, std::vector<ExprPtr> args) const {
  bool constant = IsDeterministicConstant(args);
  if (context_.strict) MULLION_TRY(CheckStrictCall(name, args));
  MULLION_ASSIGN(ExprPtr call, MakeCall(name, std::move(args)));
  return constant ? Fold(std::move(call)) : std::move(call);
}

Result<ExprPtr> ScalarBinder::Fold(ExprPtr expr) const {
  if (!expr->deterministic()) return expr;
  // An error of a constant (CAST('x' AS INT)) stays with the expression: it counts only when a row reaches it.
  Result<ExprPtr> folded = FoldConstant(expr, context_.eval);
  return folded ? *std::move(folded) : std::move(expr);
}

}  // namespace mullion::plan
