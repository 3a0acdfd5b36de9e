#include "operator/lookup_join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "column/value.h"
#include "operator/operator_testing.h"

namespace mullion {
namespace {

using ::testing::ElementsAre;

/// Names by number; counts how often it is asked and for how many keys.
class Names final : public RowLookup {
 public:
  explicit Names(std::multimap<int64_t, std::string> rows) : rows_(std::move(rows)) {}

  Result<FoundRows> Find(std::span<const ColumnPtr> keys, size_t count) override {
    asked_.push_back(count);
    if (broken_) return Fail(Error::Outside("the database is away", true));
    ColumnBuilder ids(DataType::Int()), names(DataType::String());
    FoundRows found;
    for (uint32_t key = 0; key < count; ++key) {
      auto [begin, end] = rows_.equal_range(keys[0]->Values<int32_t>()[key]);
      for (auto it = begin; it != end; ++it) {
        ids.Append(Value::Int(it->first));
        names.Append(Value::Text(it->second));
        found.key_of_row.push_back(key);
      }
    }
    found.columns = {ids.Finish(), names.Finish()};
    return found;
  }

  std::vector<size_t> asked_;
  bool broken_ = false;

 private:
  std::multimap<int64_t, std::string> rows_;
};

class Collected final : public Output {
 public:
  Status Emit(Batch batch) override {
    RowSpan all(batch);
    for (uint32_t row : all.rows()) {
      std::string text = ToText(batch.kind(row));
      for (const ColumnPtr& column : batch.columns) {
        Value value = ReadValue(*column, row);
        text += value.is_null()                                   ? " NULL"
                : std::holds_alternative<std::string>(value.data) ? " " + value.AsText()
                                                                  : " " + std::to_string(value.AsInt());
      }
      rows.push_back(std::move(text));
    }
    return Ok();
  }
  std::vector<std::string> rows;
};

Batch Numbers(const std::vector<std::optional<int64_t>>& numbers) {
  ColumnBuilder builder(DataType::Int());
  for (const auto& number : numbers) builder.Append(number ? Value::Int(*number) : Value::Null());
  Batch batch;
  batch.row_count = numbers.size();
  batch.columns = {builder.Finish()};
  return batch;
}

class LookupJoinTest : public ::testing::Test {
 protected:
  std::unique_ptr<Operator> Make(bool outer, ExprPtr condition = nullptr) {
    LookupJoinSpec spec;
    spec.keys = {0};
    spec.outer = outer;
    spec.condition = std::move(condition);
    spec.table.fields = {{"id", DataType::Int()}, {"name", DataType::String()}};
    spec.open = [this](const LookupContext&) -> Result<std::unique_ptr<RowLookup>> {
      auto names = std::make_unique<Names>(std::multimap<int64_t, std::string>{{1, "a"}, {2, "b"}, {2, "c"}});
      names_ = names.get();
      names_->broken_ = broken_;
      return names;
    };
    auto op = MakeLookupJoin(std::move(spec));
    op->Open({.eval = &eval_});
    return op;
  }

  EvalContext eval_;
  Names* names_ = nullptr;
  bool broken_ = false;
  Collected out_;
};

TEST_F(LookupJoinTest, EachRowMeetsTheRowsOfItsKey) {
  ASSERT_TRUE(Make(false)->Process(0, Numbers({2, 3, 1}), out_));
  EXPECT_THAT(out_.rows, ElementsAre("+I 2 2 b", "+I 2 2 c", "+I 1 1 a"));
}

TEST_F(LookupJoinTest, AskedOnceABatchAndOnceAKey) {
  auto op = Make(false);
  ASSERT_TRUE(op->Process(0, Numbers({1, 1, 2, 1}), out_));
  ASSERT_TRUE(op->Process(0, Numbers({std::nullopt}), out_));
  EXPECT_THAT(names_->asked_, ElementsAre(2));
  EXPECT_EQ(out_.rows.size(), 5u);
}

TEST_F(LookupJoinTest, AnOuterJoinKeepsWhatFindsNothingInItsPlace) {
  ASSERT_TRUE(Make(true)->Process(0, Numbers({3, 1, std::nullopt}), out_));
  EXPECT_THAT(out_.rows, ElementsAre("+I 3 NULL NULL", "+I 1 1 a", "+I NULL NULL NULL"));
}

TEST_F(LookupJoinTest, KindsAndSelectionsStay) {
  Batch batch = Numbers({1, 2, 1});
  batch.kinds = {ChangeKind::kInsert, ChangeKind::kInsert, ChangeKind::kDelete};
  batch.selection = std::make_shared<Selection>(Selection{0, 2});
  ASSERT_TRUE(Make(false)->Process(0, batch, out_));
  EXPECT_THAT(out_.rows, ElementsAre("+I 1 1 a", "-D 1 1 a"));
}

TEST_F(LookupJoinTest, AFarSideThatFailsIsAnError) {
  broken_ = true;
  EXPECT_FALSE(Make(false)->Process(0, Numbers({1}), out_));
}

}  // namespace
}  // namespace mullion
