#pragma once
// What planning one statement may see and leave behind. Lives for one statement, one thread.

#include <memory>
#include <string>
#include <vector>

#include "base/time_zone.h"
#include "connector/connector.h"
#include "expr/expr.h"
#include "plan/catalog.h"
#include "plan/settings.h"

namespace mullion::plan {

struct PlanContext {
  const Catalog* catalog = nullptr;
  const Settings* settings = nullptr;
  const ConnectorRegistry* connectors = nullptr;
  bool strict = false;
  bool streaming = true;
  std::string session_zone = "UTC";
  std::shared_ptr<const TimeZone> zone;  ///< of session_zone
  EvalContext eval;                      ///< for constants
  std::vector<std::string> notes;        ///< said once when the job starts

  /// The zone that windows over such a time attribute are laid in: null for TIMESTAMP.
  std::shared_ptr<const TimeZone> ZoneOf(const DataType& time_type) const {
    return time_type.kind() == TypeKind::kTimestampLtz ? zone : nullptr;
  }
};

/// Errors a user meets in many places.
inline Error Unsupported(const std::string& what, TextPosition position) {
  return Error::User(what + " is not supported yet").At(position);
}

}  // namespace mullion::plan
