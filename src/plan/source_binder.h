#pragma once
// A declared table made ready to be read or written: its connector asked, its options and formats checked, its columns
// bound. Functions without state; the result is shared by the scans of one table.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/connector.h"
#include "format/format.h"
#include "plan/catalog.h"
#include "plan/plan_context.h"
#include "plan/relation.h"
#include "sql/query.h"

namespace mullion::plan {

struct BoundWatermark {
  int column = -1;  ///< declared column
  ExprPtr expr;     ///< over the declared columns
  std::optional<int64_t> delay_ms;
};

/// A table as a source. "Base" columns are what is decoded: physical columns, then the table's metadata columns.
struct BoundSource {
  std::string path;  ///< default_catalog.default_database.t
  TableDefinition definition;
  const Connector* connector = nullptr;
  SourceTraits traits;
  std::optional<FormatSpec> value_format;  ///< schema set, projection not
  std::optional<FormatSpec> key_format;
  std::vector<int> value_fields;     ///< physical column of each field of value_format.schema
  std::vector<int> key_fields;       ///< … of key_format.schema
  bool changelog = false;            ///< the format gives -U, -D too
  std::vector<RelColumn> columns;    ///< declared
  std::vector<ExprPtr> expressions;  ///< one for each declared column, over base columns
  std::optional<BoundWatermark> watermark;
};

/// Hints are the OPTIONS(…) of the reference.
Result<std::shared_ptr<const BoundSource>> BindSource(const PlanContext& context, const ObjectPath& path,
                                                      const CatalogTable& table, const std::vector<sql::Hint>& hints,
                                                      TextPosition position);

struct BoundSink {
  std::string path;
  TableDefinition definition;
  const Connector* connector = nullptr;
  SinkTraits traits;
  Schema schema;  ///< what INSERT writes: physical columns, then writable metadata
};

Result<BoundSink> BindSink(const PlanContext& context, const ObjectPath& path, const CatalogTable& table,
                           const std::vector<sql::Hint>& hints, TextPosition position);

}  // namespace mullion::plan
