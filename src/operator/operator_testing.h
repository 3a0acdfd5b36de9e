#pragma once
// For tests: rows as words, an operator run by events, and the check that a snapshot goes on where it was taken.

#include <algorithm>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "column/text.h"
#include "operator/operator.h"

namespace mullion::testing {

using Lines = std::vector<std::string>;

inline Value ParseWord(const DataType& type, const std::string& word) {
  if (word == "null") return Value::Null();
  if (type.IsCharacter()) return Value::Text(word);
  if (type.IsApproximate()) return Value::Real(std::stod(word));
  return Value::Int(std::stoll(word));
}

/// "+I a 1": a change kind, then a word a column ("null" for NULL; times as milliseconds).
inline Batch RowsOf(const Schema& schema, const Lines& lines) {
  std::vector<ColumnBuilder> columns;
  for (const Field& field : schema.fields) columns.emplace_back(field.type);
  Batch batch;
  bool insert_only = true;
  for (const std::string& line : lines) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    ChangeKind kind = word == "+I"   ? ChangeKind::kInsert
                      : word == "-U" ? ChangeKind::kUpdateBefore
                      : word == "+U" ? ChangeKind::kUpdateAfter
                                     : ChangeKind::kDelete;
    batch.kinds.push_back(kind);
    insert_only = insert_only && kind == ChangeKind::kInsert;
    for (ColumnBuilder& column : columns) {
      words >> word;
      column.Append(ParseWord(column.type(), word));
    }
  }
  if (insert_only) batch.kinds.clear();
  batch.row_count = lines.size();
  for (ColumnBuilder& column : columns) batch.columns.push_back(column.Finish());
  return batch;
}

/// Writes what comes out in the same words.
class LineOutput final : public Output {
 public:
  Status Emit(Batch batch) override {
    RowSpan all(batch);
    for (uint32_t row : all.rows()) {
      std::string line = ToText(batch.kind(row));
      for (const ColumnPtr& column : batch.columns) {
        Value value = ReadValue(*column, row);
        bool time = column->type().IsTimestamp() && !value.is_null();
        line += " " + (value.is_null() ? "null" : time ? std::to_string(value.AsInt()) : ToText(column->type(), value));
      }
      lines.push_back(line);
    }
    return Ok();
  }
  Lines lines;
};

class LateCounter final : public LateOutput {
 public:
  void Add(const LateRows& rows) override { count += rows.count; }
  uint64_t count = 0;
};

struct Rows {
  int port = 0;
  Lines lines;
};
struct Watermark {
  TimestampMs time;
};
using Event = std::variant<Rows, Watermark>;

/// Runs one operator; `schemas` by port.
class OperatorRun {
 public:
  OperatorRun(std::unique_ptr<Operator> op, std::vector<Schema> schemas)
      : schemas_(std::move(schemas)), op_(std::move(op)) {
    op_->Open({.eval = &eval_, .late = &late_, .clock = &clock_});
  }

  void Give(const Event& event) {
    if (auto* rows = std::get_if<Rows>(&event)) {
      Batch batch = RowsOf(schemas_[static_cast<size_t>(rows->port)], rows->lines);
      batch.watermark = watermark_;
      EXPECT_TRUE(op_->Process(rows->port, batch, out_).has_value());
      return;
    }
    watermark_ = std::get<Watermark>(event).time;
    EXPECT_TRUE(op_->AdvanceWatermark(watermark_, out_).has_value());
  }
  /// What came out since the last call.
  Lines Take() { return std::exchange(out_.lines, {}); }
  Lines Take(const Event& event) {
    Give(event);
    return Take();
  }
  Operator& op() { return *op_; }
  ManualClock& clock() { return clock_; }
  LineOutput& out() { return out_; }
  uint64_t late() const { return late_.count; }
  TimestampMs watermark() const { return watermark_; }

 private:
  EvalContext eval_;
  ManualClock clock_;
  LateCounter late_;
  LineOutput out_;
  TimestampMs watermark_ = kMinWatermark;
  std::vector<Schema> schemas_;
  std::unique_ptr<Operator> op_;
};

/// Runs the events once whole, and once for every place between two of them with a snapshot restored there into a new
/// operator: each event must give the same rows (in any order).
inline void ExpectSnapshotsGoOn(const std::function<std::unique_ptr<Operator>()>& make,
                                const std::vector<Schema>& schemas, const std::vector<Event>& events) {
  auto sorted = [](Lines lines) {
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  std::vector<Lines> whole;
  OperatorRun once(make(), schemas);
  for (const Event& event : events) whole.push_back(sorted(once.Take(event)));
  for (size_t split = 0; split <= events.size(); ++split) {
    OperatorRun before(make(), schemas);
    for (size_t i = 0; i < split; ++i) before.Give(events[i]);
    std::string state;
    before.op().Snapshot(&state);
    OperatorRun after(make(), schemas);
    ASSERT_TRUE(after.op().Restore(state).has_value());
    for (size_t i = split; i < events.size(); ++i) {
      EXPECT_EQ(sorted(after.Take(events[i])), whole[i]) << "restored before event " << split << ", at event " << i;
    }
  }
}

}  // namespace mullion::testing
