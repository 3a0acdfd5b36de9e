#pragma once
// Rows as messages: what the worker hands to the thread that produces. Plain values, one owner at a time.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "column/batch.h"
#include "column/record.h"
#include "connector/kafka/sink_options.h"

namespace mullion::kafka {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Invariant: every list is empty or has one entry a message.
struct EncodedMessages {
  std::string values;
  std::vector<ByteRange> value_ranges;
  std::string keys;
  std::vector<ByteRange> key_ranges;   ///< empty: no keys
  std::vector<uint8_t> tombstones;     ///< 1: no value; empty: none
  std::vector<int64_t> timestamps_ms;  ///< 0: the client's clock, as for librdkafka
  std::vector<Headers> headers;

  size_t size() const { return value_ranges.size(); }
  std::string_view value(size_t i) const {
    return std::string_view(values).substr(value_ranges[i].begin, value_ranges[i].end - value_ranges[i].begin);
  }
  std::string_view key(size_t i) const {
    return std::string_view(keys).substr(key_ranges[i].begin, key_ranges[i].end - key_ranges[i].begin);
  }
  bool has_keys() const { return !key_ranges.empty(); }
  bool IsTombstone(size_t i) const { return !tombstones.empty() && tombstones[i] != 0; }
  /// What message `i` costs in memory while it is on its way: its bytes and librdkafka's object.
  size_t CostOf(size_t i) const;
};

/// One a sink; the worker's.
class MessageEncoder {
 public:
  static Result<std::unique_ptr<MessageEncoder>> Make(const SinkOptions& options);
  /// The selected rows: physical columns, then the written metadata.
  Result<EncodedMessages> Encode(const Batch& rows);

 private:
  explicit MessageEncoder(const SinkOptions& options);
  Batch Columns(const Batch& rows, const std::vector<int>& columns) const;
  void AddMetadata(const Batch& rows, EncodedMessages* out) const;

  const MessageLayout layout_;
  const bool upsert_;
  const std::vector<WrittenMetadata> metadata_;
  const size_t physical_columns_;
  std::unique_ptr<Encoder> key_, value_;
};

}  // namespace mullion::kafka
