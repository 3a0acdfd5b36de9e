// CREATE.

#include "sql/parser_impl.h"

namespace mullion::sql {

Result<bool> Parser::AcceptIfNotExists() {
  if (!AcceptWord("IF")) return false;
  MULLION_TRY(ExpectPhrase("NOT EXISTS"));
  return true;
}

Result<StatementNode> Parser::ParseCreate() {
  bool or_replace = false;
  if (AcceptWord("OR")) {
    MULLION_TRY(ExpectWord("REPLACE"));
    or_replace = true;
  }
  bool temporary = AcceptWord("TEMPORARY");
  bool system = AcceptWord("SYSTEM");
  if (AcceptWord("FUNCTION")) return ParseCreateFunction(temporary, system);
  if (system) return Unexpected("FUNCTION", {"FUNCTION"});
  if (AcceptWord("TABLE")) return ParseCreateTable(temporary, or_replace);
  if (AcceptWord("VIEW")) {
    MULLION_ASSIGN(StatementNode view, ParseCreateView(temporary));
    std::get<CreateView>(view).or_replace = or_replace;
    return view;
  }
  if (!temporary && AcceptWord("CATALOG")) return ParseCreateCatalog();
  if (!temporary && AcceptWord("DATABASE")) return ParseCreateDatabase();
  return Unexpected(temporary ? "TABLE, VIEW or FUNCTION" : "TABLE, VIEW, FUNCTION, CATALOG or DATABASE",
                    {"TABLE", "VIEW", "FUNCTION", "CATALOG", "DATABASE", "TEMPORARY"});
}

Result<StatementNode> Parser::ParseCreateTable(bool temporary, bool or_replace) {
  CreateTable create;
  create.temporary = temporary;
  create.or_replace = or_replace;
  MULLION_ASSIGN(create.if_not_exists, AcceptIfNotExists());
  MULLION_ASSIGN(create.name, ParsePath("a name for the table"));
  if (AtSymbol("(")) MULLION_TRY(ParseTableElements(create.elements, nullptr));
  MULLION_ASSIGN(create.comment, ParseComment());
  if (AtAnyWord({"DISTRIBUTED", "DISTRIBUTE"})) {
    return NotSupported(Peek(), "DISTRIBUTED is not supported", "leave it out: it came with Flink 1.20");
  }
  if (AcceptClause("PARTITIONED BY")) {
    MULLION_ASSIGN(create.partitioned_by, ParseIdentifierList("a column's name"));
  }
  if (AcceptClause("WITH")) {
    MULLION_ASSIGN(create.options, ParseOptions("table"));
  }
  if (AcceptClause("LIKE")) {
    MULLION_ASSIGN(create.like, ParseLikeClause());
  } else if (AcceptClause("AS")) {
    MULLION_ASSIGN(create.as, ParseQueryExpression());
  }
  return create;
}

/// (column, …, WATERMARK FOR …, PRIMARY KEY (…)): the parentheses of a table.
Status Parser::ParseTableElements(TableElements& elements, std::vector<ColumnPlace>* places) {
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  do {
    MULLION_TRY(ParseTableElement(elements, places));
  } while (AcceptSymbol(","));
  if (AcceptSymbol(")")) return Ok();
  if (AtName() && Peek().position.line > Previous().position.line) {
    return Fail(Error::User("a comma is missing before '" + Peek().text + "'").At(Peek().position));
  }
  return ExpectClose(open);
}

Status Parser::ParseTableElement(TableElements& elements, std::vector<ColumnPlace>* places) {
  if (AtWord("WATERMARK")) {
    MULLION_ASSIGN(WatermarkDefinition watermark, ParseWatermark());
    elements.watermarks.push_back(std::move(watermark));
    return Ok();
  }
  if (AtAnyWord({"CONSTRAINT", "PRIMARY", "UNIQUE"})) {
    MULLION_ASSIGN(PrimaryKey key, ParseTableKey());
    if (key.columns.empty()) {
      size_t open = index_;
      MULLION_ASSIGN(key.columns, ParseIdentifierList("a column's name"));
      MULLION_TRY(ParseEnforcement(key));
      key.position = PositionSince(open - 1);
    }
    elements.keys.push_back(std::move(key));
    return Ok();
  }
  MULLION_ASSIGN(ColumnDefinition column, ParseColumn(elements));
  elements.columns.push_back(std::move(column));
  if (places == nullptr) return Ok();
  ColumnPlace place;
  place.first = AcceptWord("FIRST");
  if (AcceptWord("AFTER")) {
    MULLION_ASSIGN(place.after, ParseIdentifier("a column's name"));
  }
  places->push_back(std::move(place));
  return Ok();
}

/// WATERMARK FOR c AS expr
Result<WatermarkDefinition> Parser::ParseWatermark() {
  size_t first = index_++;
  WatermarkDefinition watermark;
  if (!AcceptWord("FOR")) return Unexpected("FOR, as in WATERMARK FOR ts AS ts - INTERVAL '5' SECOND", {"FOR"});
  MULLION_ASSIGN(watermark.column, ParsePath("the time column's name"));
  if (!AcceptWord("AS"))
    return Unexpected("AS with the watermark, as in WATERMARK FOR ts AS ts - INTERVAL '5' SECOND", {"AS"});
  MULLION_ASSIGN(watermark.expr, ParseExpr());
  watermark.position = PositionSince(first);
  return watermark;
}

/// [CONSTRAINT name] PRIMARY KEY | UNIQUE, without what follows
Result<PrimaryKey> Parser::ParseTableKey() {
  size_t first = index_;
  PrimaryKey key;
  if (AcceptWord("CONSTRAINT")) {
    MULLION_ASSIGN(key.constraint, ParseIdentifier("a name for the constraint"));
  }
  key.unique = AcceptWord("UNIQUE");
  if (!key.unique) MULLION_TRY(ExpectPhrase("PRIMARY KEY"));
  key.position = PositionSince(first);
  return key;
}

Status Parser::ParseEnforcement(PrimaryKey& key) {
  if (AcceptClause("NOT ENFORCED")) {
    key.enforced = false;
  } else if (AcceptWord("ENFORCED")) {
    key.enforced = true;
  }
  return Ok();
}

/// name type …, name AS expr, name type METADATA …. A key behind the type goes into `elements`.
Result<ColumnDefinition> Parser::ParseColumn(TableElements& elements) {
  size_t first = index_;
  ColumnDefinition column;
  MULLION_ASSIGN(column.name, ParseIdentifier("a column's name, WATERMARK or PRIMARY KEY"));
  if (AcceptWord("AS")) {
    ComputedColumn computed;
    MULLION_ASSIGN(computed.expr, ParseExpr());
    column.kind = std::move(computed);
  } else {
    MULLION_TRY(ParseColumnType(column));
    if (AtAnyWord({"CONSTRAINT", "PRIMARY", "UNIQUE"})) {
      size_t key_first = index_;
      MULLION_ASSIGN(PrimaryKey key, ParseTableKey());
      MULLION_TRY(ParseEnforcement(key));
      key.columns.push_back(column.name);
      key.inline_column = true;
      key.position = PositionSince(key_first);
      elements.keys.push_back(std::move(key));
    }
    if (AtWord("DEFAULT")) {
      return NotSupported(Peek(), "a column cannot have a DEFAULT", "write COALESCE(column, value) in the query");
    }
  }
  MULLION_ASSIGN(column.comment, ParseComment());
  column.position = PositionSince(first);
  column.range = RangeSince(first);
  return column;
}

Status Parser::ParseColumnType(ColumnDefinition& column) {
  if (AtWord("INTERVAL")) {
    return NotSupported(Peek(), "a column cannot have an INTERVAL type", "keep the duration as a number: BIGINT");
  }
  MULLION_ASSIGN(TypeName type, ParseTypeName(true));
  if (!AcceptClause("METADATA")) {
    column.kind = PhysicalColumn{std::move(type)};
    return Ok();
  }
  MetadataColumn metadata;
  metadata.type = std::move(type);
  if (AcceptClause("FROM")) {
    MULLION_ASSIGN(metadata.key, ParseStringLiteral("the metadata's key as a string, as in METADATA FROM 'timestamp'"));
  }
  metadata.is_virtual = AcceptClause("VIRTUAL");
  column.kind = std::move(metadata);
  return Ok();
}

/// LIKE t [(INCLUDING ALL OVERWRITING OPTIONS …)]
Result<LikeClause> Parser::ParseLikeClause() {
  LikeClause like;
  MULLION_ASSIGN(like.table, ParsePath("a table's name"));
  size_t open = index_;
  if (!AcceptSymbol("(")) return like;
  do {
    MULLION_ASSIGN(LikeOption option, ParseLikeOption());
    like.options.push_back(option);
  } while (AtAnyWord({"INCLUDING", "EXCLUDING", "OVERWRITING"}));
  MULLION_TRY(ExpectClose(open));
  return like;
}

Result<LikeOption> Parser::ParseLikeOption() {
  constexpr std::pair<std::string_view, LikeMerging> kMergings[] = {{"INCLUDING", LikeMerging::kIncluding},
                                                                    {"EXCLUDING", LikeMerging::kExcluding},
                                                                    {"OVERWRITING", LikeMerging::kOverwriting}};
  constexpr std::pair<std::string_view, LikeScope> kScopes[] = {{"ALL", LikeScope::kAll},
                                                                {"CONSTRAINTS", LikeScope::kConstraints},
                                                                {"PARTITIONS", LikeScope::kPartitions},
                                                                {"GENERATED", LikeScope::kGenerated},
                                                                {"OPTIONS", LikeScope::kOptions},
                                                                {"WATERMARKS", LikeScope::kWatermarks},
                                                                {"METADATA", LikeScope::kMetadata}};
  size_t first = index_;
  LikeOption option;
  for (const auto& [merging_word, merging] : kMergings) {
    if (!AcceptWord(merging_word)) continue;
    option.merging = merging;
    for (const auto& [scope_word, scope] : kScopes) {
      if (!AcceptWord(scope_word)) continue;
      option.scope = scope;
      option.position = PositionSince(first);
      return option;
    }
    return Unexpected("ALL, OPTIONS, CONSTRAINTS, GENERATED, METADATA, PARTITIONS or WATERMARKS",
                      {"ALL", "OPTIONS", "CONSTRAINTS", "GENERATED", "METADATA", "PARTITIONS", "WATERMARKS"});
  }
  return Unexpected("INCLUDING, EXCLUDING or OVERWRITING", {"INCLUDING", "EXCLUDING", "OVERWRITING"});
}

Result<StatementNode> Parser::ParseCreateView(bool temporary) {
  CreateView create;
  create.temporary = temporary;
  MULLION_ASSIGN(create.if_not_exists, AcceptIfNotExists());
  MULLION_ASSIGN(create.name, ParsePath("a name for the view"));
  if (AtSymbol("(")) {
    MULLION_ASSIGN(create.columns, ParseIdentifierList("a column's name"));
  }
  MULLION_ASSIGN(create.comment, ParseComment());
  if (!AcceptWord("AS")) return Unexpected("AS with the query of the view", {"AS"});
  MULLION_ASSIGN(create.query, ParseQueryExpression());
  return create;
}

Result<StatementNode> Parser::ParseCreateCatalog() {
  CreateCatalog create;
  MULLION_ASSIGN(create.name, ParseIdentifier("a name for the catalog"));
  if (AcceptClause("WITH")) {
    MULLION_ASSIGN(create.options, ParseOptions("catalog"));
  }
  return create;
}

Result<StatementNode> Parser::ParseCreateDatabase() {
  CreateDatabase create;
  MULLION_ASSIGN(create.if_not_exists, AcceptIfNotExists());
  MULLION_ASSIGN(create.name, ParsePath("a name for the database"));
  MULLION_ASSIGN(create.comment, ParseComment());
  if (AcceptClause("WITH")) {
    MULLION_ASSIGN(create.options, ParseOptions("database"));
  }
  return create;
}

/// CREATE [TEMPORARY [SYSTEM]] FUNCTION f AS 'class' [LANGUAGE JAVA] [USING JAR 'path', …]
Result<StatementNode> Parser::ParseCreateFunction(bool temporary, bool system) {
  CreateFunction create;
  create.temporary = temporary;
  create.system = system;
  MULLION_ASSIGN(create.if_not_exists, AcceptIfNotExists());
  MULLION_ASSIGN(create.name, ParsePath("a name for the function"));
  MULLION_TRY(ExpectWord("AS"));
  MULLION_ASSIGN(create.class_name, ParseStringLiteral("the function's class as a string"));
  if (AcceptClause("LANGUAGE")) {
    if (!AtAnyWord({"JAVA", "SCALA", "PYTHON"}))
      return Unexpected("JAVA, SCALA or PYTHON", {"JAVA", "SCALA", "PYTHON"});
    create.language = Take().capitals;
  }
  if (!AcceptClause("USING")) return create;
  do {
    MULLION_TRY(ExpectWord("JAR"));
    MULLION_ASSIGN(std::string path, ParseStringLiteral("the path of the jar as a string"));
    create.jars.push_back(std::move(path));
  } while (AcceptSymbol(","));
  return create;
}

}  // namespace mullion::sql
