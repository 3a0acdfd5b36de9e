#include "connector/jdbc/sql_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mullion::jdbc {
namespace {

const std::vector<std::string> kColumns = {"client", "Window_End", "total"};

TEST(SqlText, NamesAreFoldedAsTheServerFoldsBareOnes) {
  EXPECT_EQ(QuotedName("Total"), "\"total\"");
  EXPECT_EQ(QuotedName("order"), "\"order\"");
  EXPECT_EQ(QuotedName("\"Total\""), "\"Total\"");
  EXPECT_EQ(QuotedName("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(QuotedTable("Sales.Totals"), "\"sales\".\"totals\"");
}

TEST(SqlText, AppendsWithoutAKey) {
  EXPECT_EQ(InsertText("\"t\"", kColumns, {}, 2),
            "INSERT INTO \"t\" (\"client\", \"window_end\", \"total\") VALUES ($1, $2, $3), ($4, $5, $6)");
}

TEST(SqlText, UpsertsByKey) {
  EXPECT_EQ(InsertText("\"t\"", kColumns, {0, 1}, 1),
            "INSERT INTO \"t\" (\"client\", \"window_end\", \"total\") VALUES ($1, $2, $3) ON CONFLICT (\"client\", "
            "\"window_end\") DO UPDATE SET \"total\" = EXCLUDED.\"total\"");
  EXPECT_THAT(InsertText("\"t\"", {"a"}, {0}, 1), testing::EndsWith("ON CONFLICT (\"a\") DO NOTHING"));
}

TEST(SqlText, DeletesByKey) {
  EXPECT_EQ(DeleteText("\"t\"", kColumns, {0, 1}, 2),
            "DELETE FROM \"t\" WHERE (\"client\", \"window_end\") IN (($1, $2), ($3, $4))");
}

TEST(SqlText, AStatementStaysWithinTheProtocolsParameters) {
  for (size_t columns : {1u, 3u, 70u, 1600u}) {
    EXPECT_LE(RowsPerStatement(columns) * columns, 65'535u);
    EXPECT_GE(RowsPerStatement(columns), 1u);
  }
}

TEST(SqlText, ShowsATableThatWouldFit) {
  Schema schema{{{"client", DataType::Int()},
                 {"at", DataType::Timestamp(3)},
                 {"total", DataType::Decimal(10, 2)},
                 {"tags", DataType::Array(DataType::String())}}};
  EXPECT_EQ(CreateTableText("\"t\"", schema, {0}),
            "CREATE TABLE \"t\" (\"client\" integer, \"at\" timestamp(3), \"total\" numeric(10, 2), \"tags\" text[], "
            "PRIMARY KEY (\"client\"))");
}

TEST(SqlText, ReadsRowsAsJson) {
  Schema schema{{{"Client", DataType::Int()}, {"name", DataType::String()}}};
  EXPECT_EQ(ScanText("\"t\"", schema, {0}, "", 0),
            "SELECT row_to_json(r)::text FROM (SELECT \"client\" AS c0, \"name\"::text AS c1 FROM \"t\" ORDER BY "
            "\"client\" OFFSET 0) AS r");
  EXPECT_THAT(ScanText("\"t\"", schema, {}, "\"client\" BETWEEN 1 AND 5", 7),
              testing::HasSubstr("FROM \"t\" WHERE \"client\" BETWEEN 1 AND 5 ORDER BY ctid OFFSET 7"));
}

TEST(SqlText, LooksRowsUpByKey) {
  Schema schema{{{"Id", DataType::Int()}, {"kind", DataType::String()}, {"price", DataType::Double()}}};
  EXPECT_EQ(LookupText("\"t\"", schema, {0, 1}, 2),
            "SELECT row_to_json(r)::text FROM (SELECT \"id\" AS c0, \"kind\"::text AS c1, \"price\" AS c2, "
            "lookup_key.n AS c3 FROM (VALUES (0, $1::integer, $2::text), (1, $3::integer, $4::text)) AS lookup_key (n, "
            "k0, k1) JOIN \"t\" ON \"id\" = lookup_key.k0 AND \"kind\" = lookup_key.k1 ORDER BY lookup_key.n) AS r");
}

TEST(SqlText, TypesThatTheServerHasNot) {
  EXPECT_EQ(PostgresType(DataType::Map(DataType::String(), DataType::Int())), "");
  EXPECT_EQ(PostgresType(DataType::Row({{"a", DataType::Int()}})), "");
  EXPECT_EQ(PostgresType(DataType::Array(DataType::Array(DataType::Int()))), "");
}

}  // namespace
}  // namespace mullion::jdbc
