// The csv format, reading.
#include <fmt/format.h>

#include <algorithm>

#include "format/base64.h"
#include "format/csv_line.h"
#include "format/decoded_column.h"
#include "format/decoded_run.h"
#include "format/format_option.h"
#include "format/text_value.h"
#include "format/utf8.h"

namespace mullion {
namespace {

constexpr size_t kShownBytesMax = 60;

std::vector<std::string_view> SplitElements(std::string_view text, std::string_view delimiter) {
  std::vector<std::string_view> elements;
  if (text.empty()) return elements;
  if (delimiter.empty()) return {text};
  for (;;) {
    size_t at = text.find(delimiter);
    elements.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return elements;
    text.remove_prefix(at + delimiter.size());
  }
}

class CsvDecoder final : public Decoder {
 public:
  CsvDecoder(const FormatSpec& spec, const CsvDialect& dialect)
      : dialect_(dialect), schema_(spec.schema), projection_(spec.projection) {
    for (int i : projection_) columns_.emplace_back(schema_[static_cast<size_t>(i)].type);
  }

  DecodedRows Decode(const Records& records) override {
    row_ = 0;
    arena_ = std::make_shared<Arena>();
    for (DecodedColumn& column : columns_) column.Begin(records.size());
    DecodedRun run(records.size());
    for (size_t i = 0; i < records.size(); ++i) {
      std::string_view line = records[i];
      if (line.empty() || records.IsAbsent(i) || (dialect_.allow_comments && line.starts_with('#')))
        run.Skip(i);
      else if (ReadLine(line))
        run.Row(i);
      else if (dialect_.ignore_parse_errors)
        run.Skip(i);
      else
        run.Bad(i, std::move(trouble_));
    }
    DecodedRows out = run.Finish();
    for (DecodedColumn& column : columns_) out.columns.push_back(column.Finish(row_, records.keeper, arena_));
    arena_ = nullptr;
    return out;
  }

 private:
  bool Malformed(std::string reason) {
    trouble_ = {0, "malformed", std::move(reason)};
    return false;
  }

  bool ReadLine(std::string_view line) {
    if (!IsUtf8(line)) return Malformed("not csv: it is not valid UTF-8");
    cells_.clear();
    if (const char* trouble = SplitCsvLine(line, dialect_, arena_.get(), &cells_)) {
      return Malformed(fmt::format("not csv: {}", trouble));
    }
    bool short_line = cells_.size() < schema_.size();
    if (cells_.size() > schema_.size() || (short_line && !dialect_.ignore_parse_errors)) {
      return Malformed(fmt::format("the line has {} fields, the table {}", cells_.size(), schema_.size()));
    }
    for (size_t i = 0; i < columns_.size(); ++i) {
      auto field = static_cast<size_t>(projection_[i]);
      bool null = field >= cells_.size() || IsNull(cells_[field]);
      Fit fit = null ? Fit::kNull : Convert(cells_[field], row_, &columns_[i]);
      if (fit == Fit::kBad && !dialect_.ignore_parse_errors) return Misfit(field);
      if (fit != Fit::kValue) columns_[i].SetNull(row_);
    }
    for (DecodedColumn& column : columns_) {
      if (column.nested()) column.CommitPending();
    }
    ++row_;
    return true;
  }

  bool Misfit(size_t field) {
    trouble_ = {0, "type",
                fmt::format("field {}: '{}' is not {}", schema_[field].name,
                            PrintableText(cells_[field], kShownBytesMax), ExpectedText(schema_[field].type, ' '))};
    return false;
  }

  bool IsNull(std::string_view cell) const { return dialect_.null_literal && cell == *dialect_.null_literal; }

  Fit Convert(std::string_view cell, size_t row, DecodedColumn* column) {
    const DataType& type = column->type();
    if (column->nested()) {
      Value value;
      Fit fit = ConvertNested(cell, type, &value);
      if (fit == Fit::kValue) column->SetPending(std::move(value));
      return fit;
    }
    if (type.IsCharacter()) {
      column->Set(row, cell);
      return Fit::kValue;
    }
    if (type.IsBinary()) {
      std::string bytes;
      if (!AppendFromBase64(cell, &bytes)) return Fit::kBad;
      column->Set(row, arena_->Copy(bytes));
      return Fit::kValue;
    }
    return ConvertPlain(cell, type, column->ValueAt(row));
  }

