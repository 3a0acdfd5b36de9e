#pragma once
// What our own checker says of a statement that goes to a cluster: held to Flink's letter, and as Mullion runs it.
// Keeps a catalog of its own; nothing is run and nothing outside is touched. Owned by a command, one thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "sql/statement_text.h"

namespace mullion {

struct Opinion {
  std::optional<Error> strict;   ///< why Flink 1.18.1 would refuse it, with the place in the job text
  std::optional<Error> lenient;  ///< why Mullion refuses it
  /// The job that the statement makes, as Mullion would run it.
  std::optional<JobPlan> plan;

  /// One line for a person.
  std::string Text() const;
};

class SecondOpinion {
 public:
  explicit SecondOpinion(const Program& program);

  /// The statements must come in their order. BEGIN STATEMENT SET and END are passed over: each INSERT is judged alone.
  Opinion Of(std::string_view job_text, const sql::StatementText& statement);
  Opinion Of(std::string_view statement);
  Result<std::vector<QueryColumn>> Describe(std::string_view query) { return lenient_.DescribeQuery(query); }
  const std::map<std::string, std::string>& settings() const { return lenient_.settings(); }

 private:
  Session strict_;
  Session lenient_;
};

}  // namespace mullion
