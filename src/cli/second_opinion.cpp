#include "cli/second_opinion.h"

#include <fmt/format.h>

namespace mullion {
namespace {

/// The statement with blanks in place of everything before it, so that errors point into the job text.
std::string InPlace(std::string_view job_text, const sql::SourceRange& range) {
  std::string out;
  for (char c : job_text.substr(0, range.begin)) {
    bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;  // the rest of a UTF-8 character
    if (!continues) out += c == '\n' ? '\n' : ' ';
  }
  return out + std::string(range.Of(job_text));
}

bool IsClientsOwn(const sql::StatementText& statement) {
  using Words = std::vector<std::string>;
  return statement.first_words == Words{"BEGIN", "STATEMENT", "SET"} || statement.first_words == Words{"END"};
}

}  // namespace

std::string Opinion::Text() const {
  if (strict && lenient) return strict->ToString();
  if (strict) return "an extension: mullion run takes it, Flink 1.18.1 does not: " + strict->what();
  if (lenient) return "Mullion itself does not run it: " + lenient->ToString();
  return "our checker finds nothing wrong with it";
}

SecondOpinion::SecondOpinion(const Program& program)
    : strict_(program.connectors, {.strict = true, .settings = program.options->settings, .clock = program.clock}),
      lenient_(program.connectors, {.strict = false, .settings = program.options->settings, .clock = program.clock}) {}

Opinion SecondOpinion::Of(std::string_view job_text, const sql::StatementText& statement) {
  if (IsClientsOwn(statement)) return {};
  return Of(InPlace(job_text, statement.range));
}

Opinion SecondOpinion::Of(std::string_view statement) {
  Opinion opinion;
  auto strict = strict_.Execute(statement);
  auto lenient = lenient_.Execute(statement);
  if (!strict) opinion.strict = std::move(strict).error();
  if (!lenient) {
    opinion.lenient = std::move(lenient).error();
  } else if (auto* plan = std::get_if<JobPlan>(&*lenient)) {
    opinion.plan = std::move(*plan);
  }
  return opinion;
}

}  // namespace mullion
