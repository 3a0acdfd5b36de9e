#pragma once
// Rows as ScanText() and LookupText() write them, a JSON object each with members c0, c1, …, to columns. One owner.

#include <memory>
#include <string>
#include <vector>

#include "column/batch.h"
#include "format/format.h"

namespace mullion::jdbc {

class JsonRows {
 public:
  static Result<std::unique_ptr<JsonRows>> Make(const Schema& schema);
  /// Error (outside): a row that does not fit the schema.
  Result<Batch> Decode(const std::vector<std::string>& rows);

 private:
  explicit JsonRows(std::unique_ptr<Decoder> decoder) : decoder_(std::move(decoder)) {}
  std::unique_ptr<Decoder> decoder_;
};

}  // namespace mullion::jdbc
