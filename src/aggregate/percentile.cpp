// PERCENTILE, exact, and APPROX_PERCENTILE: the value below which a fraction of the values lies. Both give a DOUBLE;
// NULLs do not count. The exact one interpolates between the two neighbours of position fraction * (n - 1), as Flink
// 2's.

#include <algorithm>
#include <cmath>

#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"
#include "aggregate/quantile_sketch.h"
#include "column/text.h"

namespace mullion {
namespace {

bool LessNumber(double a, double b) {
  return std::isnan(b) ? !std::isnan(a) : a < b;
}

/// All values. What is taken back is kept aside until a result is asked for.
class Numbers {
 public:
  void Change(double value, int64_t by) { (by > 0 ? added_ : removed_).push_back(value); }
  void Merge(const Numbers& other) {
    added_.insert(added_.end(), other.added_.begin(), other.added_.end());
    removed_.insert(removed_.end(), other.removed_.begin(), other.removed_.end());
  }
  int64_t count() const { return static_cast<int64_t>(added_.size()) - static_cast<int64_t>(removed_.size()); }

  double Quantile(double fraction) {
    Settle();
    double position = fraction * static_cast<double>(added_.size() - 1);
    auto below = static_cast<size_t>(position);
    double rest = position - static_cast<double>(below);
    if (rest == 0 || below + 1 == added_.size()) return added_[below];
    return added_[below] + rest * (added_[below + 1] - added_[below]);
  }

  void Encode(std::string* out) const {
    for (const auto* values : {&added_, &removed_}) {
      PutValue<uint64_t>(values->size(), out);
      out->append(reinterpret_cast<const char*>(values->data()), values->size() * sizeof(double));
    }
  }
  Status Decode(std::string_view* bytes) {
    BinaryReader reader(bytes, "a stored set of numbers");
    for (auto* values : {&added_, &removed_}) {
      MULLION_ASSIGN(auto size, reader.Value<uint64_t>());
      for (uint64_t i = 0; i < size; ++i) {
        MULLION_ASSIGN(auto value, reader.Value<double>());
        values->push_back(value);
      }
    }
    return Ok();
  }

 private:
  /// Sorts, and lets added and removed values cancel out.
  void Settle() {
    std::sort(added_.begin(), added_.end(), LessNumber);
    if (removed_.empty()) return;
    std::sort(removed_.begin(), removed_.end(), LessNumber);
    std::vector<double> rest;
    std::set_difference(added_.begin(), added_.end(), removed_.begin(), removed_.end(), std::back_inserter(rest),
                        LessNumber);
    added_ = std::move(rest);
    removed_.clear();
  }

  std::vector<double> added_, removed_;
};

template <typename Sketch>
class Percentile final : public HeapAggregate<Sketch> {
 public:
  using Base = HeapAggregate<Sketch>;
  Percentile(DataType type, double fraction) : Base(DataType::Double()), type_(std::move(type)), fraction_(fraction) {}

  bool retractable() const override { return true; }
  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    Change(groups, offset, *args[0], rows, 1);
  }
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override {
    Change(groups, offset, *args[0], rows, -1);
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(this->result_type(), groups.size());
    for (size_t i = 0; i < groups.size(); ++i) {
      Sketch* sketch = Base::Find(groups[i], offset);
      bool any = sketch != nullptr && sketch->count() > 0;
      out->template MutableValues<double>()[i] = any ? sketch->Quantile(fraction_) : 0;
      if (!any) out->SetNull(i);
    }
    return out;
  }

 private:
  void Change(std::span<char* const> groups, size_t offset, const Column& column, std::span<const uint32_t> rows,
              int64_t by) const {
    DispatchPhysical(type_.physical(), [&]<typename T>() {
      if constexpr (!std::is_same_v<T, std::string_view>) {
        const T* values = column.Values<T>();
        for (size_t i = 0; i < rows.size(); ++i) {
          if (column.IsNull(rows[i])) continue;
          double value = static_cast<double>(values[rows[i]]);
          if constexpr (std::is_same_v<T, Int128>) value = type_.scale() > 0 ? Scaled(values[rows[i]]) : value;
          Base::ObjectOf(groups[i], offset).Change(value, by);
        }
      }
    });
  }
  /// The double nearest to the decimal.
  double Scaled(Int128 unscaled) const {
    std::string text;
    AppendDecimal(unscaled, type_.scale(), &text);
    return std::stod(text);
  }

  DataType type_;
  double fraction_;
};

}  // namespace

AggregatePtr MakePercentile(const DataType& type, double fraction) {
  if (!type.IsNumeric()) return nullptr;
  return std::make_shared<Percentile<Numbers>>(type, fraction);
}

AggregatePtr MakeApproxPercentile(const DataType& type, double fraction) {
  if (!type.IsNumeric()) return nullptr;
  return std::make_shared<Percentile<QuantileSketch>>(type, fraction);
}

}  // namespace mullion
