#include "connector/jdbc/change_block.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "column/value.h"

namespace mullion::jdbc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Change {
  ChangeKind kind;
  Value key;
  Value text;
};

Batch BatchOf(const std::vector<Change>& changes) {
  ColumnBuilder keys(DataType::Int()), texts(DataType::String());
  Batch batch;
  for (const Change& change : changes) {
    keys.Append(change.key);
    texts.Append(change.text);
    batch.kinds.push_back(change.kind);
  }
  batch.row_count = changes.size();
  batch.columns = {keys.Finish(), texts.Finish()};
  return batch;
}

using enum ChangeKind;

TEST(ChangeBlock, KeepsTheNewestChangeOfEachKey) {
  ChangeBlock block(2, {0});
  block.Add(BatchOf({{kInsert, Value::Int(1), Value::Text("a")},
                     {kInsert, Value::Int(2), Value::Text("b")},
                     {kUpdateBefore, Value::Int(1), Value::Text("a")},
                     {kUpdateAfter, Value::Int(1), Value::Text("c")}}));
  block.Add(BatchOf({{kDelete, Value::Int(2), Value::Text("b")}}));
  ASSERT_THAT(block.Upserts(), ElementsAre(2));
  EXPECT_STREQ(block.Value(2, 1), "c");
  ASSERT_THAT(block.Deletes(), ElementsAre(3));
  EXPECT_STREQ(block.Value(3, 0), "2");
  EXPECT_EQ(block.rows(), 4u);
  EXPECT_EQ(block.superseded(), 2u);
}

TEST(ChangeBlock, ADeletedRowThatComesBackIsWritten) {
  ChangeBlock block(2, {0});
  block.Add(BatchOf({{kDelete, Value::Int(1), Value::Text("a")}, {kInsert, Value::Int(1), Value::Text("b")}}));
  EXPECT_THAT(block.Upserts(), ElementsAre(1));
  EXPECT_THAT(block.Deletes(), IsEmpty());
}

TEST(ChangeBlock, WithoutAKeyEveryRowStays) {
  ChangeBlock block(2, {});
  block.Add(BatchOf({{kInsert, Value::Int(1), Value::Null()}, {kInsert, Value::Int(1), Value::Text("b")}}));
  EXPECT_THAT(block.Upserts(), ElementsAre(0, 1));
  EXPECT_EQ(block.Value(0, 1), nullptr);
  EXPECT_EQ(block.Text(0, {"k", "v"}), "k=1, v=NULL");
}

TEST(ChangeBlock, TakesTheSelectedRowsOnly) {
  Batch batch = BatchOf({{kInsert, Value::Int(1), Value::Text("a")}, {kInsert, Value::Int(2), Value::Text("b")}});
  batch.selection = std::make_shared<Selection>(Selection{1});
  ChangeBlock block(2, {0});
  block.Add(batch);
  ASSERT_EQ(block.rows(), 1u);
  EXPECT_STREQ(block.Value(0, 0), "2");
}

TEST(ChangeBlock, ANulCharacterDoesNotCutAText) {
  ChangeBlock block(2, {});
  block.Add(BatchOf({{kInsert, Value::Int(1), Value::Text(std::string("a\0b", 3))}}));
  EXPECT_STREQ(block.Value(0, 1), "ab");
}

TEST(ChangeBlock, ComesBackFromItsBytes) {
  ChangeBlock block(2, {0});
  block.Add(BatchOf({{kInsert, Value::Int(1), Value::Text("a")},
                     {kUpdateAfter, Value::Int(1), Value::Null()},
                     {kDelete, Value::Int(2), Value::Text("")}}));
  std::string bytes;
  block.Encode(&bytes);
  ChangeBlock restored = *ChangeBlock::Decode(2, {0}, bytes);
  EXPECT_THAT(restored.Upserts(), ElementsAre(1));
  EXPECT_THAT(restored.Deletes(), ElementsAre(2));
  EXPECT_EQ(restored.superseded(), 1u);
  EXPECT_EQ(restored.Value(1, 1), nullptr);
  EXPECT_STREQ(restored.Value(2, 0), "2");
  EXPECT_STREQ(restored.Value(2, 1), "");
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_FALSE(ChangeBlock::Decode(2, {0}, std::string_view(bytes).substr(0, cut))) << cut;
  }
}

TEST(ChangeBlock, WritesValuesAsThePostgresReadsThem) {
  auto text = [](const DataType& type, const Value& value) {
    ColumnBuilder builder(type);
    builder.Append(value);
    Batch batch;
    batch.row_count = 1;
    batch.columns = {builder.Finish()};
    ChangeBlock block(1, {});
    block.Add(batch);
    return std::string(block.Value(0, 0));
  };
  EXPECT_EQ(text(DataType::Boolean(), Value::Int(1)), "true");
  EXPECT_EQ(text(DataType::Double(), Value::Real(0.1)), "0.1");
  EXPECT_EQ(text(DataType::Double(), Value::Real(-1.0 / 0.0)), "-Infinity");
  EXPECT_EQ(text(DataType::Decimal(10, 2), Value::Wide(-1205)), "-12.05");
  EXPECT_EQ(text(DataType::Bytes(), Value::Text(std::string("\x01\xFF", 2))), "\\x01ff");
  EXPECT_EQ(text(DataType::Timestamp(3), Value::Int(120)), "1970-01-01 00:00:00.12");
  EXPECT_EQ(text(DataType::TimestampLtz(3), Value::Int(0)), "1970-01-01 00:00:00Z");
  EXPECT_EQ(text(DataType::Array(DataType::String()), Value::List({Value::Text("a \"b\\"), Value::Null()})),
            "{\"a \\\"b\\\\\",NULL}");
}

}  // namespace
}  // namespace mullion::jdbc
