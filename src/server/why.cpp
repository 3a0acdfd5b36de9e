#include "server/why.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace mullion {
namespace {

/// A split with the source it belongs to.
struct Reading {
  const SourceView* source;
  const SplitView* split;
};

std::vector<Reading> EventTimeSplits(const JobView& job) {
  std::vector<Reading> all;
  for (const SourceView& source : job.sources) {
    if (!source.event_time) continue;
    for (const SplitView& split : source.splits) all.push_back({&source, &split});
  }
  return all;
}

bool HoldsTime(const Reading& r) {
  return !r.split->idle && !r.split->ended;
}

int64_t Lag(const SplitView& split) {
  return split.end_position < 0 ? -1 : std::max<int64_t>(0, split.end_position - split.position);
}

std::string Rows(uint64_t n) {
  return n == 1 ? "1 row" : fmt::format("{} rows", n);
}

/// "waits for ...": what a source or split says about itself.
std::string_view Trouble(const Reading& r) {
  return r.split->state_text.empty() ? std::string_view(r.source->state_text) : std::string_view(r.split->state_text);
}

std::string JoinNames(const std::vector<Reading>& splits) {
  constexpr size_t kNamed = 5;
  std::string text;
  for (size_t i = 0; i < std::min(kNamed, splits.size()); ++i) {
    if (i > 0) text += i + 1 == splits.size() ? " and " : ", ";
    text += splits[i].split->name;
  }
  if (splits.size() > kNamed) text += fmt::format(" and {} more", splits.size() - kNamed);
  return text;
}

/// What has to happen so that this split moves on. `alone`: no other one counts.
std::string NextStep(const Reading& r, const JobView& job, bool alone) {
  if (!Trouble(r).empty()) return "It goes on when that is over.";
  const int64_t lag = Lag(*r.split);
  if (lag > 0) return fmt::format("It has {} still to read.", Rows(static_cast<uint64_t>(lag)));
  if (r.source->generator) return "Its generator makes the next row in time.";
  std::string text =
      r.split->end_position >= 0 ? "It is at the end of its input: its next row moves it." : "Its next row moves it.";
  if (alone) {
    if (job.idle_close_ms > 0) {
      text +=
          fmt::format(" After {} of silence mullion.idle-close closes the window.", DurationText(job.idle_close_ms));
    }
  } else if (r.source->idle_timeout_ms > 0) {
    text += fmt::format(" After {} of silence it stops counting (table.exec.source.idle-timeout).",
                        DurationText(r.source->idle_timeout_ms));
  } else {
    text +=
        " While it is silent nothing fires: SET 'table.exec.source.idle-timeout' = '5 s' would let the others go on.";
  }
  constexpr int64_t kWorthSayingMs = 1000;
  if (r.split->last_row_at_ms > 0 && job.now_ms - r.split->last_row_at_ms >= kWorthSayingMs) {
    text += fmt::format(" Its last row came {} ago.", DurationText(job.now_ms - r.split->last_row_at_ms));
  }
  return text;
}

void AddTrouble(const Reading& r, Why& why) {
  if (!Trouble(r).empty()) why.lines.push_back(fmt::format("{}: {}", r.split->name, Trouble(r)));
}

/// Everything that is not about the one split that holds: named last, because it seldom is the reason.
void AddSurroundings(const JobView& job, const std::vector<Reading>& splits, Why& why) {
  std::vector<Reading> idle;
  std::copy_if(splits.begin(), splits.end(), std::back_inserter(idle), [](const Reading& r) { return r.split->idle; });
  if (!idle.empty() && idle.size() < splits.size()) {
    why.lines.push_back(fmt::format("{} {} silent and {} not hold time back.", JoinNames(idle),
                                    idle.size() == 1 ? "is" : "are", idle.size() == 1 ? "does" : "do"));
  }
  if (const uint64_t rows = job.set_aside.too_far_ahead_rows; rows > 0) {
    why.lines.push_back(
        fmt::format("{} with a time more than {} ahead of the clock {} set aside and did not move time "
                    "(mullion.max-future).",
                    Rows(rows), DurationText(job.max_future_ms), rows == 1 ? "was" : "were"));
  }
  for (const SinkView& sink : job.sinks) {
    if (sink.last_error.empty()) continue;
    why.lines.push_back(fmt::format(
        "Sink {} has trouble, so results that fired may not be visible yet ({} not acknowledged): {}", sink.name,
        Rows(sink.rows_written - std::min(sink.rows_written, sink.rows_acknowledged)), sink.last_error));
  }
}

/// The day is said once when the window begins and ends on the same.
std::string WindowText(const JobView& job) {
  constexpr size_t kDateLength = 11;
  const std::string end = TimeText(*job.next_window_end_ms);
  if (!job.next_window_start_ms) return fmt::format("that ends at {}", end);
  const std::string start = TimeText(*job.next_window_start_ms);
  const bool same_day = start.compare(0, kDateLength, end, 0, kDateLength) == 0;
  return fmt::format("{} to {}", start, same_day ? end.substr(kDateLength) : end);
}

Why NothingReadYet(const JobView& job, const std::vector<Reading>& splits) {
  Why why;
  why.headline = "No rows yet: event time has not begun, so no window is open.";
  for (const SourceView& source : job.sources) {
    if (!source.state_text.empty()) {
      why.lines.push_back(fmt::format("Source {}: {}", source.name, source.state_text));
    } else if (source.splits.empty()) {
      why.lines.push_back(fmt::format("Source {} has found nothing to read yet.", source.name));
    }
  }
  for (const Reading& r : splits) {
    if (!r.split->state_text.empty()) why.lines.push_back(fmt::format("{}: {}", r.split->name, r.split->state_text));
  }
  if (why.lines.empty() && !splits.empty()) {
    why.lines.push_back(fmt::format("{} {} read to the end and had nothing in {}.", JoinNames(splits),
                                    splits.size() == 1 ? "is" : "are", splits.size() == 1 ? "it" : "them"));
  }
  if (job.set_aside.rows > 0) {
    why.lines.push_back(
        fmt::format("{} read, but set aside: see `mullion dlq`.",
                    job.set_aside.rows == 1 ? "1 row was" : fmt::format("{} rows were", job.set_aside.rows)));
  }
  return why;
}

Why AllInputStopped(const JobView& job, const std::vector<Reading>& splits) {
  Why why;
  TimestampMs last_row_at_ms = 0;
  for (const Reading& r : splits) last_row_at_ms = std::max(last_row_at_ms, r.split->last_row_at_ms);
  const std::string ago =
      last_row_at_ms > 0 ? fmt::format(" {} ago", DurationText(job.now_ms - last_row_at_ms)) : std::string();
  why.headline = fmt::format("All input stopped{}: event time stands at {}, and the window {} waits for it.", ago,
                             TimeText(job.watermark_ms), WindowText(job));
  why.to_go_ms = *job.next_window_end_ms - job.watermark_ms;
  if (job.idle_close_ms > 0 && last_row_at_ms > 0) {
    const int64_t left_ms = last_row_at_ms + job.idle_close_ms - job.now_ms;
    why.lines.push_back(left_ms > 0 ? fmt::format("mullion.idle-close closes it in {}.", DurationText(left_ms))
                                    : "mullion.idle-close is closing it now.");
  } else {
    why.stuck = true;
    why.lines.push_back("Only a row moves event time: the next one, on any split, does.");
    why.lines.push_back("SET 'mullion.idle-close' = '30 s' would close open windows after that much silence.");
  }
  return why;
}

/// The job is over, or never has windows: an answer that needs no look at the splits.
std::optional<Why> WithoutSplits(const JobView& job) {
  Why why;
  switch (job.state) {
    case JobState::kFailed:
      why.headline = "The job has failed: " + (job.error.empty() ? std::string("it gave no reason.") : job.error);
      why.lines.push_back("Started again it goes on from its last checkpoint, open windows included.");
      why.stuck = true;
      return why;
    case JobState::kFinished:
      why.headline = "The job has finished: its input ended and every window has fired.";
      return why;
    case JobState::kStopping:
      why.headline = "The job is stopping. Open windows stay in its last checkpoint and go on at the next start.";
      return why;
    case JobState::kWaiting:
    case JobState::kRunning:
      break;
  }
  if (job.windowed) return std::nullopt;
  why.headline = "This job has no windows: every row has its effect as it comes.";
  return why;
}

/// The split that time waits for: one without a row yet, else the one furthest behind.
const Reading* Holding(const std::vector<Reading>& splits) {
  const Reading* holding = nullptr;
  for (const Reading& r : splits) {
    if (HoldsTime(r) && (holding == nullptr || r.split->watermark_ms < holding->split->watermark_ms)) holding = &r;
  }
  return holding;
}

void ExplainNotBegun(const JobView& job, const std::vector<Reading>& splits, const Reading& holding, Why& why) {
  why.headline = fmt::format(
      "The window {} waits: {} has not had a row yet, and event time is the smallest over all "
      "splits.",
      WindowText(job), holding.split->name);
  AddTrouble(holding, why);
  why.lines.push_back(NextStep(holding, job, std::count_if(splits.begin(), splits.end(), HoldsTime) == 1));
  why.stuck = holding.source->idle_timeout_ms == 0 && Lag(*holding.split) <= 0;
  AddSurroundings(job, splits, why);
}

void ExplainBehind(const JobView& job, const std::vector<Reading>& splits, const Reading& holding, Why& why) {
  why.to_go_ms = *job.next_window_end_ms - job.watermark_ms;
  why.headline = fmt::format("The window {} fires when event time reaches its end: {} to go.", WindowText(job),
                             DurationText(*why.to_go_ms));
  AddTrouble(holding, why);
  TimestampMs newest = holding.split->watermark_ms;
  for (const Reading& r : splits) {
    if (HoldsTime(r)) newest = std::max(newest, r.split->watermark_ms);
  }
  const auto counting = std::count_if(splits.begin(), splits.end(), HoldsTime);
  const std::string at = TimeText(holding.split->watermark_ms);
  const std::string next = NextStep(holding, job, counting == 1);
  if (counting == 1) {
    why.lines.push_back(fmt::format("{} stands at {}. {}", holding.split->name, at, next));
  } else if (newest > holding.split->watermark_ms) {
    why.lines.push_back(fmt::format("{} holds time back: it stands at {}, the furthest one {} ahead. {}",
                                    holding.split->name, at, DurationText(newest - holding.split->watermark_ms), next));
  } else {
    why.lines.push_back(fmt::format("All {} splits that count stand at {}.", counting, at));
  }
  if (holding.source->watermark_delay_ms > 0) {
    why.lines.push_back(fmt::format("{} waits {} for rows out of order (WATERMARK FOR ... - INTERVAL).",
                                    holding.source->name, DurationText(holding.source->watermark_delay_ms)));
  }
  AddSurroundings(job, splits, why);
}

}  // namespace

