#include "connector/kafka/split_enumerator.h"

#include <algorithm>
#include <chrono>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mullion::kafka {
namespace {

constexpr int kQuestionMs = 3000;
constexpr int kWakeQuestionMs = 500;
constexpr int64_t kBackoffMsMin = 100;
constexpr int64_t kBackoffMsMax = 2000;
constexpr int64_t kQuietMs = 2000;
constexpr int64_t kIdleMs = 100;
constexpr int64_t kProbeMs = 500;

TopicFilter FilterOf(const ScanOptions& options) {
  if (options.topic_pattern.empty()) return TopicFilter::FromList(options.topics);
  auto filter = TopicFilter::FromPattern(options.topic_pattern);
  MULLION_CHECK(filter.has_value(), "the pattern was checked with the options");
  return *std::move(filter);
}

std::map<std::string, std::string> ConsumerSettings(const EnumeratorSettings& settings, const QueueLimits& limits) {
  std::map<std::string, std::string> all = {
      {"group.id", settings.options.client.group_id},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"enable.partition.eof", "true"},
      // What lies out of range is decided here, with the lost offsets named.
      {"auto.offset.reset", "error"},
      {"reconnect.backoff.max.ms", "1000"},
      {"topic.metadata.refresh.interval.ms", "60000"},
      {"fetch.error.backoff.ms", "100"},
      {"isolation.level",
       settings.options.client.isolation_level.value_or(settings.strict ? "read_uncommitted" : "read_committed")},
      {"queued.min.messages", std::to_string(limits.queued_min_messages)},
      {"queued.max.messages.kbytes", std::to_string(limits.queued_max_messages_kbytes)},
      {"fetch.message.max.bytes", std::to_string(limits.fetch_message_max_bytes)},
  };
  for (const auto& [name, value] : settings.options.client.consumer) all[name] = value;
  return all;
}

}  // namespace

SplitEnumerator::SplitEnumerator(EnumeratorSettings settings, FetchSettings fetch, SplitBoard* board)
    : settings_(std::move(settings)),
      filter_(FilterOf(settings_.options)),
      board_(board),
      trouble_(fmt::format("kafka table {}", settings_.table), settings_.log),
      fetcher_(std::move(fetch), board, this) {}

SplitEnumerator::~SplitEnumerator() {
  Stop();
}

void SplitEnumerator::Start() {
  thread_ = std::thread(&SplitEnumerator::Run, this);
}

void SplitEnumerator::Stop() {
  stopping_.store(true);
  waker_.Wake();
  if (thread_.joinable()) thread_.join();
  fetcher_.Stop();
  committer_.reset();
  client_.reset();
}

void SplitEnumerator::Run() {
  for (const std::string& note : settings_.options.client.notes) {
    settings_.log->Info(fmt::format("kafka table {}: {}", settings_.table, note));
  }
  if (!BeginReading()) return;
  next_discovery_ms_ = NowMs() + settings_.options.discovery_interval_ms;
  while (!stopping_.load()) {
    waker_.WaitFor(kIdleMs);
    PollClient();
    HandleEvents();
    SendCommits();
    ProbeWhenTroubled();
    DiscoverMore();
  }
  SendCommits();
}

bool SplitEnumerator::MakeClientFor(size_t partitions) {
  QueueLimits limits = QueueLimitsFor(partitions);
  if (client_ && limits == limits_) return true;
  committer_.reset();
  client_.reset();
  auto client = MakeClient(ClientKind::kConsumer, ConsumerSettings(settings_, limits), this);
  if (!client) {
    board_->SetFailure(std::move(client.error()));
    return false;
  }
  client_ = *std::move(client);
  limits_ = limits;
  rd_kafka_poll_set_consumer(client_.get());
  committer_ = std::make_unique<OffsetCommitter>(client_.get(), settings_.options.client.group_id, settings_.log);
  return true;
}

