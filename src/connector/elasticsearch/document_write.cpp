#include "connector/elasticsearch/document_write.h"

#include <fmt/format.h>

#include <iterator>

#include "base/binary.h"
#include "base/json_string.h"

namespace mullion::elasticsearch {
namespace {

std::string_view ActionName(WriteKind kind) {
  switch (kind) {
    case WriteKind::kIndex:
      return "index";
    case WriteKind::kCreate:
      return "create";
    case WriteKind::kUpdate:
      return "update";
    case WriteKind::kDelete:
      return "delete";
  }
  return {};
}

}  // namespace

void AppendBulkLines(const DocumentWrite& write, std::string* out) {
  out->append("{\"").append(ActionName(write.kind)).append("\":{\"_index\":");
  AppendJsonString(write.index, out);
  out->append(",\"_id\":");
  AppendJsonString(write.id, out);
  if (write.version) {
    fmt::format_to(std::back_inserter(*out), ",\"version\":{},\"version_type\":\"external_gte\"", *write.version);
  }
  out->append("}}\n");
  if (write.kind == WriteKind::kDelete) return;
  if (write.kind == WriteKind::kUpdate) {
    out->append("{\"doc\":").append(write.document).append(",\"upsert\":").append(write.document).append("}");
  } else {
    out->append(write.document);
  }
  out->push_back('\n');
}

void EncodeWrite(const DocumentWrite& write, std::string* out) {
  PutValue(write.kind, out);
  PutBytes(write.index, out);
  PutBytes(write.id, out);
  PutValue(static_cast<uint8_t>(write.version.has_value()), out);
  PutValue(write.version.value_or(0), out);
  PutBytes(write.document, out);
}

Result<DocumentWrite> DecodeWrite(std::string_view* bytes) {
  BinaryReader reader(bytes, "an unacknowledged document in the checkpoint");
  DocumentWrite write;
  MULLION_ASSIGN(auto kind, reader.Value<uint8_t>());
  if (kind > static_cast<uint8_t>(WriteKind::kDelete)) {
    return Fail(Error::Internal(fmt::format("an unacknowledged document in the checkpoint has kind {}", kind)));
  }
  write.kind = static_cast<WriteKind>(kind);
  MULLION_ASSIGN(write.index, reader.Bytes());
  MULLION_ASSIGN(write.id, reader.Bytes());
  MULLION_ASSIGN(bool versioned, reader.Value<uint8_t>());
  MULLION_ASSIGN(auto version, reader.Value<int64_t>());
  if (versioned) write.version = version;
  MULLION_ASSIGN(write.document, reader.Bytes());
  return write;
}

}  // namespace mullion::elasticsearch
