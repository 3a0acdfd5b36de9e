#pragma once
// One field of a JSON record: how it is commonly spelled and the column its values go to. Owned by one decoder.

#include <string>

#include "format/decoded_column.h"
#include "format/json_plain.h"

namespace mullion {

/// How a field is read. A type without a common spelling of its own is kOther: the complete reader converts it.
enum class JsonReading : uint8_t {
  kSkip,  ///< the plan does not want it
  kBoolean,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kDouble,
  kDecimal,
  kText,
  kTimestampMs,
  kTimestampNs,
  kOther,
};

struct JsonField {
  JsonField(const Field& field, bool wanted_by_plan, char timestamp_separator);

  bool wanted() const { return reading != JsonReading::kSkip; }
  bool nested() const { return wanted() && column.nested(); }

  std::string name;
  JsonReading reading;
  bool zoned;                ///< TIMESTAMP_LTZ
  Int128 decimal_limit = 0;  ///< DECIMAL: the first unscaled value that has too many digits
  MinuteMemory minute;
  DecodedColumn column;
  uint64_t seen_in = 0;  ///< the record it was last seen in: whether it is missing in the current one
};

}  // namespace mullion
