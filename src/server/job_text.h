#pragma once
// A job for a terminal: what `mullion status`, `why` and `dlq` print. Pure functions of a JobView, any thread. Control
// characters in data are shown as escapes, so that no record can steer the reader's terminal.

#include <string>
#include <string_view>

#include "server/job_view.h"

namespace mullion {

std::string StatusText(const JobView& job);
std::string WhyText(const JobView& job);
std::string DlqText(const JobView& job);

/// Control characters as \n, \t, \x1b; everything else as it is.
std::string Printable(std::string_view text);
/// "0 B", "1.5 KB", "12 MB": thousands, as disks and networks are sold.
std::string BytesText(uint64_t bytes);

}  // namespace mullion
