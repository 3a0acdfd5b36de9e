#include "format/json_encoder.h"

#include <cmath>

#include <fmt/format.h>

#include "column/text.h"
#include "format/base64.h"
#include "format/json_write.h"

namespace mullion {
namespace {

/// NaN and infinities are no JSON numbers: they stand in quotes.
template <typename T, typename Append>
void AppendReal(T value, Append append, std::string* out) {
  bool quoted = !std::isfinite(value);
  if (quoted) out->push_back('"');
  append(value, out);
  if (quoted) out->push_back('"');
}

class JsonWriter {
 public:
  explicit JsonWriter(const JsonSpelling& spelling) : spelling_(spelling) {}

  Status Append(const Column& column, size_t row, std::string* out) const {
    if (column.IsNull(row)) return out->append("null"), Ok();
    switch (column.type().kind()) {
      case TypeKind::kArray:
        return AppendArray(column, row, out);
      case TypeKind::kMap:
      case TypeKind::kMultiset:
        return AppendMap(column, row, out);
      case TypeKind::kRow:
        return AppendRow(column.type().fields(), column.children(), row, out);
      default:
        return AppendScalar(column, row, out), Ok();
    }
  }

  Status AppendRow(const std::vector<Field>& fields, const std::vector<ColumnPtr>& columns, size_t row,
                   std::string* out) const {
    out->push_back('{');
    bool first = true;
    for (size_t i = 0; i < fields.size(); ++i) {
      if (spelling_.ignore_null_fields && columns[i]->IsNull(row)) continue;
      if (!first) out->push_back(',');
      first = false;
      AppendJsonText(fields[i].name, out);
      out->push_back(':');
      MULLION_TRY(Append(*columns[i], row, out));
    }
    out->push_back('}');
    return Ok();
  }

  void AppendScalar(const Column& column, size_t row, std::string* out) const {
    switch (column.type().kind()) {
      case TypeKind::kNull:
        out->append("null");
        return;
      case TypeKind::kBoolean:
        out->append(column.Values<int8_t>()[row] != 0 ? "true" : "false");
        return;
      case TypeKind::kTinyInt:
        return AppendNumber(column.Values<int8_t>()[row], out);
      case TypeKind::kSmallInt:
        return AppendNumber(column.Values<int16_t>()[row], out);
      case TypeKind::kInt:
      case TypeKind::kIntervalMonth:
        return AppendNumber(column.Values<int32_t>()[row], out);
      case TypeKind::kBigInt:
      case TypeKind::kIntervalDay:
        return AppendNumber(column.Values<int64_t>()[row], out);
      case TypeKind::kFloat:
        return AppendReal(column.Values<float>()[row], AppendJavaFloat, out);
      case TypeKind::kDouble:
        return AppendReal(column.Values<double>()[row], AppendJavaDouble, out);
      case TypeKind::kDecimal:
        return AppendDecimalNumber(column, row, out);
      case TypeKind::kChar:
      case TypeKind::kVarChar:
        return AppendJsonText(column.Values<std::string_view>()[row], out);
      default:
        break;
    }
    out->push_back('"');
    AppendQuoted(column, row, out);
    out->push_back('"');
  }

 private:
  template <typename T>
  static void AppendNumber(T value, std::string* out) {
    fmt::format_int text(static_cast<int64_t>(value));
    out->append(text.data(), text.size());
  }

  void AppendDecimalNumber(const Column& column, size_t row, std::string* out) const {
    Int128 unscaled = column.Values<Int128>()[row];
    int scale = column.type().scale();
    if (spelling_.decimal_as_plain_number) return AppendDecimal(unscaled, scale, out);
    AppendStrippedDecimal(unscaled, scale, out);
  }

