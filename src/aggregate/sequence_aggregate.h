#pragma once
// Aggregates that keep the values of their argument in order, encoded, and make their result of them: the retracting
// FIRST_VALUE, LAST_VALUE and LISTAGG, ARRAY_AGG, JSON_ARRAYAGG. For the files of this room.

#include "aggregate/heap_state.h"
#include "aggregate/value_sequence.h"
#include "column/row_codec.h"

namespace mullion {

class SequenceAggregate : public HeapAggregate<ValueSequence> {
 public:
  bool mergeable() const override { return false; }
  bool order_sensitive() const override { return true; }
  bool retractable() const override { return true; }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override;
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override;
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override;

 protected:
  /// `keep_nulls`: NULLs are values too.
  SequenceAggregate(DataType result_type, DataType value_type, bool keep_nulls)
      : HeapAggregate(std::move(result_type)), value_type_(std::move(value_type)), keep_nulls_(keep_nulls) {}

  /// The result for these values; `values` may be empty.
  virtual Value ResultOf(const ValueSequence& values) const = 0;
  Value Decoded(std::string_view value) const;
  const DataType& value_type() const { return value_type_; }

 private:
  DataType value_type_;
  bool keep_nulls_;
};

}  // namespace mullion
