#include "operator/slice_store.h"

#include "base/binary.h"

namespace mullion {

GroupTable& SliceStore::GetOrCreate(TimestampMs slice_end) {
  auto& table = tables_[slice_end];
  if (!table) table = std::make_unique<GroupTable>(layout_);
  return *table;
}

const GroupTable* SliceStore::Find(TimestampMs slice_end) const {
  auto it = tables_.find(slice_end);
  return it == tables_.end() ? nullptr : it->second.get();
}

std::unique_ptr<GroupTable> SliceStore::Take(TimestampMs slice_end) {
  auto it = tables_.find(slice_end);
  if (it == tables_.end()) return nullptr;
  std::unique_ptr<GroupTable> table = std::move(it->second);
  tables_.erase(it);
  return table;
}

size_t SliceStore::bytes() const {
  size_t total = 0;
  for (const auto& [end, table] : tables_) total += table->bytes();
  return total;
}

void SliceStore::Encode(std::string* out) const {
  PutValue<uint64_t>(tables_.size(), out);
  for (const auto& [end, table] : tables_) {
    PutValue(end, out);
    table->Encode(out);
  }
}

Status SliceStore::Decode(std::string_view* bytes, uint64_t version) {
  BinaryReader reader(bytes, "a stored set of slices");
  MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto end, reader.Value<TimestampMs>());
    MULLION_TRY(GetOrCreate(end).Decode(bytes, version));
  }
  return Ok();
}

}  // namespace mullion
