#include "connector/kafka/uncommitted.h"

#include "base/binary.h"

namespace mullion::kafka {
namespace {

constexpr uint8_t kLayout = 1;

template <typename T>
void PutList(const std::vector<T>& list, std::string* out) {
  PutBytes(std::string_view(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(T)), out);
}

template <typename T>
Status TakeList(BinaryReader* reader, std::vector<T>* list) {
  MULLION_ASSIGN(std::string_view bytes, reader->Bytes());
  list->resize(bytes.size() / sizeof(T));
  if (!list->empty()) std::memcpy(list->data(), bytes.data(), list->size() * sizeof(T));
  return Ok();
}

void PutHeaders(const std::vector<Headers>& all, std::string* out) {
  PutValue(static_cast<uint32_t>(all.size()), out);
  for (const Headers& headers : all) {
    PutValue(static_cast<uint32_t>(headers.size()), out);
    for (const auto& [name, value] : headers) {
      PutBytes(name, out);
      PutBytes(value, out);
    }
  }
}

Status TakeHeaders(BinaryReader* reader, std::vector<Headers>* all) {
  MULLION_ASSIGN(auto count, reader->Value<uint32_t>());
  for (uint32_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto pairs, reader->Value<uint32_t>());
    Headers headers;
    for (uint32_t j = 0; j < pairs; ++j) {
      MULLION_ASSIGN(std::string_view name, reader->Bytes());
      MULLION_ASSIGN(std::string_view value, reader->Bytes());
      headers.emplace_back(name, value);
    }
    all->push_back(std::move(headers));
  }
  return Ok();
}

Status TakeMessages(BinaryReader* reader, EncodedMessages* out) {
  MULLION_ASSIGN(out->values, reader->Bytes());
  MULLION_TRY(TakeList(reader, &out->value_ranges));
  MULLION_ASSIGN(out->keys, reader->Bytes());
  MULLION_TRY(TakeList(reader, &out->key_ranges));
  MULLION_TRY(TakeList(reader, &out->tombstones));
  MULLION_TRY(TakeList(reader, &out->timestamps_ms));
  return TakeHeaders(reader, &out->headers);
}

}  // namespace

std::string EncodeUncommitted(const Uncommitted& uncommitted) {
  std::string out;
  PutValue(kLayout, &out);
  PutValue(uncommitted.next_transaction, &out);
  PutValue(static_cast<uint32_t>(uncommitted.batches.size()), &out);
  for (const NumberedMessages& batch : uncommitted.batches) {
    PutValue(batch.transaction, &out);
    const EncodedMessages& messages = *batch.messages;
    PutBytes(messages.values, &out);
    PutList(messages.value_ranges, &out);
    PutBytes(messages.keys, &out);
    PutList(messages.key_ranges, &out);
    PutList(messages.tombstones, &out);
    PutList(messages.timestamps_ms, &out);
    PutHeaders(messages.headers, &out);
  }
  return out;
}

Result<Uncommitted> DecodeUncommitted(std::string_view bytes) {
  BinaryReader reader(&bytes, "what the checkpoint holds of a kafka sink");
  Uncommitted out;
  MULLION_ASSIGN(auto layout, reader.Value<uint8_t>());
  if (layout != kLayout) return Fail(Error::Internal("the checkpoint's kafka sink was written by another version"));
  MULLION_ASSIGN(out.next_transaction, reader.Value<int64_t>());
  MULLION_ASSIGN(auto count, reader.Value<uint32_t>());
  for (uint32_t i = 0; i < count; ++i) {
    NumberedMessages batch;
    MULLION_ASSIGN(batch.transaction, reader.Value<int64_t>());
    EncodedMessages messages;
    MULLION_TRY(TakeMessages(&reader, &messages));
    batch.messages = std::make_shared<const EncodedMessages>(std::move(messages));
    out.batches.push_back(std::move(batch));
  }
  return out;
}

}  // namespace mullion::kafka
