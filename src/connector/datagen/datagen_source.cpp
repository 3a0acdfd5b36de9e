#include "connector/datagen/datagen_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace mullion::datagen {
namespace {

constexpr std::string_view kSplitName = "datagen@";

/// The moment in "datagen@1715450640000".
TimestampMs StartOf(std::string_view split, TimestampMs fallback) {
  TimestampMs start = fallback;
  if (split.starts_with(kSplitName)) {
    split.remove_prefix(kSplitName.size());
    std::from_chars(split.data(), split.data() + split.size(), start);
  }
  return start;
}

}  // namespace

Status DatagenSource::Open(const SourceContext& context, std::span<const SplitPosition> restored) {
  context_ = context;
  if (context.strict && options_.speed) {
    return Fail(
        Error::User("the option 'mullion.speed' is not Flink's").Hint("Leave it out, or run without --strict."));
  }
  TimestampMs now = context.clock->NowMs();
  started_ms_ = restored.empty() ? now : StartOf(restored[0].split, now);
  split_.id = restored.empty() ? fmt::format("{}{}", kSplitName, now) : restored[0].split;
  split_.position = restored.empty() ? 0 : restored[0].position;
  split_.end = options_.rows_max;
  paced_from_ns_ = context.clock->MonotonicNs();
  paced_from_row_ = split_.position;
  return Poll();
}

int64_t DatagenSource::Allowed() const {
  int64_t left = options_.rows_max ? *options_.rows_max - split_.position : std::numeric_limits<int64_t>::max();
  double elapsed_s = static_cast<double>(context_.clock->MonotonicNs() - paced_from_ns_) * 1e-9;
  double due =
      std::floor(elapsed_s * options_.rows_per_second) + 1 - static_cast<double>(split_.position - paced_from_row_);
  return due < static_cast<double>(left) ? static_cast<int64_t>(std::max(due, 0.0)) : left;
}

/// A job that was held up does not make up for more than a second: a rate is a rate.
Status DatagenSource::Poll() {
  int64_t now_ns = context_.clock->MonotonicNs();
  double elapsed_s = static_cast<double>(now_ns - paced_from_ns_) * 1e-9;
  double behind = elapsed_s * options_.rows_per_second - static_cast<double>(split_.position - paced_from_row_);
  if (behind > std::max(options_.rows_per_second, 1.0) * 2) {
    paced_from_ns_ = now_ns - 1'000'000'000;
    paced_from_row_ = split_.position;
  }
  split_.finished = options_.rows_max && split_.position >= *options_.rows_max;
  split_.at_end = split_.finished;
  split_.has_data = !split_.finished && Allowed() > 0;
  return Ok();
}

RowRange DatagenSource::NextRows(int64_t count) const {
  RowRange rows{.first = split_.position, .count = static_cast<size_t>(count)};
  if (options_.speed) {
    rows.ms_per_row = 1000 * *options_.speed / options_.rows_per_second;
    rows.now_ms = started_ms_ + static_cast<int64_t>(static_cast<double>(split_.position) * rows.ms_per_row);
  } else {
    rows.now_ms = context_.clock->NowMs();
  }
  return rows;
}

Result<FetchedRun> DatagenSource::Take(size_t, size_t records_max) {
  int64_t limit = static_cast<int64_t>(std::min(records_max, context_.batch_rows_max));
  RowRange rows = NextRows(std::min(Allowed(), limit));
  FetchedRun run;
  run.first_position = split_.position;
  Batch& batch = run.rows.emplace();
  batch.row_count = rows.count;
  for (const auto& generator : generators_) batch.columns.push_back(generator->Generate(rows));
  split_.position += static_cast<int64_t>(rows.count);
  run.next_position = split_.position;
  MULLION_TRY(Poll());
  return run;
}

}  // namespace mullion::datagen
