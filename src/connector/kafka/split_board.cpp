#include "connector/kafka/split_board.h"

#include <algorithm>
#include <numeric>

namespace mullion::kafka {
namespace {

/// A split may always hold a little, however many share the bytes.
constexpr size_t kShareBytesMin = 64 << 10;

Records TakeFrontRecords(Records* records, size_t count) {
  Records front = *records;
  front.ranges.resize(count);
  records->ranges.erase(records->ranges.begin(), records->ranges.begin() + static_cast<ptrdiff_t>(count));
  if (!records->absent.empty()) {
    front.absent.resize(count);
    records->absent.erase(records->absent.begin(), records->absent.begin() + static_cast<ptrdiff_t>(count));
  }
  return front;
}

ColumnPtr Rows(const Column& column, size_t begin, size_t end) {
  std::vector<uint32_t> rows(end - begin);
  std::iota(rows.begin(), rows.end(), static_cast<uint32_t>(begin));
  return Gather(column, rows);
}

}  // namespace

FetchedRun TakeFront(FetchedRun* run, size_t count) {
  size_t size = run->values.size();
  MULLION_CHECK(count < size);
  FetchedRun front;
  front.first_position = run->first_position;
  front.next_position = run->PositionOf(count);
  run->first_position = front.next_position;
  if (!run->positions.empty()) {
    auto middle = run->positions.begin() + static_cast<ptrdiff_t>(count);
    front.positions.assign(run->positions.begin(), middle);
    run->positions.erase(run->positions.begin(), middle);
  }
  front.values = TakeFrontRecords(&run->values, count);
  if (run->keys) front.keys = TakeFrontRecords(&*run->keys, count);
  for (ColumnPtr& column : run->metadata) {
    front.metadata.push_back(Rows(*column, 0, count));
    column = Rows(*column, count, size);
  }
  return front;
}

SplitBoard::SplitBoard(size_t bytes_max, std::function<void()> wake) : bytes_max_(bytes_max), wake_(std::move(wake)) {}

void SplitBoard::Changed() {
  changed_.store(true, std::memory_order_release);
  wake_();
}

void SplitBoard::AddSplits(const std::vector<NewSplit>& splits) {
  {
    std::lock_guard lock(mutex_);
    for (const NewSplit& split : splits) {
      Split added{split.id, split.position, split.end, split.end, std::nullopt, split.finished, {}, 0};
      if (split.position >= split.end) added.reached_end = split.position;
      splits_.push_back(std::move(added));
    }
  }
  Changed();
}

bool SplitBoard::HasRoom(size_t split) {
  std::lock_guard lock(mutex_);
  return splits_[split].bytes < std::max(kShareBytesMin, bytes_max_ / splits_.size());
}

void SplitBoard::Push(size_t split, FetchedRun run, size_t bytes, int64_t end) {
  {
    std::lock_guard lock(mutex_);
    Split& s = splits_[split];
    s.end = std::max({s.end, end, run.next_position});
    s.reached_end.reset();
    s.bytes += bytes;
    s.runs.push_back({std::move(run), bytes});
  }
  Changed();
}

void SplitBoard::SkipToReachedEnd(Split* split) {
  if (split->runs.empty() && split->reached_end) split->position = std::max(split->position, *split->reached_end);
}

void SplitBoard::NoteEnd(size_t split, int64_t offset) {
  {
    std::lock_guard lock(mutex_);
    Split& s = splits_[split];
    s.reached_end = offset;
    s.end = std::max(s.end, offset);
    SkipToReachedEnd(&s);
  }
  Changed();
}

void SplitBoard::FinishSplit(size_t split, int64_t position) {
  {
    std::lock_guard lock(mutex_);
    Split& s = splits_[split];
    s.all_fetched = true;
    s.reached_end = position;
    SkipToReachedEnd(&s);
  }
  Changed();
}

void SplitBoard::SetFailure(Error error) {
  {
    std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(error);
    failed_.store(true, std::memory_order_release);
  }
  Changed();
}

std::optional<Error> SplitBoard::failure() {
  if (!failed_.load(std::memory_order_acquire)) return std::nullopt;
  std::lock_guard lock(mutex_);
  return failure_;
}

SplitStatus SplitBoard::StatusOf(const Split& split) const {
  SplitStatus status;
  status.id = split.id;
  status.position = split.position;
  status.end = split.end;
  status.initial_end = split.initial_end;
  status.has_data = !split.runs.empty();
  status.finished = split.runs.empty() && split.all_fetched;
  status.at_end = split.runs.empty() && split.reached_end.has_value();
  return status;
}

void SplitBoard::Refresh(std::vector<SplitStatus>* statuses) {
  if (!changed_.exchange(false, std::memory_order_acq_rel)) return;
  std::lock_guard lock(mutex_);
  statuses->resize(splits_.size());
  for (size_t i = 0; i < splits_.size(); ++i) (*statuses)[i] = StatusOf(splits_[i]);
}

FetchedRun SplitBoard::Take(size_t split, size_t records_max, bool* more_room) {
  std::lock_guard lock(mutex_);
  Split& s = splits_[split];
  MULLION_CHECK(!s.runs.empty(), "a split without data was taken from");
  size_t share = std::max(kShareBytesMin, bytes_max_ / splits_.size());
  bool was_full = s.bytes >= share;
  FetchedRun run;
  if (s.runs.front().run.values.size() > records_max) {
    run = TakeFront(&s.runs.front().run, records_max);
  } else {
    run = std::move(s.runs.front().run);
    s.bytes -= s.runs.front().bytes;
    s.runs.pop_front();
  }
  s.position = run.next_position;
  SkipToReachedEnd(&s);
  *more_room = was_full && s.bytes < share;
  changed_.store(true, std::memory_order_release);
  return run;
}

}  // namespace mullion::kafka
