#include "connector/kafka/kafka_sink.h"

namespace mullion::kafka {

Result<std::unique_ptr<Sink>> KafkaSink::Make(SinkOptions options) {
  std::unique_ptr<KafkaSink> sink(new KafkaSink(std::move(options)));
  MULLION_ASSIGN(sink->encoder_, MessageEncoder::Make(sink->options_));
  return sink;
}

Status KafkaSink::Open(const SinkContext& context) {
  context_ = context;
  return Ok();
}

Status KafkaSink::EnsureStarted() {
  if (producer_) return Ok();
  auto producer = std::make_unique<MessageProducer>(options_, context_);
  MULLION_TRY(producer->Start(std::move(restored_)));
  producer_ = std::move(producer);
  return Ok();
}

Status KafkaSink::Write(const Batch& rows) {
  if (rows.empty()) return Ok();
  MULLION_TRY(EnsureStarted());
  MULLION_ASSIGN(EncodedMessages messages, encoder_->Encode(rows));
  rows_written_ += messages.size();
  producer_->Submit(std::move(messages));
  return Ok();
}

bool KafkaSink::full() const {
  return producer_ && producer_->bytes_held() >= context_.buffer_bytes_max;
}

Status KafkaSink::Poll() {
  // What a checkpoint held is written also when no new row comes.
  if (!restored_.batches.empty()) MULLION_TRY(EnsureStarted());
  if (!producer_) return Ok();
  if (auto failure = producer_->failure()) return Fail(*std::move(failure));
  return Ok();
}

Result<std::string> KafkaSink::Snapshot() {
  if (!exactly_once()) return std::string();
  if (!producer_) return EncodeUncommitted(restored_);
  return producer_->SnapshotUncommitted();
}

Status KafkaSink::Restore(std::string_view snapshot) {
  if (snapshot.empty() || !exactly_once()) return Ok();
  MULLION_ASSIGN(restored_, DecodeUncommitted(snapshot));
  return Ok();
}

Status KafkaSink::CheckpointDurable() {
  if (exactly_once() && producer_) producer_->CommitSnapshot();
  return Poll();
}

SinkStats KafkaSink::stats() const {
  SinkStats stats;
  stats.rows_written = rows_written_;
  if (!producer_) return stats;
  stats.rows_acknowledged = producer_->acknowledged();
  stats.rows_rejected = producer_->rejected();
  stats.bytes_in_flight = producer_->bytes_held();
  stats.trouble = producer_->trouble();
  if (stats.trouble.empty() && exactly_once() && full()) {
    stats.trouble = "the open transaction holds as much as it may: the next checkpoint ends it";
  }
  return stats;
}

Status KafkaSink::Close(bool finished) {
  if (!producer_) return Ok();
  Status status = producer_->Stop(finished);
  return status;
}

}  // namespace mullion::kafka
