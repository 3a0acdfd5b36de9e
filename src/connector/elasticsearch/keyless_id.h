#pragma once
// Document ids for tables without a primary key. Flink lets Elasticsearch invent them, so that every replay doubles
// documents; here a row gets the same id whenever it is written again. Owned by one sink, called by its worker.
//
// An id is the hash of (job, table, sink, scope, document) and, for the second and later equal rows of one scope, their
// number. The scope of a window's row is the window end: a window fires once, so its rows may come in any order after a
// restart and still get the same ids. The scope of other rows is their count in blocks of 65,536 since the job began,
// which the checkpoint holds: rows may change places within a block.
// What follows: equal rows of different windows, or of one window, are different documents; a job that is run again
// from scratch over the same input writes the same documents instead of doubling them. Invariant: at most
// kRowsRememberedMax rows are remembered, beside those of the newest window.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"

namespace mullion::elasticsearch {

class KeylessIds {
 public:
  KeylessIds(std::string_view job, std::string_view table, int sink_number);

  std::string Next(std::optional<int64_t> window_end, std::string_view document);

  /// What a resumed job needs in order to go on counting.
  void Save(std::string* out) const;
  Status Load(std::string_view* bytes);

 private:
  static constexpr size_t kRowsRememberedMax = 65'536;
  static constexpr uint64_t kBlockRows = 65'536;

  struct Scope {
    uint8_t windowed;
    int64_t at;  ///< window end, or number of the block
    auto operator<=>(const Scope&) const = default;
  };
  using Counts = std::unordered_map<uint64_t, uint32_t>;

  void Forget(const Scope& newest);

  std::string identity_;
  std::string scratch_;
  uint64_t rows_ = 0;  ///< rows outside of windows
  std::map<Scope, Counts> seen_;
  size_t remembered_ = 0;
};

}  // namespace mullion::elasticsearch
