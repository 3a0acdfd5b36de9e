#include "connector/jdbc/lookup_cache.h"

namespace mullion::jdbc {

const std::vector<std::string>* LookupCache::Find(const std::string& key, int64_t now_ms) {
  auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  Entry& entry = *found->second;
  bool old = options_.expire_after_write_ms > 0 && now_ms - entry.written_ms >= options_.expire_after_write_ms;
  bool unused = options_.expire_after_access_ms > 0 && now_ms - entry.used_ms >= options_.expire_after_access_ms;
  if (old || unused) {
    entries_.erase(found->second);
    by_key_.erase(found);
    return nullptr;
  }
  entry.used_ms = now_ms;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &entry.rows;
}

void LookupCache::Put(const std::string& key, std::vector<std::string> rows, int64_t now_ms) {
  if (!options_.on || (rows.empty() && !options_.keep_missing)) return;
  if (auto found = by_key_.find(key); found != by_key_.end()) {
    entries_.erase(found->second);
    by_key_.erase(found);
  }
  entries_.push_front({key, std::move(rows), now_ms, now_ms});
  by_key_[key] = entries_.begin();
  if (entries_.size() <= options_.keys_max) return;
  by_key_.erase(entries_.back().key);
  entries_.pop_back();
}

}  // namespace mullion::jdbc
