#include "connector/kafka/fetcher.h"

#include <algorithm>

namespace mullion::kafka {
namespace {

/// Taken from a queue at once: few enough for the messages to stay in the cache between counting and copying.
constexpr size_t kTakeMax = 1024;
constexpr size_t kRunBytesMax = 1 << 20;
/// librdkafka 2.0 sleeps for up to a second when all its queues were full; a question to the broker wakes it. How long
/// to see no message before asking, at first and at most.
constexpr int64_t kPatienceMsMin = 10;
constexpr int64_t kPatienceMsMax = 1000;

}  // namespace

Fetcher::Fetcher(FetchSettings settings, SplitBoard* board, SplitEventListener* listener)
    : settings_(std::move(settings)),
      board_(board),
      listener_(listener),
      messages_(std::min(kTakeMax, settings_.records_max)),
      patience_ms_(kPatienceMsMin) {}

Fetcher::~Fetcher() {
  Stop();
}

void Fetcher::OnQueueFilled(rd_kafka_t*, void* opaque) {
  auto* split = static_cast<Split*>(opaque);
  if (!split->ready.exchange(true, std::memory_order_acq_rel)) split->fetcher->waker_.Wake();
}

void Fetcher::Add(rd_kafka_t* client, size_t number, const Partition& partition, int64_t position,
                  std::optional<int64_t> end) {
  auto split = std::make_unique<Split>(number, partition,
                                       RunShape{partition.topic, partition.number, settings_.keys, settings_.metadata});
  split->client = client;
  split->next_offset = position;
  split->end = end;
  split->fetcher = this;
  split->queue.reset(rd_kafka_queue_get_partition(client, partition.topic.c_str(), partition.number));
  MULLION_CHECK(split->queue != nullptr);
  rd_kafka_queue_forward(split->queue.get(), nullptr);
  rd_kafka_queue_cb_event_enable(split->queue.get(), &Fetcher::OnQueueFilled, split.get());
  {
    std::lock_guard lock(incoming_mutex_);
    incoming_.push_back(std::move(split));
  }
  waker_.Wake();
}

void Fetcher::Start() {
  thread_ = std::thread(&Fetcher::Run, this);
}

void Fetcher::Stop() {
  stopping_.store(true);
  waker_.Wake();
  if (thread_.joinable()) thread_.join();
  Adopt();
  for (auto& split : splits_) rd_kafka_queue_cb_event_enable(split->queue.get(), nullptr, nullptr);
  splits_.clear();
}

void Fetcher::Run() {
  while (!stopping_.load(std::memory_order_relaxed)) {
    Adopt();
    if (Round()) {
      patience_ms_ = kPatienceMsMin;
    } else {
      WaitForMessages();
    }
  }
}

void Fetcher::Adopt() {
  std::lock_guard lock(incoming_mutex_);
  for (auto& split : incoming_) splits_.push_back(std::move(split));
  incoming_.clear();
}

bool Fetcher::Round() {
  bool any = false;
  for (auto& split : splits_) {
    if (split->done || !split->ready.load(std::memory_order_acquire) || !board_->HasRoom(split->number)) continue;
    split->ready.store(false, std::memory_order_release);
    TakeFrom(split.get());
    any = true;
  }
  return any;
}

void Fetcher::TakeFrom(Split* split) {
  while (!split->done && split->builder.size() < settings_.records_max && split->builder.bytes() < kRunBytesMax) {
    size_t room = std::min(messages_.size(), settings_.records_max - split->builder.size());
    ssize_t count = rd_kafka_consume_batch_queue(split->queue.get(), 0, messages_.data(), room);
    if (count <= 0) break;
    for (ssize_t i = 0; i < count; ++i) {
      Accept(split, *messages_[static_cast<size_t>(i)]);
      rd_kafka_message_destroy(messages_[static_cast<size_t>(i)]);
    }
  }
  // Markers of transactions make librdkafka return early: what is left would not be announced again.
  if (rd_kafka_queue_length(split->queue.get()) > 0) split->ready.store(true, std::memory_order_release);
  Publish(split);
}

void Fetcher::Accept(Split* split, const rd_kafka_message_t& message) {
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) [[unlikely]]
    return AcceptError(split, message);
  if (message.offset < split->next_offset || split->done) [[unlikely]]
    return;
  if (split->end && message.offset >= *split->end) [[unlikely]] {
    split->done = true;
    return;
  }
  split->builder.Append(message);
  split->next_offset = message.offset + 1;
  split->reached_end.reset();
}

void Fetcher::AcceptError(Split* split, const rd_kafka_message_t& message) {
  if (message.err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    const char* reason = rd_kafka_message_errstr(&message);
    listener_->OnSplitEvent({SplitEvent::Kind::kProblem, split->number, split->next_offset, message.err,
                             reason ? reason : rd_kafka_err2str(message.err)});
    return;
  }
  split->next_offset = std::max(split->next_offset, message.offset);
  split->reached_end = split->next_offset;
  if (split->end && split->next_offset >= *split->end) split->done = true;
}

void Fetcher::Publish(Split* split) {
  if (split->end && split->next_offset >= *split->end) split->done = true;
  progress_.fetch_add(1, std::memory_order_relaxed);
  if (split->builder.size() > 0) {
    int64_t low = 0, high = 0;
    rd_kafka_get_watermark_offsets(split->client, split->partition.topic.c_str(), split->partition.number, &low, &high);
    // The answer that brought these told the end as well; librdkafka's own word for it comes half a second later.
    if (split->next_offset >= high) split->reached_end = split->next_offset;
    size_t bytes = split->builder.bytes() + split->builder.size() * sizeof(ByteRange);
    board_->Push(split->number, split->builder.Finish(), bytes, high);
  }
  if (split->done) {
    board_->FinishSplit(split->number, *split->end);
    listener_->OnSplitEvent({SplitEvent::Kind::kDone, split->number, split->next_offset});
  } else if (split->reached_end) {
    board_->NoteEnd(split->number, *split->reached_end);
  }
}

Fetcher::Split* Fetcher::FindStarving() {
  for (size_t i = 0; i < splits_.size(); ++i) {
    Split* split = splits_[(starving_turn_ + i) % splits_.size()].get();
    if (split->done || split->reached_end || split->ready.load(std::memory_order_relaxed)) continue;
    starving_turn_ = (starving_turn_ + i + 1) % splits_.size();
    return split;
  }
  return nullptr;
}

void Fetcher::WaitForMessages() {
  Split* starving = FindStarving();
  int64_t since_ns = settings_.clock->MonotonicNs();
  waker_.WaitFor(starving == nullptr ? kPatienceMsMax : patience_ms_);
  if (starving == nullptr || starving->ready.load(std::memory_order_acquire)) return;
  if (settings_.clock->MonotonicNs() - since_ns < patience_ms_ * 1'000'000) return;  // woken for another split
  listener_->OnSplitEvent({SplitEvent::Kind::kStarved, starving->number, starving->next_offset});
  patience_ms_ = std::min(patience_ms_ * 2, kPatienceMsMax);
}

}  // namespace mullion::kafka
