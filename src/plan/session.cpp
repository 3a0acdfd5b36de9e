#include "plan/session.h"

#include <utility>

#include <fmt/format.h>

#include "plan/explain.h"
#include "plan/job_planner.h"
#include "plan/query_planner.h"
#include "plan/session_state.h"
#include "sql/parser.h"

namespace mullion {

using plan::PlanContext;
using plan::StatementHandle;

struct Session::State : plan::SessionState {};

namespace plan {

Result<PlanContext> SessionState::NewContext() const {
  PlanContext context;
  context.catalog = &catalog;
  context.settings = &settings;
  context.connectors = connectors;
  context.strict = strict;
  std::string mode = settings.Text("execution.runtime-mode", "streaming");
  context.streaming = mode != "batch" && mode != "BATCH";
  context.session_zone = settings.Text("table.local-time-zone", "UTC");
  if (context.session_zone == "default") context.session_zone = "UTC";
  MULLION_ASSIGN(context.zone, TimeZone::Find(context.session_zone));
  context.eval.clock = clock;
  context.eval.session_zone = context.session_zone;
  context.eval.streaming = context.streaming;
  context.eval.query_start_ms = clock ? clock->NowMs() : 0;
  return context;
}

namespace {

/// One overload a kind of statement.
struct Executor {
  SessionState& session;
  const StatementHandle& statement;

  Result<StatementResult> operator()(const sql::CreateTable& node) const {
    return Done(ExecuteCreateTable(session, statement, node));
  }
  Result<StatementResult> operator()(const sql::CreateView& node) const {
    return Done(ExecuteCreateView(session, statement, node));
  }
  Result<StatementResult> operator()(const sql::CreateCatalog& node) const {
    return Done(session.catalog.CreateCatalog(node.name));
  }
  Result<StatementResult> operator()(const sql::CreateDatabase& node) const {
    return Done(session.catalog.CreateDatabase(node.name, node.if_not_exists));
  }
  Result<StatementResult> operator()(const sql::CreateFunction& node) const {
    return Fail(Error::User(fmt::format("function '{}' cannot be created: functions written in Java, Scala or Python "
                                        "are not supported",
                                        node.name.ToString()))
                    .At(statement->position)
                    .Hint("use the built-in functions (SHOW FUNCTIONS), or submit the job to a Flink cluster"));
  }
  Result<StatementResult> operator()(const sql::Drop& node) const { return Done(ExecuteDrop(session, node)); }
  Result<StatementResult> operator()(const sql::Alter& node) const {
    return Done(ExecuteAlter(session, statement, node));
  }
  Result<StatementResult> operator()(const sql::Insert& node) const {
    MULLION_ASSIGN(PlanContext context, session.NewContext());
    return PlanInserts(context, {&node}, statement->text);
  }
  Result<StatementResult> operator()(const sql::StatementSet& node) const {
    MULLION_ASSIGN(PlanContext context, session.NewContext());
    std::vector<const sql::Insert*> inserts;
    for (const sql::Insert& insert : node.inserts) inserts.push_back(&insert);
    if (inserts.empty()) {
      return Fail(Error::User("the statement set holds no INSERT INTO").At(statement->position));
    }
    return PlanInserts(context, inserts, statement->text);
  }
  Result<StatementResult> operator()(const sql::QueryStatement& node) const {
    MULLION_ASSIGN(PlanContext context, session.NewContext());
    return PlanSelectJob(context, *node.query, statement->text);
  }
  Result<StatementResult> operator()(const sql::Explain& node) const {
    // The inner statement belongs to the outer one, which stays alive.
    StatementHandle inner(statement, node.statement.get());
    MULLION_ASSIGN(StatementResult result, std::visit(Executor{session, inner}, inner->node));
    auto* job = std::get_if<JobPlan>(&result);
    if (!job) {
      return Fail(Error::User("EXPLAIN takes a query, an INSERT or a statement set").At(statement->position));
    }
    bool changelog = false;
    for (sql::ExplainDetail detail : node.details) changelog |= detail == sql::ExplainDetail::kChangelogMode;
    return TextRows({"result"}, {{"== Execution Plan ==\n" + ExplainPlan(*job, changelog)}});
  }
  Result<StatementResult> operator()(const sql::Show& node) const { return ExecuteShow(session, node); }
  Result<StatementResult> operator()(const sql::Describe& node) const { return ExecuteDescribe(session, node); }
  Result<StatementResult> operator()(const sql::Use& node) const {
    if (node.kind == sql::UseKind::kCatalog) return Done(session.catalog.UseCatalog(node.name.last()));
    return Done(session.catalog.UseDatabase(node.name));
  }
  Result<StatementResult> operator()(const sql::Set& node) const {
    if (!node.option) return ListSettings(session.settings);
    Status set = session.settings.Set(node.option->key, node.option->value);
    if (!set && !set.error().position()) return Fail(std::move(set).error().At(node.option->key_position));
    return Done(std::move(set));
  }
  Result<StatementResult> operator()(const sql::Reset& node) const {
    node.key ? session.settings.Reset(node.key->key) : session.settings.ResetAll();
    return StatementDone{"OK"};
  }
  Result<StatementResult> operator()(const sql::Jar&) const { return StatementDone{"OK (jars are not needed here)"}; }
  Result<StatementResult> operator()(const sql::Unsupported& node) const {
    Error error = Error::User(fmt::format("{} is not supported", node.what)).At(statement->position);
    return Fail(node.hint.empty() ? std::move(error) : std::move(error).Hint(node.hint));
  }

