#include "connector/elasticsearch/bulk_sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>

namespace mullion::elasticsearch {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;
/// An index that was seen to exist is looked at again after this time, so that one deleted under a running job comes
/// back with its mapping and not with a guessed one.
constexpr int64_t kIndexCheckNs = 10'000 * kNsPerMs;

constexpr auto kReady = IndexState::Readiness::kReady;
constexpr auto kUnknown = IndexState::Readiness::kUnknown;
constexpr auto kPreparing = IndexState::Readiness::kPreparing;
constexpr auto kRefused = IndexState::Readiness::kRefused;

}  // namespace

class BulkSender::Step {
 public:
  explicit Step(BulkSender* sender)
      : sender_(*sender),
        lock_(sender->mutex_),
        was_full_(sender->FullLocked()),
        had_rows_(sender->pending_.rows() > 0) {}
  ~Step() {
    std::vector<DeadLetter> letters = std::exchange(sender_.letters_, {});
    auto lines = std::exchange(sender_.lines_, {});
    bool wake = (was_full_ && !sender_.FullLocked()) || (had_rows_ && sender_.pending_.rows() == 0) || sender_.failure_;
    lock_.unlock();
    for (const auto& [level, text] : lines) sender_.context_.log->Log(level, text);
    for (DeadLetter& letter : letters) sender_.context_.dead_letters->Add(std::move(letter));
    if (wake) sender_.context_.waker->Wake();
  }

 private:
  BulkSender& sender_;
  std::unique_lock<std::mutex> lock_;
  bool was_full_;
  bool had_rows_;
};

BulkSender::BulkSender(SenderOptions options, const SinkContext& context, HttpTransport* transport)
    : options_(std::move(options)),
      context_(context),
      transport_(transport),
      pending_(options_.coalesce),
      actions_limit_(options_.actions_max),
      body_bytes_limit_(options_.body_bytes_max) {}

void BulkSender::Add(std::vector<DocumentWrite> writes) {
  Step step(this);
  for (DocumentWrite& write : writes) {
    ++added_;
    size_t superfluous = pending_.Add(std::move(write));
    superseded_ += superfluous;
    acknowledged_ += superfluous;
  }
  Pump();
  if (pending_.ready_rows() == 0 || flush_timer_) return;
  flush_timer_ = true;
  transport_->After(options_.flush_interval_ms, [this] { OnFlushTimer(); });
}

void BulkSender::OnFlushTimer() {
  Step step(this);
  flush_timer_ = false;
  flush_ = pending_.ready_rows() > 0;
  Pump();
}

void BulkSender::CountRejected() {
  std::lock_guard lock(mutex_);
  ++added_;
  ++rejected_;
}

void BulkSender::Flush() {
  Step step(this);
  flush_ = pending_.ready_rows() > 0;
  Pump();
}

bool BulkSender::full() const {
  std::lock_guard lock(mutex_);
  return FullLocked();
}

bool BulkSender::drained() const {
  std::lock_guard lock(mutex_);
  return pending_.rows() == 0;
}

Status BulkSender::status() const {
  std::lock_guard lock(mutex_);
  if (failure_) return std::unexpected(*failure_);
  return Ok();
}

SinkStats BulkSender::stats() const {
  std::lock_guard lock(mutex_);
  return {.rows_written = added_,
          .rows_acknowledged = acknowledged_,
          .rows_superseded = superseded_,
          .rows_rejected = rejected_,
          .retries = retries_,
          .bytes_in_flight = bytes_on_the_way_,
          .trouble = troubles_.Describe(pending_.rows())};
}

void BulkSender::ForEachPending(const std::function<void(const DocumentWrite&)>& visit) const {
  std::lock_guard lock(mutex_);
  pending_.ForEach(visit);
}

// --- sending -------------------------------------------------------------------------------------------------------

bool BulkSender::MaySend() const {
  if (failure_ || pending_.ready_rows() == 0 || Now() < not_before_ns_) return false;
  // While the far side is in trouble one request at a time feels its way.
  if (requests_ >= (failures_ > 0 ? 1 : options_.requests_max)) return false;
  // Nothing on the way: go at once, which keeps a closed window's way short. Else what gathers meanwhile goes together.
  return requests_ == 0 || flush_ || pending_.ready_rows() >= actions_limit_ ||
         pending_.ready_body_bytes() >= body_bytes_limit_;
}

