#include "plan/table_like.h"

#include <algorithm>

#include <fmt/format.h>

namespace mullion::plan {
namespace {

using sql::LikeMerging;
using sql::LikeScope;

LikeMerging MergingOf(const sql::LikeClause& like, LikeScope scope) {
  LikeMerging merging = scope == LikeScope::kOptions ? LikeMerging::kOverwriting : LikeMerging::kIncluding;
  for (const sql::LikeOption& option : like.options) {
    if (option.scope == LikeScope::kAll) merging = option.merging;
  }
  for (const sql::LikeOption& option : like.options) {
    if (option.scope == scope) merging = option.merging;
  }
  return merging;
}

LikeScope ScopeOf(const TableColumn& column) {
  return column.metadata() ? LikeScope::kMetadata : LikeScope::kGenerated;
}

bool IsDeclaredAgain(const sql::TableElements& elements, const std::string& name) {
  return std::ranges::any_of(elements.columns, [&](const auto& column) { return column.name.name == name; });
}

}  // namespace

Status MergeLike(const Catalog& catalog, const sql::LikeClause& like, const sql::TableElements& elements,
                 CatalogTable* table) {
  MULLION_ASSIGN(CatalogObjectPtr object, catalog.Get(like.table));
  auto* source = std::get_if<CatalogTable>(object.get());
  if (!source) {
    return Fail(
        Error::User(fmt::format("Source table '{}' of the LIKE clause can not be a VIEW", like.table.ToString()))
            .At(like.table.position));
  }
  for (const TableColumn& column : source->columns) {
    if (!column.is_physical()) {
      LikeMerging merging = MergingOf(like, ScopeOf(column));
      if (merging == LikeMerging::kExcluding) continue;
      if (merging == LikeMerging::kOverwriting && IsDeclaredAgain(elements, column.name)) continue;
    }
    table->columns.push_back(column);
  }
  if (MergingOf(like, LikeScope::kConstraints) != LikeMerging::kExcluding) {
    table->primary_key = source->primary_key;
    table->key_name = source->key_name;
  }
  LikeMerging watermarks = MergingOf(like, LikeScope::kWatermarks);
  bool replaced = watermarks == LikeMerging::kOverwriting && !elements.watermarks.empty();
  if (watermarks != LikeMerging::kExcluding && !replaced) table->watermark = source->watermark;
  if (MergingOf(like, LikeScope::kPartitions) != LikeMerging::kExcluding) {
    table->partitioned_by = source->partitioned_by;
  }
  if (MergingOf(like, LikeScope::kOptions) != LikeMerging::kExcluding) table->options = source->options;
  return Ok();
}

Status MergeOptions(const std::vector<sql::Option>& options, const sql::LikeClause* like, CatalogTable* table) {
  bool keep = like && MergingOf(*like, LikeScope::kOptions) == LikeMerging::kIncluding;
  size_t inherited = table->options.size();
  for (const sql::Option& option : options) {
    auto it = std::ranges::find(table->options, option.key, &sql::Option::key);
    if (it == table->options.end()) {
      table->options.push_back(option);
      continue;
    }
    if (keep && static_cast<size_t>(it - table->options.begin()) < inherited) {
      return Fail(Error::User(fmt::format("There already exists an option '{}' in the base table", option.key))
                      .At(option.key_position)
                      .Hint("write OVERWRITING OPTIONS in the LIKE clause to change it"));
    }
    *it = option;
  }
  return Ok();
}

}  // namespace mullion::plan
