#pragma once
// What an index that is not there yet is created with: a mapping derived from the table, so that dates are dates
// (Kibana finds its time field) and sums are not 32-bit floats. The documents' text stays as the format writes it. No
// state.

#include <string>

#include "connector/table.h"

namespace mullion::elasticsearch {

/// The formats of a date field that takes Flink's timestamps, fraction or none, with and without 'Z', ISO-8601 and
/// numbers.
std::string DateFormats(int fraction_digits, bool with_zone);

/// The body of `PUT /index`. Settings are left to the cluster and its templates.
std::string IndexBody(const TableDefinition& table);

}  // namespace mullion::elasticsearch
