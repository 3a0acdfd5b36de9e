#pragma once
// Bytes to columns and back: json, csv, raw, debezium-json. A decoder reads a run of records into the columns the plan
// asks for; an encoder appends rows as bytes. One worker owns each; not thread-safe; no state from one run to the next
// that changes results (learned field order only makes it faster).

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "column/batch.h"
#include "column/record.h"

namespace mullion {

struct BadRecord {
  uint32_t record;     ///< index in the run
  std::string kind;    ///< "malformed" (not of the format at all) or "type" (a field that does not fit its column)
  std::string reason;  ///< "field amount: 'abc' is not an INT"
};

struct DecodedRows {
  size_t row_count = 0;
  std::vector<ColumnPtr> columns;       ///< one for each projected field
  std::vector<uint32_t> record_of_row;  ///< empty: row i comes from record i
  std::vector<ChangeKind> kinds;        ///< empty: insert-only (debezium-json gives more)
  std::vector<BadRecord> bad;
  uint64_t skipped = 0;  ///< records that give no row by rule (tombstones, empty lines, ignored errors)
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Never fails as a whole: what does not decode is in `bad`. records = rows' records + bad + skipped.
  virtual DecodedRows Decode(const Records& records) = 0;
};

class Encoder {
 public:
  virtual ~Encoder() = default;
  /// Appends one record for each selected row of `rows` to `out` and its range to `ranges`; no line break between.
  virtual Status Encode(const Batch& rows, std::string* out, std::vector<ByteRange>* ranges) = 0;
};

struct FormatSpec {
  std::string name;                            ///< "json"
  std::map<std::string, std::string> options;  ///< without the "json." prefix
  Schema schema;                               ///< the fields of a record
  std::vector<int> projection;                 ///< decoders: which fields of `schema` are wanted, in this order
  std::string session_zone = "UTC";
  /// Decoders: keys of the format's own metadata (FormatMetadata); the last fields of `schema`, one each.
  std::vector<std::string> metadata = {};
};

std::vector<std::string> FormatNames();
/// Option names of a format, without prefix. Unknown format: empty.
std::vector<std::string> FormatOptions(std::string_view format);
/// Metadata that a format reads out of a record: key and type. Most formats have none.
std::vector<Field> FormatMetadata(std::string_view format);
/// Whether records of the format say what happens to a row: reading gives -U and -D, writing takes them.
bool IsChangelogFormat(std::string_view format);
/// Checks names and values of the options; the message lists the known ones.
Status CheckFormat(const FormatSpec& spec);
/// What is wrong with writing the format as these options have it.
Status CheckWritten(const FormatSpec& spec);
Result<std::unique_ptr<Decoder>> MakeDecoder(const FormatSpec& spec);
Result<std::unique_ptr<Encoder>> MakeEncoder(const FormatSpec& spec);

}  // namespace mullion
