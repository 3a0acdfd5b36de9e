#pragma once
// Tables and batches for this room's tests.

#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "column/batch.h"
#include "column/value.h"
#include "connector/table.h"

namespace mullion::elasticsearch {

inline TableDefinition MakeTable(std::vector<Field> fields, std::vector<int> primary_key,
                                 std::map<std::string, std::string> options = {}) {
  TableDefinition table;
  table.name = "es_sink";
  table.physical.fields = std::move(fields);
  table.primary_key = std::move(primary_key);
  table.options = std::move(options);
  table.options.try_emplace("connector", "elasticsearch-7");
  table.options.try_emplace("hosts", "http://127.0.0.1:9200");
  table.options.try_emplace("index", "total_amount");
  return table;
}

inline Batch MakeRows(const std::vector<Field>& fields, const std::vector<std::vector<Value>>& rows) {
  Batch batch;
  batch.row_count = rows.size();
  for (size_t c = 0; c < fields.size(); ++c) {
    ColumnBuilder builder(fields[c].type);
    for (const auto& row : rows) builder.Append(row[c]);
    batch.columns.push_back(builder.Finish());
  }
  return batch;
}

}  // namespace mullion::elasticsearch
