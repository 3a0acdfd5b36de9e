// libFuzzer: any bytes are a checkpoint that writes itself back the same, or an error that says what is wrong.

#include <cstdint>
#include <string_view>

#include "runtime/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace mullion;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Result<Checkpoint> checkpoint = Checkpoint::Decode(bytes);
  if (!checkpoint) {
    MULLION_CHECK(!checkpoint.error().ToString().empty());
    return 0;
  }
  MULLION_CHECK(checkpoint->Encode() == bytes);
  return 0;
}
