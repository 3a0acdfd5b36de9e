#include "operator/emitting_window.h"

#include <algorithm>

#include "base/binary.h"

namespace mullion {
namespace {

constexpr size_t kRowsPerChunk = 4096;
constexpr size_t kEmissionBytes = 96;

}  // namespace

void Emission::Schedule(TimestampMs now_ms, int64_t delay_ms) {
  if (next_ms == 0) {
    next_ms = now_ms + delay_ms;
  } else if (next_ms <= now_ms) {
    // Firings that found nothing new have passed: the next one keeps their beat.
    next_ms += ((now_ms - next_ms) / delay_ms + 1) * delay_ms;
  }
}

Emission& EmittingWindow::Touch(char* group) {
  Emission& emission = emissions[group];
  if (!emission.dirty) dirty_.push_back(group);
  emission.dirty = true;
  return emission;
}

std::vector<char*> EmittingWindow::TakeDue(TimestampMs now_ms, int64_t delay_ms) {
  std::vector<char*> due, waiting;
  for (char* group : dirty_) {
    Emission& emission = emissions[group];
    if (emission.next_ms > now_ms) {
      waiting.push_back(group);
      continue;
    }
    emission.dirty = false;
    if (delay_ms > 0) emission.Schedule(now_ms, delay_ms);
    due.push_back(group);
  }
  dirty_ = std::move(waiting);
  return due;
}

std::vector<char*> EmittingWindow::TakeDirty() {
  for (char* group : dirty_) emissions[group].dirty = false;
  return std::exchange(dirty_, {});
}

std::vector<char*> EmittingWindow::TakeAllOnTime() {
  TakeDirty();
  std::vector<char*> groups = Groups();
  for (char* group : groups) {
    Emission& emission = emissions[group];
    emission.on_time = true;
    emission.next_ms = 0;
  }
  passed = true;
  return groups;
}

std::vector<char*> EmittingWindow::Groups() const {
  std::vector<char*> groups;
  table.ForEachChunk(kRowsPerChunk,
                     [&](std::span<char* const> chunk) { groups.insert(groups.end(), chunk.begin(), chunk.end()); });
  return groups;
}

size_t EmittingWindow::bytes() const {
  return table.bytes() + emissions.size() * kEmissionBytes;
}

void EmittingWindow::Encode(std::string* out) const {
  PutValue<uint8_t>(passed, out);
  table.Encode(out);
  for (const char* group : Groups()) {
    auto it = emissions.find(group);
    const Emission emission = it == emissions.end() ? Emission() : it->second;
    PutValue<uint8_t>(emission.last.has_value(), out);
    if (emission.last) PutBytes(*emission.last, out);
    PutValue<uint8_t>(emission.on_time, out);
    PutValue<uint8_t>(emission.dirty, out);
    PutValue(emission.next_ms, out);
  }
}

Status EmittingWindow::Decode(std::string_view* bytes, uint64_t version) {
  BinaryReader reader(bytes, "a stored emitting window");
  MULLION_ASSIGN(auto was_passed, reader.Value<uint8_t>());
  passed = was_passed != 0;
  MULLION_TRY(table.Decode(bytes, version));
  for (char* group : Groups()) {
    Emission& emission = emissions[group];
    MULLION_ASSIGN(auto has_last, reader.Value<uint8_t>());
    if (has_last) {
      MULLION_ASSIGN(auto last, reader.Bytes());
      emission.last = std::string(last);
    }
    MULLION_ASSIGN(auto on_time, reader.Value<uint8_t>());
    MULLION_ASSIGN(auto dirty, reader.Value<uint8_t>());
    MULLION_ASSIGN(emission.next_ms, reader.Value<TimestampMs>());
    emission.on_time = on_time != 0;
    emission.dirty = dirty != 0;
    if (emission.dirty) dirty_.push_back(group);
  }
  return Ok();
}

}  // namespace mullion
