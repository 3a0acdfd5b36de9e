#include "aggregate/value_sequence.h"

#include "base/binary.h"

namespace mullion {

void ValueSequence::Append(std::string_view value) {
  if (indexed_) places_[std::string(value)].insert(next_place_);
  values_.emplace_hint(values_.end(), next_place_++, value);
}

void ValueSequence::Remove(std::string_view value) {
  if (!indexed_) {
    for (const auto& [place, kept] : values_) places_[kept].insert(place);
    indexed_ = true;
  }
  auto it = places_.find(value);
  if (it == places_.end()) return;
  values_.erase(*it->second.begin());
  it->second.erase(it->second.begin());
  if (it->second.empty()) places_.erase(it);
}

void ValueSequence::Merge(const ValueSequence& other) {
  for (const auto& [place, value] : other.values_) Append(value);
}

void ValueSequence::Encode(std::string* out) const {
  PutValue<uint64_t>(values_.size(), out);
  for (const auto& [place, value] : values_) PutBytes(value, out);
}

Status ValueSequence::Decode(std::string_view* bytes) {
  BinaryReader reader(bytes, "a stored list of values");
  MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto value, reader.Bytes());
    Append(value);
  }
  return Ok();
}

}  // namespace mullion
