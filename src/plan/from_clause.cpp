// FROM: tables, views, WITH names, derived tables; joins and functions are handed on.

#include <fmt/format.h>

#include "plan/join_planner.h"
#include "plan/query_planner.h"
#include "plan/source_binder.h"
#include "plan/window_planner.h"

namespace mullion::plan {
namespace {

/// Views of views may not go deeper: a view that names itself ends here.
constexpr int kViewDepthMax = 100;

Result<From> Aliased(From from, const sql::TableAlias& alias) {
  MULLION_TRY(RenameColumns(from.rel.get(), alias.columns, fmt::format("the alias '{}'", alias.name.name),
                            alias.name.position));
  from.scope = Scope(*from.rel, {alias.name.name});
  return from;
}

RelPtr MakeScan(std::shared_ptr<const BoundSource> source) {
  auto rel = std::make_unique<Rel>();
  rel->columns = source->columns;
  rel->updates = source->changelog || source->traits.upsert;
  ScanRel scan{.table = source, .kept = {}};
  for (size_t i = 0; i < source->columns.size(); ++i) scan.kept.push_back(static_cast<int>(i));
  rel->node = std::move(scan);
  return rel;
}

RelPtr MakeNormalize(RelPtr input, std::vector<int> keys) {
  auto rel = std::make_unique<Rel>();
  rel->columns = input->columns;
  rel->updates = true;
  rel->node = NormalizeRel{std::move(keys)};
  rel->inputs.push_back(std::move(input));
  return rel;
}

}  // namespace

Result<From> QueryPlanner::PlanFrom(const sql::TableRef& ref, std::vector<const sql::Expr*>* conditions) {
  if (auto* join = ref.As<sql::Join>()) return PlanJoin(*this, *join, ref.position, conditions);
  MULLION_ASSIGN(From from, PlanUnaliased(ref));
  if (!ref.alias) return from;
  return Aliased(std::move(from), *ref.alias);
}

Result<From> QueryPlanner::PlanUnaliased(const sql::TableRef& ref) {
  if (auto* table = ref.As<sql::NamedTable>()) return PlanNamed(*table, ref.position);
  if (auto* function = ref.As<sql::TableFunction>()) return PlanWindowFunction(*this, *function, ref.position);
  if (auto* derived = ref.As<sql::DerivedTable>()) {
    if (derived->lateral) return Fail(Unsupported("LATERAL", ref.position));
    MULLION_ASSIGN(RelPtr rel, PlanQuery(*derived->query));
    Scope scope(*rel, {});
    return From{std::move(rel), std::move(scope)};
  }
  return Fail(Error::User("UNNEST stands behind the table whose column it takes apart")
                  .At(ref.position)
                  .Hint("write FROM t CROSS JOIN UNNEST(t.items) AS u (item)"));
}

Result<From> QueryPlanner::PlanNamed(const sql::NamedTable& table, TextPosition position) {
  if (table.system_time) {
    return Fail(Unsupported("FOR SYSTEM_TIME AS OF (a temporal join)", position));
  }
  return PlanTable(table.path, table.hints, position);
}

Result<From> QueryPlanner::PlanCommonTable(const CommonTable& common) {
  std::vector<CommonTable> saved = common_tables_;
  common_tables_.resize(common.visible);
  Result<RelPtr> rel = PlanQuery(*common.table->query);
  common_tables_ = std::move(saved);
  if (!rel) return Fail(std::move(rel).error());
  MULLION_TRY(RenameColumns(rel->get(), common.table->columns, fmt::format("WITH {}", common.table->name.name),
                            common.table->name.position));
  Scope scope(**rel, {common.table->name.name});
  return From{*std::move(rel), std::move(scope)};
}

Result<RelPtr> QueryPlanner::PlanView(const CatalogView& view, const std::string& name, TextPosition position) {
  if (view_depth_ >= kViewDepthMax) {
    return Fail(Error::User(fmt::format("view '{}' is nested too deeply; does it name itself?", name)).At(position));
  }
  std::vector<CommonTable> saved;
  saved.swap(common_tables_);
  ++view_depth_;
  Result<RelPtr> rel = PlanQuery(*view.query);
  --view_depth_;
  saved.swap(common_tables_);
  if (!rel) {
    // The view's own text stands elsewhere: the place that counts is where it is used.
    return Fail(std::move(rel).error().Where(fmt::format("in view '{}'", name)).At(position));
  }
  for (size_t i = 0; i < view.columns.size(); ++i) (*rel)->columns[i].name = view.columns[i];
  return rel;
}

Result<From> QueryPlanner::PlanTable(const sql::IdentifierPath& path, const std::vector<sql::Hint>& hints,
                                     TextPosition position) {
  if (path.parts.size() == 1) {
    for (size_t i = common_tables_.size(); i-- > 0;) {
      if (common_tables_[i].table->name.name == path.last().name) {
        return PlanCommonTable(CommonTable(common_tables_[i]));
      }
    }
  }
  MULLION_ASSIGN(CatalogObjectPtr object, context_.catalog->Get(path));
  MULLION_ASSIGN(ObjectPath full, context_.catalog->Qualify(path));
  RelPtr rel;
  if (auto* view = std::get_if<CatalogView>(object.get())) {
    if (!hints.empty()) {
      return Fail(Error::User(fmt::format("View '{}' cannot be enriched with new options", path.ToString()))
                      .At(hints.front().name.position)
                      .Hint("hints apply to tables"));
    }
    MULLION_ASSIGN(rel, PlanView(*view, full.name, position));
  } else {
    const auto& table = std::get<CatalogTable>(*object);
    MULLION_ASSIGN(std::shared_ptr<const BoundSource> source, BindSource(context_, full, table, hints, position));
    rel = MakeScan(source);
    bool normalize = source->traits.upsert;
    if (source->changelog && context_.settings->Bool("table.exec.source.cdc-events-duplicate", false)) {
      if (table.primary_key.empty()) {
        return Fail(Error::User(fmt::format("Configuration 'table.exec.source.cdc-events-duplicate' is enabled which "
                                            "requires the changelog sources to define a PRIMARY KEY. However, table "
                                            "'{}' doesn't have a primary key.",
                                            full.ToString()))
                        .At(position));
      }
      normalize = true;
    }
    if (normalize) {
      std::vector<int> keys;
      for (const std::string& name : table.primary_key) keys.push_back(SchemaOf(*rel).Find(name));
      rel = MakeNormalize(std::move(rel), std::move(keys));
    }
  }
  Scope scope(*rel, {full.catalog, full.database, full.name});
  return From{std::move(rel), std::move(scope)};
}

}  // namespace mullion::plan
