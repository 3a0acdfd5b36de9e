// DROP and ALTER.

#include "sql/parser_impl.h"

namespace mullion::sql {

std::string_view ObjectKindName(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kTable:
      return "TABLE";
    case ObjectKind::kView:
      return "VIEW";
    case ObjectKind::kCatalog:
      return "CATALOG";
    case ObjectKind::kDatabase:
      return "DATABASE";
    case ObjectKind::kFunction:
      return "FUNCTION";
  }
  MULLION_CHECK(false, "an object kind without a name");
}

Result<bool> Parser::AcceptIfExists() {
  if (!AcceptWord("IF")) return false;
  MULLION_TRY(ExpectWord("EXISTS"));
  return true;
}

Result<StatementNode> Parser::ParseDrop() {
  Drop drop;
  drop.temporary = AcceptWord("TEMPORARY");
  drop.system = drop.temporary && AcceptWord("SYSTEM");
  constexpr std::pair<std::string_view, ObjectKind> kKinds[] = {{"TABLE", ObjectKind::kTable},
                                                                {"VIEW", ObjectKind::kView},
                                                                {"CATALOG", ObjectKind::kCatalog},
                                                                {"DATABASE", ObjectKind::kDatabase},
                                                                {"FUNCTION", ObjectKind::kFunction}};
  bool found = false;
  for (const auto& [word, kind] : kKinds) {
    if (found || !AcceptWord(word)) continue;
    drop.kind = kind;
    found = true;
  }
  if (!found) {
    return Unexpected("TABLE, VIEW, FUNCTION, DATABASE or CATALOG",
                      {"TABLE", "VIEW", "FUNCTION", "DATABASE", "CATALOG"});
  }
  MULLION_ASSIGN(drop.if_exists, AcceptIfExists());
  MULLION_ASSIGN(drop.name, ParsePath("a name"));
  if (drop.kind == ObjectKind::kDatabase) {
    drop.cascade = AcceptClause("CASCADE");
    if (!drop.cascade) AcceptClause("RESTRICT");
  }
  return drop;
}

Result<StatementNode> Parser::ParseAlter() {
  Alter alter;
  if (AcceptWord("VIEW")) {
    alter.kind = ObjectKind::kView;
    MULLION_ASSIGN(alter.name, ParsePath("a view's name"));
    if (AcceptWord("AS")) {
      AlterViewAs as;
      MULLION_ASSIGN(as.query, ParseQueryExpression());
      alter.action = std::move(as);
      return alter;
    }
    if (!AcceptPhrase("RENAME TO")) return Unexpected("AS or RENAME TO", {"AS", "RENAME"});
    RenameTo rename;
    MULLION_ASSIGN(rename.name, ParsePath("the new name"));
    alter.action = std::move(rename);
    return alter;
  }
  if (!AcceptWord("TABLE")) return Unexpected("TABLE or VIEW", {"TABLE", "VIEW"});
  MULLION_ASSIGN(alter.if_exists, AcceptIfExists());
  MULLION_ASSIGN(alter.name, ParsePath("a table's name"));
  MULLION_TRY(ParseAlterTableAction(alter));
  return alter;
}

Status Parser::ParseAlterTableAction(Alter& alter) {
  if (AcceptWord("SET")) {
    SetOptions set;
    MULLION_ASSIGN(set.options, ParseOptions("table"));
    alter.action = std::move(set);
    return Ok();
  }
  if (AcceptWord("RESET")) {
    MULLION_ASSIGN(alter.action, ParseResetOptions());
    return Ok();
  }
  if (AtPhrase("ADD PARTITION") || AtPhrase("DROP PARTITION")) {
    return NotSupported(Peek(), "partitions are not managed here", "a partition comes with its first row");
  }
  if (AtAnyWord({"ADD", "MODIFY", "DROP", "RENAME"}) && AtWord("COLUMN", 1)) {
    return NotSupported(Peek(1), "found 'COLUMN', expected the column itself", "leave the word COLUMN out");
  }
  if (AcceptWord("ADD")) return ParseAlterAdd(alter, false);
  if (AcceptWord("MODIFY")) return ParseAlterAdd(alter, true);
  if (AcceptWord("DROP")) return ParseAlterDrop(alter);
  if (AcceptPhrase("RENAME TO")) {
    RenameTo rename;
    MULLION_ASSIGN(rename.name, ParsePath("the new name"));
    alter.action = std::move(rename);
    return Ok();
  }
  if (AcceptWord("RENAME")) {
    RenameColumn rename;
    MULLION_ASSIGN(rename.from, ParsePath("a column's name, or TO and the new name of the table"));
    MULLION_TRY(ExpectWord("TO"));
    MULLION_ASSIGN(rename.to, ParseIdentifier("the new name"));
    alter.action = std::move(rename);
    return Ok();
  }
  return Unexpected("SET, RESET, ADD, MODIFY, DROP or RENAME", {"SET", "RESET", "ADD", "MODIFY", "DROP", "RENAME"});
}

Result<ResetOptions> Parser::ParseResetOptions() {
  ResetOptions reset;
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  do {
    const Token& key = Peek();
    MULLION_ASSIGN(std::string name, ParseStringLiteral("an option's key as a string"));
    reset.keys.push_back({std::move(name), true, key.position});
  } while (AcceptSymbol(","));
  MULLION_TRY(ExpectClose(open));
  return reset;
}

Status Parser::ParseAlterAdd(Alter& alter, bool modify) {
  AddOrModify change;
  change.modify = modify;
  if (AtSymbol("(")) {
    MULLION_TRY(ParseTableElements(change.elements, &change.places));
  } else {
    MULLION_TRY(ParseTableElement(change.elements, &change.places));
  }
  alter.action = std::move(change);
  return Ok();
}

Status Parser::ParseAlterDrop(Alter& alter) {
  if (AcceptPhrase("PRIMARY KEY")) {
    alter.action = DropPrimaryKey{};
    return Ok();
  }
  if (AcceptWord("WATERMARK")) {
    alter.action = DropWatermark{};
    return Ok();
  }
  if (AcceptWord("CONSTRAINT")) {
    DropConstraint drop;
    MULLION_ASSIGN(drop.name, ParseIdentifier("a constraint's name"));
    alter.action = std::move(drop);
    return Ok();
  }
  DropColumns drop;
  size_t open = index_;
  bool several = AcceptSymbol("(");
  do {
    MULLION_ASSIGN(IdentifierPath column, ParsePath("a column's name"));
    drop.columns.push_back(std::move(column));
  } while (several && AcceptSymbol(","));
  if (several) MULLION_TRY(ExpectClose(open));
  alter.action = std::move(drop);
  return Ok();
}

}  // namespace mullion::sql
