#pragma once
// The json format, reading: runs of records into the columns that the plan asks for, in one pass over the bytes. Most
// of a record is recognised by its learned shape (json_shape.h) and by plain spellings (json_plain.h); whatever is not
// common is read by the complete reader (json_scan.h, json_convert.h), field by field, with the same results. Owned by
// one worker.

#include <memory>

#include "format/format.h"
#include "format/json_convert.h"

namespace mullion {

/// `fast` false reads everything with the complete reader: for tests, which compare the two.
std::unique_ptr<Decoder> MakeJsonDecoder(const FormatSpec& spec, const JsonRules& rules, bool fast = true);

}  // namespace mullion
