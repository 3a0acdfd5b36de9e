// The JSON functions of the SQL standard with their clauses.

#include "sql/parser_impl.h"

namespace mullion::sql {

Result<ExprPtr> Parser::ParseJsonCall(size_t first, FunctionCall call) {
  const std::string word = call.name.last().name;
  call.json = std::make_unique<JsonClauses>();
  size_t open = index_++;
  if (word == "JSON_OBJECT" || word == "JSON_OBJECTAGG") {
    MULLION_TRY(ParseJsonPairs(call));
    MULLION_TRY(ParseJsonNulls(*call.json));
  } else if (word == "JSON_ARRAY" || word == "JSON_ARRAYAGG") {
    bool nulls = AtPhrase("NULL ON NULL") || AtPhrase("ABSENT ON NULL");
    if (!AtSymbol(")") && !nulls) {
      do {
        MULLION_TRY(AddArgument(call));
        MULLION_TRY(RefuseFormatJson());
      } while (word == "JSON_ARRAY" && AcceptSymbol(","));
    }
    if (word == "JSON_ARRAYAGG" && AcceptPhrase("ORDER BY")) {
      MULLION_ASSIGN(call.within_group, ParseOrderItems());
    }
    MULLION_TRY(ParseJsonNulls(*call.json));
  } else {
    MULLION_TRY(AddArgument(call));
    MULLION_TRY(RefuseFormatJson());
    MULLION_TRY(ExpectSymbol(","));
    MULLION_TRY(AddArgument(call));
    if (word == "JSON_VALUE" && AcceptWord("RETURNING")) {
      MULLION_ASSIGN(call.json->returning, ParseTypeName(false));
    }
    if (word == "JSON_QUERY") MULLION_TRY(ParseJsonWrapper(*call.json));
    MULLION_TRY(ParseJsonBehaviors(call));
  }
  MULLION_TRY(ExpectClose(open));
  return FinishCall(first, std::move(call));
}

Status Parser::ParseJsonPairs(FunctionCall& call) {
  bool aggregate = call.name.last().name == "JSON_OBJECTAGG";
  bool nulls = AtPhrase("NULL ON NULL") || AtPhrase("ABSENT ON NULL");
  if (!aggregate && (AtSymbol(")") || nulls)) return Ok();
  do {
    MULLION_TRY(ParseJsonPair(call));
  } while (!aggregate && AcceptSymbol(","));
  return Ok();
}

/// KEY k VALUE v, k VALUE v, k : v
Status Parser::ParseJsonPair(FunctionCall& call) {
  bool column_named_key = AtSymbol(",", 1) || AtSymbol(":", 1) || AtWord("VALUE", 1) || AtSymbol(".", 1);
  if (!column_named_key) AcceptWord("KEY");
  MULLION_TRY(AddArgument(call));
  if (!AcceptWord("VALUE") && !AcceptSymbol(":")) {
    return Unexpected("VALUE, as in KEY 'name' VALUE x", {"VALUE"});
  }
  MULLION_TRY(AddArgument(call));
  return RefuseFormatJson();
}

Status Parser::RefuseFormatJson() {
  if (!AtPhrase("FORMAT JSON")) return Ok();
  return NotSupported(Peek(), "FORMAT JSON is not supported",
                      "leave it out; JSON_QUERY and JSON_OBJECT results nest as JSON");
}

/// [NULL | ABSENT] ON NULL
Status Parser::ParseJsonNulls(JsonClauses& clauses) {
  if (AcceptPhrase("NULL ON NULL")) clauses.on_null = JsonNulls::kNullOnNull;
  if (!clauses.on_null && AcceptPhrase("ABSENT ON NULL")) clauses.on_null = JsonNulls::kAbsentOnNull;
  return Ok();
}

/// WITHOUT [ARRAY] WRAPPER, WITH [CONDITIONAL | UNCONDITIONAL] [ARRAY] WRAPPER
Status Parser::ParseJsonWrapper(JsonClauses& clauses) {
  if (AcceptWord("WITHOUT")) {
    clauses.wrapper = JsonWrapper::kWithout;
  } else if (AcceptWord("WITH")) {
    clauses.wrapper = AcceptWord("CONDITIONAL") ? JsonWrapper::kConditional : JsonWrapper::kUnconditional;
    if (clauses.wrapper == JsonWrapper::kUnconditional) AcceptWord("UNCONDITIONAL");
  } else {
    return Ok();
  }
  AcceptWord("ARRAY");
  return ExpectWord("WRAPPER");
}

/// … ON EMPTY and … ON ERROR, in either order, each at most once
Status Parser::ParseJsonBehaviors(FunctionCall& call) {
  while (true) {
    MULLION_ASSIGN(std::optional<JsonBehavior> behavior, ParseJsonBehavior());
    if (!behavior) return Ok();
    MULLION_TRY(ExpectWord("ON"));
    bool empty = AtWord("EMPTY");
    std::optional<JsonBehavior>& slot = empty ? call.json->on_empty : call.json->on_error;
    if ((!empty && !AtWord("ERROR")) || slot) return Unexpected(empty ? "ERROR" : "EMPTY or ERROR", {"EMPTY", "ERROR"});
    ++index_;
    slot = std::move(behavior);
  }
}

Result<std::optional<JsonBehavior>> Parser::ParseJsonBehavior() {
  auto plain = [](JsonBehaviorKind kind) { return JsonBehavior{kind, nullptr}; };
  if (AcceptWord("NULL")) return plain(JsonBehaviorKind::kNull);
  if (AcceptWord("ERROR")) return plain(JsonBehaviorKind::kError);
  if (AcceptWord("TRUE")) return plain(JsonBehaviorKind::kTrue);
  if (AcceptWord("FALSE")) return plain(JsonBehaviorKind::kFalse);
  if (AcceptWord("UNKNOWN")) return plain(JsonBehaviorKind::kUnknown);
  if (AcceptPhrase("EMPTY ARRAY")) return plain(JsonBehaviorKind::kEmptyArray);
  if (AcceptPhrase("EMPTY OBJECT")) return plain(JsonBehaviorKind::kEmptyObject);
  if (!AcceptWord("DEFAULT")) return std::nullopt;
  MULLION_ASSIGN(ExprPtr value, ParseExpr());
  return JsonBehavior{JsonBehaviorKind::kDefault, std::move(value)};
}

}  // namespace mullion::sql
