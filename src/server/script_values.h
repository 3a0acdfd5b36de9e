#pragma once
// Columns and rows as JSON for a script: types with their parts, values as Python reads them, texts as Flink's client
// prints them. Pure functions, any thread.

#include <memory>
#include <string>
#include <vector>

#include "base/time_zone.h"
#include "column/batch.h"
#include "plan/session.h"

namespace mullion {

enum class ScriptForm : uint8_t {
  kText,   ///< what TableResult.print() shows
  kValue,  ///< what collect() makes Python values of
};

/// [{"name":"ts","type":{"kind":"TIMESTAMP","precision":3,"nullable":true},"time":"ROWTIME"}]
std::string ScriptColumnsJson(const std::vector<QueryColumn>& columns);
std::string ScriptColumnsJson(const Schema& schema);

/// Appends [["+I",[1,"a"]],…] without its outer brackets. TIMESTAMP_LTZ is written in `zone`.
void AppendScriptRows(const Schema& schema, const Batch& batch, ScriptForm form, const TimeZone& zone,
                      std::string* out);
/// The same for rows of SHOW and DESCRIBE: no change kind, texts only, empty ones too.
std::string ScriptTextRows(const Schema& schema, const Batch& batch);

}  // namespace mullion
