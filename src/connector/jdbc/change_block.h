#pragma once
// Rows on their way to the database, as the text that the protocol takes. With a key only the newest change of each key
// is kept: a statement may not name a key twice, and what came before it no longer matters. One owner at a time.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "column/batch.h"

namespace mullion::jdbc {

class ChangeBlock {
 public:
  ChangeBlock(size_t columns, std::vector<int> primary_key) : columns_(columns), primary_key_(std::move(primary_key)) {}

  /// The selected rows; a -U is passed over, the +U behind it replaces the row. A NUL character, which PostgreSQL has
  /// no place for, is left out of texts.
  void Add(const Batch& rows);

  bool empty() const { return rows_.empty(); }
  /// Rows added, those that newer ones replaced among them.
  size_t rows() const { return rows_.size(); }
  size_t superseded() const { return superseded_; }
  size_t bytes() const { return bytes_.size() + rows_.size() * (kRowBytes + columns_ * sizeof(uint64_t)); }

  /// Row numbers, in the order they came.
  std::vector<uint32_t> Upserts() const { return Numbers(Fate::kUpsert); }
  std::vector<uint32_t> Deletes() const { return Numbers(Fate::kDelete); }

  /// The value, ended by a NUL; nullptr: SQL's NULL. Valid until the next Add().
  const char* Value(uint32_t row, size_t column) const;
  /// The rows as bytes for a checkpoint, and back. A restored block takes no more rows.
  void Encode(std::string* out) const;
  static Result<ChangeBlock> Decode(size_t columns, std::vector<int> primary_key, std::string_view bytes);

  /// The row for a person: "client=1, total=NULL".
  std::string Text(uint32_t row, const std::vector<std::string>& names) const;

 private:
  enum class Fate : uint8_t { kUpsert, kDelete, kSuperseded };
  static constexpr uint64_t kNull = ~uint64_t{0};
  static constexpr size_t kRowBytes = 64;

  std::vector<uint32_t> Numbers(Fate fate) const;
  void AddRow(const Batch& rows, uint32_t row);
  void Supersede(const Batch& rows, uint32_t row);

  size_t columns_;
  std::vector<int> primary_key_;
  std::string bytes_;
  std::vector<uint64_t> cells_;  ///< where each value begins
  std::vector<Fate> rows_;
  std::unordered_map<std::string, uint32_t> newest_;
  size_t superseded_ = 0;
};

}  // namespace mullion::jdbc
