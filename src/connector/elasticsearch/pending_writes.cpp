#include "connector/elasticsearch/pending_writes.h"

namespace mullion::elasticsearch {

bool PendingWrites::Supersedes(const DocumentWrite& newer, const DocumentWrite& older) {
  return !newer.version || !older.version || *newer.version >= *older.version;
}

size_t PendingWrites::Add(DocumentWrite write) {
  auto& index = indices_[write.index];
  if (!index) {
    index = std::make_unique<Index>();
    index->name = write.index;
  }
  auto [it, is_new] = index->slots.try_emplace(write.id);
  Slot& slot = it->second;
  if (is_new) {
    slot.index = index.get();
    slot.id = it->first;
  }
  size_t waiting_from = slot.on_the_way ? 1 : 0;
  if (coalesce_ && slot.writes.size() > waiting_from) {
    DocumentWrite& waiting = slot.writes.back();
    if (!Supersedes(write, waiting)) return 1;
    bytes_ += write.MemoryBytes() - waiting.MemoryBytes();
    if (!slot.on_the_way) ready_body_bytes_ += write.BodyBytes() - waiting.BodyBytes();
    waiting = std::move(write);
    return 1;
  }
  bytes_ += write.MemoryBytes();
  ++rows_;
  slot.writes.push_back(std::move(write));
  if (slot.writes.size() == 1) MakeReady(&slot, false);
  return 0;
}

void PendingWrites::MakeReady(Slot* slot, bool first) {
  Index& index = *slot->index;
  if (first) {
    index.ready.push_front(slot);
  } else {
    index.ready.push_back(slot);
  }
  ++ready_rows_;
  ready_body_bytes_ += slot->writes.front().BodyBytes();
  List(index);
}

void PendingWrites::List(Index& index) {
  if (index.listed || index.ready.empty()) return;
  index.listed = true;
  waiting_.push_back(&index);
}

PendingWrites::Slot* PendingWrites::TakeNext(Index& index) {
  Slot* slot = index.ready.front();
  index.ready.pop_front();
  slot->on_the_way = true;
  --ready_rows_;
  ready_body_bytes_ -= slot->writes.front().BodyBytes();
  return slot;
}

DocumentWrite PendingWrites::Erase(Slot* slot, size_t position) {
  DocumentWrite write = std::move(slot->writes[position]);
  bytes_ -= write.MemoryBytes();
  --rows_;
  slot->writes.erase(slot->writes.begin() + static_cast<ptrdiff_t>(position));
  return write;
}

DocumentWrite PendingWrites::Finish(Slot* slot) {
  MULLION_CHECK(slot->on_the_way);
  DocumentWrite write = Erase(slot, 0);
  slot->on_the_way = false;
  if (slot->writes.empty()) {
    Index& index = *slot->index;
    index.slots.erase(index.slots.find(std::string(slot->id)));
  } else {
    MakeReady(slot, false);
  }
  return write;
}

size_t PendingWrites::Return(Slot* slot) {
  MULLION_CHECK(slot->on_the_way);
  slot->on_the_way = false;
  size_t superfluous = 0;
  if (coalesce_ && slot->writes.size() > 1) {
    Erase(slot, Supersedes(slot->writes[1], slot->writes[0]) ? 0 : 1);
    superfluous = 1;
  }
  MakeReady(slot, true);
  return superfluous;
}

void PendingWrites::ForEach(const std::function<void(const DocumentWrite&)>& visit) const {
  for (const auto& [name, index] : indices_) {
    for (const auto& [id, slot] : index->slots) {
      for (const DocumentWrite& write : slot.writes) visit(write);
    }
  }
}

}  // namespace mullion::elasticsearch