bool SplitEnumerator::BeginReading() {
  if (!MakeClientFor(1)) return false;
  int64_t started_ms = NowMs();
  int64_t deadline_ms = started_ms + settings_.options.client.api_timeout_ms;
  int64_t backoff_ms = kBackoffMsMin;
  // The first question is short, so that a stop soon after the start does not wait for a broker that is away.
  for (int timeout_ms = 1000; !stopping_.load(); timeout_ms = kQuestionMs) {
    Status found = FindFirst(timeout_ms);
    if (found) {
      trouble_.Clear();
      discovered_.store(true, std::memory_order_release);
      fetcher_.Start();
      board_->AddSplits({});  // wakes the worker: also when there are no splits yet
      return true;
    }
    PollClient();
    bool give_up = !found.error().retry() || (settings_.strict && NowMs() >= deadline_ms);
    if (give_up) {
      board_->SetFailure(std::move(found.error()));
      return false;
    }
    // What has no known cause may just take its time: a slow handshake, a topic whose leaders are being chosen.
    bool known = topics_missing_ || !last_connection_error_.empty();
    if (known || NowMs() >= started_ms + kQuietMs) {
      trouble_.Set(last_connection_error_.empty() ? found.error().ToString() : last_connection_error_);
    }
    waker_.WaitFor(backoff_ms);
    backoff_ms = std::min(backoff_ms * 2, kBackoffMsMax);
  }
  return false;
}

Status SplitEnumerator::CheckTopics(const TopicPartitions& found) {
  std::string missing;
  if (!found.missing.empty()) {
    missing = fmt::format("topic {} does not exist on {}", fmt::join(found.missing, ", "),
                          settings_.options.client.bootstrap_servers);
  } else if (found.partitions.empty() && filter_.is_pattern() && !settings_.strict) {
    missing = fmt::format("no topic on {} matches the pattern {}", settings_.options.client.bootstrap_servers,
                          settings_.options.topic_pattern);
  }
  topics_missing_ = !missing.empty();
  if (missing.empty()) return Ok();
  // Flink fails on a topic that is not there; here its creation is waited for.
  return Fail(
      Error::Outside(std::move(missing), !settings_.strict).Hint("Create it, or correct 'topic' or 'topic-pattern'."));
}

Status SplitEnumerator::FindFirst(int timeout_ms) {
  MULLION_ASSIGN(TopicPartitions found, BrokerQueries(client_.get(), timeout_ms).Partitions(filter_));
  last_connection_error_.clear();
  MULLION_TRY(CheckTopics(found));
  if (!MakeClientFor(found.partitions.size())) return Fail(*board_->failure());
  return AddPartitions(found.partitions, true, timeout_ms);
}

std::vector<SplitOrigin> SplitEnumerator::OriginsOf(const std::vector<Partition>& partitions, bool first) const {
  std::vector<SplitOrigin> origins;
  for (const Partition& partition : partitions) {
    auto it = settings_.restored.find(partition.id());
    SplitOrigin origin;
    if (it != settings_.restored.end()) origin.restored = it->second.position;
    // A partition that a checkpoint does not know was made after it.
    origin.found_later = !first || !settings_.restored.empty();
    origins.push_back(origin);
  }
  return origins;
}

Status SplitEnumerator::AddPartitions(const std::vector<Partition>& partitions, bool first, int timeout_ms) {
  std::vector<SplitOrigin> origins = OriginsOf(partitions, first);
  MULLION_ASSIGN(std::vector<PartitionFacts> facts,
                 BrokerQueries(client_.get(), timeout_ms).Facts(settings_.options, partitions, origins));
  std::vector<NewSplit> added;
  std::vector<Partition> to_assign;
  std::vector<int64_t> offsets;
  std::vector<std::optional<int64_t>> ends;
  for (size_t i = 0; i < partitions.size(); ++i) {
    auto restored = settings_.restored.find(partitions[i].id());
    bool finished = restored != settings_.restored.end() && restored->second.finished;
    MULLION_ASSIGN(std::optional<int64_t> end, DecideEnd(settings_.options, partitions[i], facts[i]));
    int64_t start = 0;
    if (finished) {
      start = restored->second.position;
    } else {
      MULLION_ASSIGN(start, DecideStart(settings_.options, partitions[i], facts[i], origins[i]));
    }
    finished = finished || (end && start >= *end);
    added.push_back({partitions[i].id(), start, end ? *end : facts[i].high, finished});
    offsets.push_back(start);
    ends.push_back(end);
  }
  // Nothing fails from here on: either all are on the board or none.
  board_->AddSplits(added);
  std::vector<int64_t> assigned_offsets;
  for (size_t i = 0; i < partitions.size(); ++i) {
    splits_.push_back({partitions[i], !added[i].finished});
    if (added[i].finished) continue;
    fetcher_.Add(client_.get(), splits_.size() - 1, partitions[i], offsets[i], ends[i]);
    to_assign.push_back(partitions[i]);
    assigned_offsets.push_back(offsets[i]);
  }
  return Assign(to_assign, assigned_offsets);
}

