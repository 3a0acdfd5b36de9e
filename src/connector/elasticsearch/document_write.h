#pragma once
// One write to one document, as it waits, as it stands in a bulk request, and as it lies in a checkpoint. Plain values.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mullion::elasticsearch {

enum class WriteKind : uint8_t {
  kIndex = 0,   ///< create or replace the whole document
  kCreate = 1,  ///< rows of a table without a key: the id holds the content, "it exists" is success
  kUpdate = 2,  ///< partial update with upsert, Flink's way (strict)
  kDelete = 3,
};

struct DocumentWrite {
  WriteKind kind = WriteKind::kIndex;
  std::string index;
  std::string id;
  /// External version (`external_gte`): the window's end. Never negative: Elasticsearch would refuse the whole request.
  std::optional<int64_t> version;
  std::string document;  ///< JSON without line breaks; empty for deletes

  /// What it costs while it waits: its texts and the tables around them.
  size_t MemoryBytes() const { return index.size() + id.size() + document.size() + 256; }
  /// How long it becomes in a request, within a few bytes.
  size_t BodyBytes() const {
    return index.size() + id.size() + 96 + document.size() * (kind == WriteKind::kUpdate ? 2 : 1);
  }
};

/// Appends the action line and, where there is one, the document line.
void AppendBulkLines(const DocumentWrite& write, std::string* out);

/// Bytes for a checkpoint and back. The layout reaches the disk: change it only with a new version of the snapshot.
void EncodeWrite(const DocumentWrite& write, std::string* out);
Result<DocumentWrite> DecodeWrite(std::string_view* bytes);

}  // namespace mullion::elasticsearch
