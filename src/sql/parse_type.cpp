// Types and interval qualifiers.

#include <array>

#include <fmt/format.h>

#include "sql/parser_impl.h"

namespace mullion::sql {
namespace {

struct NamedType {
  std::string_view word;
  TypeKind kind;
};

constexpr NamedType kPlainTypes[] = {
    {"BOOLEAN", TypeKind::kBoolean}, {"TINYINT", TypeKind::kTinyint}, {"SMALLINT", TypeKind::kSmallint},
    {"INT", TypeKind::kInt},         {"INTEGER", TypeKind::kInt},     {"BIGINT", TypeKind::kBigint},
    {"FLOAT", TypeKind::kFloat},     {"REAL", TypeKind::kFloat},      {"STRING", TypeKind::kString},
    {"BYTES", TypeKind::kBytes},     {"DATE", TypeKind::kDate},
};

struct NamedUnit {
  std::string_view word;
  TimeUnit unit;
};

constexpr NamedUnit kIntervalUnits[] = {{"YEAR", TimeUnit::kYear},     {"MONTH", TimeUnit::kMonth},
                                        {"DAY", TimeUnit::kDay},       {"HOUR", TimeUnit::kHour},
                                        {"MINUTE", TimeUnit::kMinute}, {"SECOND", TimeUnit::kSecond}};

}  // namespace

Result<TypeName> Parser::ParseTypeName(bool nullability) {
  Nesting nesting(*this);
  if (nesting.too_deep()) return TooDeep();
  size_t first = index_;
  MULLION_ASSIGN(TypeName type, ParseSimpleType());
  auto close = [&](TypeName& done) {
    done.position = PositionSince(first);
    done.range = RangeSince(first);
  };
  close(type);
  int levels = 0;
  while (AtAnyWord({"ARRAY", "MULTISET"})) {  // INT ARRAY: the older way to write ARRAY<INT>
    if (++levels > kMaxNesting) return TooDeep();
    TypeName collection;
    collection.kind = Take().capitals == "ARRAY" ? TypeKind::kArray : TypeKind::kMultiset;
    collection.arguments.push_back(std::move(type));
    type = std::move(collection);
    close(type);
  }
  if (nullability) MULLION_TRY(ParseNullability(type));
  close(type);
  return type;
}

Status Parser::ParseNullability(TypeName& type) {
  if (AcceptWord("NULL")) return Ok();
  if (!AcceptWord("NOT")) return Ok();
  type.nullable = false;
  return ExpectWord("NULL");
}

Result<TypeName> Parser::ParseSimpleType() {
  TypeName type;
  const Token& token = Peek();
  const std::string& word = token.capitals;
  for (const NamedType& plain : kPlainTypes) {
    if (word != plain.word) continue;
    type.kind = plain.kind;
    ++index_;
    return type;
  }
  if (word == "ARRAY" || word == "MULTISET" || word == "MAP" || word == "ROW") {
    bool typed = AtSymbol("<", 1) || AtSymbol("<>", 1) || (word == "ROW" && AtSymbol("(", 1));
    if (typed || word != "MAP") {
      MULLION_TRY(ParseTypeArguments(type));
      return type;
    }
  }
  if (word == "INTERVAL") {
    type.kind = TypeKind::kInterval;
    ++index_;
    MULLION_ASSIGN(type.interval, ParseIntervalQualifier());
    return type;
  }
  if (word == "RAW") {
    return NotSupported(token, "the type RAW is not supported", "a RAW value is a Java object; use BYTES");
  }
  MULLION_TRY(ParseScalarType(type, word));
  return type;
}

/// The types with parameters or of several words, and in the end a user's own type.
Status Parser::ParseScalarType(TypeName& type, std::string_view word) {
  if (word == "DOUBLE") {
    type.kind = TypeKind::kDouble;
    ++index_;
    AcceptWord("PRECISION");
    return Ok();
  }
  if (word == "DECIMAL" || word == "NUMERIC" || word == "DEC") {
    type.kind = TypeKind::kDecimal;
    ++index_;
    return ParsePrecision(type);
  }
  if (word == "CHAR" || word == "CHARACTER" || word == "BINARY") {
    ++index_;
    bool varying = AcceptWord("VARYING");
    if (word == "BINARY") type.kind = varying ? TypeKind::kVarbinary : TypeKind::kBinary;
    if (word != "BINARY") type.kind = varying ? TypeKind::kVarchar : TypeKind::kChar;
    return ParsePrecision(type);
  }
  if (word == "VARCHAR" || word == "VARBINARY") {
    type.kind = word == "VARCHAR" ? TypeKind::kVarchar : TypeKind::kVarbinary;
    ++index_;
    return ParsePrecision(type);
  }
  if (word == "TIME" || word == "TIMESTAMP" || word == "TIMESTAMP_LTZ") {
    type.kind = word == "TIME" ? TypeKind::kTime : word == "TIMESTAMP" ? TypeKind::kTimestamp : TypeKind::kTimestampLtz;
    ++index_;
    MULLION_TRY(ParsePrecision(type));
    return word == "TIMESTAMP_LTZ" ? Ok() : ParseTimeZone(type);
  }
  type.kind = TypeKind::kUserDefined;
  MULLION_ASSIGN(type.name, ParsePath("a type such as INT, STRING or TIMESTAMP(3)"));
  return Ok();
}

/// (p) or (p, s)
Status Parser::ParsePrecision(TypeName& type) {
  size_t open = index_;
  if (!AcceptSymbol("(")) return Ok();
  bool decimal = type.kind == TypeKind::kDecimal;
  bool time = type.kind == TypeKind::kTime || type.kind == TypeKind::kTimestamp || type.kind == TypeKind::kTimestampLtz;
  MULLION_ASSIGN(type.precision,
                 ParseInteger(decimal || time ? "the precision as a number" : "the length as a number"));
  if (decimal && AcceptSymbol(",")) {
    MULLION_ASSIGN(type.scale, ParseInteger("the scale as a number"));
  }
  return ExpectClose(open);
}

Status Parser::ParseTimeZone(TypeName& type) {
  if (AcceptPhrase("WITHOUT TIME ZONE")) return Ok();
  if (!AtWord("WITH")) return Ok();
  const Token& with = Peek();
  if (type.kind == TypeKind::kTimestamp && AcceptPhrase("WITH LOCAL TIME ZONE")) {
    type.kind = TypeKind::kTimestampLtz;
    return Ok();
  }
  if (type.kind == TypeKind::kTime && AtPhrase("WITH LOCAL TIME ZONE")) {
    return NotSupported(with, "TIME WITH LOCAL TIME ZONE is not supported", "write TIME");
  }
  if (AtPhrase("WITH TIME ZONE")) {
    return NotSupported(with, "a type WITH TIME ZONE is not supported",
                        "write TIMESTAMP(3) WITH LOCAL TIME ZONE, or TIMESTAMP_LTZ(3) for short");
  }
  return Ok();
}

/// ARRAY<t>, MULTISET<t>, MAP<k, v>, ROW<name t 'comment', …>, ROW(name t, …)
Status Parser::ParseTypeArguments(TypeName& type) {
  std::string word = Take().capitals;
  type.kind = word == "ARRAY" ? TypeKind::kArray
              : word == "MAP" ? TypeKind::kMap
              : word == "ROW" ? TypeKind::kRow
                              : TypeKind::kMultiset;
  if (type.kind == TypeKind::kRow && AcceptSymbol("<>")) return Ok();
  size_t open = index_;
  bool round = type.kind == TypeKind::kRow && AcceptSymbol("(");
  if (!round && !AcceptSymbol("<")) {
    return Unexpected(fmt::format("'<' with the type of the {}, as in {}",
                                  type.kind == TypeKind::kRow ? "fields" : "elements",
                                  word == "ROW" ? "ROW<a INT, b STRING>" : word + "<INT>"));
  }
  if (type.kind != TypeKind::kRow) {
    size_t count = type.kind == TypeKind::kMap ? 2 : 1;
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) MULLION_TRY(ExpectSymbol(","));
      MULLION_ASSIGN(TypeName argument, ParseTypeName(true));
      type.arguments.push_back(std::move(argument));
    }
    return ExpectClose(open, ">");
  }
  std::string_view closing = round ? ")" : ">";
  if (AcceptSymbol(closing)) return Ok();
  do {
    MULLION_ASSIGN(RowField field, ParseRowField());
    type.fields.push_back(std::move(field));
  } while (AcceptSymbol(","));
  return ExpectClose(open, closing);
}

