#include "gateway/flink_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mullion {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

// As Flink 1.18.1's gateway writes them, most frames left out.
constexpr const char* kUnknownTable =
    "<Exception on server side:\n"
    "org.apache.flink.table.gateway.api.utils.SqlGatewayException: "
    "org.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.\n"
    "\tat org.apache.flink.table.gateway.rest.handler.statement.FetchResultsHandler.handleRequest(X.java:85)\n"
    "Caused by: org.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.\n"
    "\t... 48 more\n"
    "Caused by: org.apache.flink.table.gateway.service.utils.SqlExecutionException: Failed to execute the operation "
    "6243db7b-d1c7-4515-b46c-6dd81f31784f.\n"
    "\t... 1 more\n"
    "Caused by: org.apache.flink.table.api.ValidationException: SQL validation failed. From line 1, column 15 to line "
    "1, column 20: Object 'nosuch' not found\n"
    "\t... 7 more\n"
    "Caused by: org.apache.calcite.runtime.CalciteContextException: From line 1, column 15 to line 1, column 20: "
    "Object 'nosuch' not found\n"
    "\t... 14 more\n"
    "Caused by: org.apache.calcite.sql.validate.SqlValidatorException: Object 'nosuch' not found\n"
    "\t... 33 more\n"
    "\n"
    "End of exception on server side>";

TEST(FlinkError, SaysWhatIsWrongOnce) {
  FlinkError error = ReadStackTrace(kUnknownTable);
  EXPECT_THAT(error.Telling(), ElementsAre("org.apache.flink.table.api.ValidationException: SQL validation failed. "
                                           "From line 1, column 15 to line 1, column 20: Object 'nosuch' not found"));
  EXPECT_TRUE(error.IsAboutTheStatement());
  EXPECT_EQ(error.Place(), (TextPosition{1, 15, 6}));
}

TEST(FlinkError, AJobsFailureIsNoFaultOfTheStatement) {
  FlinkError error = ReadStackTrace(
      "Caused by: org.apache.flink.table.gateway.service.utils.SqlExecutionException: Error while retrieving result.\n"
      "Caused by: java.lang.RuntimeException: Failed to fetch next result\n"
      "Caused by: org.apache.flink.runtime.client.JobExecutionException: Job execution failed.\n"
      "Caused by: org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy\n"
      "Caused by: java.lang.NumberFormatException: For input string: 'x'. Invalid character found.\n"
      "\tat somewhere\n");
  EXPECT_THAT(error.Telling(),
              ElementsAre("java.lang.NumberFormatException: For input string: 'x'. Invalid character found."));
  EXPECT_FALSE(error.IsAboutTheStatement());
}

TEST(FlinkError, KeepsMessagesOfSeveralLines) {
  FlinkError error = ReadStackTrace(
      "Caused by: org.apache.flink.table.api.ValidationException: Unable to create a source for reading table 'z'.\n"
      "\nTable options are:\n\n'connector'='kafka'\n\tat a.b(C.java:1)\n"
      "Caused by: org.apache.flink.table.api.ValidationException: Unsupported options found for 'kafka'.\n"
      "\nUnsupported options:\n\nnope\n\t... 31 more\n");
  EXPECT_THAT(error.Telling(),
              ElementsAre(testing::EndsWith("Table options are:\n\n'connector'='kafka'"),
                          testing::EndsWith("Unsupported options found for 'kafka'.\n\nUnsupported options:\n\nnope")));
}

TEST(FlinkError, APlaceOfOneCharacterAndOneThatSpansLines) {
  EXPECT_EQ(ReadStackTrace("x.Y: At line 3, column 16: wrong").Place(), (TextPosition{3, 16, 1}));
  EXPECT_EQ(ReadStackTrace("x.Y: From line 3, column 16 to line 4, column 2: wrong").Place(), (TextPosition{3, 16, 1}));
  EXPECT_EQ(ReadStackTrace("x.Y: At line of mine").Place(), std::nullopt);
}

TEST(FlinkError, TextThatIsNoStackTraceIsKept) {
  EXPECT_THAT(ReadStackTrace("Not found: /v1/info").Telling(), ElementsAre("Not found: /v1/info"));
  EXPECT_THAT(ReadStackTrace("").Telling(), ElementsAre("no reason was given"));
  EXPECT_THAT(ReadStackTrace("a.B\n\tat x").Telling(), ElementsAre("a.B"));
  EXPECT_THAT(ReadStackTrace("Caused by: ").Telling(), ElementsAre(""));
}

TEST(FlinkError, WrappersAloneStillSaySomething) {
  EXPECT_THAT(ReadStackTrace("a.SqlGatewayException: Session 'x' does not exist.").Telling(),
              ElementsAre("a.SqlGatewayException: Session 'x' does not exist."));
}

}  // namespace
}  // namespace mullion
