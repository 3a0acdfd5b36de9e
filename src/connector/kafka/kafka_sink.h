#pragma once
// The sink of a kafka or upsert-kafka table. The worker calls it; a thread of its own produces. See sink.h for the
// contract.

#include <memory>
#include <string>

#include "connector/kafka/encoded_messages.h"
#include "connector/kafka/message_producer.h"
#include "connector/kafka/sink_options.h"
#include "connector/sink.h"

namespace mullion::kafka {

class KafkaSink final : public Sink {
 public:
  static Result<std::unique_ptr<Sink>> Make(SinkOptions options);

  Status Open(const SinkContext& context) override;
  Status Write(const Batch& rows) override;
  bool full() const override;
  Status Poll() override;
  /// The client sends within its linger time of a few milliseconds by itself.
  void Flush() override {}
  bool drained() const override { return !producer_ || producer_->settled() || producer_->waits_for_checkpoint(); }
  Result<std::string> Snapshot() override;
  Status Restore(std::string_view snapshot) override;
  Status CheckpointDurable() override;
  bool drain_at_checkpoint() const override { return options_.delivery == Delivery::kAtLeastOnce; }
  SinkStats stats() const override;
  Status Close(bool finished) override;

 private:
  explicit KafkaSink(SinkOptions options) : options_(std::move(options)) {}
  Status EnsureStarted();
  bool exactly_once() const { return options_.delivery == Delivery::kExactlyOnce; }

  const SinkOptions options_;
  SinkContext context_;
  Uncommitted restored_;
  std::unique_ptr<MessageEncoder> encoder_;
  std::unique_ptr<MessageProducer> producer_;  ///< from the first call that needs it: Restore() comes after Open()
  uint64_t rows_written_ = 0;
};

}  // namespace mullion::kafka
