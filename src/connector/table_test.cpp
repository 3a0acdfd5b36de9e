#include "connector/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "connector/connector.h"

namespace mullion {
namespace {

using ::testing::HasSubstr;

TableDefinition Table(std::map<std::string, std::string> options) {
  TableDefinition table;
  table.name = "orders";
  table.options = std::move(options);
  int line = 1;
  for (const auto& [key, value] : table.options) table.option_positions[key] = {line++, 3, 5};
  return table;
}

const std::vector<OptionSpec> kSpecs = {
    {.name = "path", .required = true, .description = "the file or folder to read."},
    {.name = "rows", .type = OptionType::kLong},
    {.name = "wait", .type = OptionType::kDuration},
    {.name = "size", .type = OptionType::kMemorySize},
    {.name = "fields.*"},
    {.name = "password", .type = OptionType::kBool, .secret = true},
};

TEST(OptionText, ReadsFlinksDurations) {
  EXPECT_EQ(*ParseDurationMs("5 min"), 300'000);
  EXPECT_EQ(*ParseDurationMs("10s"), 10'000);
  EXPECT_EQ(*ParseDurationMs("200ms"), 200);
  EXPECT_EQ(*ParseDurationMs("1 h"), 3'600'000);
  EXPECT_EQ(*ParseDurationMs("2 days"), 172'800'000);
  EXPECT_EQ(*ParseDurationMs(" 42 "), 42);
  EXPECT_EQ(*ParseDurationMs("1500 micros"), 1);
  for (const char* wrong : {"", "fast", "-1 s", "1.5 s", "1 fortnight", "1 m s", "99999999999999999 d"}) {
    EXPECT_FALSE(ParseDurationMs(wrong)) << wrong;
  }
}

TEST(OptionText, ReadsFlinksSizes) {
  EXPECT_EQ(*ParseMemorySize("2mb"), 2 << 20);
  EXPECT_EQ(*ParseMemorySize("64 kb"), 64 << 10);
  EXPECT_EQ(*ParseMemorySize("1g"), 1 << 30);
  EXPECT_EQ(*ParseMemorySize("128MB"), 128 << 20);
  EXPECT_EQ(*ParseMemorySize("77"), 77);
  for (const char* wrong : {"", "mb", "1 xb", "-1", "9223372036854775807 tb"}) EXPECT_FALSE(ParseMemorySize(wrong));
}

TEST(Options, FallBackWhenAbsentAndNameWhatIsWrong) {
  TableDefinition table = Table({{"rows", "many"}, {"wait", "10 s"}});
  EXPECT_EQ(*LongOption(table, "other", 7), 7);
  EXPECT_EQ(*DurationOptionMs(table, "wait", 0), 10'000);
  EXPECT_EQ(StringOption(table, "other", "x"), "x");
  Result<int64_t> rows = LongOption(table, "rows", 7);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().what(), "table orders: option 'rows' = 'many' is not valid");
  EXPECT_EQ(rows.error().hint(), "It takes a whole number.");
  EXPECT_EQ(rows.error().position(), (TextPosition{1, 3, 5}));
}

TEST(CheckOptions, AcceptsKnownNamesPrefixesAndFormats) {
  EXPECT_TRUE(CheckOptions(Table({{"connector", "x"}, {"path", "p"}, {"fields.a.min", "1"}, {"json.anything", "1"}}),
                           "x", kSpecs, {"format", "json.*"}));
}

TEST(CheckOptions, RefusesUnknownNamesWithTheNearestAndTheList) {
  Status status = CheckOptions(Table({{"path", "p"}, {"rowz", "1"}}), "x", kSpecs, {"format"});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().what(), "table orders: unknown option 'rowz'");
  EXPECT_EQ(status.error().why(), "did you mean rows?");
  EXPECT_THAT(status.error().hint(), HasSubstr("connector, fields.*, format, password, path, rows, size, wait"));
  EXPECT_EQ(status.error().position()->line, 2);
}

TEST(CheckOptions, RefusesAbsentAndMistypedOnesAndKeepsSecrets) {
  Status absent = CheckOptions(Table({{"connector", "x"}}), "x", kSpecs, {});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().what(), "table orders: the x connector needs the option 'path'");
  EXPECT_THAT(absent.error().hint(), HasSubstr("the file or folder to read."));
  EXPECT_FALSE(CheckOptions(Table({{"path", "p"}, {"size", "big"}}), "x", kSpecs, {}));
  Status secret = CheckOptions(Table({{"path", "p"}, {"password", "hunter2"}}), "x", kSpecs, {});
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().ToString().find("hunter2"), std::string::npos);
}

TEST(Waker, RemembersAWakeThatCameFirst) {
  Waker waker;
  waker.Wake();
  waker.WaitFor(60'000);
  std::thread other([&] { waker.Wake(); });
  waker.WaitFor(60'000);
  other.join();
  waker.WaitFor(1);
}

}  // namespace
}  // namespace mullion
