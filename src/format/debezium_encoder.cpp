#include <string_view>

#include "format/debezium.h"

namespace mullion {
namespace {

class DebeziumEncoder final : public Encoder {
 public:
  explicit DebeziumEncoder(std::unique_ptr<Encoder> rows) : rows_(std::move(rows)) {}

  Status Encode(const Batch& rows, std::string* out, std::vector<ByteRange>* ranges) override {
    bytes_.clear();
    ranges_.clear();
    MULLION_TRY(rows_->Encode(rows, &bytes_, &ranges_));
    RowSpan selected(rows);
    for (size_t i = 0; i < ranges_.size(); ++i) {
      ChangeKind kind = rows.kind(selected.rows()[i]);
      bool gone = kind == ChangeKind::kUpdateBefore || kind == ChangeKind::kDelete;
      auto begin = static_cast<uint32_t>(out->size());
      out->append(gone ? R"({"before":)" : R"({"before":null,"after":)");
      out->append(bytes_, ranges_[i].begin, ranges_[i].end - ranges_[i].begin);
      out->append(gone ? R"(,"after":null,"op":"d"})" : R"(,"op":"c"})");
      ranges->push_back({begin, static_cast<uint32_t>(out->size())});
    }
    return Ok();
  }

 private:
  std::unique_ptr<Encoder> rows_;
  std::string bytes_;
  std::vector<ByteRange> ranges_;
};

}  // namespace

std::unique_ptr<Encoder> MakeDebeziumEncoder(const FormatSpec& spec, const JsonSpelling& spelling) {
  return std::make_unique<DebeziumEncoder>(MakeJsonEncoder(spec, spelling));
}

}  // namespace mullion
