#include "format/debezium.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "format/format_testing.h"

namespace mullion {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Events as Debezium 1.1 writes them for the table products of its tutorial (MySQL), shortened.
constexpr const char* kInsert =
    R"({"before":null,"after":{"id":101,"name":"scooter","weight":3.14},"source":{"version":"1.1.1.Final","connector":)"
    R"("mysql","ts_ms":1589355606100,"db":"inventory","table":"products"},"op":"c","ts_ms":1589355606101,)"
    R"("transaction":null})";
constexpr const char* kUpdate =
    R"({"before":{"id":101,"name":"scooter","weight":3.14},"after":{"id":101,"name":"scooter","weight":5.17},)"
    R"("op":"u","ts_ms":1589361987936})";
constexpr const char* kDelete =
    R"({"before":{"id":101,"name":"scooter","weight":5.17},"after":null,"op":"d","ts_ms":1589362344455})";

std::vector<Field> Products() {
  return {{"id", DataType::Int()}, {"name", DataType::String()}, {"weight", DataType::Decimal(10, 3)}};
}

FormatSpec Spec(std::map<std::string, std::string> options = {}) {
  return SpecOf("debezium-json", Products(), std::move(options));
}

FormatSpec WithMetadata(const std::vector<std::string>& keys, std::map<std::string, std::string> options = {}) {
  std::vector<Field> fields = {{"id", DataType::Int()}};
  for (const std::string& key : keys) {
    for (const Field& known : FormatMetadata("debezium-json")) {
      if (known.name == key) fields.push_back(known);
    }
  }
  FormatSpec spec = SpecOf("debezium-json", fields, std::move(options));
  spec.metadata = keys;
  return spec;
}

std::vector<std::string> ChangesOf(const DecodedRows& rows) {
  std::vector<std::string> texts = RowsAsText(rows);
  for (size_t i = 0; i < texts.size(); ++i) texts[i] = std::string(ToText(rows.kinds[i])) + " " + texts[i];
  return texts;
}

TEST(Debezium, AnUpdateIsTwoRows) {
  DecodedRows rows = DecodeLines(Spec(), {kInsert, kUpdate, kDelete});
  EXPECT_THAT(ChangesOf(rows), ElementsAre("+I 101|scooter|3.140", "-U 101|scooter|3.140", "+U 101|scooter|5.170",
                                           "-D 101|scooter|5.170"));
  EXPECT_THAT(rows.record_of_row, ElementsAre(0, 1, 1, 2));
  EXPECT_THAT(rows.bad, IsEmpty());
}

TEST(Debezium, ASnapshotsReadIsAnInsert) {
  EXPECT_THAT(ChangesOf(DecodeLines(Spec(), {R"({"after":{"id":1},"op":"r"})"})), ElementsAre("+I 1|NULL|NULL"));
}

TEST(Debezium, TombstonesAreSkipped) {
  Records run = RunOf({kInsert, "", kDelete});
  run.absent = {0, 0, 1};
  DecodedRows rows = (*MakeDecoder(Spec()))->Decode(run);
  EXPECT_EQ(rows.skipped, 2u);
  EXPECT_THAT(ChangesOf(rows), ElementsAre("+I 101|scooter|3.140"));
}

TEST(Debezium, WithItsSchemaTheEventIsThePayload) {
  std::string wrapped = std::string(R"({"schema":{"type":"struct"},"payload":)") + kUpdate + "}";
  DecodedRows rows = DecodeLines(Spec({{"schema-include", "true"}}), {wrapped});
  EXPECT_THAT(ChangesOf(rows), ElementsAre("-U 101|scooter|3.140", "+U 101|scooter|5.170"));
}

TEST(Debezium, AForgottenSchemaOptionIsNamed) {
  std::string wrapped = std::string(R"({"schema":{},"payload":)") + kInsert + "}";
  EXPECT_THAT(ReasonsOf(DecodeLines(Spec(), {wrapped})),
              ElementsAre(HasSubstr("'debezium-json.schema-include' = 'true'")));
  EXPECT_THAT(ReasonsOf(DecodeLines(Spec({{"schema-include", "true"}}), {kInsert})),
              ElementsAre(HasSubstr("'debezium-json.schema-include' is true")));
}

TEST(Debezium, SaysWhatIsWrongWithAnEvent) {
  DecodedRows rows = DecodeLines(
      Spec(), {"nonsense", R"({"after":{"id":1},"op":"x"})", R"({"after":{"id":1},"op":"u"})", R"({"op":"d"})",
               R"({"before":null,"after":null,"op":"c"})", R"({"after":{"id":1}})", R"({"after":7,"op":"c"})",
               R"({"after":{"id":"one"},"op":"c"})", R"({"before":{"id":1},"after":null,"op":"u"})", R"([1])",
               R"({"after":{"id":1},"op":null})"});
  EXPECT_THAT(
      ReasonsOf(rows),
      ElementsAre(HasSubstr("0 malformed: not JSON"), HasSubstr("1 malformed: unknown \"op\" x"),
                  HasSubstr("2 malformed: the event has no \"before\": set REPLICA IDENTITY"),
                  HasSubstr("3 malformed: the event has no \"before\""),
                  HasSubstr("4 malformed: the event of op \"c\""), HasSubstr("5 malformed: the event has no \"op\""),
                  HasSubstr("6 malformed: not JSON"), HasSubstr("7 type: field id: 'one' is not an INT"),
                  HasSubstr("8 malformed: the event of op \"u\""), HasSubstr("9 malformed: not JSON"),
                  HasSubstr("10 malformed: unknown \"op\"")));
  EXPECT_EQ(rows.row_count, 0u);
}

TEST(Debezium, AnEventThatIsBadInOneRowIsBadAsAWhole) {
  DecodedRows rows = DecodeLines(Spec(), {kInsert, R"({"before":{"id":1},"after":{"id":"x"},"op":"u"})",
                                          R"({"before":{"id":"x"},"after":{"id":1},"op":"u"})", kDelete});
  EXPECT_THAT(ChangesOf(rows), ElementsAre("+I 101|scooter|3.140", "-D 101|scooter|5.170"));
  EXPECT_THAT(rows.record_of_row, ElementsAre(0, 3));
  ASSERT_EQ(rows.bad.size(), 2u);
  EXPECT_EQ(rows.bad[0].record, 1u);
  EXPECT_EQ(rows.bad[1].record, 2u);
}

TEST(Debezium, IgnoredErrorsAreSkippedOrNull) {
  DecodedRows rows =
      DecodeLines(Spec({{"ignore-parse-errors", "true"}}),
                  {"nonsense", R"({"after":{"id":"one","name":"a"},"op":"c"})", R"({"op":"x"})", kInsert});
  EXPECT_THAT(ChangesOf(rows), ElementsAre("+I NULL|a|NULL", "+I 101|scooter|3.140"));
  EXPECT_EQ(rows.skipped, 2u);
  EXPECT_THAT(rows.bad, IsEmpty());
}

TEST(Debezium, GivesTheEventsMetadata) {
  FormatSpec spec = WithMetadata({"source.table", "source.database", "source.schema", "source.timestamp",
                                  "ingestion-timestamp", "source.properties", "schema"});
  DecodedRows rows = DecodeLines(spec, {kInsert, kUpdate});
  std::vector<std::string> texts = RowsAsText(rows);
  ASSERT_EQ(texts.size(), 3u);
  EXPECT_THAT(texts[0], testing::StartsWith("101|products|inventory|NULL|2020-05-13 07:40:06.1"));
  EXPECT_THAT(texts[0], HasSubstr("connector=mysql"));
  EXPECT_THAT(texts[0], testing::EndsWith("|NULL"));
  EXPECT_THAT(texts[2], testing::StartsWith("101|NULL|NULL|NULL|NULL|2020-05-13 09:26:27.936"));
}

TEST(Debezium, TheSchemaStandsBesideThePayload) {
  std::string wrapped = std::string(R"({"schema":{"type":"struct"},"payload":)") + kInsert + "}";
  DecodedRows rows = DecodeLines(WithMetadata({"schema", "source.table"}, {{"schema-include", "true"}}), {wrapped});
  EXPECT_THAT(RowsAsText(rows), ElementsAre(R"(101|{"type":"struct"}|products)"));
}

TEST(Debezium, ReadsOnlyWhatIsAskedFor) {
  FormatSpec spec = WithMetadata({"source.table"});
  spec.projection = {1};
  EXPECT_THAT(RowsAsText(DecodeLines(spec, {kInsert})), ElementsAre("products"));
  spec.projection = {};
  DecodedRows rows = DecodeLines(spec, {kUpdate});
  EXPECT_EQ(rows.row_count, 2u);
  EXPECT_THAT(rows.kinds, ElementsAre(ChangeKind::kUpdateBefore, ChangeKind::kUpdateAfter));
}

TEST(Debezium, WritesWhatFlinkWrites) {
  FormatSpec spec = Spec();
  Batch batch;
  DecodedRows rows = DecodeLines(spec, {kInsert, kUpdate, kDelete});
  batch.row_count = rows.row_count;
  batch.columns = rows.columns;
  batch.kinds = rows.kinds;
  std::string out;
  std::vector<ByteRange> ranges;
  ASSERT_TRUE((*MakeEncoder(spec))->Encode(batch, &out, &ranges));
  ASSERT_EQ(ranges.size(), 4u);
  auto record = [&](size_t i) { return out.substr(ranges[i].begin, ranges[i].end - ranges[i].begin); };
  EXPECT_EQ(record(0), R"({"before":null,"after":{"id":101,"name":"scooter","weight":3.14},"op":"c"})");
  EXPECT_EQ(record(1), R"({"before":{"id":101,"name":"scooter","weight":3.14},"after":null,"op":"d"})");
  EXPECT_EQ(record(2), R"({"before":null,"after":{"id":101,"name":"scooter","weight":5.17},"op":"c"})");
  EXPECT_EQ(record(3), R"({"before":{"id":101,"name":"scooter","weight":5.17},"after":null,"op":"d"})");
}

TEST(Debezium, OptionsAreChecked) {
  EXPECT_THAT(CheckFormat(Spec({{"fail-on-missing-field", "true"}})).error().hint(), HasSubstr("schema-include"));
  EXPECT_THAT(MakeEncoder(Spec({{"schema-include", "true"}})).error().what(),
              HasSubstr("serialization doesn't support"));
}

}  // namespace
}  // namespace mullion
