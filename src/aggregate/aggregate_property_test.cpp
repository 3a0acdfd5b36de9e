// The invariants of aggregate.h, over many random inputs from a fixed seed.

#include <algorithm>
#include <cctype>
#include <cmath>
#include <random>

#include "aggregate/aggregate_testing.h"
#include "aggregate/decimal_product.h"
#include "aggregate/hyper_log_log.h"
#include "aggregate/quantile_sketch.h"

namespace mullion {
namespace {

using testing::Accumulator;
using testing::Arguments;

struct Subject {
  std::string name;
  std::vector<DataType> types;
  std::vector<Value> literals = {};
  bool distinct = false;
  bool retract = false;

  AggregatePtr Make() const { return *testing::Make(name, types, literals, distinct, retract); }
};

std::vector<Subject> Subjects() {
  const DataType kTypes[] = {DataType::TinyInt(), DataType::Int(),          DataType::BigInt(),
                             DataType::Double(),  DataType::Decimal(20, 2), DataType::Decimal(38, 0)};
  std::vector<Subject> out;
  for (bool retract : {false, true}) {
    for (bool distinct : {false, true}) {
      for (const DataType& type : kTypes) {
        for (const char* name : {"COUNT", "SUM", "$SUM0", "AVG", "MIN", "MAX", "VAR_POP", "STDDEV_SAMP", "FIRST_VALUE",
                                 "LAST_VALUE", "COLLECT", "JSON_ARRAYAGG"}) {
          out.push_back({name, {type}, {}, distinct, retract});
        }
        out.push_back({"PERCENTILE", {type, DataType::Double()}, {Value::Real(0.3)}, distinct, retract});
        out.push_back({"APPROX_PERCENTILE", {type, DataType::Double()}, {Value::Real(0.9)}, distinct, retract});
      }
      for (const char* name : {"COUNT", "MIN", "MAX", "FIRST_VALUE", "LAST_VALUE", "LISTAGG", "COLLECT", "ARRAY_AGG"}) {
        out.push_back({name, {DataType::String()}, {}, distinct, retract});
      }
    }
  }
  out.push_back({"JSON_OBJECTAGG", {DataType::String(), DataType::Int()}});
  out.push_back({"APPROX_COUNT_DISTINCT", {DataType::BigInt()}});
  out.push_back({"ARG_MAX", {DataType::String(), DataType::Int()}});
  return out;
}

class Properties : public ::testing::TestWithParam<Subject> {
 protected:
  /// Up to 12 rows; whole numbers, so that sums of doubles are exact.
  Arguments Random(int low, int high) {
    Arguments args(GetParam().types.size());
    size_t count = random_() % 13;
    for (size_t i = 0; i < count; ++i) {
      for (auto& column : args) {
        int value = low + static_cast<int>(random_() % static_cast<unsigned>(high - low));
        column.push_back(random_() % 6 == 0 ? "null" : std::to_string(value));
      }
    }
    return args;
  }
  Accumulator Of(const Arguments& args) const {
    Accumulator out(GetParam().Make(), GetParam().types);
    out.Add(args);
    return out;
  }
  static Arguments Together(Arguments a, const Arguments& b) {
    for (size_t i = 0; i < a.size(); ++i) a[i].insert(a[i].end(), b[i].begin(), b[i].end());
    return a;
  }

