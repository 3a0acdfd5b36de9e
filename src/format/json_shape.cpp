#include "format/json_shape.h"

#include <bit>

namespace mullion {

JsonShape::JsonShape(size_t field_count) : nodes_(kAnonymous + 1 + field_count), field_count_(field_count) {
  for (size_t i = 0; i < field_count; ++i) nodes_[kAnonymous + 1 + i].field = static_cast<int>(i);
}

uint32_t JsonShape::NodeOf(std::string_view name, int field) {
  if (field != kUnknownField) return kAnonymous + 1 + static_cast<uint32_t>(field);
  size_t at = 0;
  while (at < unknown_names_.size() && unknown_names_[at] != name) ++at;
  if (at == kUnknownNamesMax) return kAnonymous;
  if (at == unknown_names_.size()) {
    unknown_names_.emplace_back(name);
    nodes_.emplace_back();
  }
  return static_cast<uint32_t>(kAnonymous + 1 + field_count_ + at);
}

void JsonShape::Learn(uint32_t from, std::string_view bytes, uint32_t to) {
  if (from == kAnonymous || to == kAnonymous || bytes.size() > JsonGap::kBytesMax) return;
  Node& node = nodes_[from];
  JsonGap gap;
  char room[JsonGap::kBytesMax] = {};
  bytes.copy(room, sizeof room);
  for (size_t i = 0; i < gap.words.size(); ++i) {
    gap.words[i] = Load64(room + 8 * i);
    gap.masks[i] = bytes.size() > 8 * i ? LowBytes(static_cast<unsigned>(bytes.size() - 8 * i)) : 0;
  }
  gap.length = static_cast<uint32_t>(bytes.size());
  gap.to = to;
  uint32_t at = node.count < kGapsMax ? node.count++ : node.next++ % kGapsMax;
  node.gaps[at] = gap;
}

JsonFieldIndex::JsonFieldIndex(std::vector<std::string> names) : names_(std::move(names)) {
  size_t size = std::bit_ceil(names_.size() * 2 + 1);
  buckets_.assign(size, JsonShape::kUnknownField);
  mask_ = size - 1;
  for (size_t i = 0; i < names_.size(); ++i) {
    size_t at = Bucket(Head(names_[i]), names_[i].size());
    while (buckets_[at] != JsonShape::kUnknownField) at = (at + 1) & mask_;
    buckets_[at] = static_cast<int>(i);
  }
}

uint64_t JsonFieldIndex::Head(std::string_view name) {
  uint64_t head = 0;
  std::memcpy(&head, name.data(), name.size() < 8 ? name.size() : 8);
  return head;
}

int JsonFieldIndex::Find(std::string_view name) const {
  for (size_t at = Bucket(Head(name), name.size());; at = (at + 1) & mask_) {
    int field = buckets_[at];
    if (field == JsonShape::kUnknownField || names_[static_cast<size_t>(field)] == name) return field;
  }
}

}  // namespace mullion
