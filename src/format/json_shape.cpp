#include "format/json_shape.h"

#include <bit>

namespace mullion {

JsonShape::JsonShape(std::span<JsonField> fields) : nodes_(kFirstField + fields.size()), field_count_(fields.size()) {
  for (size_t i = 0; i < fields.size(); ++i) nodes_[kFirstField + i].field = &fields[i];
}

JsonNode* JsonShape::NodeOf(std::string_view name, int field) {
  if (field != JsonFieldIndex::kUnknown) return &nodes_[kFirstField + static_cast<size_t>(field)];
  size_t at = 0;
  while (at < unknown_names_.size() && unknown_names_[at] != name) ++at;
  if (at == kUnknownNamesMax) return anonymous();
  if (at == unknown_names_.size()) {
    unknown_names_.emplace_back(name);
    nodes_.emplace_back();
  }
  return &nodes_[kFirstField + field_count_ + at];
}

void JsonShape::Learn(JsonNode* from, std::string_view bytes, JsonNode* to) {
  if (from == anonymous() || to == anonymous() || bytes.size() > JsonGap::kBytesMax) return;
  JsonGap gap;
  char room[JsonGap::kBytesMax] = {};
  bytes.copy(room, sizeof room);
  for (size_t i = 0; i < gap.words.size(); ++i) {
    gap.words[i] = Load64(room + 8 * i);
    gap.masks[i] = bytes.size() > 8 * i ? LowBytes(static_cast<unsigned>(bytes.size() - 8 * i)) : 0;
  }
  gap.length = static_cast<uint32_t>(bytes.size());
  gap.to = to;
  bool room_left = from->gap_count < JsonNode::kGapsMax;
  uint32_t at = room_left ? from->gap_count++ : from->replaced_next++ % JsonNode::kGapsMax;
  from->gaps[at] = gap;
}

JsonFieldIndex::JsonFieldIndex(std::vector<std::string> names) : names_(std::move(names)) {
  size_t size = std::bit_ceil(names_.size() * 2 + 1);
  buckets_.assign(size, kUnknown);
  mask_ = size - 1;
  for (size_t i = 0; i < names_.size(); ++i) {
    size_t at = Bucket(Head(names_[i]), names_[i].size());
    while (buckets_[at] != kUnknown) at = (at + 1) & mask_;
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
    if (field == kUnknown || names_[static_cast<size_t>(field)] == name) return field;
  }
}

}  // namespace mullion