  /// Where csv is read otherwise than the texts of JSON: dates by Java's Date.valueOf, which takes short months and
  /// days and goes on into the next month; times without seconds; decimals without blanks.
  static Fit ConvertPlain(std::string_view cell, const DataType& type, void* to) {
    if (type.kind() == TypeKind::kDate) {
      std::optional<int32_t> days = ParseLooseDate(cell);
      if (days) *static_cast<int32_t*>(to) = *days;
      return days ? Fit::kValue : Fit::kBad;
    }
    if (type.kind() == TypeKind::kDecimal && cell != JavaTrim(cell)) return Fit::kBad;
    if (type.kind() == TypeKind::kTime && cell == "24:00:00") return Fit::kBad;
    if (type.kind() == TypeKind::kTime && cell.size() == 5) {
      return ParseTextValue(std::string(cell) + ":00", type, ' ', to);
    }
    return ParseTextValue(cell, type, ' ', to);
  }

  /// ARRAY and ROW: elements with their own delimiter between them.
  Fit ConvertNested(std::string_view cell, const DataType& type, Value* to) {
    std::vector<std::string_view> elements = SplitElements(cell, dialect_.array_delimiter);
    bool row = type.kind() == TypeKind::kRow;
    if (row && elements.size() != type.fields().size() && !dialect_.ignore_parse_errors) return Fit::kBad;
    ValueList list;
    size_t count = row ? type.fields().size() : elements.size();
    for (size_t i = 0; i < count; ++i) {
      const DataType& element_type = type.fields()[row ? i : 0].type;
      Value& value = list.emplace_back();
      if (i >= elements.size() || IsNull(elements[i])) continue;
      Fit fit = ConvertElement(elements[i], element_type, &value);
      if (fit == Fit::kBad && !dialect_.ignore_parse_errors) return fit;
    }
    *to = Value::List(std::move(list));
    return Fit::kValue;
  }

  Fit ConvertElement(std::string_view text, const DataType& type, Value* to) {
    if (type.physical() == Physical::kNested) return Fit::kBad;  // Jackson has no third delimiter
    DecodedColumn one(type);
    one.Begin(1);
    Fit fit = Convert(text, 0, &one);
    if (fit == Fit::kValue) *to = ReadValue(*one.Finish(1, nullptr, arena_), 0);
    return fit;
  }

  CsvDialect dialect_;
  Schema schema_;
  std::vector<int> projection_;
  std::vector<DecodedColumn> columns_;
  std::vector<std::string_view> cells_;
  std::shared_ptr<Arena> arena_;
  size_t row_ = 0;
  BadRecord trouble_;
};

}  // namespace

CsvDialect ReadCsvDialect(const FormatSpec& spec) {
  CsvDialect dialect;
  dialect.delimiter = CharFormatOption(spec, "field-delimiter").value_or(',');
  dialect.quote = CharFormatOption(spec, "quote-character").value_or('"');
  if (BoolFormatOption(spec, "disable-quote-character", false)) dialect.quote = std::nullopt;
  dialect.escape = CharFormatOption(spec, "escape-character");
  if (spec.options.contains("null-literal")) dialect.null_literal = spec.options.at("null-literal");
  dialect.array_delimiter = TextFormatOption(spec, "array-element-delimiter", ";");
  dialect.allow_comments = BoolFormatOption(spec, "allow-comments", false);
  dialect.ignore_parse_errors = BoolFormatOption(spec, "ignore-parse-errors", false);
  dialect.scientific_decimals = BoolFormatOption(spec, "write-bigdecimal-in-scientific-notation", true);
  return dialect;
}

std::unique_ptr<Decoder> MakeCsvDecoder(const FormatSpec& spec, const CsvDialect& dialect) {
  return std::make_unique<CsvDecoder>(spec, dialect);
}

}  // namespace mullion
