#include "sql/interval.h"

#include <gtest/gtest.h>

#include "sql/parser.h"

namespace mullion::sql {
namespace {

Result<IntervalValue> Value(std::string_view text) {
  Result<ExprPtr> expr = ParseExpression(text);
  MULLION_CHECK(expr.has_value());
  return EvaluateInterval(*(*expr)->As<IntervalLiteral>(), (*expr)->position);
}

TEST(IntervalTest, CountsMilliseconds) {
  EXPECT_EQ(Value("INTERVAL '10' MINUTES")->milliseconds, 600'000);
  EXPECT_EQ(Value("INTERVAL '1' DAY")->milliseconds, 86'400'000);
  EXPECT_EQ(Value("INTERVAL '0.5' SECOND")->milliseconds, 500);
  EXPECT_EQ(Value("INTERVAL '1.0019' SECOND")->milliseconds, 1'001);
  EXPECT_EQ(Value("INTERVAL '1 02:03:04.050' DAY TO SECOND")->milliseconds, 93'784'050);
  EXPECT_EQ(Value("INTERVAL '90:30' MINUTE TO SECOND")->milliseconds, 5'430'000);
}

TEST(IntervalTest, CountsMonths) {
  EXPECT_EQ(Value("INTERVAL '1-6' YEAR TO MONTH")->months, 18);
  EXPECT_TRUE(Value("INTERVAL '3' MONTH")->year_month);
}

TEST(IntervalTest, MultipliesItsSigns) {
  EXPECT_EQ(Value("INTERVAL -'5' SECOND")->milliseconds, -5'000);
  EXPECT_EQ(Value("INTERVAL '-5' SECOND")->milliseconds, -5'000);
  EXPECT_EQ(Value("INTERVAL -'-5' SECOND")->milliseconds, 5'000);
}

TEST(IntervalTest, RefusesTextThatDoesNotFitTheUnit) {
  for (std::string_view text :
       {"INTERVAL 'x' DAY", "INTERVAL '' DAY", "INTERVAL '1:00' DAY", "INTERVAL '1 24' DAY TO HOUR",
        "INTERVAL '1.5' HOUR", "INTERVAL '1.' SECOND", "INTERVAL '12345678901' DAY", "INTERVAL '5 minutes' MINUTE"}) {
    EXPECT_FALSE(Value(text)) << text;
  }
  EXPECT_EQ(Value("INTERVAL '5 min' MINUTE").error().ToString(),
            "'5 min' is not an interval of MINUTE (line 1, column 1). write INTERVAL '1' MINUTE");
  EXPECT_EQ(Value("INTERVAL '5' DAY TO HOUR").error().hint(), "write INTERVAL '1 12' DAY TO HOUR");
}

}  // namespace
}  // namespace mullion::sql
