#pragma once
// Rows set aside: counted, the newest kept for the page, all written to a file in the job's state folder so that they
// can be looked at and replayed (`mullion dlq`). Thread-safe. Never fails the job: a disk that does not take them is
// said once. The file: one JSON object a line, {"origin","split","kind","reason","payload","position","at_ms"}; bounded
// in size, then it starts anew and the old one is kept beside it (".1").

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/log.h"
#include "connector/sink.h"

namespace mullion {

class DeadLetters final : public DeadLetterOutput {
 public:
  /// `folder` empty: no file.
  DeadLetters(FileSystem* files, std::string folder, const Clock* clock, Logger* log);

  void Add(DeadLetter letter) override;

  uint64_t count() const;
  std::map<std::string, uint64_t> by_kind() const;
  std::vector<DeadLetter> newest() const;

 private:
  void WriteLine(const DeadLetter& letter);

  FileSystem* files_;
  std::string folder_;
  const Clock* clock_;
  Logger* log_;
  mutable std::mutex mutex_;
  uint64_t count_ = 0;
  uint64_t file_bytes_ = 0;
  bool file_failed_ = false;
  std::map<std::string, uint64_t> by_kind_;
  std::deque<DeadLetter> newest_;
};

}  // namespace mullion
