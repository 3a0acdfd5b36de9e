#include "connector/jdbc/json_rows.h"

#include <fmt/format.h>

namespace mullion::jdbc {
namespace {

/// Bytes behind the last record that the decoder may read.
constexpr uint32_t kPadding = 64;

}  // namespace

Result<std::unique_ptr<JsonRows>> JsonRows::Make(const Schema& schema) {
  FormatSpec spec;
  spec.name = "json";
  spec.options["timestamp-format.standard"] = "ISO-8601";
  for (size_t i = 0; i < schema.size(); ++i) {
    spec.schema.fields.push_back({fmt::format("c{}", i), schema[i].type});
    spec.projection.push_back(static_cast<int>(i));
  }
  MULLION_ASSIGN(auto decoder, MakeDecoder(spec));
  return std::unique_ptr<JsonRows>(new JsonRows(std::move(decoder)));
}

Result<Batch> JsonRows::Decode(const std::vector<std::string>& rows) {
  auto bytes = std::make_shared<std::string>();
  Records records;
  for (const std::string& row : rows) {
    auto begin = static_cast<uint32_t>(bytes->size());
    *bytes += row;
    records.ranges.push_back({begin, static_cast<uint32_t>(bytes->size())});
  }
  size_t size = bytes->size();
  bytes->append(kPadding, ' ');
  records.bytes = std::string_view(*bytes).substr(0, size);
  records.keeper = bytes;
  records.padding = kPadding;
  DecodedRows decoded = decoder_->Decode(records);
  if (!decoded.bad.empty()) {
    return Fail(Error::Outside("a row does not fit the columns of the table", false)
                    .Why(decoded.bad.front().reason)
                    .Where(std::string(records[decoded.bad.front().record])));
  }
  Batch batch;
  batch.row_count = decoded.row_count;
  batch.columns = std::move(decoded.columns);
  return batch;
}

}  // namespace mullion::jdbc
