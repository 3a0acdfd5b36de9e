// Reads every job.sql below the folder that MULLION_CONFORMANCE names; passes by when it names none.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "sql/parser.h"
#include "sql/printer.h"

namespace mullion::sql {
namespace {

std::string Content(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

TEST(ConformanceTest, ReadsEveryJobAndWritesItBack) {
  const char* folder = std::getenv("MULLION_CONFORMANCE");
  if (folder == nullptr) GTEST_SKIP() << "MULLION_CONFORMANCE is not set";
  int jobs = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "job.sql") continue;
    ++jobs;
    Result<std::vector<Statement>> script = ParseScript(Content(entry.path()));
    std::string name = entry.path().parent_path().filename();
    if (name == "syntax_error" || name == "select_star_two_from") {
      EXPECT_FALSE(script) << name;
      continue;
    }
    ASSERT_TRUE(script) << name << ": " << script.error().ToString();
    for (const Statement& statement : *script) {
      std::string text = Print(statement);
      Result<Statement> again = ParseStatement(text);
      ASSERT_TRUE(again) << name << ": " << text << ": " << again.error().ToString();
      EXPECT_EQ(Print(*again), text);
    }
  }
  EXPECT_GT(jobs, 0);
}

}  // namespace
}  // namespace mullion::sql