Why ExplainWhy(const JobView& job) {
  if (auto why = WithoutSplits(job)) return *std::move(why);
  const std::vector<Reading> splits = EventTimeSplits(job);
  const bool any_row = std::any_of(splits.begin(), splits.end(),
                                   [](const Reading& r) { return r.split->watermark_ms != kMinWatermark; });
  if (!any_row && !job.next_window_end_ms) return NothingReadYet(job, splits);
  Why why;
  const Reading* holding = Holding(splits);
  if (holding != nullptr) why.holding_split = holding->split->name;
  if (!job.next_window_end_ms) {
    why.headline = job.watermark_ms == kMinWatermark
                       ? "No window is open."
                       : fmt::format("No window is open: everything up to {} has fired.", TimeText(job.watermark_ms));
    why.lines.push_back("The next row that belongs to a window opens one.");
    AddSurroundings(job, splits, why);
    return why;
  }
  if (job.watermark_ms != kMinWatermark && job.watermark_ms >= *job.next_window_end_ms - 1) {
    why.headline = fmt::format("The window {} is firing now.", WindowText(job));
    why.to_go_ms = 0;
    why.holding_split.clear();
    AddSurroundings(job, splits, why);
    return why;
  }
  if (holding == nullptr) {
    why = AllInputStopped(job, splits);
    AddSurroundings(job, splits, why);
  } else if (holding->split->watermark_ms == kMinWatermark) {
    ExplainNotBegun(job, splits, *holding, why);
  } else {
    ExplainBehind(job, splits, *holding, why);
  }
  return why;
}

}  // namespace mullion
