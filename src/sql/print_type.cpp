// Types and interval qualifiers.

#include "sql/print_impl.h"

namespace mullion::sql {
namespace {

std::string_view TypeWord(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBoolean:
      return "BOOLEAN";
    case TypeKind::kTinyint:
      return "TINYINT";
    case TypeKind::kSmallint:
      return "SMALLINT";
    case TypeKind::kInt:
      return "INT";
    case TypeKind::kBigint:
      return "BIGINT";
    case TypeKind::kFloat:
      return "FLOAT";
    case TypeKind::kDouble:
      return "DOUBLE";
    case TypeKind::kDecimal:
      return "DECIMAL";
    case TypeKind::kChar:
      return "CHAR";
    case TypeKind::kVarchar:
      return "VARCHAR";
    case TypeKind::kString:
      return "STRING";
    case TypeKind::kBinary:
      return "BINARY";
    case TypeKind::kVarbinary:
      return "VARBINARY";
    case TypeKind::kBytes:
      return "BYTES";
    case TypeKind::kDate:
      return "DATE";
    case TypeKind::kTime:
      return "TIME";
    case TypeKind::kTimestamp:
      return "TIMESTAMP";
    case TypeKind::kTimestampLtz:
      return "TIMESTAMP_LTZ";
    case TypeKind::kInterval:
      return "INTERVAL";
    case TypeKind::kArray:
      return "ARRAY";
    case TypeKind::kMultiset:
      return "MULTISET";
    case TypeKind::kMap:
      return "MAP";
    case TypeKind::kRow:
      return "ROW";
    case TypeKind::kNull:
      return "NULL";
    case TypeKind::kUserDefined:
      return "";
  }
  MULLION_CHECK(false, "a type without a name");
}

}  // namespace

void Printer::Write(const TypeName& type) {
  Text(TypeWord(type.kind));
  Write(type.name);
  if (type.precision) {
    out_ += '(' + std::to_string(*type.precision);
    if (type.scale) out_ += ", " + std::to_string(*type.scale);
    out_ += ')';
  }
  if (type.interval) {
    out_ += ' ';
    Write(*type.interval);
  }
  if (!type.arguments.empty()) {
    out_ += '<';
    List(type.arguments, [&](const TypeName& argument) { Write(argument); });
    out_ += '>';
  }
  if (type.kind == TypeKind::kRow) {
    out_ += '<';
    List(type.fields, [&](const RowField& field) {
      Write(field.name);
      out_ += ' ';
      Write(field.type);
      if (!field.comment) return;
      out_ += ' ';
      WriteString(*field.comment);
    });
    out_ += '>';
  }
  if (!type.nullable) out_ += " NOT NULL";
}

void Printer::Write(const IntervalQualifier& qualifier) {
  Text(TimeUnitName(qualifier.start));
  bool own_fraction = !qualifier.end && qualifier.fraction_precision;
  if (qualifier.start_precision) {
    out_ += '(' + std::to_string(*qualifier.start_precision);
    if (own_fraction) out_ += ", " + std::to_string(*qualifier.fraction_precision);
    out_ += ')';
  }
  if (!qualifier.end) return;
  out_ += " TO ";
  Text(TimeUnitName(*qualifier.end));
  if (qualifier.fraction_precision) out_ += '(' + std::to_string(*qualifier.fraction_precision) + ')';
}

}  // namespace mullion::sql
