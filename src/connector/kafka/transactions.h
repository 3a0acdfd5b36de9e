#pragma once
// A producer's transactions, each with a number that is committed inside it, as the offset of a group of its own: after
// a crash the number tells which transactions the brokers have, so that exactly the others are written again from the
// checkpoint. Waits for the brokers; owned by the producing thread.

#include <cstdint>
#include <string>

#include "connector/kafka/client.h"

namespace mullion::kafka {

class Transactions {
 public:
  /// `topic` must exist: the number is kept for its partition 0.
  Transactions(rd_kafka_t* client, const std::string& transactional_id, std::string topic);

  /// Fences earlier producers of this id and ends what they left open. Once, before all else.
  Status Init(int timeout_ms);
  /// The number of the last committed transaction; 0 when there is none.
  Result<int64_t> LastCommitted(int timeout_ms);
  /// Opens a transaction when none is open.
  Status Begin();
  /// Everything produced since Begin() becomes visible, together with `number`.
  Status Commit(int64_t number, int timeout_ms);
  /// Drops the open transaction, if any.
  void Abort(int timeout_ms);

 private:
  Status AddNumber(int64_t number, int timeout_ms);

  rd_kafka_t* client_;
  const std::string group_;
  const std::string topic_;
  bool open_ = false;
};

}  // namespace mullion::kafka
