#include "connector/kafka/run_builder.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace mullion::kafka {
namespace {

/// What a vector load may touch behind the last byte.
constexpr size_t kPaddingBytes = 64;
constexpr size_t kBlockBytesMin = 4096;

DataType HeadersType() {
  return DataType::Map(DataType::String().NotNull(), DataType::Bytes().NotNull()).NotNull();
}

std::string_view TimestampTypeName(rd_kafka_timestamp_type_t type) {
  switch (type) {
    case RD_KAFKA_TIMESTAMP_CREATE_TIME:
      return "CreateTime";
    case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME:
      return "LogAppendTime";
    case RD_KAFKA_TIMESTAMP_NOT_AVAILABLE:
      break;
  }
  return "NoTimestampType";
}

Value HeadersOf(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return Value::List({});
  // A header that is repeated counts with its last value, as in Flink's map.
  std::map<std::string, std::string> last;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    last[name] = std::string(static_cast<const char*>(value), value == nullptr ? 0 : size);
  }
  ValueList pairs;
  for (auto& [key, text] : last) {
    pairs.push_back(Value::Text(key));
    pairs.push_back(Value::Text(std::move(text)));
  }
  return Value::List(std::move(pairs));
}

}  // namespace

std::vector<MetadataColumn> SourceMetadata() {
  return {{"", "topic", DataType::String().NotNull()},
          {"", "partition", DataType::Int().NotNull()},
          {"", "headers", HeadersType()},
          {"", "leader-epoch", DataType::Int()},
          {"", "offset", DataType::BigInt().NotNull()},
          {"", "timestamp", DataType::TimestampLtz(3).NotNull()},
          {"", "timestamp-type", DataType::String().NotNull()}};
}

std::optional<MessageMetadata> FindMessageMetadata(std::string_view key) {
  std::vector<MetadataColumn> known = SourceMetadata();
  auto it = std::ranges::find(known, key, &MetadataColumn::key);
  if (it == known.end()) return std::nullopt;
  return static_cast<MessageMetadata>(it - known.begin());
}

void ByteBlock::Reserve(size_t bytes) {
  if (data_) return;
  capacity_ = std::max(bytes, kBlockBytesMin);
  data_ = std::make_shared_for_overwrite<char[]>(capacity_ + kPaddingBytes);
}

void ByteBlock::Grow(size_t size) {
  size_t wanted = std::max({kBlockBytesMin, capacity_ * 2, used_ + size});
  auto bigger = std::make_shared_for_overwrite<char[]>(wanted + kPaddingBytes);
  if (used_ > 0) std::memcpy(bigger.get(), data_.get(), used_);
  data_ = std::move(bigger);
  capacity_ = wanted;
}

Records ByteBlock::Finish(std::vector<ByteRange> ranges, std::vector<uint8_t> absent) {
  Records records;
  if (data_) std::memset(data_.get() + used_, 0, kPaddingBytes);
  records.bytes = std::string_view(data_.get(), used_);
  records.ranges = std::move(ranges);
  records.absent = std::move(absent);
  records.padding = data_ ? kPaddingBytes : 0;
  records.keeper = std::move(data_);
  data_ = nullptr;
  used_ = capacity_ = 0;
  return records;
}

RunBuilder::RunBuilder(RunShape shape) : shape_(std::move(shape)), headers_(HeadersType()) {
  for (MessageMetadata kind : shape_.metadata) {
    per_message_metadata_ |= kind == MessageMetadata::kHeaders || kind == MessageMetadata::kTimestamp ||
                             kind == MessageMetadata::kTimestampType;
  }
}

void RunBuilder::Append(const rd_kafka_message_t& message) {
  AppendPosition(message.offset);
  if (message.payload == nullptr) {
    absent_.resize(ranges_.size() + 1, 0);
    absent_.back() = 1;
  } else if (!absent_.empty()) {
    absent_.push_back(0);
  }
  ranges_.push_back(values_.Append(message.payload, message.len));
  if (shape_.keys) AppendKey(message);
  if (per_message_metadata_) AppendMetadata(message);
}

