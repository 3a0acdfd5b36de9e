#pragma once
// Generators of ARRAY, MAP, MULTISET and ROW columns: made of the generators of their parts.

#include "connector/datagen/field_generator.h"

namespace mullion::datagen {

Result<std::unique_ptr<FieldGenerator>> MakeNestedGenerator(const std::string& field, const DataType& type,
                                                            uint64_t seed, FieldOptions* options);

}  // namespace mullion::datagen
