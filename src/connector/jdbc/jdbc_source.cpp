#include "connector/jdbc/jdbc_source.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "connector/jdbc/sql_text.h"

namespace mullion::jdbc {
namespace {

constexpr int64_t kFirstPauseMs = 100;
constexpr int64_t kPauseMsMax = 5'000;
}  // namespace

JdbcSource::JdbcSource(TableDefinition table, JdbcOptions options)
    : table_(std::move(table)), options_(std::move(options)), connection_(options_.connection) {
  size_t parts = std::max<size_t>(options_.parts.size(), 1);
  for (size_t i = 0; i < parts; ++i) splits_.push_back({.id = fmt::format("{}-{}", table_.name, i)});
}

Status JdbcSource::Open(const SourceContext& context, std::span<const SplitPosition> restored) {
  context_ = context;
  MULLION_ASSIGN(decoder_, JsonRows::Make(table_.physical));
  std::vector<int64_t> positions;
  for (SplitStatus& split : splits_) {
    auto known = std::ranges::find(restored, split.id, &SplitPosition::split);
    if (known != restored.end()) {
      split.position = known->position;
      split.finished = split.at_end = known->finished;
    }
    positions.push_back(split.finished ? -1 : split.position);
  }
  thread_ = std::thread([this, positions = std::move(positions)] { ReadParts(positions); });
  return Ok();
}

Status JdbcSource::Poll() {
  std::lock_guard lock(mutex_);
  for (SplitStatus& split : splits_) split.has_data = false;
  // A part's end comes without rows, or with its last.
  while (!chunks_.empty() && chunks_.front().rows.empty()) {
    SplitStatus& split = splits_[chunks_.front().part];
    split.finished = split.at_end = chunks_.front().last;
    chunks_.pop_front();
    changed_.notify_all();
  }
  if (!chunks_.empty()) splits_[chunks_.front().part].has_data = true;
  return error_ ? Status(Fail(*error_)) : Ok();
}

Result<FetchedRun> JdbcSource::Take(size_t split, size_t records_max) {
  std::lock_guard lock(mutex_);
  MULLION_CHECK(!chunks_.empty() && chunks_.front().part == split, "Take() of a part without data");
  Chunk& chunk = chunks_.front();
  size_t count = std::min(records_max, chunk.rows.row_count);
  FetchedRun run;
  run.first_position = chunk.first;
  run.next_position = chunk.first + static_cast<int64_t>(count);
  if (count == chunk.rows.row_count) {
    run.rows = std::move(chunk.rows);
    chunks_.pop_front();
  } else {
    auto middle = static_cast<uint32_t>(count);
    auto end = static_cast<uint32_t>(chunk.rows.row_count);
    run.rows = Compact(Slice(chunk.rows, 0, middle));
    chunk.rows = Compact(Slice(chunk.rows, middle, end));
    chunk.first = run.next_position;
  }
  splits_[split].position = run.next_position;
  splits_[split].has_data = !chunks_.empty() && chunks_.front().part == split && !chunks_.front().rows.empty();
  changed_.notify_all();
  return run;
}

std::string JdbcSource::trouble() const {
  std::lock_guard lock(mutex_);
  return trouble_;
}

void JdbcSource::Close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    changed_.notify_all();
  }
  connection_.Interrupt();
  if (thread_.joinable()) thread_.join();
}

void JdbcSource::ReadParts(std::vector<int64_t> positions) {
  for (size_t part = 0; part < positions.size(); ++part) {
    if (positions[part] < 0) continue;
    for (int failures = 1;; ++failures) {
      int64_t before = positions[part];
      auto read = ReadPart(part, &positions[part]);
      if (read) break;
      if (positions[part] > before) failures = 1;
      if (!WaitBeforeNextTry(read.error(), failures)) return;
    }
  }
  connection_.Disconnect();
}

PostgresStatus JdbcSource::ReadPart(size_t part, int64_t* position) {
  std::string scan = ScanText(options_.table, table_.physical, table_.primary_key, ConditionOf(part), *position);
  auto ran = connection_.Run("BEGIN READ ONLY", {});
  if (ran) ran = connection_.Run("DECLARE scan NO SCROLL CURSOR FOR " + scan, {});
  std::string fetch = fmt::format("FETCH {} FROM scan", options_.fetch_rows);
  for (bool end = false; ran && !end;) {
    std::vector<std::string> rows;
    ran = connection_.Query(fetch, {}, &rows);
    if (!ran) break;
    end = rows.size() < options_.fetch_rows;
    auto decoded = decoder_->Decode(rows);
    if (!decoded) return std::unexpected(PostgresError{"22000", decoded.error().ToString()});
    int64_t first = *position;
    if (!HandOver({part, first, *std::move(decoded), false})) return std::unexpected(PostgresError{"", "interrupted"});
    *position += static_cast<int64_t>(rows.size());
  }
  if (ran) ran = connection_.Run("COMMIT", {});
  if (!ran) {
    if (connection_.connected()) (void)connection_.Run("ROLLBACK", {});
    return ran;
  }
  if (!HandOver({part, *position, {}, true})) return std::unexpected(PostgresError{"", "interrupted"});
  return {};
}

std::string JdbcSource::ConditionOf(size_t part) const {
  if (options_.parts.empty()) return "";
  return fmt::format("{} BETWEEN {} AND {}", options_.partition_column, options_.parts[part].lowest,
                     options_.parts[part].highest);
}

bool JdbcSource::HandOver(Chunk chunk) {
  if (chunk.rows.empty() && !chunk.last) return true;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closing_ || chunks_.size() < kChunksMax; });
  if (closing_) return false;
  trouble_.clear();
  chunks_.push_back(std::move(chunk));
  if (context_.waker != nullptr) context_.waker->Wake();
  return true;
}

bool JdbcSource::WaitBeforeNextTry(const PostgresError& error, int failures) {
  std::unique_lock lock(mutex_);
  if (closing_) return false;
  if (!error.passing() || context_.strict) {
    error_ = Error::Outside(fmt::format("table {} cannot be read", table_.name), false)
                 .Where(fmt::format("{} in {}", options_.table, options_.shown))
                 .Why(error.message);
    if (context_.waker != nullptr) context_.waker->Wake();
    return false;
  }
  if (trouble_.empty()) {
    context_.log->Warning(
        fmt::format("table {}: {} is away: {}; trying again", table_.name, options_.shown, error.message));
  }
  trouble_ = fmt::format("{} is away: {}", options_.shown, error.message);
  int64_t pause_ms = kFirstPauseMs;
  for (int i = 1; i < failures && pause_ms < kPauseMsMax; ++i) pause_ms *= 2;
  changed_.wait_for(lock, std::chrono::milliseconds(std::min(pause_ms, kPauseMsMax)), [&] { return closing_; });
  return !closing_;
}

}  // namespace mullion::jdbc
