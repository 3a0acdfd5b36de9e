// The formats of this binary, by name.
#include "format/format.h"

#include "format/csv.h"
#include "format/debezium.h"
#include "format/format_option.h"
#include "format/json_decoder.h"
#include "format/json_encoder.h"
#include "format/raw.h"

namespace mullion {
namespace {

char TimestampSeparator(const FormatSpec& spec) {
  return IsChoice(spec, "timestamp-format.standard", "ISO-8601") ? 'T' : ' ';
}

JsonRules ReadJsonRules(const FormatSpec& spec) {
  return {.timestamp_separator = TimestampSeparator(spec),
          .ignore_parse_errors = BoolFormatOption(spec, "ignore-parse-errors", false),
          .fail_on_missing_field = BoolFormatOption(spec, "fail-on-missing-field", false)};
}

JsonSpelling ReadJsonSpelling(const FormatSpec& spec) {
  JsonSpelling spelling;
  spelling.timestamp_separator = TimestampSeparator(spec);
  if (IsChoice(spec, "map-null-key.mode", "DROP")) spelling.map_null_key = MapNullKey::kDrop;
  if (IsChoice(spec, "map-null-key.mode", "LITERAL")) spelling.map_null_key = MapNullKey::kLiteral;
  spelling.map_null_key_literal = TextFormatOption(spec, "map-null-key.literal", "null");
  spelling.decimal_as_plain_number = BoolFormatOption(spec, "encode.decimal-as-plain-number", false);
  spelling.ignore_null_fields = BoolFormatOption(spec, "encode.ignore-null-fields", false);
  return spelling;
}

}  // namespace

std::vector<Field> FormatMetadata(std::string_view format) {
  return format == "debezium-json" ? DebeziumMetadata() : std::vector<Field>{};
}

bool IsChangelogFormat(std::string_view format) {
  return format == "debezium-json";
}

Result<std::unique_ptr<Decoder>> MakeDecoder(const FormatSpec& spec) {
  MULLION_TRY(CheckFormat(spec));
  if (spec.name == "json") return MakeJsonDecoder(spec, ReadJsonRules(spec));
  if (spec.name == "csv") return MakeCsvDecoder(spec, ReadCsvDialect(spec));
  if (spec.name == "debezium-json") {
    return MakeDebeziumDecoder(spec, ReadJsonRules(spec), BoolFormatOption(spec, "schema-include", false));
  }
  return MakeRawDecoder(spec);
}

Result<std::unique_ptr<Encoder>> MakeEncoder(const FormatSpec& spec) {
  MULLION_TRY(CheckFormat(spec));
  MULLION_TRY(CheckWritten(spec));
  if (spec.name == "json") return MakeJsonEncoder(spec, ReadJsonSpelling(spec));
  if (spec.name == "csv") return MakeCsvEncoder(spec, ReadCsvDialect(spec));
  if (spec.name == "debezium-json") return MakeDebeziumEncoder(spec, ReadJsonSpelling(spec));
  return MakeRawEncoder(spec);
}

}  // namespace mullion
