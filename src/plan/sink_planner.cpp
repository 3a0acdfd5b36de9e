#include "plan/sink_planner.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggest.h"
#include "plan/changelog.h"
#include "plan/describe.h"
#include "plan/scalar_binder.h"

namespace mullion::plan {
namespace {

std::string SchemaText(const std::vector<Field>& fields) {
  std::vector<std::string> texts;
  for (const Field& field : fields) texts.push_back(fmt::format("{}: {}", field.name, field.type.ToString()));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

/// The sink columns that the query's columns go to, in the query's order.
Result<std::vector<int>> TargetColumns(const sql::Insert& insert, const BoundSink& sink) {
  std::vector<int> targets;
  std::vector<std::string> known;
  for (const Field& field : sink.schema.fields) known.push_back(field.name);
  if (insert.columns.empty()) {
    for (size_t i = 0; i < known.size(); ++i) targets.push_back(static_cast<int>(i));
    return targets;
  }
  for (const sql::IdentifierPath& path : insert.columns) {
    if (path.parts.size() != 1) return Fail(Unsupported("writing a field of a row", path.position));
    int at = sink.schema.Find(path.last().name);
    if (at < 0) {
      std::string near = DidYouMean(path.last().name, known);
      return Fail(
          Error::User(fmt::format("Unknown target column '{}'", path.last().name))
              .At(path.position)
              .Hint(near.empty() ? fmt::format("'{}' takes: {}", sink.definition.name, fmt::join(known, ", ")) : near));
    }
    if (std::ranges::find(targets, at) != targets.end()) {
      return Fail(Error::User(fmt::format("Target column '{}' is assigned more than once", path.last().name))
                      .At(path.position));
    }
    targets.push_back(at);
  }
  return targets;
}

Error Mismatch(const BoundSink& sink, const std::string& cause, const Rel& query, TextPosition position) {
  std::vector<Field> sink_fields = sink.schema.fields;
  return Error::User(fmt::format("Column types of query result and sink for '{}' do not match", sink.path))
      .At(position)
      .Why(fmt::format("{}\n  Query schema: {}\n  Sink schema:  {}", cause, SchemaText(SchemaOf(query).fields),
                       SchemaText(sink_fields)));
}

class InsertPlanner {
 public:
  InsertPlanner(PlanContext& context, const sql::Insert& insert) : context_(context), insert_(insert) {}

  Result<PlannedInsert> Plan();

 private:
  Status BindTable();
  Result<ExprPtr> Converted(int from, const Field& to) const;
  Result<RelPtr> Project(const std::vector<int>& targets);
  Status CheckChanges() const;

  PlanContext& context_;
  const sql::Insert& insert_;
  PlannedInsert out_;
};

Status InsertPlanner::BindTable() {
  MULLION_ASSIGN(CatalogObjectPtr object, context_.catalog->Get(insert_.table));
  MULLION_ASSIGN(ObjectPath path, context_.catalog->Qualify(insert_.table));
  auto* table = std::get_if<CatalogTable>(object.get());
  if (!table) {
    return Fail(
        Error::User(fmt::format("'{}' is a view; a view cannot be written to", path.name)).At(insert_.table.position));
  }
  if (!insert_.partition.empty()) return Fail(Unsupported("INSERT … PARTITION (…)", insert_.position));
  if (insert_.overwrite) return Fail(Unsupported("INSERT OVERWRITE", insert_.position).Hint("write INSERT INTO"));
  MULLION_ASSIGN(out_.sink, BindSink(context_, path, *table, insert_.hints, insert_.table.position));
  return Ok();
}

Result<ExprPtr> InsertPlanner::Converted(int from, const Field& to) const {
  ExprPtr column = ColumnOf(*out_.rel, from);
  const DataType& type = column->type();
  bool trims = context_.settings->Text("table.exec.sink.type-length-enforcer", "IGNORE") != "IGNORE";
  bool same_text = !trims && ((type.IsCharacter() && to.type.IsCharacter()) || (type.IsBinary() && to.type.IsBinary()));
  if (same_text || type.SameExceptNull(to.type)) return column;
  if (!IsImplicitCast(type, to.type)) {
    std::string name = out_.rel->columns[static_cast<size_t>(from)].name;
    return Fail(Mismatch(out_.sink,
                         fmt::format("Incompatible types for sink column '{}' at position {}: {} is not {}", to.name,
                                     from, type.ToString(), to.type.ToString()),
                         *out_.rel, insert_.position)
                    .Hint(fmt::format("write CAST({} AS {}), or change the column of the table", name,
                                      to.type.WithNullable(true).ToString())));
  }
  return MakeCast(std::move(column), to.type.WithNullable(type.nullable()), false);
}

Result<RelPtr> InsertPlanner::Project(const std::vector<int>& targets) {
  if (targets.size() != out_.rel->columns.size()) {
    return Fail(
        Mismatch(out_.sink,
                 fmt::format("Different number of columns: the query gives {}, the {} {}", out_.rel->columns.size(),
                             insert_.columns.empty() ? "table takes" : "column list names", targets.size()),
                 *out_.rel, insert_.position));
  }
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  for (size_t i = 0; i < out_.sink.schema.size(); ++i) {
    const Field& field = out_.sink.schema[i];
    names.push_back(field.name);
    auto at = std::ranges::find(targets, static_cast<int>(i));
    if (at != targets.end()) {
      MULLION_ASSIGN(ExprPtr expr, Converted(static_cast<int>(at - targets.begin()), field));
      exprs.push_back(std::move(expr));
      continue;
    }
    if (!field.type.nullable()) {
      return Fail(Error::User(fmt::format("Column '{}' has no default value and does not allow NULLs", field.name))
                      .At(insert_.position)
                      .Hint(fmt::format("name it in the column list of INSERT INTO {}", out_.sink.definition.name)));
    }
    exprs.push_back(MakeLiteral(field.type, Value::Null()));
  }
  return MakeProject(std::move(out_.rel), std::move(exprs), names);
}

Status InsertPlanner::CheckChanges() const {
  const Rel* updating = UpdatingNode(*out_.rel);
  if (!updating || out_.sink.traits.accepts_updates) return Ok();
  NodeText node = Describe(*updating);
  return Fail(Error::User(fmt::format("Table sink '{}' doesn't support consuming update and delete changes which is "
                                      "produced by node {}({})",
                                      out_.sink.path, node.name, node.detail))
                  .At(insert_.position)
                  .Hint(out_.sink.definition.primary_key.empty()
                            ? "aggregate in windows (GROUP BY window_start, window_end, …), or give the sink table a "
                              "PRIMARY KEY (…) NOT ENFORCED where its connector can upsert"
                            : "aggregate in windows (GROUP BY window_start, window_end, …), or write to a connector "
                              "that takes updates"));
}

Result<PlannedInsert> InsertPlanner::Plan() {
  MULLION_TRY(BindTable());
  MULLION_ASSIGN(std::vector<int> targets, TargetColumns(insert_, out_.sink));
  QueryPlanner planner(context_);
  MULLION_ASSIGN(out_.rel, planner.PlanQuery(*insert_.query));
  MULLION_ASSIGN(out_.rel, Project(targets));
  MULLION_TRY(CheckChanges());
  for (size_t i = 0; i < out_.sink.schema.size(); ++i) {
    bool may_be_null = out_.rel->columns[i].type.nullable();
    if (!out_.sink.schema[i].type.nullable() && may_be_null) out_.not_null.push_back(static_cast<int>(i));
  }
  if (!out_.rel->updates) out_.window_end_column = ExposeWindowEnd(*out_.rel);
  return std::move(out_);
}

bool IsTimestampKind(TypeKind kind) {
  return kind == TypeKind::kTimestamp || kind == TypeKind::kTimestampLtz;
}

/// ROW, ARRAY, MAP: part by part.
bool AreImplicitCasts(const DataType& from, const DataType& to) {
  const auto& a = from.fields();
  const auto& b = to.fields();
  return std::ranges::equal(a, b, [](const Field& x, const Field& y) { return IsImplicitCast(x.type, y.type); });
}

}  // namespace

bool IsImplicitCast(const DataType& from, const DataType& to) {
  TypeKind a = from.kind();
  TypeKind b = to.kind();
  if (a == TypeKind::kNull || from.SameExceptNull(to)) return true;
  switch (b) {
    case TypeKind::kVarChar:
      return from.IsCharacter();
    case TypeKind::kVarBinary:
      return from.IsBinary();
    case TypeKind::kDecimal:
    case TypeKind::kDouble:
      return from.IsNumeric();
    case TypeKind::kFloat:
      return from.IsInteger() || a == TypeKind::kDecimal || a == TypeKind::kFloat;
    case TypeKind::kSmallInt:
    case TypeKind::kInt:
    case TypeKind::kBigInt:
      return from.IsInteger() && a <= b;
    case TypeKind::kDate:
    case TypeKind::kTime:
      return a == b || a == TypeKind::kTimestamp;
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return IsTimestampKind(a);
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kMultiset:
    case TypeKind::kRow:
      return a == b && AreImplicitCasts(from, to);
    default:
      return a == b;
  }
}

Result<PlannedInsert> PlanInsert(PlanContext& context, const sql::Insert& insert) {
  return InsertPlanner(context, insert).Plan();
}

}  // namespace mullion::plan
