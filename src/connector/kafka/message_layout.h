#pragma once
// Which columns of a kafka table stand in a message's key and which in its value, and in what formats. Pure: reads the
// table only.

#include <optional>
#include <vector>

#include "connector/table.h"
#include "format/format.h"

namespace mullion::kafka {

struct MessageLayout {
  std::vector<int> key_columns;  ///< positions in the physical columns; empty: messages have no key
  std::vector<int> value_columns;
  std::optional<FormatSpec> key_format;  ///< its schema: the key's fields, 'key.fields-prefix' cut
  FormatSpec value_format;
};

/// Flink's rules for 'format', 'key.format', 'key.fields', 'key.fields-prefix' and 'value.fields-include'; errors point
/// at the option. `upsert`: the key is the primary key.
Result<MessageLayout> ReadMessageLayout(const TableDefinition& table, bool upsert);

}  // namespace mullion::kafka
