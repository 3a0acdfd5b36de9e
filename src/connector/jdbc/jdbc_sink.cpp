#include "connector/jdbc/jdbc_sink.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/binary.h"
#include "connector/jdbc/sql_text.h"

namespace mullion::jdbc {
namespace {

using std::chrono::milliseconds;

constexpr int64_t kFirstPauseMs = 100;
constexpr int64_t kPauseMsMax = 5'000;
/// How often the writing thread looks at the clock while rows wait for their time.
constexpr int64_t kLookEveryMs = 10;

}  // namespace

JdbcSink::JdbcSink(TableDefinition table, JdbcOptions options)
    : table_(std::move(table)),
      options_(std::move(options)),
      connection_(options_.connection),
      writer_(&connection_, table_, options_.table),
      filling_(table_.physical.size(), table_.primary_key) {}

JdbcSink::~JdbcSink() {
  (void)Close(false);
}

Status JdbcSink::Open(const SinkContext& context) {
  context_ = context;
  thread_ = std::thread([this] { WriteBlocks(); });
  return Ok();
}

Status JdbcSink::Write(const Batch& rows) {
  if (rows.empty()) return Ok();
  std::lock_guard lock(mutex_);
  if (filling_.empty()) filling_since_ns_ = context_.clock->MonotonicNs();
  filling_.Add(rows);
  stats_.rows_written += rows.selected();
  changed_.notify_all();
  return Ok();
}

bool JdbcSink::full() const {
  std::lock_guard lock(mutex_);
  return BytesWaiting() >= context_.buffer_bytes_max;
}

Status JdbcSink::Poll() {
  std::lock_guard lock(mutex_);
  return error_ ? Status(Fail(*error_)) : Ok();
}

void JdbcSink::Flush() {
  std::lock_guard lock(mutex_);
  flush_ = true;
  changed_.notify_all();
}

bool JdbcSink::drained() const {
  std::lock_guard lock(mutex_);
  return Idle();
}

Result<std::string> JdbcSink::Snapshot() {
  std::lock_guard lock(mutex_);
  std::string out;
  auto put = [&](const ChangeBlock& block) {
    std::string bytes;
    block.Encode(&bytes);
    PutBytes(bytes, &out);
  };
  if (writing_) put(*writing_);
  for (const auto& block : restored_) put(*block);
  if (!filling_.empty()) put(filling_);
  return out;
}

Status JdbcSink::Restore(std::string_view snapshot) {
  std::lock_guard lock(mutex_);
  BinaryReader reader(&snapshot, "the state of the jdbc sink");
  while (!reader.empty()) {
    MULLION_ASSIGN(std::string_view bytes, reader.Bytes());
    MULLION_ASSIGN(ChangeBlock block, ChangeBlock::Decode(table_.physical.size(), table_.primary_key, bytes));
    stats_.rows_written += block.rows();
    restored_.push_back(std::make_shared<const ChangeBlock>(std::move(block)));
  }
  changed_.notify_all();
  return Ok();
}

size_t JdbcSink::BytesWaiting() const {
  size_t bytes = filling_.bytes() + (writing_ ? writing_->bytes() : 0);
  for (const auto& block : restored_) bytes += block->bytes();
  return bytes;
}

SinkStats JdbcSink::stats() const {
  std::lock_guard lock(mutex_);
  SinkStats stats = stats_;
  stats.bytes_in_flight = Idle() ? 0 : BytesWaiting();
  return stats;
}

Status JdbcSink::Close(bool finished) {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    // What is left to write is written first; the wait for a database that nobody needs any more is not.
    if (!finished || Idle()) connection_.Interrupt();
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  connection_.Disconnect();
  return Ok();
}

bool JdbcSink::IsDue() const {
  if (filling_.empty()) return false;
  if (flush_ || stopping_ || filling_.bytes() >= context_.buffer_bytes_max) return true;
  if (options_.flush_rows > 0 && filling_.rows() >= options_.flush_rows) return true;
  int64_t waited_ns = context_.clock->MonotonicNs() - filling_since_ns_;
  return options_.flush_interval_ms > 0 && waited_ns >= options_.flush_interval_ms * 1'000'000;
}

std::shared_ptr<const ChangeBlock> JdbcSink::NextBlock() {
  if (!restored_.empty()) {
    auto block = restored_.front();
    restored_.pop_front();
    return block;
  }
  if (!IsDue()) return nullptr;
  return std::make_shared<const ChangeBlock>(
      std::exchange(filling_, ChangeBlock(table_.physical.size(), table_.primary_key)));
}

void JdbcSink::WriteBlocks() {
  // The first look at the table tells early what would go wrong with the first row.
  bool going = WriteBlock(ChangeBlock(table_.physical.size(), table_.primary_key));
  std::unique_lock lock(mutex_);
  while (going) {
    if (Idle()) flush_ = false;
    if (stopping_ && Idle()) return;
    writing_ = NextBlock();
    if (writing_ == nullptr) {
      if (filling_.empty()) {
        changed_.wait(lock);
      } else {
        changed_.wait_for(lock, milliseconds(kLookEveryMs));
      }
      continue;
    }
    std::shared_ptr<const ChangeBlock> block = writing_;
    lock.unlock();
    going = WriteBlock(*block);
    lock.lock();
    // What was given up stays for the next checkpoint.
    if (going) writing_ = nullptr;
    if (context_.waker != nullptr) context_.waker->Wake();
  }
}

PostgresStatus JdbcSink::TryBlock(const ChangeBlock& block, std::vector<RejectedRow>* rejected) {
  if (!probed_) {
    if (auto probed = writer_.Probe(); !probed) return probed;
    probed_ = true;
  }
  if (block.empty()) return {};
  auto written = writer_.Write(block);
  if (written || !written.error().about_a_row() || context_.strict) return written;
  rejected->clear();
  return writer_.WriteEach(block, rejected);
}

bool JdbcSink::WriteBlock(const ChangeBlock& block) {
  std::vector<RejectedRow> rejected;
  for (int failures = 1;; ++failures) {
    auto tried = TryBlock(block, &rejected);
    if (tried) {
      Acknowledge(block, rejected);
      return true;
    }
    const PostgresError& error = tried.error();
    bool gives_up = !error.passing() || (context_.strict && failures > options_.retries);
    if (gives_up) {
      Give(ErrorOf(error));
      return false;
    }
    if (!BackOff(error, failures)) return false;
  }
}

bool JdbcSink::BackOff(const PostgresError& error, int failures) {
  int64_t pause_ms = kFirstPauseMs;
  for (int i = 1; i < failures && pause_ms < kPauseMsMax; ++i) pause_ms *= 2;
  std::string text = fmt::format("{} is away: {}", options_.shown, error.message);
  std::unique_lock lock(mutex_);
  if (stopping_ && error.message == "interrupted") return false;
  if (stats_.trouble.empty()) {
    context_.log->Warning(fmt::format("table {}: {}; trying again", table_.name, text));
  }
  stats_.trouble = std::move(text);
  ++stats_.retries;
  // Closing in good order waits for the database; being closed otherwise ends the wait.
  changed_.wait_for(lock, milliseconds(std::min(pause_ms, kPauseMsMax)), [&] { return stopping_; });
  return true;
}

void JdbcSink::Acknowledge(const ChangeBlock& block, const std::vector<RejectedRow>& rejected) {
  for (const RejectedRow& row : rejected) {
    context_.dead_letters->Add({.origin = table_.name,
                                .split = "",
                                .position = -1,
                                .reason = row.reason,
                                .kind = "rejected",
                                .payload = block.Text(row.row, writer_.columns())});
  }
  std::lock_guard lock(mutex_);
  stats_.rows_acknowledged += block.rows() - rejected.size();
  stats_.rows_superseded += block.superseded();
  stats_.rows_rejected += rejected.size();
  if (!stats_.trouble.empty()) context_.log->Info(fmt::format("table {}: {} is back", table_.name, options_.shown));
  stats_.trouble.clear();
}

void JdbcSink::Give(Error error) {
  std::lock_guard lock(mutex_);
  error_ = std::move(error);
  if (context_.waker != nullptr) context_.waker->Wake();
}

Error JdbcSink::ErrorOf(const PostgresError& error) const {
  constexpr std::string_view kUndefinedTable = "42P01", kUndefinedColumn = "42703", kNoUniqueKey = "42P10";
  std::string where = fmt::format("{} in {}", options_.table, options_.shown);
  Error out = Error::Outside(fmt::format("table {}: the database does not take the rows", table_.name), false)
                  .Where(std::move(where))
                  .Why(error.message);
  if (error.state == kUndefinedTable || error.state == kUndefinedColumn) {
    return std::move(out).Hint("a table that fits: " +
                               CreateTableText(options_.table, table_.physical, table_.primary_key));
  }
  if (error.state == kNoUniqueKey) {
    return std::move(out).Hint("the primary key of the job's table must be a primary key or unique in the database");
  }
  if (error.state.empty()) return std::move(out).Hint("see 'url', 'username' and 'password'");
  return out;
}

}  // namespace mullion::jdbc