  std::mt19937 random_{20240301};
};

TEST_P(Properties, AddThenMergeIsMergeThenAdd) {
  for (int round = 0; round < 60; ++round) {
    Arguments a = Random(-60, 60), b = Random(-60, 60);
    EXPECT_EQ(Of(a).Merge(Of(b)).Result(), Of(Together(a, b)).Result());
    EXPECT_EQ(Of(a).Merge(Of(b)).Add(a).Result(), Of(Together(Together(a, b), a)).Result());
  }
}

TEST_P(Properties, MergeIsAssociativeAndWhereItSaysSoCommutative) {
  bool mergeable = GetParam().Make()->mergeable();
  for (int round = 0; round < 60; ++round) {
    Arguments a = Random(-60, 60), b = Random(-60, 60), c = Random(-60, 60);
    std::string left = Of(a).Merge(Of(b)).Merge(Of(c)).Result();
    Accumulator right = Of(b);
    right.Merge(Of(c));
    EXPECT_EQ(left, Of(a).Merge(right).Result());
    // A multiset's text shows the order of coming, which is no part of its value.
    if (!mergeable || GetParam().name == "COLLECT") continue;
    EXPECT_EQ(Of(a).Merge(Of(b)).Result(), Of(b).Merge(Of(a)).Result());
  }
}

TEST_P(Properties, DecodeOfEncodeGoesOnTheSame) {
  for (int round = 0; round < 60; ++round) {
    Arguments a = Random(-60, 60), b = Random(-60, 60);
    Accumulator original = Of(a);
    Accumulator copy = original.Copy();
    EXPECT_EQ(copy.Result(), original.Result());
    EXPECT_EQ(copy.Add(b).Result(), original.Add(b).Result());
  }
}

TEST_P(Properties, TakingBackIsNeverHavingAdded) {
  if (!GetParam().retract) return;
  ASSERT_TRUE(GetParam().Make()->retractable());
  for (int round = 0; round < 60; ++round) {
    // Apart, because of equal values an order-sensitive function takes back the first.
    Arguments a = Random(-60, 0), b = Random(1, 60);
    for (auto& column : b) std::replace(column.begin(), column.end(), std::string("null"), std::string("61"));
    EXPECT_EQ(Of(Together(a, b)).Retract(b).Result(), Of(a).Result());
    EXPECT_EQ(Of(Together(b, a)).Copy().Retract(b).Result(), Of(a).Result());
  }
}

std::string NameOf(const ::testing::TestParamInfo<Subject>& subject) {
  std::string name = subject.param.name + "_" + subject.param.types[0].ToString();
  if (subject.param.distinct) name += "_distinct";
  if (subject.param.retract) name += "_retract";
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(AllFunctions, Properties, ::testing::ValuesIn(Subjects()), NameOf);

TEST(SumOverflow, MergeIsStillAssociative) {
  DataType type = DataType::Decimal(38, 0);
  std::string big(38, '9');
  auto sum = [&](const testing::Words& words) {
    Accumulator out(*testing::Make("SUM", {type}), {type});
    out.Add({words});
    return out;
  };
  EXPECT_EQ(sum({big, big}).Result(), "NULL");
  EXPECT_EQ(sum({big, big, big}).Merge(sum({"-" + big, "-" + big})).Result(), big);
  EXPECT_EQ(sum({"-" + big, "-" + big}).Merge(sum({big, big, big})).Result(), big);
}

TEST(MultiplyDecimal, RoundsHalfUpAndKnowsItsLimits) {
  EXPECT_EQ(MultiplyDecimal(15, 3, 1), Int128{5});
  EXPECT_EQ(MultiplyDecimal(-15, 3, 1), Int128{-5});
  EXPECT_EQ(MultiplyDecimal(14, 3, 1), Int128{4});
  Int128 wide = 1;
  for (int i = 0; i < 30; ++i) wide *= 10;
  // 10^30 * 10^30 / 10^25 = 10^35; without the division it has 61 digits.
  EXPECT_EQ(MultiplyDecimal(wide, wide, 25), wide * 100'000);
  EXPECT_EQ(MultiplyDecimal(wide, wide, 0), std::nullopt);
  EXPECT_EQ(DivideHalfUp(7, 2), Int128{4});
  EXPECT_EQ(DivideHalfUp(-7, 2), Int128{-4});
}

TEST(HyperLogLog, IsExactWhenSmallAndWithinThreePercentWhenLarge) {
  std::mt19937_64 random(7);
  HyperLogLog sketch;
  for (uint64_t i = 0; i < 1000; ++i) {
    sketch.Add(StableHash(std::to_string(i)));
    sketch.Add(StableHash(std::to_string(i)));
  }
  EXPECT_EQ(sketch.Estimate(), 1000);
  // Four standard errors.
  for (uint64_t count : {2'000u, 20'000u, 60'000u, 500'000u}) {
    HyperLogLog large;
    for (uint64_t i = 0; i < count; ++i) large.Add(StableHash("user-" + std::to_string(i)));
    EXPECT_NEAR(static_cast<double>(large.Estimate()), static_cast<double>(count), 0.033 * static_cast<double>(count));
  }
}

TEST(HyperLogLog, AMergeIsTheSketchOfTheUnion) {
  HyperLogLog small, large, whole;
  for (uint64_t i = 0; i < 5000; ++i) {
    uint64_t hash = StableHash(std::to_string(i));
    (i < 700 ? small : large).Add(hash);
    whole.Add(hash);
  }
  HyperLogLog there = small, back = large;
  there.Merge(large);
  back.Merge(small);
  EXPECT_EQ(there.Estimate(), whole.Estimate());
  EXPECT_EQ(back.Estimate(), whole.Estimate());
}

TEST(QuantileSketch, IsWithinHalfAPercentOfTheValue) {
  std::mt19937_64 random(11);
  std::lognormal_distribution<double> latencies(3, 2);
  std::vector<double> values;
  QuantileSketch sketch;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(latencies(random) * (i % 5 == 0 ? -1 : 1));
    sketch.Change(values.back(), 1);
  }
  std::sort(values.begin(), values.end());
  for (double fraction : {0.0, 0.01, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    double exact = values[static_cast<size_t>(std::llround(fraction * static_cast<double>(values.size() - 1)))];
    EXPECT_NEAR(sketch.Quantile(fraction), exact, 0.00501 * std::abs(exact)) << fraction;
  }
}

}  // namespace
}  // namespace mullion