void BulkSender::Pump() {
  while (MaySend()) {
    BulkPtr bulk = Compose();
    if (bulk->slots.empty()) break;
    Send(std::move(bulk));
  }
  if (pending_.ready_rows() == 0) flush_ = false;
}

bool BulkSender::IsUsable(Index& index, int64_t now_ns) {
  if (now_ns < index.state.not_before_ns) return false;
  if (options_.index_body.empty()) return true;
  if (index.state.readiness == kReady && now_ns - index.state.checked_ns > kIndexCheckNs) {
    index.state.readiness = kUnknown;
  }
  if (index.state.readiness == kUnknown) LookForIndex(index);
  return index.state.readiness == kReady;
}

BulkSender::BulkPtr BulkSender::Compose() {
  auto bulk = std::make_shared<Bulk>();
  int64_t now_ns = Now();
  auto& indices = pending_.waiting_indices();
  for (size_t turns = indices.size(); turns > 0 && bulk->slots.size() < actions_limit_; --turns) {
    Index& index = *indices.front();
    indices.pop_front();
    index.listed = false;
    if (index.state.readiness == kRefused) {
      while (!index.ready.empty()) Reject(pending_.TakeNext(index), "", index.state.refusal);
    } else if (IsUsable(index, now_ns)) {
      TakeFrom(index, bulk.get());
    }
    pending_.List(index);
  }
  return bulk;
}

void BulkSender::TakeFrom(Index& index, Bulk* bulk) {
  while (!index.ready.empty() && bulk->slots.size() < actions_limit_) {
    const DocumentWrite& write = index.ready.front()->writes.front();
    if (!bulk->slots.empty() && bulk->body.size() + write.BodyBytes() > body_bytes_limit_) return;
    AppendBulkLines(write, &bulk->body);
    bulk->kinds.push_back(write.kind);
    bulk->slots.push_back(pending_.TakeNext(index));
  }
}

void BulkSender::Send(BulkPtr bulk) {
  ++requests_;
  bulk->body_bytes = bulk->body.size();
  bytes_on_the_way_ += bulk->body_bytes;
  HttpCall request{"POST", options_.bulk_target, "application/x-ndjson", std::move(bulk->body)};
  transport_->Send(std::move(request), [this, bulk](HttpOutcome outcome) { OnBulk(bulk, std::move(outcome)); });
}

// --- answers -------------------------------------------------------------------------------------------------------

void BulkSender::OnBulk(const BulkPtr& bulk, HttpOutcome outcome) {
  std::optional<BulkVerdict> verdict;
  if (outcome) verdict = ReadBulkAnswer(outcome->status, outcome->body, bulk->kinds);
  Step step(this);
  --requests_;
  bytes_on_the_way_ -= bulk->body_bytes;
  if (verdict && verdict->kind == AnswerKind::kItems) {
    FarSideWorks();
    ApplyItems(*bulk, verdict->items);
  } else if (verdict && verdict->kind == AnswerKind::kSplit) {
    Split(*bulk, verdict->status, verdict->text);
  } else {
    bool too_much = verdict ? verdict->status == 429 : outcome.error().kind == HttpFailure::Kind::kTimeout;
    if (too_much) actions_limit_ = std::max<size_t>(1, bulk->slots.size() / 2);
    ReturnAll(*bulk);
    FarSideFails(verdict ? outcome->url + " " + verdict->text : outcome.error().text, verdict ? verdict->status : 0);
  }
  Pump();
}

void BulkSender::ReturnAll(Bulk& bulk) {
  retries_ += bulk.slots.size();
  // Backwards, because each goes to the front.
  for (auto it = bulk.slots.rbegin(); it != bulk.slots.rend(); ++it) {
    size_t superfluous = pending_.Return(*it);
    superseded_ += superfluous;
    acknowledged_ += superfluous;
  }
}

void BulkSender::ApplyItems(Bulk& bulk, const std::vector<ItemAnswer>& exceptions) {
  // The exceptions first: an index that refuses one of its documents has not recovered by taking the others.
  for (const ItemAnswer& item : exceptions) {
    ApplyItem(bulk.slots[item.position], item);
    bulk.slots[item.position] = nullptr;
  }
  for (Slot* slot : bulk.slots) {
    if (slot == nullptr) continue;
    Index& index = *slot->index;
    pending_.Finish(slot);
    ++acknowledged_;
    if (index.state.failures == 0 || Now() < index.state.not_before_ns) continue;
    index.state.failures = 0;
    if (auto line = troubles_.End(index.name, Now())) lines_.emplace_back(LogLevel::kInfo, *std::move(line));
  }
}

