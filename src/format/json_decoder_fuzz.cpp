// libFuzzer: any bytes, cut into records anywhere, decode to rows, bad and skipped records that add up, and never read
// outside of their record.

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "format/format.h"

namespace {

mullion::FormatSpec Spec(bool strict_fields) {
  using mullion::DataType;
  mullion::FormatSpec spec;
  spec.name = "json";
  spec.schema.fields = {{"client", DataType::Int()},    {"amount", DataType::Decimal(10, 2)},
                        {"ts", DataType::Timestamp(3)}, {"name", DataType::String()},
                        {"ratio", DataType::Double()},  {"tags", DataType::Array(DataType::String())}};
  spec.projection = {0, 1, 2, 3, 4, 5};
  if (strict_fields) spec.options["fail-on-missing-field"] = "true";
  return spec;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace mullion;
  if (size < 2) return 0;
  auto decoder = MakeDecoder(Spec(data[0] & 1));
  MULLION_CHECK(decoder.has_value());
  // A buffer of exactly these bytes, so that reading beyond them is seen.
  auto bytes = std::make_shared<std::string>(reinterpret_cast<const char*>(data + 1), size - 1);
  Records records;
  records.bytes = *bytes;
  records.keeper = bytes;
  uint32_t begin = 0;
  for (uint32_t i = 0; i <= bytes->size(); ++i) {
    if (i < bytes->size() && (*bytes)[i] != '\n') continue;
    records.ranges.push_back({begin, i});
    begin = i + 1;
  }
  DecodedRows rows = (*decoder)->Decode(records);
  MULLION_CHECK(rows.row_count + rows.bad.size() + rows.skipped == records.size());
  for (const ColumnPtr& column : rows.columns) MULLION_CHECK(column->size() == rows.row_count);
  return 0;
}
