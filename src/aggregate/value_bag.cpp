#include "aggregate/value_bag.h"

#include <algorithm>

#include "base/binary.h"

namespace mullion {

int64_t ValueBag::Change(std::string_view value, int64_t by) {
  auto it = entries_.find(value);
  if (it == entries_.end()) it = entries_.emplace(std::string(value), Entry{0, next_place_++}).first;
  int64_t count = it->second.count += by;
  if (count == 0) entries_.erase(it);
  return count;
}

void ValueBag::Merge(const ValueBag& other) {
  for (const auto& [value, entry] : other.Sorted()) Change(value, entry.count);
}

std::vector<std::pair<std::string_view, ValueBag::Entry>> ValueBag::Sorted() const {
  std::vector<std::pair<std::string_view, Entry>> out(entries_.begin(), entries_.end());
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second.place < b.second.place; });
  return out;
}

std::vector<std::pair<std::string_view, int64_t>> ValueBag::InOrder() const {
  std::vector<std::pair<std::string_view, int64_t>> out;
  for (const auto& [value, entry] : Sorted()) {
    if (entry.count > 0) out.emplace_back(value, entry.count);
  }
  return out;
}

int64_t ValueBag::CountOf(std::string_view value) const {
  auto it = entries_.find(value);
  return it == entries_.end() ? 0 : it->second.count;
}

void ValueBag::Encode(std::string* out) const {
  PutValue<uint64_t>(entries_.size(), out);
  for (const auto& [value, entry] : Sorted()) {
    PutBytes(value, out);
    PutValue(entry.count, out);
  }
}

Status ValueBag::Decode(std::string_view* bytes) {
  BinaryReader reader(bytes, "a stored set of values");
  MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto value, reader.Bytes());
    MULLION_ASSIGN(auto times, reader.Value<int64_t>());
    if (times != 0) Change(value, times);
  }
  return Ok();
}

}  // namespace mullion