void RunBuilder::AppendPosition(int64_t offset) {
  if (ranges_.empty()) {
    first_position_ = offset;
  } else if (!positions_.empty()) {
    positions_.push_back(offset);
  } else if (offset != next_position_) {
    // The first gap of the run: markers or records that compaction took.
    for (size_t i = 0; i < ranges_.size(); ++i) positions_.push_back(first_position_ + static_cast<int64_t>(i));
    positions_.push_back(offset);
  }
  next_position_ = offset + 1;
}

void RunBuilder::AppendKey(const rd_kafka_message_t& message) {
  if (message.key == nullptr) {
    key_absent_.resize(key_ranges_.size() + 1, 0);
    key_absent_.back() = 1;
  } else if (!key_absent_.empty()) {
    key_absent_.push_back(0);
  }
  key_ranges_.push_back(keys_.Append(message.key, message.key_len));
}

void RunBuilder::AppendMetadata(const rd_kafka_message_t& message) {
  for (MessageMetadata kind : shape_.metadata) {
    if (kind == MessageMetadata::kHeaders) headers_.Append(HeadersOf(message));
    if (kind != MessageMetadata::kTimestamp && kind != MessageMetadata::kTimestampType) continue;
    if (timestamps_.size() == ranges_.size()) continue;  // both kinds were asked for: once is enough
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    timestamps_.push_back(rd_kafka_message_timestamp(&message, &type));
    timestamp_types_.push_back(type);
  }
}

ColumnPtr RunBuilder::MakeMetadataColumn(MessageMetadata kind, const FetchedRun& run) {
  size_t size = run.values.size();
  switch (kind) {
    case MessageMetadata::kTopic:
      return MakeConstantColumn(DataType::String().NotNull(), Value::Text(shape_.topic), size);
    case MessageMetadata::kPartition:
      return MakeConstantColumn(DataType::Int().NotNull(), Value::Int(shape_.partition), size);
    case MessageMetadata::kHeaders:
      return headers_.Finish();
    // This librdkafka does not hand out leader epochs; the column is nullable.
    case MessageMetadata::kLeaderEpoch:
      return MakeNullColumn(DataType::Int(), size);
    case MessageMetadata::kOffset: {
      auto column = std::make_shared<Column>(DataType::BigInt().NotNull(), size);
      for (size_t i = 0; i < size; ++i) column->MutableValues<int64_t>()[i] = run.PositionOf(i);
      return column;
    }
    case MessageMetadata::kTimestamp: {
      auto column = std::make_shared<Column>(DataType::TimestampLtz(3).NotNull(), size);
      std::ranges::copy(timestamps_, column->MutableValues<int64_t>());
      return column;
    }
    case MessageMetadata::kTimestampType: {
      auto column = std::make_shared<Column>(DataType::String().NotNull(), size);
      std::ranges::transform(timestamp_types_, column->MutableValues<std::string_view>(), TimestampTypeName);
      return column;
    }
  }
  return nullptr;
}

void RunBuilder::MakeMetadata(FetchedRun* run) {
  for (MessageMetadata kind : shape_.metadata) run->metadata.push_back(MakeMetadataColumn(kind, *run));
  timestamps_.clear();
  timestamp_types_.clear();
}

FetchedRun RunBuilder::Finish() {
  FetchedRun run;
  size_t size = ranges_.size(), value_bytes = values_.used(), key_bytes = keys_.used();
  run.first_position = first_position_;
  run.next_position = next_position_;
  run.positions = std::move(positions_);
  run.values = values_.Finish(std::move(ranges_), std::move(absent_));
  if (shape_.keys) run.keys = keys_.Finish(std::move(key_ranges_), std::move(key_absent_));
  MakeMetadata(&run);
  ranges_ = {}, key_ranges_ = {}, absent_ = {}, key_absent_ = {}, positions_ = {};
  // The next run is likely to be as large as this one.
  ranges_.reserve(size + size / 8);
  values_.Reserve(value_bytes + value_bytes / 8);
  if (shape_.keys) {
    key_ranges_.reserve(size + size / 8);
    keys_.Reserve(key_bytes + key_bytes / 8);
  }
  return run;
}

}  // namespace mullion::kafka
