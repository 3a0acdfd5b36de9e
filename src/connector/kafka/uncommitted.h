#pragma once
// The messages of an exactly-once sink that no committed transaction holds yet, as bytes for a checkpoint. Pure.

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "connector/kafka/encoded_messages.h"

namespace mullion::kafka {

struct NumberedMessages {
  int64_t transaction = 0;  ///< the number of the transaction they were written for
  std::shared_ptr<const EncodedMessages> messages;
};

struct Uncommitted {
  int64_t next_transaction = 0;  ///< the first number that the checkpoint does not cover; 0: there was none
  std::deque<NumberedMessages> batches;
};

std::string EncodeUncommitted(const Uncommitted& uncommitted);
Result<Uncommitted> DecodeUncommitted(std::string_view bytes);

}  // namespace mullion::kafka
