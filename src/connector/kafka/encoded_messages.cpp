#include "connector/kafka/encoded_messages.h"

#include "column/value.h"

namespace mullion::kafka {
namespace {

/// librdkafka's object for a message, about.
constexpr size_t kMessageOverheadBytes = 256;

Headers HeadersOf(const Column& column, size_t row) {
  Headers headers;
  Value map = ReadValue(column, row);
  if (map.is_null()) return headers;
  const ValueList& pairs = map.AsList();
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    if (pairs[i].is_null()) continue;
    headers.emplace_back(pairs[i].AsText(), pairs[i + 1].is_null() ? std::string() : pairs[i + 1].AsText());
  }
  return headers;
}

}  // namespace

size_t EncodedMessages::CostOf(size_t i) const {
  size_t bytes = kMessageOverheadBytes + value(i).size();
  if (has_keys()) bytes += key(i).size();
  if (!headers.empty()) {
    for (const auto& [name, text] : headers[i]) bytes += name.size() + text.size();
  }
  return bytes;
}

MessageEncoder::MessageEncoder(const SinkOptions& options)
    : layout_(options.layout),
      upsert_(options.upsert),
      metadata_(options.metadata),
      physical_columns_(options.physical_columns) {}

Result<std::unique_ptr<MessageEncoder>> MessageEncoder::Make(const SinkOptions& options) {
  std::unique_ptr<MessageEncoder> encoder(new MessageEncoder(options));
  MULLION_ASSIGN(encoder->value_, MakeEncoder(options.layout.value_format));
  if (options.layout.key_format) {
    MULLION_ASSIGN(encoder->key_, MakeEncoder(*options.layout.key_format));
  }
  return encoder;
}

Batch MessageEncoder::Columns(const Batch& rows, const std::vector<int>& columns) const {
  Batch part;
  part.row_count = rows.row_count;
  part.selection = rows.selection;
  part.kinds = rows.kinds;  // formats of changelogs write them
  for (int column : columns) part.columns.push_back(rows.columns[static_cast<size_t>(column)]);
  return part;
}

void MessageEncoder::AddMetadata(const Batch& rows, EncodedMessages* out) const {
  RowSpan selected(rows);
  for (size_t i = 0; i < metadata_.size(); ++i) {
    const Column& column = *rows.columns[physical_columns_ + i];
    for (uint32_t row : selected.rows()) {
      if (metadata_[i] == WrittenMetadata::kTimestamp) {
        out->timestamps_ms.push_back(column.IsNull(row) ? 0 : column.Values<int64_t>()[row]);
      } else {
        out->headers.push_back(HeadersOf(column, row));
      }
    }
  }
}

Result<EncodedMessages> MessageEncoder::Encode(const Batch& rows) {
  EncodedMessages out;
  MULLION_TRY(value_->Encode(Columns(rows, layout_.value_columns), &out.values, &out.value_ranges));
  if (key_) MULLION_TRY(key_->Encode(Columns(rows, layout_.key_columns), &out.keys, &out.key_ranges));
  AddMetadata(rows, &out);
  if (upsert_ && !rows.kinds.empty()) {
    RowSpan selected(rows);
    for (uint32_t row : selected.rows()) {
      ChangeKind kind = rows.kind(row);
      out.tombstones.push_back(kind == ChangeKind::kDelete || kind == ChangeKind::kUpdateBefore);
    }
  }
  return out;
}

}  // namespace mullion::kafka
