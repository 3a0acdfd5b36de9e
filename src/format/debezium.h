#pragma once
// The debezium-json format: change events of a database, {"before":…,"after":…,"op":"c"|"r"|"u"|"d",…}, with or without
// the {"schema":…,"payload":…} around them. Reading gives a changelog: an update is two rows, -U and +U. Writing gives
// "c" for +I and +U, "d" for -U and -D, as Flink does. Each is owned by one worker.

#include <memory>

#include "format/format.h"
#include "format/json_convert.h"
#include "format/json_encoder.h"

namespace mullion {

/// The metadata of an event: key and type; the last fields of FormatSpec::schema may be of these.
const std::vector<Field>& DebeziumMetadata();

/// `schema_include`: the event stands in the member "payload".
std::unique_ptr<Decoder> MakeDebeziumDecoder(const FormatSpec& spec, const JsonRules& rules, bool schema_include);
std::unique_ptr<Encoder> MakeDebeziumEncoder(const FormatSpec& spec, const JsonSpelling& spelling);

}  // namespace mullion
