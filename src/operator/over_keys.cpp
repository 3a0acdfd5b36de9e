#include "operator/over_keys.h"

#include <algorithm>

#include "base/binary.h"

namespace mullion {

OverKeys::~OverKeys() {
  for (auto& [bytes, key] : keys_) DestroyStates(key);
}

void OverKeys::DestroyStates(OverKey& key) const {
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Destroy(key.states.get() + layout_->offset(c));
  }
}

OverKey& OverKeys::FindOrMake(std::string_view bytes) {
  auto it = keys_.find(bytes);
  if (it != keys_.end()) return it->second;
  OverKey& key = keys_[std::string(bytes)];
  key.bytes = std::string(bytes);
  key.states = std::make_unique<char[]>(layout_->row_bytes());
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Init(key.states.get() + layout_->offset(c));
  }
  return key;
}

void OverKeys::Reset(OverKey& key) const {
  DestroyStates(key);
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Init(key.states.get() + layout_->offset(c));
  }
}

void OverKeys::CleanUpAt(OverKey& key, TimestampMs time) {
  key.clean_ups.push_back(time);
  ends_.emplace(time, &key);
}

void OverKeys::Wait(OverKey& key, TimestampMs time, std::string_view row) {
  bool soon = frame_ms_ && (key.clean_ups.empty() || key.clean_ups.back() < time + *frame_ms_ + 1);
  if (soon) CleanUpAt(key, time + *frame_ms_ + *frame_ms_ / 2 + 1);
  auto& rows = key.waiting[time];
  if (rows.empty()) timers_[time].push_back(&key);
  rows.emplace_back(row);
  row_bytes_ += row.size() + kRowOverheadBytes;
}

std::optional<OverKeys::Fired> OverKeys::TakeFirst(TimestampMs watermark) {
  if (timers_.empty() || timers_.begin()->first > watermark) return std::nullopt;
  auto& [time, keys] = *timers_.begin();
  Fired fired{keys.front(), time, {}};
  keys.pop_front();
  if (keys.empty()) timers_.erase(timers_.begin());
  auto waiting = fired.key->waiting.begin();
  fired.rows = std::move(waiting->second);
  fired.key->waiting.erase(waiting);
  for (const std::string& row : fired.rows) row_bytes_ -= row.size() + kRowOverheadBytes;
  return fired;
}

void OverKeys::AddToFrame(OverKey& key, TimestampMs time, std::string arguments) {
  row_bytes_ += arguments.size() + kRowOverheadBytes;
  key.frame.push_back({time, std::move(arguments)});
}

FrameRow OverKeys::TakeFromFrame(OverKey& key) {
  FrameRow row = std::move(key.frame.front());
  key.frame.pop_front();
  row_bytes_ -= row.arguments.size() + kRowOverheadBytes;
  return row;
}

void OverKeys::ForgetOld(TimestampMs watermark) {
  if (watermark == kMaxWatermark) return;
  for (auto it = ends_.begin(); it != ends_.end() && it->first <= watermark;) {
    OverKey& key = *it->second;
    if (key.clean_ups.size() > 1) {
      key.last_fired = std::max(key.last_fired, it->first);
      key.clean_ups.erase(key.clean_ups.begin());
      it = ends_.erase(it);
      continue;
    }
    // A row far behind the watermark waits for it to move on.
    if (!key.waiting.empty()) {
      ++it;
      continue;
    }
    it = ends_.erase(it);
    while (!key.frame.empty()) TakeFromFrame(key);
    DestroyStates(key);
    std::string bytes = key.bytes;
    keys_.erase(bytes);
  }
}

bool OverKeys::ForgetKey(std::string_view bytes) {
  auto it = keys_.find(bytes);
  if (it == keys_.end()) return true;
  OverKey& key = it->second;
  if (!key.waiting.empty()) return false;
  for (TimestampMs time : key.clean_ups) ends_.erase({time, &key});
  while (!key.frame.empty()) TakeFromFrame(key);
  DestroyStates(key);
  keys_.erase(it);
  return true;
}

size_t OverKeys::bytes() const {
  return row_bytes_ + keys_.size() * (kKeyOverheadBytes + layout_->row_bytes());
}

void OverKeys::Encode(std::string* out) const {
  PutValue<uint64_t>(keys_.size(), out);
  for (const auto& [bytes, key] : keys_) {
    PutBytes(bytes, out);
    PutValue(key.last_fired, out);
    PutValue<uint64_t>(key.clean_ups.size(), out);
    for (TimestampMs time : key.clean_ups) PutValue(time, out);
    for (size_t c = 0; c < layout_->calls().size(); ++c) {
      layout_->calls()[c].function->Encode(key.states.get() + layout_->offset(c), out);
    }
    PutValue<uint64_t>(key.frame.size(), out);
    for (const FrameRow& row : key.frame) {
      PutValue(row.time, out);
      PutBytes(row.arguments, out);
    }
    PutValue<uint64_t>(key.waiting.size(), out);
    for (const auto& [time, rows] : key.waiting) {
      PutValue(time, out);
      PutValue<uint64_t>(rows.size(), out);
      for (const std::string& row : rows) PutBytes(row, out);
    }
  }
}

Status OverKeys::Decode(std::string_view* bytes) {
  BinaryReader reader(bytes, "a stored set of OVER keys");
  MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < count; ++i) MULLION_TRY(DecodeKey(bytes));
  return Ok();
}

Status OverKeys::DecodeKey(std::string_view* bytes) {
  BinaryReader reader(bytes, "a stored OVER key");
  MULLION_ASSIGN(auto name, reader.Bytes());
  OverKey& key = FindOrMake(name);
  MULLION_ASSIGN(key.last_fired, reader.Value<TimestampMs>());
  MULLION_ASSIGN(auto clean_ups, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < clean_ups; ++i) {
    MULLION_ASSIGN(auto time, reader.Value<TimestampMs>());
    CleanUpAt(key, time);
  }
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    const AggregateFunction& function = *layout_->calls()[c].function;
    char* state = key.states.get() + layout_->offset(c);
    function.Destroy(state);
    Status decoded = function.Decode(bytes, state);
    if (!decoded) {
      function.Init(state);
      return decoded;
    }
  }
  MULLION_ASSIGN(auto frame_rows, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < frame_rows; ++i) {
    MULLION_ASSIGN(auto time, reader.Value<TimestampMs>());
    MULLION_ASSIGN(auto arguments, reader.Bytes());
    AddToFrame(key, time, std::string(arguments));
  }
  MULLION_ASSIGN(auto times, reader.Value<uint64_t>());
  for (uint64_t t = 0; t < times; ++t) {
    MULLION_ASSIGN(auto time, reader.Value<TimestampMs>());
    MULLION_ASSIGN(auto rows, reader.Value<uint64_t>());
    for (uint64_t r = 0; r < rows; ++r) {
      MULLION_ASSIGN(auto row, reader.Bytes());
      Wait(key, time, row);
    }
  }
  return Ok();
}

}  // namespace mullion
