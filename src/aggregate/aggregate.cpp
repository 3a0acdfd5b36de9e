#include "aggregate/aggregate.h"

namespace mullion {

void AggregateFunction::Retract(std::span<char* const>, size_t, std::span<const ColumnPtr>,
                                std::span<const uint32_t>) const {
  Die(__FILE__, __LINE__, "this aggregate takes no rows back");
}

void AggregateFunction::Encode(const char* state, std::string* out) const {
  MULLION_CHECK(!has_heap());
  out->append(state, state_size());
}

Status AggregateFunction::Decode(std::string_view* bytes, char* state) const {
  MULLION_CHECK(!has_heap());
  if (bytes->size() < state_size()) return Fail(Error::Internal("a stored accumulator is too short"));
  bytes->copy(state, state_size());
  bytes->remove_prefix(state_size());
  return Ok();
}

}  // namespace mullion
