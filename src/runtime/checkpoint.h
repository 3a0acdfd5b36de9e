#pragma once
// A checkpoint: everything a job needs to go on as if nothing had happened: positions, watermarks, operator state, and
// what the sinks had not got acknowledged. And the folder that keeps the newest ones. File: "MULLCKPT", version,
// length, body, XXH3 of the body; written beside, synced, renamed (FileSystem::WriteDurably). CheckpointStore is called
// by one thread at a time.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/log.h"
#include "base/time.h"

namespace mullion {

struct Checkpoint {
  uint64_t id = 0;
  std::string fingerprint;  ///< of the plan it belongs to
  TimestampMs taken_at_ms = 0;
  std::vector<TimestampMs> watermarks;  ///< one a node
  std::vector<std::string> sources;     ///< one a node, empty for others
  std::vector<std::string> operators;
  std::vector<std::string> sinks;

  std::string Encode() const;
  /// Damaged, cut or foreign bytes give an error that says which.
  static Result<Checkpoint> Decode(std::string_view bytes);
};

class CheckpointStore {
 public:
  CheckpointStore(FileSystem* files, std::string folder, Logger* log)
      : files_(files), folder_(std::move(folder)), log_(log) {}

  /// Durable when it returns; then older ones but the last are removed.
  Status Write(uint64_t id, std::string_view encoded);
  /// The newest that is whole; a damaged one is named in the log and the one before it is taken. nullopt: there is
  /// none. An error when there are some and none is whole.
  Result<std::optional<Checkpoint>> LoadNewest();
  /// Nothing to resume any more.
  Status Clear();

 private:
  std::string PathOf(uint64_t id) const;
  Result<std::vector<uint64_t>> Ids();
  Result<Checkpoint> Load(const std::string& path);

  FileSystem* files_;
  std::string folder_;
  Logger* log_;
};

}  // namespace mullion
