#include "connector/kafka/kafka_source.h"

#include <charconv>

namespace mullion::kafka {
namespace {

/// How long the last commit waits for the group's answer.
constexpr int64_t kFinalCommitMs = 5000;

/// "client_amount-2" back to its parts; topics may hold '-' as well.
std::optional<Partition> PartitionOf(std::string_view split) {
  size_t dash = split.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  Partition partition{std::string(split.substr(0, dash)), 0};
  const char* end = split.data() + split.size();
  auto [parsed, error] = std::from_chars(split.data() + dash + 1, end, partition.number);
  if (error != std::errc() || parsed != end) return std::nullopt;
  return partition;
}

}  // namespace

KafkaSource::KafkaSource(std::string table, ScanOptions options, std::vector<MessageMetadata> metadata, bool keys)
    : table_(std::move(table)), options_(std::move(options)), metadata_(std::move(metadata)), keys_(keys) {}

KafkaSource::~KafkaSource() {
  Close();
}

Status KafkaSource::Open(const SourceContext& context, std::span<const SplitPosition> restored) {
  FetchSettings fetch;
  fetch.clock = context.clock;
  fetch.records_max = context.batch_rows_max;
  fetch.keys = keys_ || context.needs_keys;
  for (int column : context.metadata) fetch.metadata.push_back(metadata_[static_cast<size_t>(column)]);

  EnumeratorSettings settings;
  settings.table = table_;
  settings.options = options_;
  settings.clock = context.clock;
  settings.log = context.log;
  settings.strict = context.strict;
  for (const SplitPosition& position : restored) settings.restored[position.split] = position;

  board_ = std::make_unique<SplitBoard>(context.buffer_bytes_max, [waker = context.waker] { waker->Wake(); });
  enumerator_ = std::make_unique<SplitEnumerator>(std::move(settings), std::move(fetch), board_.get());
  enumerator_->Start();
  return Ok();
}

Status KafkaSource::Poll() {
  // Read before the splits: what was discovered is then among them.
  discovered_ = enumerator_->discovered();
  board_->Refresh(&statuses_);
  if (auto failure = board_->failure()) return Fail(*std::move(failure));
  return Ok();
}

Result<FetchedRun> KafkaSource::Take(size_t split, size_t records_max) {
  bool more_room = false;
  FetchedRun run = board_->Take(split, records_max, &more_room);
  if (more_room) enumerator_->WakeFetcher();
  return run;
}

void KafkaSource::Commit(std::span<const SplitPosition> positions, bool final) {
  GroupOffsets offsets;
  for (const SplitPosition& position : positions) {
    if (auto partition = PartitionOf(position.split)) offsets[*partition] = position.position;
  }
  // A broker that is away is not waited for: positions are in the checkpoint.
  bool wait = final && trouble().empty();
  enumerator_->Commit(std::move(offsets), wait ? kFinalCommitMs : 0);
}

std::string KafkaSource::trouble() const {
  return enumerator_ ? enumerator_->trouble() : std::string();
}

void KafkaSource::Close() {
  if (enumerator_) enumerator_->Stop();
}

}  // namespace mullion::kafka
