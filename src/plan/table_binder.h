#pragma once
// CREATE TABLE and ALTER TABLE: the written columns, watermark and keys, checked and typed. Options are checked when
// the table is used, as in Flink. Functions without state, one thread a catalog.

#include <memory>

#include "plan/catalog.h"
#include "plan/plan_context.h"
#include "plan/relation.h"
#include "sql/ast.h"

namespace mullion::plan {

using StatementHandle = std::shared_ptr<const sql::Statement>;

/// The table that `create` (a node of `statement`) declares, LIKE merged in. Without AS SELECT.
Result<CatalogTable> BindCreateTable(const PlanContext& context, const StatementHandle& statement,
                                     const sql::CreateTable& create);

/// Adds or replaces columns, keys and watermark in `table`; the result is not checked as a whole yet.
Status ApplyElements(const PlanContext& context, const StatementHandle& statement, const sql::TableElements& elements,
                     CatalogTable* table);

/// Computes types of computed columns, checks watermark and primary key. Call after every change.
Status CheckTable(const PlanContext& context, CatalogTable* table);

/// The declared columns as a relation knows them, time attributes marked.
std::vector<RelColumn> DeclaredColumns(const CatalogTable& table);

}  // namespace mullion::plan
