#include "connector/jdbc/postgres_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mullion::jdbc {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(PostgresUrl, ReadsHostPortAndDatabase) {
  PostgresUrl url = *ParsePostgresUrl("jdbc:postgresql://db.example:5433/shop");
  EXPECT_THAT(url.parameters,
              UnorderedElementsAre(Pair("host", "db.example"), Pair("port", "5433"), Pair("dbname", "shop")));
  EXPECT_EQ(url.shown, "postgresql://db.example:5433/shop");
}

TEST(PostgresUrl, WhatIsLeftOutIsTheDriversDefault) {
  EXPECT_EQ(ParsePostgresUrl("jdbc:postgresql:shop")->parameters.at("host"), "localhost");
  EXPECT_EQ(ParsePostgresUrl("jdbc:postgresql://db/shop")->parameters.at("port"), "5432");
  EXPECT_FALSE(ParsePostgresUrl("jdbc:postgresql://db/")->parameters.contains("dbname"));
  EXPECT_EQ(ParsePostgresUrl("jdbc:postgresql://[::1]:5433/x")->parameters.at("host"), "::1");
}

TEST(PostgresUrl, SeveralHostsAreTriedInOrder) {
  PostgresUrl url = *ParsePostgresUrl("jdbc:postgresql://a:1,b/shop");
  EXPECT_EQ(url.parameters.at("host"), "a,b");
  EXPECT_EQ(url.parameters.at("port"), "1,5432");
}

TEST(PostgresUrl, ParametersBecomeLibpqs) {
  PostgresUrl url = *ParsePostgresUrl(
      "jdbc:postgresql://db/"
      "my%20shop?sslmode=require&currentSchema=sales&reWriteBatchedInserts=true&ApplicationName=x");
  EXPECT_EQ(url.parameters.at("dbname"), "my shop");
  EXPECT_EQ(url.parameters.at("sslmode"), "require");
  EXPECT_EQ(url.parameters.at("options"), "-c search_path=sales");
  EXPECT_EQ(url.parameters.at("application_name"), "x");
  EXPECT_EQ(ParsePostgresUrl("jdbc:postgresql://db/x?ssl=true")->parameters.at("sslmode"), "verify-full");
}

TEST(PostgresUrl, SaysWhatIsWrong) {
  EXPECT_THAT(ParsePostgresUrl("jdbc:mysql://db/x").error().what(), HasSubstr("another database than PostgreSQL"));
  EXPECT_THAT(ParsePostgresUrl("postgresql://db/x").error().what(), HasSubstr("jdbc:postgresql:"));
  EXPECT_THAT(ParsePostgresUrl("jdbc:postgresql://db:port/x").error().what(), HasSubstr("'port' is no port"));
  EXPECT_THAT(ParsePostgresUrl("jdbc:postgresql://u:p@db/x").error().what(), HasSubstr("'username'"));
  auto unknown = ParsePostgresUrl("jdbc:postgresql://db/x?sslmod=require");
  EXPECT_THAT(unknown.error().what(), HasSubstr("unknown parameter 'sslmod'"));
  EXPECT_THAT(unknown.error().hint(), HasSubstr("sslmode"));
}

}  // namespace
}  // namespace mullion::jdbc
