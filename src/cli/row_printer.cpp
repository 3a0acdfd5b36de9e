#include "cli/row_printer.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "column/text.h"
#include "format/format.h"

namespace mullion {
namespace {

Status WriteOut(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return Fail(Error::Outside("cannot write to stdout", false));
  }
  return Ok();
}

/// {"op":"+I","row":{…}} lines, or CSV lines after a header.
class EncodedPrinter final : public RowPrinter {
 public:
  EncodedPrinter(std::unique_ptr<Encoder> encoder, bool json, std::string header)
      : encoder_(std::move(encoder)), json_(json), header_(std::move(header)) {}

  Status Print(const Batch& rows) override {
    std::string bytes;
    std::vector<ByteRange> ranges;
    MULLION_TRY(encoder_->Encode(rows, &bytes, &ranges));
    RowSpan positions(rows);
    std::string out = std::exchange(header_, "");
    for (size_t i = 0; i < ranges.size(); ++i) {
      std::string_view row(bytes.data() + ranges[i].begin, ranges[i].end - ranges[i].begin);
      const char* op = ToText(rows.kind(positions.rows()[i]));
      if (json_) {
        fmt::format_to(std::back_inserter(out), "{{\"op\":\"{}\",\"row\":{}}}\n", op, row);
      } else {
        fmt::format_to(std::back_inserter(out), "{},{}\n", op, row);
      }
    }
    return WriteOut(out);
  }
  void Finish() override {
    if (!header_.empty()) (void)WriteOut(std::exchange(header_, ""));
  }

 private:
  std::unique_ptr<Encoder> encoder_;
  bool json_;
  std::string header_;
};

/// Aligned columns, as Flink's client prints in its tableau mode. Widths follow the first rows and the types; a longer
/// value widens its own line only.
class TablePrinter final : public RowPrinter {
 public:
  TablePrinter(const Schema& schema, bool updating) : updating_(updating) {
    for (const Field& field : schema.fields) {
      names_.push_back(field.name);
      widths_.push_back(std::max(field.name.size(), MinimumWidth(field.type)));
    }
  }

  Status Print(const Batch& rows) override {
    RowSpan positions(rows);
    std::vector<std::vector<std::string>> cells;
    for (uint32_t row : positions.rows()) {
      std::vector<std::string>& line = cells.emplace_back();
      for (const ColumnPtr& column : rows.columns) line.push_back(ToText(column->type(), ReadValue(*column, row)));
      if (header_printed_) continue;
      for (size_t c = 0; c < line.size(); ++c) widths_[c] = std::max(widths_[c], std::min<size_t>(line[c].size(), 40));
    }
    std::string out = Header();
    for (size_t i = 0; i < cells.size(); ++i) {
      out += Line(updating_ ? ToText(rows.kind(positions.rows()[i])) : "", cells[i]);
    }
    count_ += cells.size();
    return WriteOut(out);
  }
  void Finish() override {
    std::string out = Header() + Rule();
    fmt::format_to(std::back_inserter(out), "{} row{}\n", count_, count_ == 1 ? "" : "s");
    (void)WriteOut(out);
  }

 private:
  static size_t MinimumWidth(const DataType& type) {
    if (type.IsTimestamp()) return 19;
    return type.IsNumeric() ? 8 : 12;
  }
  std::string Header() {
    if (std::exchange(header_printed_, true)) return "";
    return Rule() + Line("op", names_) + Rule();
  }
  std::string Rule() const {
    std::string out = updating_ ? "+----+" : "+";
    for (size_t width : widths_) out += std::string(width + 2, '-') + "+";
    return out + "\n";
  }
  std::string Line(std::string_view op, const std::vector<std::string>& cells) const {
    std::string out = updating_ ? fmt::format("| {:2} |", op) : "|";
    for (size_t c = 0; c < cells.size(); ++c)
      fmt::format_to(std::back_inserter(out), " {:>{}} |", cells[c], widths_[c]);
    return out + "\n";
  }

  bool updating_;
  bool header_printed_ = false;
  uint64_t count_ = 0;
  std::vector<std::string> names_;
  std::vector<size_t> widths_;
};

}  // namespace

Result<std::unique_ptr<RowPrinter>> MakeRowPrinter(OutputFormat format, const Schema& schema, bool updating) {
  if (format == OutputFormat::kTable) return std::make_unique<TablePrinter>(schema, updating);
  bool json = format == OutputFormat::kJson;
  FormatSpec spec;
  spec.name = json ? "json" : "csv";
  spec.schema = schema;
  if (json) spec.options["encode.decimal-as-plain-number"] = "true";
  MULLION_ASSIGN(auto encoder, MakeEncoder(spec));
  std::string header;
  if (!json) {
    header = "op";
    for (const Field& field : schema.fields) header += "," + field.name;
    header += "\n";
  }
  return std::make_unique<EncodedPrinter>(std::move(encoder), json, header);
}

}  // namespace mullion
