#pragma once
// Messages of one partition into a run: payloads side by side in one block, where each lies, and the metadata that was
// asked for. Owned by the fetching thread. No allocation a message.

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <librdkafka/rdkafka.h>

#include "column/value.h"
#include "connector/source.h"

namespace mullion::kafka {

enum class MessageMetadata { kTopic, kPartition, kHeaders, kLeaderEpoch, kOffset, kTimestamp, kTimestampType };

/// Every metadata column of a kafka source with the type it gives.
std::vector<MetadataColumn> SourceMetadata();
/// nullopt for an unknown key.
std::optional<MessageMetadata> FindMessageMetadata(std::string_view key);

/// Bytes appended one after the other, with room behind them for wide loads.
class ByteBlock {
 public:
  void Reserve(size_t bytes);
  ByteRange Append(const void* bytes, size_t size) {
    if (size > capacity_ - used_) [[unlikely]]
      Grow(size);
    if (size > 0) std::memcpy(data_.get() + used_, bytes, size);
    auto begin = static_cast<uint32_t>(used_);
    used_ += size;
    return {begin, static_cast<uint32_t>(used_)};
  }
  size_t used() const { return used_; }
  /// The block with these ranges; empty afterwards.
  Records Finish(std::vector<ByteRange> ranges, std::vector<uint8_t> absent);

 private:
  void Grow(size_t size);

  std::shared_ptr<char[]> data_;
  size_t used_ = 0;
  size_t capacity_ = 0;
};

struct RunShape {
  std::string topic;
  int32_t partition = 0;
  bool keys = false;
  std::vector<MessageMetadata> metadata;
};

class RunBuilder {
 public:
  explicit RunBuilder(RunShape shape);

  /// `message` carries no error; offsets ascend.
  void Append(const rd_kafka_message_t& message);
  size_t size() const { return ranges_.size(); }
  /// Of payloads and keys.
  size_t bytes() const { return values_.used() + keys_.used(); }
  /// The run so far; the builder starts anew.
  FetchedRun Finish();

 private:
  void AppendPosition(int64_t offset);
  void AppendKey(const rd_kafka_message_t& message);
  void AppendMetadata(const rd_kafka_message_t& message);
  void MakeMetadata(FetchedRun* run);
  ColumnPtr MakeMetadataColumn(MessageMetadata kind, const FetchedRun& run);

  RunShape shape_;
  bool per_message_metadata_ = false;
  ByteBlock values_, keys_;
  std::vector<ByteRange> ranges_, key_ranges_;
  std::vector<uint8_t> absent_, key_absent_;
  int64_t first_position_ = 0;
  int64_t next_position_ = 0;
  std::vector<int64_t> positions_;
  std::vector<int64_t> timestamps_;
  std::vector<rd_kafka_timestamp_type_t> timestamp_types_;
  ColumnBuilder headers_;
};

}  // namespace mullion::kafka
