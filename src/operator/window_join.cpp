// Rows of two inputs meet inside one window and come out when the watermark passes its end. A fired window is decoded
// once and joined as columns.

#include <algorithm>
#include <map>

#include "base/binary.h"
#include "column/row_codec.h"
#include "operator/join.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

const std::string kName = "WindowJoin";
constexpr size_t kPairsPerBatch = 8192;

/// The rows of one side of one window, by key; `lonely` ones have a NULL in their key.
struct WindowSide {
  std::map<std::string, std::vector<std::string>, std::less<>> by_key;
  std::vector<std::string> lonely;

  void Add(bool meets_nothing, std::string_view key, std::string_view row) {
    if (meets_nothing) {
      lonely.emplace_back(row);
      return;
    }
    auto it = by_key.find(key);
    if (it == by_key.end()) it = by_key.emplace(std::string(key), std::vector<std::string>{}).first;
    it->second.emplace_back(row);
  }
};
using JoinWindow = std::array<WindowSide, 2>;

/// One side of a fired window as columns: the rows key after key, then the lonely ones.
struct DecodedSide {
  struct Range {
    uint32_t begin, end;
  };
  std::vector<ColumnPtr> columns;
  std::map<std::string_view, Range> ranges;
  std::vector<bool> met;

  static Result<DecodedSide> Decode(const Schema& schema, const WindowSide& side) {
    DecodedSide out;
    std::vector<ColumnBuilder> builders;
    for (const Field& field : schema.fields) builders.emplace_back(field.type);
    uint32_t at = 0;
    for (const auto& [key, rows] : side.by_key) {
      for (const std::string& row : rows) MULLION_TRY(DecodeRow(row, builders));
      uint32_t end = at + static_cast<uint32_t>(rows.size());
      out.ranges[key] = {at, end};
      at = end;
    }
    for (const std::string& row : side.lonely) MULLION_TRY(DecodeRow(row, builders));
    for (ColumnBuilder& builder : builders) out.columns.push_back(builder.Finish());
    out.met.assign(at + side.lonely.size(), false);
    return out;
  }
};

class WindowJoin final : public Operator {
 public:
  explicit WindowJoin(JoinSpec spec) : spec_(std::move(spec)), clock_({WindowKind::kTumble, 1, 1, 0}, spec_.zone) {}

  bool needs_row_watermarks() const override { return true; }

  Status Process(int port, const Batch& batch, Output&) override {
    RowSpan all(batch);
    JoinKeyEncoder keys(spec_, port, batch);
    RowEncoder whole(batch);
    int end_column = port == kLeftPort ? spec_.left_window_end : spec_.right_window_end;
    const Column& ends = *batch.columns[static_cast<size_t>(end_column)];
    std::vector<uint32_t> late;
    for (uint32_t row : all.rows()) {
      if (ends.IsNull(row)) return Fail(NullTimeError(kName));
      TimestampMs end = ends.Values<int64_t>()[row];
      if (clock_.HasFired(end, std::max(watermark_, batch.WatermarkBefore(row)))) {
        late.push_back(row);
        continue;
      }
      bool meets_nothing = keys.MeetsNothing(row);
      if (meets_nothing && !ComesOutAlone(port)) continue;
      std::string_view encoded = whole.Encode(row);
      bytes_ += encoded.size() + kRowOverheadBytes;
      windows_[end][port].Add(meets_nothing, keys.Encode(row), encoded);
    }
    ReportLate(context(), kName, SchemaOf(spec_, port), batch, late, batch.watermark);
    return Ok();
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    watermark_ = watermark;
    while (!windows_.empty() && clock_.HasFired(windows_.begin()->first, watermark)) {
      MULLION_TRY(Fire(windows_.begin()->second, output));
      for (const WindowSide& side : windows_.begin()->second) bytes_ -= BytesOf(side);
      windows_.erase(windows_.begin());
    }
    return Ok();
  }

  std::optional<TimestampMs> NextFiring() const override {
    if (windows_.empty()) return std::nullopt;
    return windows_.begin()->first;
  }

  void Snapshot(std::string* out) const override {
    PutValue(watermark_, out);
    PutValue<uint64_t>(windows_.size(), out);
    for (const auto& [end, sides] : windows_) {
      PutValue(end, out);
      for (const WindowSide& side : sides) {
        PutValue<uint64_t>(side.by_key.size(), out);
        for (const auto& [key, rows] : side.by_key) {
          PutBytes(key, out);
          PutRows(rows, out);
        }
        PutRows(side.lonely, out);
      }
    }
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored window join");
    MULLION_ASSIGN(watermark_, reader.Value<TimestampMs>());
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    for (uint64_t w = 0; w < count; ++w) {
      MULLION_ASSIGN(auto end, reader.Value<TimestampMs>());
      for (WindowSide& side : windows_[end]) {
        MULLION_ASSIGN(auto keys, reader.Value<uint64_t>());
        for (uint64_t k = 0; k < keys; ++k) {
          MULLION_ASSIGN(auto key, reader.Bytes());
          MULLION_TRY(ReadRowsInto(reader, &side.by_key[std::string(key)]));
        }
        MULLION_TRY(ReadRowsInto(reader, &side.lonely));
        bytes_ += BytesOf(side);
      }
    }
    return Ok();
  }
  size_t state_bytes() const override { return bytes_; }

