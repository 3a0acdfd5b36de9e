#pragma once
// The raw format: the whole record is the value of a single column. Text in its character set, numbers as their bytes.

#include <memory>

#include "format/format.h"

namespace mullion {

std::unique_ptr<Decoder> MakeRawDecoder(const FormatSpec& spec);
std::unique_ptr<Encoder> MakeRawEncoder(const FormatSpec& spec);

}  // namespace mullion
