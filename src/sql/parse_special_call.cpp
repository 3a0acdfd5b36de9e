// Calls whose arguments are not a plain list: EXTRACT(unit FROM x), TRIM(BOTH 'x' FROM y), DESCRIPTOR(ts), …

#include <fmt/format.h>

#include "sql/keywords.h"
#include "sql/parser_impl.h"

namespace mullion::sql {
namespace {

struct NamedUnit {
  std::string_view word;
  TimeUnit unit;
};

constexpr NamedUnit kUnits[] = {
    {"NANOSECOND", TimeUnit::kNanosecond},
    {"MICROSECOND", TimeUnit::kMicrosecond},
    {"MILLISECOND", TimeUnit::kMillisecond},
    {"SECOND", TimeUnit::kSecond},
    {"MINUTE", TimeUnit::kMinute},
    {"HOUR", TimeUnit::kHour},
    {"DAY", TimeUnit::kDay},
    {"WEEK", TimeUnit::kWeek},
    {"MONTH", TimeUnit::kMonth},
    {"QUARTER", TimeUnit::kQuarter},
    {"YEAR", TimeUnit::kYear},
    {"DECADE", TimeUnit::kDecade},
    {"CENTURY", TimeUnit::kCentury},
    {"MILLENNIUM", TimeUnit::kMillennium},
    {"DOW", TimeUnit::kDayOfWeek},
    {"DOY", TimeUnit::kDayOfYear},
    {"ISODOW", TimeUnit::kIsoDayOfWeek},
    {"ISOYEAR", TimeUnit::kIsoYear},
    {"EPOCH", TimeUnit::kEpoch},
};

/// TIMESTAMPADD also takes ODBC's names; a fraction of a second is a microsecond there.
std::string_view WithoutOdbcPrefix(std::string_view word) {
  if (word.starts_with("SQL_TSI_")) word.remove_prefix(8);
  return word == "FRAC_SECOND" ? "MICROSECOND" : word;
}

bool FitsTimestampAdd(TimeUnit unit) {
  return unit <= TimeUnit::kYear && unit != TimeUnit::kMillisecond;
}

}  // namespace

std::string_view TimeUnitName(TimeUnit unit) {
  for (const NamedUnit& named : kUnits) {
    if (named.unit == unit) return named.word;
  }
  MULLION_CHECK(false, "a time unit without a name");
}

Result<ExprPtr> Parser::ParseSpecialCall(size_t first, FunctionCall& call, bool* matched) {
  bool plain = call.name.parts.size() == 1 && !call.name.last().quoted;
  std::string word = plain ? InCapitals(call.name.last().name) : "";
  auto start = [&] { call.name.parts[0].name = word; };
  if (word == "EXTRACT") return start(), ParseExtract(first, std::move(call));
  if (word == "FLOOR" || word == "CEIL" || word == "CEILING") {
    call.name.parts[0].name = word == "FLOOR" ? "FLOOR" : "CEIL";
    return ParseFloor(first, std::move(call));
  }
  if (word == "TRIM") return ParseTrim(first);
  if (word == "SUBSTRING") return start(), ParseSubstring(first, std::move(call));
  if (word == "POSITION") return start(), ParsePositionCall(first, std::move(call));
  if (word == "OVERLAY") return start(), ParseOverlay(first, std::move(call));
  if (word == "TIMESTAMPADD" || word == "TIMESTAMPDIFF") return start(), ParseTimestampAdd(first, std::move(call));
  if (word == "DESCRIPTOR") return ParseDescriptor(first);
  if (word == "JSON_VALUE" || word == "JSON_QUERY" || word == "JSON_EXISTS" || word == "JSON_OBJECT" ||
      word == "JSON_ARRAY" || word == "JSON_OBJECTAGG" || word == "JSON_ARRAYAGG") {
    return start(), ParseJsonCall(first, std::move(call));
  }
  *matched = false;
  return ExprPtr();
}

Status Parser::AddArgument(FunctionCall& call) {
  MULLION_ASSIGN(ExprPtr value, ParseExpr());
  call.arguments.push_back({std::nullopt, std::move(value)});
  return Ok();
}

Result<ExprPtr> Parser::ParseTimeUnitArgument(bool timestamp_add) {
  size_t first = index_;
  std::string_view word = Peek().capitals;
  if (timestamp_add) word = WithoutOdbcPrefix(word);
  for (const NamedUnit& named : kUnits) {
    if (word != named.word || (timestamp_add && !FitsTimestampAdd(named.unit))) continue;
    ++index_;
    return Make(first, TimeUnitArgument{named.unit});
  }
  return Unexpected(timestamp_add ? "a unit: SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR"
                                  : "a unit such as YEAR, MONTH, DAY, HOUR, MINUTE or SECOND",
                    {"SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"});
}

Result<ExprPtr> Parser::ParseExtract(size_t first, FunctionCall call) {
  size_t open = index_++;
  MULLION_ASSIGN(ExprPtr unit, ParseTimeUnitArgument(false));
  call.arguments.push_back({std::nullopt, std::move(unit)});
  if (!AcceptWord("FROM")) return Unexpected("FROM, as in EXTRACT(DAY FROM x)", {"FROM"});
  MULLION_TRY(AddArgument(call));
  MULLION_TRY(ExpectClose(open));
  return Make(first, std::move(call));
}

/// FLOOR(x), FLOOR(x TO DAY); CEIL and CEILING likewise
Result<ExprPtr> Parser::ParseFloor(size_t first, FunctionCall call) {
  size_t open = index_++;
  MULLION_TRY(AddArgument(call));
  if (AcceptWord("TO")) {
    MULLION_ASSIGN(ExprPtr unit, ParseTimeUnitArgument(false));
    call.arguments.push_back({std::nullopt, std::move(unit)});
  }
  MULLION_TRY(ExpectClose(open));
  return Make(first, std::move(call));
}

/// TRIM(x), TRIM('a' FROM x), TRIM(BOTH FROM x), TRIM(LEADING 'a' FROM x)
Result<ExprPtr> Parser::ParseTrim(size_t first) {
  size_t open = index_++;
  Trim trim;
  bool side = AtAnyWord({"BOTH", "LEADING", "TRAILING"});
  if (side) {
    const std::string& word = Take().capitals;
    trim.side = word == "BOTH" ? TrimSide::kBoth : word == "LEADING" ? TrimSide::kLeading : TrimSide::kTrailing;
  }
  if (!side || !AtWord("FROM")) {
    MULLION_ASSIGN(trim.text, ParseExpr());
  }
  if (AcceptWord("FROM")) {
    trim.characters = std::move(trim.text);
    MULLION_ASSIGN(trim.text, ParseExpr());
  } else if (side) {
    return Unexpected("FROM, as in TRIM(BOTH ' ' FROM x)", {"FROM"});
  } else if (AtSymbol(",")) {
    return NotSupported(Peek(), "TRIM takes its characters before FROM", "write TRIM(BOTH characters FROM text)");
  }
  MULLION_TRY(ExpectClose(open));
  return Make(first, std::move(trim));
}

/// SUBSTRING(x FROM a), SUBSTRING(x FROM a FOR b), SUBSTRING(x, a, b)
Result<ExprPtr> Parser::ParseSubstring(size_t first, FunctionCall call) {
  size_t open = index_++;
  MULLION_TRY(AddArgument(call));
  bool spelled = AtWord("FROM");
  if (!spelled && !AtSymbol(",")) return Unexpected("FROM or ',', as in SUBSTRING(x FROM 1 FOR 2)", {"FROM"});
  ++index_;
  MULLION_TRY(AddArgument(call));
  if (spelled ? AcceptWord("FOR") : AcceptSymbol(",")) MULLION_TRY(AddArgument(call));
  MULLION_TRY(ExpectClose(open));
  return Make(first, std::move(call));
}

/// POSITION(a IN b), POSITION(a IN b FROM c). IN would also be an operator: what stands before it binds tighter.
Result<ExprPtr> Parser::ParsePositionCall(size_t first, FunctionCall call) {
  size_t open = index_++;
  constexpr int kTighterThanIn = 33;
  MULLION_ASSIGN(ExprPtr wanted, ParseBinary(kTighterThanIn));
  call.arguments.push_back({std::nullopt, std::move(wanted)});
  if (!AcceptWord("IN")) return Unexpected("IN, as in POSITION('a' IN x)", {"IN"});
  MULLION_TRY(AddArgument(call));
  if (AcceptWord("FROM")) MULLION_TRY(AddArgument(call));
  MULLION_TRY(ExpectClose(open));
  return Make(first, std::move(call));
}

/// OVERLAY(a PLACING b FROM c FOR d)
Result<ExprPtr> Parser::ParseOverlay(size_t first, FunctionCall call) {
  size_t open = index_++;
  MULLION_TRY(AddArgument(call));
  if (!AcceptWord("PLACING")) return Unexpected("PLACING, as in OVERLAY(x PLACING 'a' FROM 2)", {"PLACING"});
  MULLION_TRY(AddArgument(call));
  MULLION_TRY(ExpectWord("FROM"));
  MULLION_TRY(AddArgument(call));
  if (AcceptWord("FOR")) MULLION_TRY(AddArgument(call));
  MULLION_TRY(ExpectClose(open));
  return Make(first, std::move(call));
}

/// TIMESTAMPADD(DAY, 1, x), TIMESTAMPDIFF(DAY, x, y)
Result<ExprPtr> Parser::ParseTimestampAdd(size_t first, FunctionCall call) {
  size_t open = index_++;
  MULLION_ASSIGN(ExprPtr unit, ParseTimeUnitArgument(true));
  call.arguments.push_back({std::nullopt, std::move(unit)});
  for (int i = 0; i < 2; ++i) {
    MULLION_TRY(ExpectSymbol(","));
    MULLION_TRY(AddArgument(call));
  }
  MULLION_TRY(ExpectClose(open));
  return Make(first, std::move(call));
}

Result<ExprPtr> Parser::ParseDescriptor(size_t first) {
  Descriptor descriptor;
  MULLION_ASSIGN(descriptor.columns, ParseIdentifierList("a column's name, as in DESCRIPTOR(ts)"));
  return Make(first, std::move(descriptor));
}

}  // namespace mullion::sql