  /// Values whose text needs no escapes.
  void AppendQuoted(const Column& column, size_t row, std::string* out) const {
    switch (column.type().kind()) {
      case TypeKind::kBinary:
      case TypeKind::kVarBinary:
        return AppendBase64(column.Values<std::string_view>()[row], out);
      case TypeKind::kDate:
        return AppendDate(column.Values<int32_t>()[row], out);
      case TypeKind::kTime:
        return AppendTime(column.Values<int32_t>()[row], out);
      default:
        break;
    }
    char separator = spelling_.timestamp_separator;
    if (column.type().physical() == Physical::kInt64) {
      AppendTimestampMs(column.Values<int64_t>()[row], separator, -1, out);
    } else {
      AppendTimestampNs(column.Values<Int128>()[row], separator, -1, out);
    }
    if (column.type().kind() == TypeKind::kTimestampLtz) out->push_back('Z');
  }

  Status AppendArray(const Column& column, size_t row, std::string* out) const {
    out->push_back('[');
    for (int32_t i = column.offsets()[row]; i < column.offsets()[row + 1]; ++i) {
      if (i > column.offsets()[row]) out->push_back(',');
      MULLION_TRY(Append(*column.children()[0], static_cast<size_t>(i), out));
    }
    out->push_back(']');
    return Ok();
  }

  Status AppendMap(const Column& column, size_t row, std::string* out) const {
    out->push_back('{');
    const Column& keys = *column.children()[0];
    bool first = true;
    for (int32_t i = column.offsets()[row]; i < column.offsets()[row + 1]; ++i) {
      auto at = static_cast<size_t>(i);
      if (keys.IsNull(at)) {
        if (spelling_.map_null_key == MapNullKey::kDrop) continue;
        if (spelling_.map_null_key == MapNullKey::kFail) {
          return Fail(Error::User("a MAP with a NULL key can't be written as JSON")
                          .Hint("Set json.map-null-key.mode to DROP or LITERAL."));
        }
      }
      if (!first) out->push_back(',');
      first = false;
      AppendKey(keys, at, out);
      out->push_back(':');
      MULLION_TRY(Append(*column.children()[1], at, out));
    }
    out->push_back('}');
    return Ok();
  }

  void AppendKey(const Column& keys, size_t at, std::string* out) const {
    if (keys.IsNull(at)) return AppendJsonText(spelling_.map_null_key_literal, out);
    if (keys.type().IsCharacter()) return AppendJsonText(keys.Values<std::string_view>()[at], out);
    AppendJsonText(ToText(keys.type(), ReadValue(keys, at)), out);
  }

  JsonSpelling spelling_;
};

class JsonEncoder final : public Encoder {
 public:
  JsonEncoder(const FormatSpec& spec, const JsonSpelling& spelling) : writer_(spelling), spelling_(spelling) {
    for (const Field& field : spec.schema.fields) {
      std::string& name = names_.emplace_back();
      AppendJsonText(field.name, &name);
      name.push_back(':');
    }
  }

  Status Encode(const Batch& rows, std::string* out, std::vector<ByteRange>* ranges) override {
    RowSpan span(rows);
    for (uint32_t row : span.rows()) {
      auto begin = static_cast<uint32_t>(out->size());
      out->push_back('{');
      bool first = true;
      for (size_t i = 0; i < names_.size(); ++i) {
        const Column& column = *rows.columns[i];
        if (spelling_.ignore_null_fields && column.IsNull(row)) continue;
        if (!first) out->push_back(',');
        first = false;
        out->append(names_[i]);
        MULLION_TRY(writer_.Append(column, row, out));
      }
      out->push_back('}');
      ranges->push_back({begin, static_cast<uint32_t>(out->size())});
    }
    return Ok();
  }

 private:
  JsonWriter writer_;
  JsonSpelling spelling_;
  std::vector<std::string> names_;  ///< `"name":`, ready to append
};

}  // namespace

std::unique_ptr<Encoder> MakeJsonEncoder(const FormatSpec& spec, const JsonSpelling& spelling) {
  return std::make_unique<JsonEncoder>(spec, spelling);
}

}  // namespace mullion
