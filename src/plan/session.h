#pragma once
// A session of statements: the catalog, the settings, and the planner behind one call. Knows no running job: it gives
// plans. One thread at a time. Invariant: a statement that fails leaves catalog and settings as they were.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "connector/connector.h"
#include "plan/job_plan.h"

namespace mullion {

struct SessionOptions {
  bool strict = false;                          ///< what Flink 1.18.1 refuses is refused
  std::map<std::string, std::string> settings;  ///< --set; a SET in the job wins
  const Clock* clock = nullptr;
};

/// Rows of SHOW, DESCRIBE, EXPLAIN, SET without arguments.
struct StatementRows {
  Schema schema;
  Batch rows;
};
struct StatementDone {
  std::string message;  ///< "OK"
};

/// A column of a query: `time` is "ROWTIME" or "PROCTIME" when windows may follow it, else empty.
struct QueryColumn {
  std::string name;
  DataType type;
  std::string time;
};

using StatementResult = std::variant<StatementDone, StatementRows, JobPlan>;

class Session {
 public:
  Session(const ConnectorRegistry* connectors, SessionOptions options);
  ~Session();

  /// The statements of a script, one by one in order. Errors carry the position in `script`.
  Result<std::vector<StatementResult>> ExecuteScript(std::string_view script);
  /// One statement (the PyFlink front, the gateway). Errors carry the position in `statement`.
  Result<StatementResult> Execute(std::string_view statement);

  /// What a query gives; no job is made of it (the PyFlink front). Errors carry the position in `query`.
  Result<std::vector<QueryColumn>> DescribeQuery(std::string_view query);

  const std::map<std::string, std::string>& settings() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mullion