Result<RowField> Parser::ParseRowField() {
  RowField field;
  MULLION_ASSIGN(field.name, ParseIdentifier("a field's name"));
  MULLION_ASSIGN(field.type, ParseTypeName(true));
  if (Peek().kind == TokenKind::kString) field.comment = Take().text;
  return field;
}

std::optional<TimeUnit> Parser::AcceptIntervalUnit(bool plural) {
  for (const NamedUnit& named : kIntervalUnits) {
    bool matched = AtWord(named.word) || (plural && Peek().capitals == std::string(named.word) + "S");
    if (!matched) continue;
    ++index_;
    return named.unit;
  }
  return std::nullopt;
}

Result<IntervalQualifier> Parser::ParseIntervalQualifier() {
  size_t first = index_;
  constexpr std::string_view kUnits = "a unit: YEAR, MONTH, DAY, HOUR, MINUTE or SECOND";
  IntervalQualifier qualifier;
  std::optional<TimeUnit> start = AcceptIntervalUnit(true);
  if (!start) return Unexpected(kUnits, {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"});
  qualifier.start = *start;
  size_t open = index_;
  if (AcceptSymbol("(")) {
    MULLION_ASSIGN(qualifier.start_precision, ParseInteger("the number of digits"));
    if (qualifier.start == TimeUnit::kSecond && AcceptSymbol(",")) {
      MULLION_ASSIGN(qualifier.fraction_precision, ParseInteger("the number of digits of the fraction"));
    }
    MULLION_TRY(ExpectClose(open));
  }
  if (AcceptWord("TO")) {
    qualifier.end = AcceptIntervalUnit(true);
    if (!qualifier.end) return Unexpected("the smaller unit, as in DAY TO SECOND");
    bool months = qualifier.start == TimeUnit::kYear && qualifier.end == TimeUnit::kMonth;
    bool days = qualifier.start <= TimeUnit::kDay && *qualifier.end < qualifier.start;
    if (!months && !days) {
      return NotSupported(tokens_.list[first], "these two units do not go together",
                          "write YEAR TO MONTH, or two of DAY, HOUR, MINUTE, SECOND with the larger one first");
    }
    size_t fraction = index_;
    if (qualifier.end == TimeUnit::kSecond && AcceptSymbol("(")) {
      MULLION_ASSIGN(qualifier.fraction_precision, ParseInteger("the number of digits of the fraction"));
      MULLION_TRY(ExpectClose(fraction));
    }
  }
  qualifier.position = PositionSince(first);
  return qualifier;
}

}  // namespace mullion::sql
