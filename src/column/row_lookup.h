#pragma once
// The seam between a join that looks rows up by key and who keeps them: a database, as a connector reaches it. Belongs
// to one worker; may wait for the far side, within bounds of its own.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "column/column.h"

namespace mullion {

struct FoundRows {
  std::vector<ColumnPtr> columns;    ///< the table's, in order
  std::vector<uint32_t> key_of_row;  ///< which of the keys a row has; ascending
};

class RowLookup {
 public:
  virtual ~RowLookup() = default;
  /// The rows of each key. `keys` has a column for each part of the key; none of the first `count` rows holds a NULL,
  /// and no two are equal.
  virtual Result<FoundRows> Find(std::span<const ColumnPtr> keys, size_t count) = 0;
};

struct LookupContext {
  const Clock* clock = nullptr;
  bool strict = false;
};

}  // namespace mullion