 private:
  /// Of a string and its share of the maps.
  static constexpr size_t kRowOverheadBytes = 64;

  static void PutRows(const std::vector<std::string>& rows, std::string* out) {
    PutValue<uint64_t>(rows.size(), out);
    for (const std::string& row : rows) PutBytes(row, out);
  }
  static Status ReadRowsInto(BinaryReader& reader, std::vector<std::string>* rows) {
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    for (uint64_t i = 0; i < count; ++i) {
      MULLION_ASSIGN(auto row, reader.Bytes());
      rows->emplace_back(row);
    }
    return Ok();
  }
  static size_t BytesOf(const WindowSide& side) {
    size_t total = 0;
    auto add = [&](const std::vector<std::string>& rows) {
      for (const std::string& row : rows) total += row.size() + kRowOverheadBytes;
    };
    for (const auto& [key, rows] : side.by_key) add(rows);
    add(side.lonely);
    return total;
  }

  bool ComesOutAlone(int port) const {
    return IsOuter(spec_.kind, port) || (port == kLeftPort && spec_.kind == JoinKind::kAnti);
  }

  Status Fire(const JoinWindow& window, Output& output) {
    MULLION_ASSIGN(DecodedSide left, DecodedSide::Decode(spec_.left, window[kLeftPort]));
    MULLION_ASSIGN(DecodedSide right, DecodedSide::Decode(spec_.right, window[kRightPort]));
    left_rows_.clear();
    right_rows_.clear();
    for (const auto& [key, mine] : left.ranges) {
      auto found = right.ranges.find(key);
      if (found == right.ranges.end()) continue;
      for (uint32_t l = mine.begin; l < mine.end; ++l) {
        for (uint32_t r = found->second.begin; r < found->second.end; ++r) {
          left_rows_.push_back(l);
          right_rows_.push_back(r);
          if (left_rows_.size() == kPairsPerBatch) MULLION_TRY(JoinPairs(&left, &right, output));
        }
      }
    }
    MULLION_TRY(JoinPairs(&left, &right, output));
    if (IsSemiOrAnti(spec_.kind)) return EmitSide(left, spec_.kind == JoinKind::kSemi, kLeftPort, output);
    for (int port : {kLeftPort, kRightPort}) {
      if (IsOuter(spec_.kind, port)) MULLION_TRY(EmitSide(port == kLeftPort ? left : right, false, port, output));
    }
    return Ok();
  }

  /// Decides the gathered pairs, marks the rows that met, and emits the pairs of joins that have them.
  Status JoinPairs(DecodedSide* left, DecodedSide* right, Output& output) {
    if (left_rows_.empty()) return Ok();
    Batch pairs;
    pairs.row_count = left_rows_.size();
    for (const ColumnPtr& column : left->columns) pairs.columns.push_back(Gather(*column, left_rows_));
    for (const ColumnPtr& column : right->columns) pairs.columns.push_back(Gather(*column, right_rows_));
    if (spec_.condition) {
      RowSpan all(pairs);
      MULLION_ASSIGN(Selection kept, Filter(*spec_.condition, *context().eval, pairs, all.rows()));
      pairs.selection = std::make_shared<const Selection>(std::move(kept));
    }
    RowSpan kept(pairs);
    for (uint32_t i : kept.rows()) {
      left->met[left_rows_[i]] = true;
      right->met[right_rows_[i]] = true;
    }
    left_rows_.clear();
    right_rows_.clear();
    if (IsSemiOrAnti(spec_.kind) || pairs.empty()) return Ok();
    return output.Emit(Compact(std::move(pairs)));
  }

  /// The rows of one side that met (or did not), padded unless the join has left columns only.
  Status EmitSide(const DecodedSide& side, bool met, int port, Output& output) const {
    std::vector<uint32_t> rows;
    for (uint32_t i = 0; i < side.met.size(); ++i) {
      if (side.met[i] == met) rows.push_back(i);
    }
    if (rows.empty()) return Ok();
    Batch out;
    out.row_count = rows.size();
    if (port == kRightPort) AppendNulls(spec_.left, rows.size(), &out);
    for (const ColumnPtr& column : side.columns) out.columns.push_back(Gather(*column, rows));
    if (port == kLeftPort && !IsSemiOrAnti(spec_.kind)) AppendNulls(spec_.right, rows.size(), &out);
    return output.Emit(std::move(out));
  }

  static void AppendNulls(const Schema& schema, size_t count, Batch* batch) {
    for (const DataType& type : TypesOf(schema, true)) batch->columns.push_back(MakeNullColumn(type, count));
  }

  JoinSpec spec_;
  FiringClock clock_;
  std::map<TimestampMs, JoinWindow> windows_;
  std::vector<uint32_t> left_rows_, right_rows_;
  size_t bytes_ = 0;
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace

std::unique_ptr<Operator> MakeWindowJoin(JoinSpec spec) {
  return std::make_unique<WindowJoin>(std::move(spec));
}

}  // namespace mullion
