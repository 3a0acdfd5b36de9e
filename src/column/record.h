#pragma once
// Undecoded records: a run of contiguous bytes and where each record lies in it. What a source hands to a format: no
// object, allocation or call per record. One owner at a time; the bytes live as long as `keeper`.

#include <cstdint>
#include <string_view>
#include <vector>

#include "column/column.h"

namespace mullion {

struct ByteRange {
  uint32_t begin;
  uint32_t end;
};

struct Records {
  std::string_view bytes;
  std::vector<ByteRange> ranges;
  /// One byte a record, 1 = there is no value at all (a Kafka tombstone); empty when none.
  std::vector<uint8_t> absent;
  Keeper keeper;
  /// Bytes after `bytes.end()` that may be read (not meaning anything): lets parsers load whole vectors.
  uint32_t padding = 0;

  size_t size() const { return ranges.size(); }
  std::string_view operator[](size_t i) const { return bytes.substr(ranges[i].begin, ranges[i].end - ranges[i].begin); }
  bool IsAbsent(size_t i) const { return !absent.empty() && absent[i] != 0; }
};

}  // namespace mullion
