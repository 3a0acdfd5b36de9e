#pragma once
// The datagen connector: rows made of their own number, at a rate. One split, whose position is the number of the next
// row. Called by the worker's thread; no threads of its own.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/datagen/field_generator.h"
#include "connector/source.h"

namespace mullion::datagen {

struct SourceOptions {
  double rows_per_second = 10'000;
  std::optional<int64_t> rows_max;  ///< number-of-rows and the shortest sequence; nullopt: for ever
  /// mullion.speed: event time runs so many times faster than the clock. With it a TIMESTAMP is a function of the row's
  /// number, counted from the moment the generator was first started.
  std::optional<double> speed;
};

class DatagenSource final : public Source {
 public:
  DatagenSource(SourceOptions options, std::vector<std::unique_ptr<FieldGenerator>> generators)
      : options_(options), generators_(std::move(generators)) {}

  Status Open(const SourceContext& context, std::span<const SplitPosition> restored) override;
  std::span<const SplitStatus> splits() const override { return {&split_, 1}; }
  Status Poll() override;
  Result<FetchedRun> Take(size_t split, size_t records_max) override;
  void Commit(std::span<const SplitPosition>, bool) override {}
  bool bounded() const override { return options_.rows_max.has_value(); }
  void Close() override {}

 private:
  /// Rows that the rate and the end allow now.
  int64_t Allowed() const;
  RowRange NextRows(int64_t count) const;

  SourceOptions options_;
  std::vector<std::unique_ptr<FieldGenerator>> generators_;
  SourceContext context_;
  SplitStatus split_;
  TimestampMs started_ms_ = 0;  ///< of the first start ever: kept in the name of the split
  int64_t paced_from_ns_ = 0;   ///< the rate is counted from this moment …
  int64_t paced_from_row_ = 0;  ///< … and this row
};

}  // namespace mullion::datagen
