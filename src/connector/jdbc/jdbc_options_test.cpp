#include "connector/jdbc/jdbc_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/jdbc/connection.h"
#include "connector/jdbc/make_jdbc.h"

namespace mullion::jdbc {
namespace {

using testing::HasSubstr;
using testing::Not;

TableDefinition Table(std::map<std::string, std::string> more = {}) {
  TableDefinition table;
  table.name = "totals";
  table.physical.fields = {{"client", DataType::Int()}, {"total", DataType::Int()}};
  table.options = {{"connector", "jdbc"}, {"url", "jdbc:postgresql://db/shop"}, {"table-name", "Sales.totals"}};
  for (auto& [key, value] : more) table.options[key] = value;
  return table;
}

TEST(JdbcOptions, HasFlinksDefaults) {
  JdbcOptions options = *ReadJdbcOptions(Table());
  EXPECT_EQ(options.table, "\"sales\".\"totals\"");
  EXPECT_EQ(options.flush_rows, 100u);
  EXPECT_EQ(options.flush_interval_ms, 1'000);
  EXPECT_EQ(options.retries, 3);
  EXPECT_FALSE(options.connection.contains("user"));
}

TEST(JdbcOptions, TheOptionsUserWins) {
  JdbcOptions options =
      *ReadJdbcOptions(Table({{"url", "jdbc:postgresql://db/shop?user=a"}, {"username", "b"}, {"password", "secret"}}));
  EXPECT_EQ(options.connection.at("user"), "b");
  EXPECT_EQ(options.connection.at("password"), "secret");
  EXPECT_THAT(options.shown, Not(HasSubstr("secret")));
}

TEST(JdbcOptions, RefusesWhatDoesNotFit) {
  EXPECT_THAT(ReadJdbcOptions(Table({{"password", "x"}})).error().what(), HasSubstr("'username' is not"));
  EXPECT_THAT(ReadJdbcOptions(Table({{"sink.max-retries", "-1"}})).error().what(), HasSubstr("at least 0"));
  EXPECT_THAT(ReadJdbcOptions(Table({{"table-name", ""}})).error().what(), HasSubstr("names no table"));
  EXPECT_THAT(ReadJdbcOptions(Table({{"url", "jdbc:mysql://db/x"}})).error().what(), HasSubstr("another database"));
  EXPECT_FALSE(ReadJdbcOptions(Table({{"sink.buffer-flush.interval", "soon"}})));
}

TEST(JdbcOptions, UnknownOnesAreRefusedWithTheKnown) {
  auto checked = MakeJdbcConnector()->CheckSink(Table({{"sink.max-retry", "1"}}));
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().ToString(), HasSubstr("sink.max-retries"));
}

TEST(JdbcOptions, CutsTheTableAsFlinkDoes) {
  // Flink's JdbcNumericBetweenParametersProvider, worked by hand: ten values in three parts are 4, 3, 3.
  JdbcOptions options = *ReadJdbcOptions(Table({{"scan.partition.column", "Client"},
                                                {"scan.partition.num", "3"},
                                                {"scan.partition.lower-bound", "1"},
                                                {"scan.partition.upper-bound", "10"}}));
  EXPECT_EQ(options.partition_column, "\"client\"");
  ASSERT_EQ(options.parts.size(), 3u);
  EXPECT_EQ(options.parts[0].highest, 4);
  EXPECT_EQ(options.parts[1].lowest, 5);
  EXPECT_EQ(options.parts[1].highest, 7);
  EXPECT_EQ(options.parts[2].highest, 10);
  EXPECT_THAT(ReadJdbcOptions(Table({{"scan.partition.num", "3"}})).error().what(), HasSubstr("go together"));
}

TEST(JdbcOptions, MorePartsThanValuesAreNotMade) {
  JdbcOptions options = *ReadJdbcOptions(Table({{"scan.partition.column", "client"},
                                                {"scan.partition.num", "9"},
                                                {"scan.partition.lower-bound", "-1"},
                                                {"scan.partition.upper-bound", "1"}}));
  ASSERT_EQ(options.parts.size(), 3u);
  EXPECT_EQ(options.parts[0].lowest, -1);
  EXPECT_EQ(options.parts[2].highest, 1);
}

TEST(JdbcOptions, TypesWithoutAPlaceAreRefused) {
  TableDefinition table = Table();
  table.physical.fields.push_back({"m", DataType::Map(DataType::String(), DataType::Int())});
  EXPECT_THAT(CheckColumnTypes(table).error().what(), HasSubstr("no type for column m"));
  table.physical.fields.back() = {"ts", DataType::Timestamp(9)};
  EXPECT_THAT(CheckColumnTypes(table).error().what(), HasSubstr("precision of column ts"));
}

TEST(PostgresError, TellsWhatPassesFromWhatStays) {
  EXPECT_TRUE((PostgresError{"", "connection refused"}).passing());
  EXPECT_TRUE((PostgresError{"57P01", "terminating connection due to administrator command"}).passing());
  EXPECT_TRUE((PostgresError{"40P01", "deadlock detected"}).passing());
  EXPECT_FALSE((PostgresError{"", "FATAL:  password authentication failed for user \"x\""}).passing());
  EXPECT_FALSE((PostgresError{"42P01", "relation does not exist"}).passing());
  EXPECT_TRUE((PostgresError{"23514", "violates check constraint"}).about_a_row());
  EXPECT_TRUE((PostgresError{"22001", "value too long"}).about_a_row());
  EXPECT_FALSE((PostgresError{"42P01", ""}).about_a_row());
}

TEST(PostgresConnection, NobodyThereIsAnErrorThatPasses) {
  Connection connection({{"host", "127.0.0.1"}, {"port", "1"}, {"dbname", "x"}});
  auto connected = connection.Connect();
  ASSERT_FALSE(connected);
  EXPECT_TRUE(connected.error().passing()) << connected.error().message;
  EXPECT_FALSE(connection.connected());
}

}  // namespace
}  // namespace mullion::jdbc
