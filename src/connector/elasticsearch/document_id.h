#pragma once
// The `_id` of a row with a primary key, letter for letter as Flink's KeyExtractor makes it. Immutable after Make();
// any thread. Source of the spellings: Flink's Elasticsearch connector 3.0.1-1.17, run on each type.

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "column/batch.h"
#include "connector/table.h"

namespace mullion::elasticsearch {

/// Elasticsearch takes no longer ones.
inline constexpr size_t kDocumentIdBytesMax = 512;

/// Refuses keys on types that have no text (BYTES, ROW, ARRAY, MAP, MULTISET), in Flink's words.
Status CheckKeyTypes(const TableDefinition& table);

class DocumentIdMaker {
 public:
  DocumentIdMaker(const TableDefinition& table, std::string delimiter);

  /// Appends the id of that row; returns the position of the first key column that is NULL, else -1.
  int Append(const Batch& rows, uint32_t row, std::string* out) const;

 private:
  std::vector<int> key_;
  std::string delimiter_;
};

}  // namespace mullion::elasticsearch
