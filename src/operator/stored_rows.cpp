#include "operator/stored_rows.h"

#include <cstring>

#include "base/binary.h"
#include "column/row_codec.h"

namespace mullion {

Result<Batch> ReadRows(std::string_view* bytes, const std::vector<DataType>& types) {
  std::vector<ColumnBuilder> builders;
  for (const DataType& type : types) builders.emplace_back(type);
  BinaryReader reader(bytes, "a stored set of rows");
  MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto row, reader.Bytes());
    MULLION_TRY(DecodeRow(row, builders));
  }
  Batch batch;
  batch.row_count = count;
  for (ColumnBuilder& builder : builders) batch.columns.push_back(builder.Finish());
  return batch;
}

RowWriter::RowWriter(std::string* out) : out_(out), at_(out->size()) {
  PutValue(count_, out_);
}

void RowWriter::Add(std::string_view encoded) {
  PutBytes(encoded, out_);
  ++count_;
}

RowWriter::~RowWriter() {
  std::memcpy(out_->data() + at_, &count_, sizeof count_);
}

}  // namespace mullion
