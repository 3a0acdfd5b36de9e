#pragma once
// Which record of a run became which row: the bookkeeping that all decoders share. Owned by one decoder during one run.

#include "format/format.h"

namespace mullion {

class DecodedRun {
 public:
  explicit DecodedRun(size_t records) : records_(records) {}

  /// Record i became the next row.
  void Row(size_t i) {
    if (!dense_) [[unlikely]]
      out_.record_of_row.push_back(static_cast<uint32_t>(i));
    ++out_.row_count;
  }
  /// Record i gives no row, by rule.
  void Skip(size_t i) {
    LeaveOut(i);
    ++out_.skipped;
  }
  void Bad(size_t i, BadRecord why) {
    LeaveOut(i);
    why.record = static_cast<uint32_t>(i);
    out_.bad.push_back(std::move(why));
  }
  /// Without columns.
  DecodedRows Finish() { return std::move(out_); }

 private:
  void LeaveOut(size_t i) {
    if (!dense_) return;
    dense_ = false;
    out_.record_of_row.reserve(records_);
    for (size_t row = 0; row < i; ++row) out_.record_of_row.push_back(static_cast<uint32_t>(row));
  }

  size_t records_;
  bool dense_ = true;
  DecodedRows out_;
};

}  // namespace mullion
