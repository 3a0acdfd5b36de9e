// Batch mode behind an operator that updates: what is left of its changes when the input has ended.

#include <map>

#include "operator/changelog_builder.h"
#include "operator/relational.h"
#include "operator/row_key.h"

namespace mullion {
namespace {

class FinalRows final : public Operator {
 public:
  explicit FinalRows(Schema input) : width_(input.size()), out_(TypesOf(input)) {}

  Status Process(int, const Batch& batch, Output&) override {
    RowSpan all(batch);
    RowEncoder whole(batch);
    for (uint32_t row : all.rows()) {
      Places& places = FindOrMake(places_, whole.Encode(row));
      if (!IsRetraction(batch.kind(row))) {
        places.push_back(next_place_);
        rows_.emplace(next_place_++, std::string(whole.Encode(row)));
      } else if (!places.empty()) {
        rows_.erase(places.back());
        places.pop_back();
      }
    }
    return Ok();
  }

  /// In the order they came.
  Status Finish(Output& output) override {
    for (const auto& [place, row] : rows_) {
      out_.Row(ChangeKind::kInsert).Cells(row, width_);
      MULLION_TRY(out_.FlushWhenFull(output));
    }
    rows_.clear();
    places_.clear();
    return out_.Flush(output);
  }

 private:
  using Places = std::vector<uint64_t>;

  size_t width_;
  ChangelogBuilder out_;
  KeyMap<Places> places_;  ///< where each row stands, as often as it is there
  std::map<uint64_t, std::string> rows_;
  uint64_t next_place_ = 0;
};

}  // namespace

std::unique_ptr<Operator> MakeFinalRows(Schema input) {
  return std::make_unique<FinalRows>(std::move(input));
}

}  // namespace mullion
