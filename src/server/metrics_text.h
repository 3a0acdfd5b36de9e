#pragma once
// A job in the text format of Prometheus (exposition format 0.0.4). Pure function, any thread.

#include <string>

#include "server/job_view.h"

namespace mullion {

std::string MetricsText(const JobView& job);

}  // namespace mullion
