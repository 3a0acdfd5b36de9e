// Calls in all their forms.

#include "sql/print_impl.h"

namespace mullion::sql {

void Printer::WriteCall(const FunctionCall& call) {
  // A plain name stands as it is, reserved or not: COUNT(*), `COUNT`(*) would be a user's function.
  if (call.name.parts.size() == 1 && !call.name.last().quoted) {
    Text(call.name.last().name);
  } else {
    Write(call.name);
  }
  if (!call.parentheses) return;
  out_ += '(';
  if (!WriteSpecialArguments(call)) WriteArguments(call);
  out_ += ')';
  bool inside = call.json != nullptr;  // JSON_ARRAYAGG(x ORDER BY y)
  if (!call.within_group.empty() && !inside) {
    Text(" WITHIN GROUP (ORDER BY ");
    Write(call.within_group);
    out_ += ')';
  }
  if (call.filter != nullptr) {
    Text(" FILTER (WHERE ");
    Write(*call.filter);
    out_ += ')';
  }
  if (call.ignore_nulls) Text(*call.ignore_nulls ? " IGNORE NULLS" : " RESPECT NULLS");
  if (call.over == nullptr) return;
  Text(" OVER ");
  if (call.over->only_name) return Write(*call.over->base);
  Write(*call.over);
}

void Printer::WriteArguments(const FunctionCall& call) {
  if (call.distinct) Text("DISTINCT ");
  bool pairs = call.json != nullptr && call.name.last().name.starts_with("JSON_OBJECT");
  if (pairs) {
    WriteJsonPairs(call);
  } else {
    List(call.arguments, [&](const Argument& argument) {
      if (argument.name) {
        argument.name->quoted ? Write(*argument.name) : Text(argument.name->name);
        Text(" => ");
      }
      Write(*argument.value);
    });
  }
  if (call.json == nullptr) return;
  if (!call.within_group.empty()) {
    Text(" ORDER BY ");
    Write(call.within_group);
  }
  WriteJsonClauses(*call.json);
}

/// The forms with words between the arguments; false when the call has none.
bool Printer::WriteSpecialArguments(const FunctionCall& call) {
  if (call.name.parts.size() != 1 || call.name.last().quoted) return false;
  const std::string& name = call.name.last().name;
  auto& arguments = call.arguments;
  auto joined = [&](std::initializer_list<std::string_view> words) {
    Write(*arguments[0].value);
    size_t i = 1;
    for (std::string_view word : words) {
      if (i == arguments.size()) break;
      Text(word);
      Write(*arguments[i++].value);
    }
    return true;
  };
  if (name == "EXTRACT") return joined({" FROM "});
  bool to_unit = arguments.size() == 2 && arguments[1].value->Is<TimeUnitArgument>();
  if ((name == "FLOOR" || name == "CEIL") && to_unit) return joined({" TO "});
  if (name == "SUBSTRING" && arguments.size() >= 2) return joined({" FROM ", " FOR "});
  if (name == "OVERLAY" && arguments.size() >= 3) return joined({" PLACING ", " FROM ", " FOR "});
  if (name == "POSITION" && arguments.size() >= 2) {
    // What binds like IN or looser would take the IN for its own.
    constexpr int kTighterThanIn = 33;
    Write(*arguments[0].value, kTighterThanIn);
    Text(" IN ");
    Write(*arguments[1].value);
    if (arguments.size() > 2) {
      Text(" FROM ");
      Write(*arguments[2].value);
    }
    return true;
  }
  return false;
}

void Printer::WriteJsonPairs(const FunctionCall& call) {
  for (size_t i = 0; i + 1 < call.arguments.size(); i += 2) {
    Text(i > 0 ? ", KEY " : "KEY ");
    Write(*call.arguments[i].value);
    Text(" VALUE ");
    Write(*call.arguments[i + 1].value);
  }
}

void Printer::WriteJsonClauses(const JsonClauses& clauses) {
  constexpr std::string_view kWrappers[] = {" WITHOUT ARRAY WRAPPER", " WITH CONDITIONAL ARRAY WRAPPER",
                                            " WITH UNCONDITIONAL ARRAY WRAPPER"};
  if (clauses.returning) {
    Text(" RETURNING ");
    Write(*clauses.returning);
  }
  if (clauses.wrapper) Text(kWrappers[static_cast<size_t>(*clauses.wrapper)]);
  if (clauses.on_empty) {
    WriteJsonBehavior(*clauses.on_empty);
    Text(" ON EMPTY");
  }
  if (clauses.on_error) {
    WriteJsonBehavior(*clauses.on_error);
    Text(" ON ERROR");
  }
  if (!clauses.on_null) return;
  bool first = out_.back() == '(';
  std::string_view text = *clauses.on_null == JsonNulls::kNullOnNull ? " NULL ON NULL" : " ABSENT ON NULL";
  Text(first ? text.substr(1) : text);
}

void Printer::WriteJsonBehavior(const JsonBehavior& behavior) {
  constexpr std::string_view kWords[] = {" NULL",         " ERROR", " DEFAULT ", " EMPTY ARRAY",
                                         " EMPTY OBJECT", " TRUE",  " FALSE",    " UNKNOWN"};
  Text(kWords[static_cast<size_t>(behavior.kind)]);
  if (behavior.default_value != nullptr) Write(*behavior.default_value);
}

void Printer::WriteTrim(const Trim& trim) {
  constexpr std::string_view kSides[] = {"BOTH", "LEADING", "TRAILING"};
  Text("TRIM(");
  Text(kSides[static_cast<size_t>(trim.side)]);
  out_ += ' ';
  if (trim.characters != nullptr) {
    Write(*trim.characters);
    out_ += ' ';
  }
  Text("FROM ");
  Write(*trim.text);
  out_ += ')';
}

void Printer::WriteTableArgument(const TableArgument& table) {
  if (table.query != nullptr) {
    WriteParenthesised(*table.query);
  } else {
    Text("TABLE ");
    Write(table.table);
  }
  if (!table.partition_by.empty()) {
    Text(" PARTITION BY (");
    WriteList(table.partition_by);
    out_ += ')';
  }
  if (table.order_by.empty()) return;
  Text(" ORDER BY ");
  Write(table.order_by);
}

void Printer::Write(const WindowSpec& spec) {
  out_ += '(';
  auto space = [&] {
    if (out_.back() != '(') out_ += ' ';
  };
  if (spec.base) Write(*spec.base);
  if (!spec.partition_by.empty()) {
    space();
    Text("PARTITION BY ");
    WriteList(spec.partition_by);
  }
  if (!spec.order_by.empty()) {
    space();
    Text("ORDER BY ");
    Write(spec.order_by);
  }
  if (spec.frame) {
    space();
    Text(spec.frame->unit == FrameUnit::kRows ? "ROWS " : "RANGE ");
    if (spec.frame->end) Text("BETWEEN ");
    WriteFrameBound(spec.frame->start);
    if (spec.frame->end) {
      Text(" AND ");
      WriteFrameBound(*spec.frame->end);
    }
  }
  out_ += ')';
}

void Printer::WriteFrameBound(const FrameBound& bound) {
  constexpr std::string_view kWords[] = {"UNBOUNDED PRECEDING", " PRECEDING", "CURRENT ROW", " FOLLOWING",
                                         "UNBOUNDED FOLLOWING"};
  constexpr int kTighterThanAnd = 25;
  if (bound.offset != nullptr) Write(*bound.offset, kTighterThanAnd);
  Text(kWords[static_cast<size_t>(bound.kind)]);
}

void Printer::Write(const std::vector<OrderItem>& items) {
  List(items, [&](const OrderItem& item) {
    Write(*item.expr);
    if (item.descending) Text(" DESC");
    if (item.nulls == NullsOrder::kFirst) Text(" NULLS FIRST");
    if (item.nulls == NullsOrder::kLast) Text(" NULLS LAST");
  });
}

}  // namespace mullion::sql