Status SplitEnumerator::Assign(const std::vector<Partition>& partitions, const std::vector<int64_t>& offsets) {
  if (partitions.empty()) return Ok();
  PartitionList list = MakePartitionList(partitions, 0);
  for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = offsets[static_cast<size_t>(i)];
  std::unique_ptr<rd_kafka_error_t, HandleFreer<rd_kafka_error_destroy>> error(
      rd_kafka_incremental_assign(client_.get(), list.get()));
  if (!error) return Ok();
  return Fail(Error::Internal("librdkafka does not take the partitions").Why(rd_kafka_error_string(error.get())));
}

void SplitEnumerator::DiscoverMore() {
  bool bounded = settings_.options.bound != BoundMode::kUnbounded;
  if (settings_.options.discovery_interval_ms <= 0 || bounded || NowMs() < next_discovery_ms_) return;
  next_discovery_ms_ = NowMs() + settings_.options.discovery_interval_ms;
  auto found = BrokerQueries(client_.get(), kQuestionMs).Partitions(filter_);
  if (!found) return;  // the connection's own trouble is told elsewhere; the next round asks again
  std::set<Partition> known;
  for (const KnownSplit& split : splits_) known.insert(split.partition);
  std::vector<Partition> fresh;
  for (const Partition& partition : found->partitions) {
    if (!known.contains(partition)) fresh.push_back(partition);
  }
  if (fresh.empty()) return;
  Status added = AddPartitions(fresh, false, kQuestionMs);
  if (added) {
    settings_.log->Info(fmt::format("kafka table {} found {} more partitions, the first {}", settings_.table,
                                    fresh.size(), fresh.front().id()));
  } else if (!added.error().retry()) {
    board_->SetFailure(std::move(added.error()));
  }
}

void SplitEnumerator::PollClient() {
  while (true) {
    std::unique_ptr<rd_kafka_message_t, HandleFreer<rd_kafka_message_destroy>> message(
        rd_kafka_consumer_poll(client_.get(), 0));
    if (!message) break;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) OnClientError(message->err, rd_kafka_message_errstr(message.get()));
  }
  committer_->Poll(0);
}

void SplitEnumerator::OnClientError(rd_kafka_resp_err_t code, std::string_view reason) {
  std::string readable = ReadableReason(reason);
  bool untrusted = code == RD_KAFKA_RESP_ERR__SSL && reason.find("certificate") != std::string_view::npos;
  if ((IsHopeless(code) || untrusted) && !discovered()) {
    board_->SetFailure(
        ClientError(fmt::format("kafka table {}: this client and the broker do not accept each other", settings_.table),
                    code, readable)
            .Where(settings_.options.client.bootstrap_servers));
    return;
  }
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    last_connection_error_ = readable;
    return;
  }
  if (discovered()) {
    progress_at_trouble_ = fetcher_.progress();
    next_probe_ms_ = NowMs() + kProbeMs;
    trouble_.Set(last_connection_error_.empty() ? "no broker answers" : last_connection_error_);
  }
}

void SplitEnumerator::OnClientLog(std::string_view line) {
  settings_.log->Log(LogLevel::kDebug, line);
}