void BulkSender::ApplyItem(Slot* slot, const ItemAnswer& item) {
  Index& index = *slot->index;
  std::string text = fmt::format("{}: {}", item.type, item.reason);
  switch (item.fate) {
    case ItemFate::kSuperseded:
      return Supersede(slot);
    case ItemFate::kRejected:
      return Reject(slot, item.type, item.reason);
    case ItemFate::kIndexMissing:
      if (index.state.readiness == kReady) index.state.readiness = kUnknown;
      text = fmt::format("has no index {} and may not create it: {}", index.name, text);
      break;
    case ItemFate::kDenied:
      text = fmt::format("does not allow this user to write to index {} ({}): {}", index.name, item.status, text);
      break;
    case ItemFate::kRetry:
      text = fmt::format("takes no documents for index {} ({}): {}", index.name, item.status, text);
      break;
  }
  bool may_retry = !options_.retries_max || (item.status == 429 && index.state.failures < *options_.retries_max);
  if (!may_retry) return FailJob(std::move(text));
  size_t superfluous = pending_.Return(slot);
  superseded_ += superfluous;
  acknowledged_ += superfluous;
  ++retries_;
  IndexFails(index, text);
}

void BulkSender::Supersede(Slot* slot) {
  DocumentWrite write = pending_.Finish(slot);
  ++acknowledged_;
  ++superseded_;
  if (!write.version || !std::has_single_bit(++newer_seen_)) return;
  // Usual after a restart. Whoever replays old input into a used index would look for these documents in vain.
  lines_.emplace_back(
      LogLevel::kInfo,
      fmt::format("elasticsearch: document {} of index {} holds a newer window and stays as it is ({} so far)",
                  write.id, write.index, newer_seen_));
}

void BulkSender::Split(Bulk& bulk, int status, const std::string& text) {
  if (bulk.slots.size() == 1) {
    // Alone, so it is this document. It says nothing about how large a request of usual documents may be.
    if (status == 413) {
      body_bytes_limit_ = std::max(body_bytes_limit_, std::min(options_.body_bytes_max, bulk.body_bytes / 2));
    }
    FarSideWorks();
    return Reject(bulk.slots[0], "", fmt::format("elasticsearch {}", text));
  }
  ReturnAll(bulk);
  if (options_.retries_max) return FailJob(text);
  if (status == 413) {
    body_bytes_limit_ = std::max<size_t>(1, bulk.body_bytes / 2);
  }
  actions_limit_ = std::max<size_t>(1, bulk.slots.size() / 2);
}

void BulkSender::Reject(Slot* slot, std::string type, std::string reason) {
  DocumentWrite write = pending_.Finish(slot);
  ++rejected_;
  ++rejections_seen_;
  std::string why = type.empty() ? std::move(reason) : fmt::format("{}: {}", type, reason);
  std::string line = fmt::format("document {} of index {} is refused: {}", write.id, write.index, why);
  if (options_.rejected == RejectedPolicy::kFail) return FailJob(std::move(line));
  // Powers of two: a flood of refusals says so without flooding the log.
  if (std::has_single_bit(rejections_seen_)) {
    lines_.emplace_back(LogLevel::kWarning, fmt::format("elasticsearch: {} ({} so far)", line, rejections_seen_));
  }
  if (options_.rejected == RejectedPolicy::kDrop) return;
  letters_.push_back({.origin = write.index,
                      .split = "",
                      .position = -1,
                      .reason = fmt::format("_id {}: {}", write.id, why),
                      .kind = "rejected",
                      .payload = write.document.substr(0, 64 << 10)});
}

// --- indices -------------------------------------------------------------------------------------------------------

void BulkSender::LookForIndex(Index& index) {
  if (requests_ >= (failures_ > 0 ? 1 : options_.requests_max)) return;  // its turn comes with the next answer
  index.state.readiness = kPreparing;
  ++requests_;
  transport_->Send({"HEAD", "/" + PercentEncode(index.name), "", ""},
                   [this, &index](HttpOutcome outcome) { OnIndexLooked(index, std::move(outcome)); });
}