 private:
  static Result<StatementResult> Done(Status status) {
    if (!status) return Fail(std::move(status).error());
    return StatementDone{"OK"};
  }
};

}  // namespace
}  // namespace plan

Session::Session(const ConnectorRegistry* connectors, SessionOptions options)
    : state_(new State{{.settings = plan::Settings(std::move(options.settings)),
                        .connectors = connectors,
                        .strict = options.strict,
                        .clock = options.clock}}) {}

Session::~Session() = default;

Result<std::vector<StatementResult>> Session::ExecuteScript(std::string_view script) {
  MULLION_TRY(state_->settings.CheckAll());
  MULLION_ASSIGN(std::vector<sql::Statement> statements, sql::ParseScript(script));
  std::vector<StatementResult> results;
  for (sql::Statement& parsed : statements) {
    auto statement = std::make_shared<const sql::Statement>(std::move(parsed));
    MULLION_ASSIGN(StatementResult result, std::visit(plan::Executor{*state_, statement}, statement->node));
    results.push_back(std::move(result));
  }
  return results;
}

Result<StatementResult> Session::Execute(std::string_view text) {
  MULLION_TRY(state_->settings.CheckAll());
  MULLION_ASSIGN(sql::Statement parsed, sql::ParseStatement(text));
  auto statement = std::make_shared<const sql::Statement>(std::move(parsed));
  return std::visit(plan::Executor{*state_, statement}, statement->node);
}

Result<std::vector<QueryColumn>> Session::DescribeQuery(std::string_view text) {
  MULLION_TRY(state_->settings.CheckAll());
  MULLION_ASSIGN(sql::Statement statement, sql::ParseStatement(text));
  auto* query = std::get_if<sql::QueryStatement>(&statement.node);
  if (!query) return Fail(Error::User("this is no query").At(statement.position).Hint("run it with execute_sql()"));
  MULLION_ASSIGN(PlanContext context, state_->NewContext());
  plan::QueryPlanner planner(context);
  MULLION_ASSIGN(plan::RelPtr rel, planner.PlanQuery(*query->query));
  std::vector<QueryColumn> columns;
  for (const plan::RelColumn& column : rel->columns) {
    bool rowtime = column.time == plan::TimeAttribute::kRowtime;
    bool proctime = column.time == plan::TimeAttribute::kProctime;
    columns.push_back({column.name, column.type, rowtime ? "ROWTIME" : proctime ? "PROCTIME" : ""});
  }
  return columns;
}

const std::map<std::string, std::string>& Session::settings() const {
  return state_->settings.values();
}

}  // namespace mullion
