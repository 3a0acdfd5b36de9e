#pragma once
// The source of a kafka or upsert-kafka table: splits are partitions. The worker calls it; two threads of its own read
// and talk to the brokers. See source.h for the contract.

#include <memory>
#include <string>
#include <vector>

#include "connector/kafka/run_builder.h"
#include "connector/kafka/scan_options.h"
#include "connector/kafka/split_board.h"
#include "connector/kafka/split_enumerator.h"
#include "connector/source.h"

namespace mullion::kafka {

class KafkaSource final : public Source {
 public:
  /// `metadata`: what each of the table's metadata columns is, in the table's order. `keys`: always hand out the keys.
  KafkaSource(std::string table, ScanOptions options, std::vector<MessageMetadata> metadata, bool keys);
  ~KafkaSource() override;

  Status Open(const SourceContext& context, std::span<const SplitPosition> restored) override;
  std::span<const SplitStatus> splits() const override { return statuses_; }
  Status Poll() override;
  Result<FetchedRun> Take(size_t split, size_t records_max) override;
  void Commit(std::span<const SplitPosition> positions, bool final) override;
  bool bounded() const override { return options_.bound != BoundMode::kUnbounded; }
  std::string trouble() const override;
  bool discovered() const override { return discovered_; }
  void Close() override;

 private:
  const std::string table_;
  const ScanOptions options_;
  const std::vector<MessageMetadata> metadata_;
  const bool keys_;
  std::unique_ptr<SplitBoard> board_;
  std::unique_ptr<SplitEnumerator> enumerator_;
  std::vector<SplitStatus> statuses_;
  bool discovered_ = false;
};

}  // namespace mullion::kafka
