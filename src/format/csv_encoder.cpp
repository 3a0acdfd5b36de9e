// The csv format, writing.
#include <fmt/format.h>

#include "column/text.h"
#include "format/base64.h"
#include "format/csv_line.h"
#include "format/json_write.h"

namespace mullion {
namespace {

class CsvEncoder final : public Encoder {
 public:
  explicit CsvEncoder(const CsvDialect& dialect, size_t width) : dialect_(dialect), width_(width) {}

  Status Encode(const Batch& rows, std::string* out, std::vector<ByteRange>* ranges) override {
    RowSpan span(rows);
    for (uint32_t row : span.rows()) {
      auto begin = static_cast<uint32_t>(out->size());
      for (size_t i = 0; i < width_; ++i) {
        if (i > 0) out->push_back(dialect_.delimiter);
        AppendCell(*rows.columns[i], row, out);
      }
      ranges->push_back({begin, static_cast<uint32_t>(out->size())});
    }
    return Ok();
  }

 private:
  void AppendCell(const Column& column, size_t row, std::string* out) {
    if (column.IsNull(row)) return void(out->append(dialect_.null_literal.value_or("")));
    switch (column.type().kind()) {
      case TypeKind::kBoolean:
        return void(out->append(column.Values<int8_t>()[row] != 0 ? "true" : "false"));
      case TypeKind::kDecimal:
        return AppendDecimalNumber(column.Values<Int128>()[row], column.type().scale(), out);
      case TypeKind::kFloat:
        return AppendJavaFloat(column.Values<float>()[row], out);
      case TypeKind::kDouble:
        return AppendJavaDouble(column.Values<double>()[row], out);
      case TypeKind::kTinyInt:
      case TypeKind::kSmallInt:
      case TypeKind::kInt:
      case TypeKind::kBigInt:
      case TypeKind::kIntervalMonth:
      case TypeKind::kIntervalDay:
        return void(fmt::format_to(std::back_inserter(*out), "{}", ReadValue(column, row).AsInt()));
      default:
        break;
    }
    text_.clear();
    AppendText(column, row, &text_);
    AppendCsvText(text_, dialect_, out);
  }

  void AppendDecimalNumber(Int128 unscaled, int scale, std::string* out) const {
    if (dialect_.scientific_decimals) return AppendStrippedDecimal(unscaled, scale, out);
    while (scale > 0 && unscaled % 10 == 0) {
      unscaled /= 10;
      --scale;
    }
    AppendDecimal(unscaled, scale, out);
  }

  void AppendText(const Column& column, size_t row, std::string* out) {
    switch (column.type().kind()) {
      case TypeKind::kChar:
      case TypeKind::kVarChar:
        return void(out->append(column.Values<std::string_view>()[row]));
      case TypeKind::kBinary:
      case TypeKind::kVarBinary:
        return AppendBase64(column.Values<std::string_view>()[row], out);
      case TypeKind::kDate:
        return AppendDate(column.Values<int32_t>()[row], out);
      case TypeKind::kTime:
        return AppendTime(column.Values<int32_t>()[row], out);
      case TypeKind::kArray:
      case TypeKind::kRow:
        return AppendElements(column, row, out);
      default:
        break;
    }
    if (column.type().physical() == Physical::kInt64) {
      AppendTimestampMs(column.Values<int64_t>()[row], ' ', -1, out);
    } else {
      AppendTimestampNs(column.Values<Int128>()[row], ' ', -1, out);
    }
    if (column.type().kind() == TypeKind::kTimestampLtz) out->push_back('Z');
  }

  void AppendElements(const Column& column, size_t row, std::string* out) {
    bool is_row = column.type().kind() == TypeKind::kRow;
    size_t count =
        is_row ? column.children().size() : static_cast<size_t>(column.offsets()[row + 1] - column.offsets()[row]);
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) out->append(dialect_.array_delimiter);
      const Column& child = *column.children()[is_row ? i : 0];
      AppendElement(child, is_row ? row : static_cast<size_t>(column.offsets()[row]) + i, out);
    }
  }

  void AppendElement(const Column& column, size_t row, std::string* out) {
    if (column.IsNull(row)) return void(out->append(dialect_.null_literal.value_or("")));
    bool text = !(column.type().IsNumeric() || column.type().kind() == TypeKind::kBoolean);
    if (text)
      AppendText(column, row, out);
    else
      AppendCell(column, row, out);
  }

  CsvDialect dialect_;
  size_t width_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Encoder> MakeCsvEncoder(const FormatSpec& spec, const CsvDialect& dialect) {
  return std::make_unique<CsvEncoder>(dialect, spec.schema.size());
}

}  // namespace mullion
