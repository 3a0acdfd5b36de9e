#pragma once
// Rows of keys that were looked up, for a while: the last used ones, each as bytes. Belongs to one lookup.

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "connector/jdbc/jdbc_options.h"

namespace mullion::jdbc {

class LookupCache {
 public:
  explicit LookupCache(LookupCacheOptions options) : options_(options) {}

  /// The rows of a key; nullptr when they are not known, or no longer. Valid until the next Put().
  const std::vector<std::string>* Find(const std::string& key, int64_t now_ms);
  void Put(const std::string& key, std::vector<std::string> rows, int64_t now_ms);
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    std::vector<std::string> rows;
    int64_t written_ms;
    int64_t used_ms;
  };

  LookupCacheOptions options_;
  std::list<Entry> entries_;  ///< the last used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace mullion::jdbc