void SplitEnumerator::OnSplitEvent(SplitEvent event) {
  {
    std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  waker_.Wake();
}

void SplitEnumerator::HandleEvents() {
  std::vector<SplitEvent> events;
  {
    std::lock_guard lock(mutex_);
    events.swap(events_);
  }
  for (const SplitEvent& event : events) {
    switch (event.kind) {
      case SplitEvent::Kind::kProblem:
        HandleProblem(event);
        break;
      case SplitEvent::Kind::kStarved:
        AskForEnd(event);
        break;
      case SplitEvent::Kind::kDone:
        HandleDone(event);
        break;
    }
  }
}

void SplitEnumerator::HandleProblem(const SplitEvent& event) {
  const Partition& partition = splits_[event.split].partition;
  if (event.code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE || event.code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
    Status status = GoOnInRange(event);
    if (status) return;
    if (!status.error().retry()) return board_->SetFailure(std::move(status.error()));
    std::lock_guard lock(mutex_);
    events_.push_back(event);  // asked again at the next round
    return;
  }
  std::string text = fmt::format("topic {} partition {}: {}", partition.topic, partition.number, event.reason);
  if (IsHopeless(event.code)) {
    return board_->SetFailure(
        ClientError(fmt::format("topic {} cannot be read", partition.topic), event.code, event.reason));
  }
  progress_at_trouble_ = fetcher_.progress();
  next_probe_ms_ = NowMs() + kProbeMs;
  trouble_.Set(text);
}

Status SplitEnumerator::GoOnInRange(const SplitEvent& event) {
  const Partition& partition = splits_[event.split].partition;
  SplitOrigin origin{.restored = event.next_offset};
  MULLION_ASSIGN(std::vector<PartitionFacts> facts,
                 BrokerQueries(client_.get(), kQuestionMs).Facts(settings_.options, {partition}, {origin}));
  MULLION_ASSIGN(int64_t offset, DecideStart(settings_.options, partition, facts[0], origin));
  if (offset < event.next_offset) {
    // A split's position never goes back while the job runs.
    return Fail(Error::Outside(fmt::format("topic {} was made anew while it was read", partition.topic), false)
                    .Hint("Start the job again: it then reads the new topic as the options say."));
  }
  settings_.log->Warning(
      fmt::format("kafka table {}: topic {} partition {}: offsets {} to {} were deleted before they "
                  "were read; goes on at {}",
                  settings_.table, partition.topic, partition.number, event.next_offset, offset - 1, offset));
  PartitionList list = MakePartitionList({partition}, RD_KAFKA_OFFSET_INVALID);
  std::unique_ptr<rd_kafka_error_t, HandleFreer<rd_kafka_error_destroy>> error(
      rd_kafka_incremental_unassign(client_.get(), list.get()));
  return Assign({partition}, {offset});
}

void SplitEnumerator::HandleDone(const SplitEvent& event) {
  KnownSplit& split = splits_[event.split];
  if (!std::exchange(split.assigned, false)) return;
  PartitionList list = MakePartitionList({split.partition}, RD_KAFKA_OFFSET_INVALID);
  std::unique_ptr<rd_kafka_error_t, HandleFreer<rd_kafka_error_destroy>> error(
      rd_kafka_incremental_unassign(client_.get(), list.get()));
  if (error) settings_.log->Log(LogLevel::kDebug, rd_kafka_error_string(error.get()));
}

void SplitEnumerator::AskForEnd(const SplitEvent& event) {
  if (trouble_.any()) return;
  // Not rd_kafka_query_watermark_offsets(): that one waits for a whole socket timeout when a broker goes away
  // meanwhile.
  PartitionList list = MakePartitionList({splits_[event.split].partition}, RD_KAFKA_OFFSET_END);
  rd_kafka_offsets_for_times(client_.get(), list.get(), kWakeQuestionMs);
}

void SplitEnumerator::SendCommits() {
  std::optional<GroupOffsets> offsets;
  {
    std::lock_guard lock(mutex_);
    offsets.swap(to_commit_);
  }
  if (offsets) committer_->Send(*offsets);
  committer_->Poll(0);
  std::lock_guard lock(mutex_);
  if (to_commit_ || !committer_->idle()) return;
  commit_answered_ = true;
  committed_.notify_all();
}

void SplitEnumerator::Commit(GroupOffsets offsets, int64_t wait_ms) {
  if (!settings_.options.client.commit_offsets || offsets.empty() || !discovered()) return;
  std::unique_lock lock(mutex_);
  to_commit_ = std::move(offsets);
  commit_answered_ = false;
  lock.unlock();
  waker_.Wake();
  if (wait_ms <= 0) return;
  lock.lock();
  committed_.wait_for(lock, std::chrono::milliseconds(wait_ms), [&] { return commit_answered_; });
}

void SplitEnumerator::ProbeWhenTroubled() {
  if (!trouble_.any() || NowMs() < next_probe_ms_) return;
  next_probe_ms_ = NowMs() + kProbeMs;
  bool flows = fetcher_.progress() != progress_at_trouble_;
  if (flows || BrokerQueries(client_.get(), kQuestionMs).Partitions(filter_)) trouble_.Clear();
}

}  // namespace mullion::kafka
