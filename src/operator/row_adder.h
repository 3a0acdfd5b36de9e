#pragma once
// Adds rows of a batch to tables of groups, and turns groups into result columns: what every grouping operator shares.
// Owned by one operator, called by its thread; its scratch space is reused from batch to batch.

#include <span>
#include <vector>

#include "operator/group_table.h"

namespace mullion {

class RowAdder {
 public:
  /// `layout` outlives the adder. `keys` are columns of the input.
  RowAdder(const GroupLayout* layout, std::vector<int> keys) : layout_(layout), keys_(std::move(keys)) {}

  /// Hashes the keys of `rows` (positions in `batch`); both must live until the next Start.
  void Start(const Batch& batch, std::span<const uint32_t> rows);

  /// Adds rows[which[i]] of the started batch to `table`; rows of kind -U and -D are taken back.
  void Add(GroupTable& table, std::span<const uint32_t> which);

  /// The group of each of these rows; stays valid until the next call.
  const std::vector<char*>& Find(GroupTable& table, std::span<const uint32_t> which);
  /// Adds (or takes back) rows to groups found before; `rows` are positions in the batch.
  void Apply(std::span<char* const> groups, std::span<const uint32_t> rows, bool retract);

  /// Adds rows (or takes back those of kind -U and -D) to groups or states that the caller found itself.
  void ApplyStarted(std::span<char* const> groups, std::span<const uint32_t> rows);

  uint64_t version() const { return version_; }
  void NextVersion() { ++version_; }

 private:
  void ApplyCall(size_t call, std::span<char* const> groups, std::span<const uint32_t> rows, bool retract);

  const GroupLayout* layout_;
  std::vector<int> keys_;
  const Batch* batch_ = nullptr;
  std::span<const uint32_t> rows_;
  KeyBatch key_batch_;
  uint64_t version_ = 1;
  std::vector<char*> groups_;
  std::vector<uint32_t> positions_;
  std::vector<char*> filtered_groups_;
  std::vector<uint32_t> filtered_rows_;
};

/// Key columns, then one result column a call.
std::vector<ColumnPtr> ResultColumns(const GroupLayout& layout, const GroupTable& table, std::span<char* const> groups);

}  // namespace mullion
