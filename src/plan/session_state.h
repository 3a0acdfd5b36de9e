#pragma once
// What the statements of a session work on. Owned by Session, one thread.

#include <memory>
#include <string>
#include <vector>

#include "plan/catalog.h"
#include "plan/plan_context.h"
#include "plan/session.h"
#include "plan/settings.h"
#include "sql/ast.h"

namespace mullion::plan {

struct SessionState {
  Catalog catalog;
  Settings settings;
  const ConnectorRegistry* connectors = nullptr;
  bool strict = false;
  const Clock* clock = nullptr;

  /// For planning one statement; refers to this.
  Result<PlanContext> NewContext() const;
};

using StatementHandle = std::shared_ptr<const sql::Statement>;

// Each statement as one call (ddl_statements.cpp, alter_statements.cpp, show_statements.cpp). On failure nothing
// changed.
Status ExecuteCreateTable(SessionState& session, const StatementHandle& statement, const sql::CreateTable& create);
Status ExecuteCreateView(SessionState& session, const StatementHandle& statement, const sql::CreateView& create);
Status ExecuteDrop(SessionState& session, const sql::Drop& drop);
Status ExecuteAlter(SessionState& session, const StatementHandle& statement, const sql::Alter& alter);
Result<StatementRows> ExecuteShow(const SessionState& session, const sql::Show& show);
Result<StatementRows> ExecuteDescribe(const SessionState& session, const sql::Describe& describe);
StatementRows ListSettings(const Settings& settings);

/// Rows of text columns.
StatementRows TextRows(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows);

/// The columns of a query, for CREATE VIEW.
Result<std::vector<std::pair<std::string, DataType>>> SchemaOfQuery(PlanContext& context, const sql::Query& query);

}  // namespace mullion::plan
