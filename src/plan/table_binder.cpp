#include "plan/table_binder.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/suggest.h"
#include "plan/scalar_binder.h"
#include "plan/table_like.h"
#include "plan/type_binder.h"

namespace mullion::plan {
namespace {

bool IsProctimeCall(const sql::Expr& expr) {
  auto* call = expr.As<sql::FunctionCall>();
  return call && FunctionName(*call) == "PROCTIME" && call->arguments.empty();
}

Result<TableColumn> BindColumn(const StatementHandle& statement, const sql::ColumnDefinition& written) {
  TableColumn column{.name = written.name.name,
                     .type = DataType::Null(),
                     .kind = PhysicalColumn{},
                     .comment = written.comment.value_or(""),
                     .position = written.name.position};
  if (auto* physical = std::get_if<sql::PhysicalColumn>(&written.kind)) {
    MULLION_ASSIGN(column.type, BindType(physical->type));
  } else if (auto* metadata = std::get_if<sql::MetadataColumn>(&written.kind)) {
    MULLION_ASSIGN(column.type, BindType(metadata->type));
    column.kind = MetadataColumn{metadata->key, metadata->is_virtual};
  } else {
    const auto& computed = std::get<sql::ComputedColumn>(written.kind);
    column.kind = ComputedColumn{SharedExpr(statement, computed.expr.get())};
  }
  return column;
}

std::string_view KindName(const TableColumn& column) {
  if (column.computed()) return "computed";
  return column.metadata() ? "metadata" : "regular";
}

Status ApplyKey(const sql::PrimaryKey& key, CatalogTable* table) {
  if (key.unique) {
    return Fail(Error::User("UNIQUE constraint is not supported yet")
                    .At(key.position)
                    .Hint("write PRIMARY KEY (…) NOT ENFORCED"));
  }
  if (key.enforced.value_or(true)) {
    return Fail(Error::User("ENFORCED mode of PRIMARY KEY is not supported")
                    .At(key.position)
                    .Why("a stream job does not own the table's data, so it cannot check the constraint")
                    .Hint("write PRIMARY KEY (…) NOT ENFORCED"));
  }
  if (!table->primary_key.empty()) {
    return Fail(Error::User("Duplicate primary key definition")
                    .At(key.position)
                    .Hint("one PRIMARY KEY may name several columns: PRIMARY KEY (a, b) NOT ENFORCED"));
  }
  for (const sql::Identifier& name : key.columns) {
    const TableColumn* column = table->FindColumn(name.name);
    if (!column) {
      std::vector<std::string> known;
      for (const TableColumn& c : table->columns) known.push_back(c.name);
      return Fail(Error::User(fmt::format("Primary key column '{}' is not defined in the table", name.name))
                      .At(name.position)
                      .Hint(DidYouMean(name.name, known)));
    }
    if (!column->is_physical()) {
      return Fail(Error::User(fmt::format("Primary key column '{}' is a {} column", name.name, KindName(*column)))
                      .At(name.position)
                      .Why("a key holds physical columns only"));
    }
    if (std::ranges::find(table->primary_key, name.name) != table->primary_key.end()) {
      return Fail(Error::User(fmt::format("Primary key names column '{}' twice", name.name)).At(name.position));
    }
    table->primary_key.push_back(name.name);
  }
  if (key.constraint) table->key_name = key.constraint->name;
  return Ok();
}

Status ApplyWatermark(const StatementHandle& statement, const sql::WatermarkDefinition& written, CatalogTable* table) {
  if (table->watermark) {
    return Fail(Error::User("Multiple WATERMARK definitions are not supported yet").At(written.position));
  }
  if (written.column.parts.size() != 1) {
    return Fail(Error::User(fmt::format("Watermark can only be defined on a top-level column, not on the field '{}'",
                                        written.column.ToString()))
                    .At(written.column.position)
                    .Hint("make a computed column of the field first: ts AS `row`.field"));
  }
  table->watermark =
      WatermarkRule{written.column.last().name, SharedExpr(statement, written.expr.get()), written.column.position};
  return Ok();
}

/// Computed columns see physical and metadata columns; a watermark sees all.
Scope ScopeOf(const CatalogTable& table, bool with_computed) {
  std::vector<RelColumn> columns;
  for (const TableColumn& column : table.columns) {
    if (with_computed || !column.computed()) columns.push_back({.name = column.name, .type = column.type});
  }
  return Scope(std::move(columns), {});
}

Status CheckComputed(const PlanContext& context, CatalogTable* table) {
  Scope scope = ScopeOf(*table, false);
  ScalarBinder binder(context, scope, "a computed column");
  for (TableColumn& column : table->columns) {
    const ComputedColumn* computed = column.computed();
    if (!computed) continue;
    Result<ExprPtr> bound = binder.Bind(*computed->expr);
    if (!bound) {
      Error error = std::move(bound).error();
      return Fail(std::move(error).Where(fmt::format("computed column '{}'", column.name)));
    }
    column.type = (*bound)->type();
  }
  return Ok();
}

bool IsTimeAttributeType(const DataType& type) {
  return type.IsTimestamp() && type.precision() <= 3;
}

Status CheckWatermark(const PlanContext& context, const CatalogTable& table) {
  const WatermarkRule& rule = *table.watermark;
  const TableColumn* column = table.FindColumn(rule.column);
  if (!column) {
    std::vector<std::string> known;
    for (const TableColumn& c : table.columns) known.push_back(c.name);
    return Fail(
        Error::User(fmt::format("The rowtime attribute field '{}' is not defined in the table schema", rule.column))
            .At(rule.position)
            .Hint(DidYouMean(rule.column, known)));
  }
  if (!IsTimeAttributeType(column->type)) {
    std::string hint =
        column->type.IsCharacter()
            ? fmt::format("make a computed column of it: event_time AS TO_TIMESTAMP({})", rule.column)
        : column->type.IsNumeric()
            ? fmt::format("make a computed column of it: event_time AS TO_TIMESTAMP_LTZ({}, 3)", rule.column)
            : "declare it TIMESTAMP(3) or TIMESTAMP_LTZ(3)";
    return Fail(Error::User(fmt::format("Invalid data type of time field for watermark definition: '{}' is {}",
                                        rule.column, column->type.ToString()))
                    .At(rule.position)
                    .Why("the field must be TIMESTAMP(p) or TIMESTAMP_LTZ(p) with a precision p from 0 to 3")
                    .Hint(hint));
  }
  Scope scope = ScopeOf(table, true);
  MULLION_ASSIGN(ExprPtr expr, ScalarBinder(context, scope, "WATERMARK").Bind(*rule.expr));
  if (!IsTimeAttributeType(expr->type())) {
    return Fail(Error::User(fmt::format("Invalid data type of expression for watermark definition: {}",
                                        expr->type().ToString()))
                    .At(rule.expr->position)
                    .Why("it must be TIMESTAMP(p) or TIMESTAMP_LTZ(p) with a precision p from 0 to 3")
                    .Hint(fmt::format("write {} - INTERVAL '5' SECOND", rule.column)));
  }
  return Ok();
}

}  // namespace

Status ApplyElements(const PlanContext& /*context*/, const StatementHandle& statement,
                     const sql::TableElements& elements, CatalogTable* table) {
  for (const sql::ColumnDefinition& written : elements.columns) {
    MULLION_ASSIGN(TableColumn column, BindColumn(statement, written));
    if (const TableColumn* other = table->FindColumn(column.name)) {
      return Fail(
          Error::User(fmt::format("A {} Column named '{}' already exists in the table", KindName(*other), column.name))
              .At(column.position)
              .Hint("give one of them another name"));
    }
    table->columns.push_back(std::move(column));
  }
  for (const sql::WatermarkDefinition& watermark : elements.watermarks) {
    MULLION_TRY(ApplyWatermark(statement, watermark, table));
  }
  for (const sql::PrimaryKey& key : elements.keys) MULLION_TRY(ApplyKey(key, table));
  return Ok();
}

Status CheckTable(const PlanContext& context, CatalogTable* table) {
  MULLION_TRY(CheckComputed(context, table));
  if (table->watermark) MULLION_TRY(CheckWatermark(context, *table));
  for (TableColumn& column : table->columns) {
    if (std::ranges::find(table->primary_key, column.name) != table->primary_key.end()) {
      column.type = column.type.NotNull();
    }
  }
  return Ok();
}

Result<CatalogTable> BindCreateTable(const PlanContext& context, const StatementHandle& statement,
                                     const sql::CreateTable& create) {
  CatalogTable table;
  table.temporary = create.temporary;
  table.comment = create.comment.value_or("");
  sql::TableElements const& elements = create.elements;
  if (create.like) MULLION_TRY(MergeLike(*context.catalog, *create.like, elements, &table));
  MULLION_TRY(ApplyElements(context, statement, elements, &table));
  MULLION_TRY(CheckTable(context, &table));
  for (const sql::Identifier& name : create.partitioned_by) {
    if (!table.FindColumn(name.name)) {
      return Fail(
          Error::User(fmt::format("Partition column '{}' is not defined in the table", name.name)).At(name.position));
    }
    table.partitioned_by.push_back(name.name);
  }
  MULLION_TRY(MergeOptions(create.options, create.like ? &*create.like : nullptr, &table));
  return table;
}

std::vector<RelColumn> DeclaredColumns(const CatalogTable& table) {
  std::vector<RelColumn> columns;
  for (const TableColumn& column : table.columns) {
    RelColumn out{.name = column.name, .type = column.type};
    if (table.watermark && table.watermark->column == column.name) out.time = TimeAttribute::kRowtime;
    if (const ComputedColumn* computed = column.computed(); computed && IsProctimeCall(*computed->expr)) {
      out.time = TimeAttribute::kProctime;
    }
    columns.push_back(std::move(out));
  }
  return columns;
}

}  // namespace mullion::plan
