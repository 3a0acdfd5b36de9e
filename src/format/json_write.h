#pragma once
// The pieces of JSON text that reader and writer share. Pure functions, any thread.

#include <string>
#include <string_view>

#include "column/type.h"

namespace mullion {

/// Appends `text` in double quotes, escaped as Jackson does: ", \, control characters; everything else as it is.
void AppendJsonText(std::string_view text, std::string* out);

/// A decimal as Java's BigDecimal prints it once its trailing zeros are stripped: (10000, 2) is "1E+2", (12340, 2) is
/// "123.4".
void AppendStrippedDecimal(Int128 unscaled, int scale, std::string* out);

}  // namespace mullion
