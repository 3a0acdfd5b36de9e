#pragma once
// CREATE TABLE … LIKE: which parts of the source table are taken. Flink's default is INCLUDING ALL, OVERWRITING
// OPTIONS. Stateless functions.

#include <vector>

#include "plan/catalog.h"
#include "sql/ast.h"

namespace mullion::plan {

/// Copies columns, key, watermark and options of the source into the still empty `table`. What `elements` declares
/// again overwrites only where the clause says OVERWRITING.
Status MergeLike(const Catalog& catalog, const sql::LikeClause& like, const sql::TableElements& elements,
                 CatalogTable* table);

/// Adds the written options; one that is already there is an error when the clause (null: none) says INCLUDING OPTIONS.
Status MergeOptions(const std::vector<sql::Option>& options, const sql::LikeClause* like, CatalogTable* table);

}  // namespace mullion::plan
