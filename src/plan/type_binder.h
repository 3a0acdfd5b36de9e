#pragma once
// A written type to a type: lengths, precisions, what Flink takes. Stateless, any thread.

#include "base/error.h"
#include "column/type.h"
#include "sql/type_name.h"

namespace mullion::plan {

/// Errors point at the type: too wide a DECIMAL, TIMESTAMP WITH TIME ZONE, a user-defined type.
Result<DataType> BindType(const sql::TypeName& type);

}  // namespace mullion::plan
