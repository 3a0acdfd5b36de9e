#pragma once
// Encoded rows in a snapshot: how many, then each with its length. Plain functions.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "column/batch.h"

namespace mullion {

/// The rows of a snapshot as a batch; moves `bytes` past them. An error when they are damaged.
Result<Batch> ReadRows(std::string_view* bytes, const std::vector<DataType>& types);

/// Writes rows one by one; the count is filled in at the end.
class RowWriter {
 public:
  explicit RowWriter(std::string* out);
  void Add(std::string_view encoded);
  ~RowWriter();
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;

 private:
  std::string* out_;
  size_t at_;
  uint64_t count_ = 0;
};

}  // namespace mullion