void BulkSender::OnIndexLooked(Index& index, HttpOutcome outcome) {
  Step step(this);
  --requests_;
  int status = outcome ? outcome->status : 0;
  if (status == 200) {
    FarSideWorks();
    index.state.readiness = kReady;
    index.state.checked_ns = Now();
  } else if (status >= 400 && status < 500 && status != 401 && status != 429) {
    CreateIndex(index);  // absent; or looking is forbidden, which creating need not be
  } else {
    index.state.readiness = kUnknown;
    FarSideFails(outcome ? outcome->url + " " + DescribeStatus(status, outcome->body) : outcome.error().text, status);
  }
  Pump();
}

void BulkSender::CreateIndex(Index& index) {
  ++requests_;
  transport_->Send({"PUT", "/" + PercentEncode(index.name), "application/json", options_.index_body},
                   [this, &index](HttpOutcome outcome) { OnIndexCreated(index, std::move(outcome)); });
}

void BulkSender::OnIndexCreated(Index& index, HttpOutcome outcome) {
  ErrorAnswer error = outcome ? ReadErrorAnswer(outcome->body) : ErrorAnswer{};
  Step step(this);
  --requests_;
  int status = outcome ? outcome->status : 0;
  index.state.checked_ns = Now();
  bool wait =
      status < 200 || status == 401 || status == 429 || status >= 500 || error.type == "cluster_block_exception";
  bool exists =
      error.type == "resource_already_exists_exception" || error.reason.find("already exists") != std::string::npos;
  if (wait) {
    index.state.readiness = kUnknown;
    FarSideFails(outcome ? outcome->url + " " + DescribeStatus(status, outcome->body) : outcome.error().text, status);
  } else if (status < 300 || exists) {
    FarSideWorks();
    index.state.readiness = kReady;
    if (status < 300) lines_.emplace_back(LogLevel::kInfo, fmt::format("elasticsearch: created index {}", index.name));
  } else if (error.type == "invalid_index_name_exception") {
    FarSideWorks();
    RefuseIndex(index, fmt::format("{}: {}", error.type, error.reason));
  } else {
    // Elasticsearch may still create it on its own when the first document comes.
    FarSideWorks();
    index.state.readiness = kReady;
    lines_.emplace_back(LogLevel::kWarning, fmt::format("elasticsearch: index {} cannot be created with the table's "
                                                        "mapping ({}): {}: {}; its dates may become text",
                                                        index.name, status, error.type, error.reason));
  }
  Pump();
}

void BulkSender::RefuseIndex(Index& index, const std::string& reason) {
  index.state.readiness = kRefused;
  index.state.refusal = reason;
}

// --- trouble -------------------------------------------------------------------------------------------------------

void BulkSender::FarSideFails(const std::string& text, int status) {
  if (Now() >= not_before_ns_) ++failures_;  // several requests that fail together are one failure
  if (options_.retries_max && (status != 429 || failures_ > *options_.retries_max)) return FailJob(text);
  int64_t delay_ms = options_.backoff.DelayMs(failures_);
  not_before_ns_ = Now() + delay_ms * kNsPerMs;
  if (auto line = troubles_.Begin("", text, pending_.rows(), Now())) {
    lines_.emplace_back(LogLevel::kWarning, *std::move(line));
  }
  WakeAfter(delay_ms);
}

void BulkSender::FarSideWorks() {
  actions_limit_ = std::min(options_.actions_max, actions_limit_ + actions_limit_ / 8 + 1);
  failures_ = 0;
  not_before_ns_ = 0;
  if (auto line = troubles_.End("", Now())) lines_.emplace_back(LogLevel::kInfo, *std::move(line));
}

void BulkSender::IndexFails(Index& index, const std::string& text) {
  if (Now() < index.state.not_before_ns) return;  // another item of the same answer has said so
  ++index.state.failures;
  int64_t delay_ms = options_.backoff.DelayMs(index.state.failures);
  index.state.not_before_ns = Now() + delay_ms * kNsPerMs;
  if (auto line = troubles_.Begin(index.name, text, pending_.rows(), Now())) {
    lines_.emplace_back(LogLevel::kWarning, *std::move(line));
  }
  WakeAfter(delay_ms);
}

void BulkSender::FailJob(std::string text) {
  if (!failure_) failure_ = Error::Outside("elasticsearch " + std::move(text), false);
}

void BulkSender::WakeAfter(int64_t delay_ms) {
  // One more: timers may be early by less than a millisecond, and then nobody would ask again.
  transport_->After(delay_ms + 1, [this] {
    Step step(this);
    Pump();
  });
}

}  // namespace mullion::elasticsearch
