// Queries and what stands in FROM.

#include "sql/print_impl.h"

namespace mullion::sql {
namespace {

bool HasTail(const Query& query) {
  return !query.with.empty() || !query.order_by.empty() || query.offset != nullptr || query.limit != nullptr;
}

bool BindsTighter(const SetOperation& inner, const SetOperation& outer) {
  return inner.op == SetOperator::kIntersect && outer.op != SetOperator::kIntersect;
}

}  // namespace

void Printer::WriteParenthesised(const Query& query) {
  out_ += '(';
  Write(query);
  out_ += ')';
}

void Printer::Write(const Query& query) {
  if (!query.with.empty()) {
    Text("WITH ");
    List(query.with, [&](const CommonTable& table) {
      Write(table.name);
      if (!table.columns.empty()) {
        out_ += ' ';
        WriteColumns(table.columns);
      }
      Text(" AS ");
      WriteParenthesised(*table.query);
    });
    out_ += ' ';
  }
  std::visit(Overloaded{
                 [&](const Select& select) { WriteSelect(select); },
                 [&](const SetOperation& operation) { WriteSetOperation(operation); },
                 [&](const Values& values) {
                   Text("VALUES ");
                   List(values.rows, [&](const std::vector<ExprPtr>& row) {
                     out_ += '(';
                     WriteList(row);
                     out_ += ')';
                   });
                 },
                 [&](const ExplicitTable& table) {
                   Text("TABLE ");
                   Write(table.path);
                 },
             },
             query.body);
  if (!query.order_by.empty()) {
    Text(" ORDER BY ");
    Write(query.order_by);
  }
  if (query.limit != nullptr) {
    Text(" LIMIT ");
    Write(*query.limit);
  }
  if (query.offset != nullptr) {
    Text(" OFFSET ");
    Write(*query.offset);
  }
}

void Printer::WriteSetOperation(const SetOperation& operation) {
  constexpr std::string_view kWords[] = {" UNION ", " INTERSECT ", " EXCEPT "};
  auto* left = operation.left->As<SetOperation>();
  auto* right = operation.right->As<SetOperation>();
  bool left_looser = left != nullptr && operation.op == SetOperator::kIntersect && left->op != SetOperator::kIntersect;
  WriteOperand(*operation.left, left_looser);
  Text(kWords[static_cast<size_t>(operation.op)]);
  if (operation.all) Text("ALL ");
  WriteOperand(*operation.right, right != nullptr && !BindsTighter(*right, operation));
}

void Printer::WriteOperand(const Query& query, bool in_parentheses) {
  if (in_parentheses || HasTail(query)) return WriteParenthesised(query);
  Write(query);
}

void Printer::WriteSelect(const Select& select) {
  Text("SELECT ");
  if (!select.hints.empty()) {
    Write(select.hints);
    out_ += ' ';
  }
  if (select.distinct) Text("DISTINCT ");
  List(select.items, [&](const SelectItem& item) {
    Write(*item.expr);
    if (!item.alias) return;
    Text(" AS ");
    Write(*item.alias);
  });
  if (select.from == nullptr) return;
  Text(" FROM ");
  WriteTable(*select.from);
  if (select.where != nullptr) {
    Text(" WHERE ");
    Write(*select.where);
  }
  if (!select.group_by.empty()) {
    Text(select.group_by_distinct ? " GROUP BY DISTINCT " : " GROUP BY ");
    List(select.group_by, [&](const GroupingElement& element) { WriteGrouping(element); });
  }
  if (select.having != nullptr) {
    Text(" HAVING ");
    Write(*select.having);
  }
  if (select.windows.empty()) return;
  Text(" WINDOW ");
  List(select.windows, [&](const NamedWindow& window) {
    Write(window.name);
    Text(" AS ");
    Write(window.spec);
  });
}

void Printer::WriteGrouping(const GroupingElement& element) {
  constexpr std::string_view kWords[] = {"", "GROUPING SETS ", "ROLLUP ", "CUBE "};
  Text(kWords[static_cast<size_t>(element.kind)]);
  bool parentheses = element.kind != GroupingKind::kExpressions || element.parenthesised;
  if (parentheses) out_ += '(';
  WriteList(element.exprs);
  List(element.elements, [&](const GroupingElement& inner) { WriteGrouping(inner); });
  if (parentheses) out_ += ')';
}

void Printer::Write(const std::vector<Hint>& hints) {
  if (hints.empty()) return;
  Text("/*+ ");
  List(hints, [&](const Hint& hint) {
    Write(hint.name);
    if (!hint.options.empty()) return Write(hint.options);
    if (hint.arguments.empty()) return;
    out_ += '(';
    List(hint.arguments, [&](const std::string& argument) { WriteString(argument); });
    out_ += ')';
  });
  Text(" */");
}

void Printer::WriteTable(const TableRef& table) {
  std::visit(Overloaded{
                 [&](const NamedTable& named) {
                   Write(named.path);
                   if (!named.hints.empty()) out_ += ' ';
                   Write(named.hints);
                   if (named.system_time == nullptr) return;
                   Text(" FOR SYSTEM_TIME AS OF ");
                   constexpr int kTighterThanComparison = 33;
                   Write(*named.system_time, kTighterThanComparison);
                 },
                 [&](const TableFunction& function) {
                   if (function.lateral) Text("LATERAL ");
                   Text(function.wrapped ? "TABLE(" : "");
                   Write(*function.call);
                   Text(function.wrapped ? ")" : "");
                 },
                 [&](const DerivedTable& derived) {
                   if (derived.lateral) Text("LATERAL ");
                   WriteParenthesised(*derived.query);
                 },
                 [&](const Unnest& unnest) {
                   Text("UNNEST(");
                   WriteList(unnest.operands);
                   Text(unnest.with_ordinality ? ") WITH ORDINALITY" : ")");
                 },
                 [&](const Join& join) { WriteJoin(join); },
             },
             table.node);
  if (table.alias) WriteAlias(*table.alias);
}

void Printer::WriteAlias(const TableAlias& alias) {
  Text(" AS ");
  Write(alias.name);
  if (alias.columns.empty()) return;
  out_ += ' ';
  WriteColumns(alias.columns);
}

void Printer::WriteJoin(const Join& join) {
  constexpr std::string_view kWords[] = {"JOIN ", "LEFT JOIN ", "RIGHT JOIN ", "FULL JOIN ", "CROSS JOIN ", ""};
  WriteTable(*join.left);
  Text(join.kind == JoinKind::kComma ? ", " : join.natural ? " NATURAL " : " ");
  Text(kWords[static_cast<size_t>(join.kind)]);
  bool nested = join.kind != JoinKind::kComma && join.right->As<Join>() != nullptr;
  if (nested) out_ += '(';
  WriteTable(*join.right);
  if (nested) out_ += ')';
  if (join.on != nullptr) {
    Text(" ON ");
    Write(*join.on);
  }
  if (join.using_columns.empty()) return;
  Text(" USING ");
  WriteColumns(join.using_columns);
}

}  // namespace mullion::sql
