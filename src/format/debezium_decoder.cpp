#include <algorithm>

#include <fmt/format.h>

#include "format/debezium.h"
#include "format/decoded_run.h"
#include "format/json_decoder.h"
#include "format/json_scan.h"
#include "format/utf8.h"

namespace mullion {
namespace {

constexpr size_t kShownBytesMax = 200;
constexpr const char* kReplicaIdentity =
    "the event has no \"before\": set REPLICA IDENTITY of the table to FULL when it is PostgreSQL's";

/// Where a metadata value stands in the record.
struct MetadataPlace {
  std::string_view outer;  ///< "source" or empty: a member of the event itself
  std::string_view member;
  bool at_root = false;      ///< beside the payload
  bool whole_outer = false;  ///< all of `outer`
};

MetadataPlace PlaceOf(std::string_view key) {
  if (key == "schema") return {"", "schema", true};
  if (key == "ingestion-timestamp") return {"", "ts_ms"};
  if (key == "source.timestamp") return {"source", "ts_ms"};
  if (key == "source.database") return {"source", "db"};
  if (key == "source.schema") return {"source", "schema"};
  if (key == "source.table") return {"source", "table"};
  return {"source", "", false, true};
}

/// A wanted metadata column.
struct MetadataField {
  MetadataPlace place;
  DataType type;
  size_t output;  ///< its position among the projected columns
};

/// The parts of one event, as tokens into the record.
struct Event {
  Token root, payload, before, after, op;
  bool has_before = false, has_after = false, has_op = false;
};

bool NameIs(const Token& name, std::string_view wanted) {
  if (!name.escaped) return name.text == wanted;
  std::string text;
  AppendUnescaped(name.text, &text);
  return text == wanted;
}

/// The last member of that name, as Jackson keeps it.
bool FindMember(const Token& object, std::string_view wanted, Token* found) {
  if (object.kind != TokenKind::kObject) return false;
  NestedCursor cursor(object);
  bool any = false;
  for (Token name, value; cursor.Next(&name, &value);) {
    if (!NameIs(name, wanted)) continue;
    *found = value;
    any = true;
  }
  return any;
}

/// A row of an event: which bytes it is, what it does, which record it came from.
struct EventRow {
  ByteRange range;
  ChangeKind kind;
  uint32_t record;
};

class DebeziumDecoder final : public Decoder {
 public:
  DebeziumDecoder(const FormatSpec& spec, const JsonRules& rules, bool schema_include)
      : rules_(rules), schema_include_(schema_include), columns_(spec.projection.size()) {
    size_t physical = spec.schema.size() - spec.metadata.size();
    FormatSpec rows;
    rows.schema.fields.assign(spec.schema.fields.begin(), spec.schema.fields.begin() + static_cast<long>(physical));
    for (size_t i = 0; i < spec.projection.size(); ++i) {
      auto field = static_cast<size_t>(spec.projection[i]);
      if (field < physical) {
        rows.projection.push_back(spec.projection[i]);
        physical_outputs_.push_back(i);
      } else {
        metadata_.push_back({PlaceOf(spec.metadata[field - physical]), spec.schema[field].type, i});
      }
    }
    rows_ = MakeJsonDecoder(rows, rules);
  }

  DecodedRows Decode(const Records& records) override {
    std::vector<std::string> trouble(records.size());
    CollectRows(records, &trouble);
    DecodedRows rows = rows_->Decode(RowRecords(records));
    for (BadRecord& bad : rows.bad) trouble[event_rows_[bad.record].record] = std::move(bad.reason);
    return Assemble(records, std::move(rows), trouble);
  }

 private:
  /// Fills event_rows_ with what each record says; a record that says nothing proper gets a reason.
  void CollectRows(const Records& records, std::vector<std::string>* trouble) {
    event_rows_.clear();
    events_.assign(metadata_.empty() ? 0 : records.size(), {});
    for (uint32_t i = 0; i < records.size(); ++i) {
      if (IsTombstone(records, i)) continue;
      Event event;
      std::string why = ReadEvent(records[i], &event);
      if (why.empty()) why = AddRows(records, i, event);
      if (!why.empty()) (*trouble)[i] = std::move(why);
      if (!metadata_.empty()) events_[i] = event;
    }
  }

  static bool IsTombstone(const Records& records, size_t i) {
    return records.IsAbsent(i) || records.ranges[i].begin == records.ranges[i].end;
  }

  std::string ReadEvent(std::string_view record, Event* event) const {
    const char* end = record.data() + record.size();
    ScanError error;
    const char* begin = SkipSpace(record.data(), end);
    if (begin == end || *begin != '{') return "not JSON: an opening brace must stand here (byte 0)";
    const char* after = ScanToken(begin, end, &event->root, &error);
    if (after == nullptr) return fmt::format("not JSON: {} (byte {})", error.what, error.at - record.data());
    event->payload = event->root;
    if (schema_include_ && !FindMember(event->root, "payload", &event->payload)) {
      return "the event has no \"payload\": 'debezium-json.schema-include' is true";
    }
    if (event->payload.kind != TokenKind::kObject) return "the event's \"payload\" is no object";
    event->has_before = FindMember(event->payload, "before", &event->before) && event->before.kind != TokenKind::kNull;
    event->has_after = FindMember(event->payload, "after", &event->after) && event->after.kind != TokenKind::kNull;
    event->has_op = FindMember(event->payload, "op", &event->op);
    if (event->has_op) return {};
    bool wrapped = !schema_include_ && event->root.kind == TokenKind::kObject &&
                   FindMember(event->root, "payload", &event->payload);
    return wrapped ? "the event has no \"op\", but a \"payload\": set 'debezium-json.schema-include' = 'true'"
                   : "the event has no \"op\"";
  }

  std::string AddRows(const Records& records, uint32_t i, const Event& event) {
    std::string_view op = event.op.kind == TokenKind::kString ? event.op.text : std::string_view("");
    auto add = [&](const Token& row, ChangeKind kind) {
      auto begin = static_cast<uint32_t>(row.text.data() - records.bytes.data());
      event_rows_.push_back({{begin, begin + static_cast<uint32_t>(row.text.size())}, kind, i});
    };
    if (op == "c" || op == "r") {
      if (!event.has_after) return fmt::format("the event of op \"{}\" has no \"after\"", op);
      add(event.after, ChangeKind::kInsert);
      return {};
    }
    if (op != "u" && op != "d") return fmt::format("unknown \"op\" {}", PrintableText(event.op.text, kShownBytesMax));
    if (!event.has_before) return kReplicaIdentity;
    if (op == "d") {
      add(event.before, ChangeKind::kDelete);
      return {};
    }
    if (!event.has_after) return "the event of op \"u\" has no \"after\"";
    add(event.before, ChangeKind::kUpdateBefore);
    add(event.after, ChangeKind::kUpdateAfter);
    return {};
  }

  /// The rows where they stand in the events: nothing is copied.
  Records RowRecords(const Records& records) const {
    Records rows;
    rows.bytes = records.bytes;
    rows.keeper = records.keeper;
    rows.padding = records.padding;
    rows.ranges.reserve(event_rows_.size());
    for (const EventRow& row : event_rows_) rows.ranges.push_back(row.range);
    return rows;
  }

  /// Which decoded rows stay, in order: an event that is bad in one of its rows is bad as a whole.
  DecodedRows Assemble(const Records& records, DecodedRows rows, std::vector<std::string>& trouble) {
    DecodedRows out;
    // What the row decoder skipped (with ignore-parse-errors) takes its event along.
    std::vector<uint8_t> decoded(event_rows_.size(), 0);
    for (uint32_t row = 0; row < rows.row_count; ++row) decoded[EventRowOf(rows, row)] = 1;
    for (size_t i = 0; i < event_rows_.size(); ++i) {
      std::string& why = trouble[event_rows_[i].record];
      if (!decoded[i] && why.empty()) why = "not JSON";
    }
    std::vector<uint32_t> kept;
    for (uint32_t row = 0; row < rows.row_count; ++row) {
      const EventRow& event_row = event_rows_[EventRowOf(rows, row)];
      if (!trouble[event_row.record].empty()) continue;
      kept.push_back(row);
      out.kinds.push_back(event_row.kind);
      out.record_of_row.push_back(event_row.record);
    }
    out.row_count = kept.size();
    out.columns.resize(columns_);
    for (size_t i = 0; i < physical_outputs_.size(); ++i) {
      ColumnPtr& column = rows.columns[i];
      out.columns[physical_outputs_[i]] = kept.size() == rows.row_count ? std::move(column) : Gather(*column, kept);
    }
    for (const MetadataField& field : metadata_) out.columns[field.output] = MetadataColumn(field, out.record_of_row);
    TellWhatIsLeftOut(records, trouble, &out);
    return out;
  }

  uint32_t EventRowOf(const DecodedRows& rows, uint32_t row) const {
    return rows.record_of_row.empty() ? row : rows.record_of_row[row];
  }

  void TellWhatIsLeftOut(const Records& records, std::vector<std::string>& trouble, DecodedRows* out) const {
    for (uint32_t i = 0; i < records.size(); ++i) {
      if (IsTombstone(records, i)) {
        ++out->skipped;
      } else if (!trouble[i].empty()) {
        if (rules_.ignore_parse_errors) {
          ++out->skipped;
          continue;
        }
        bool field = trouble[i].starts_with("field ");
        out->bad.push_back({i, field ? "type" : "malformed", std::move(trouble[i])});
      }
    }
  }

  ColumnPtr MetadataColumn(const MetadataField& field, const std::vector<uint32_t>& record_of_row) const {
    ColumnBuilder builder(field.type);
    for (uint32_t record : record_of_row) builder.Append(MetadataValue(field, events_[record]));
    return builder.Finish();
  }

  Value MetadataValue(const MetadataField& field, const Event& event) const {
    Token token = field.place.at_root ? event.root : event.payload;
    if (!field.place.outer.empty() && !FindMember(token, field.place.outer, &token)) return Value::Null();
    if (!field.place.whole_outer && !FindMember(token, field.place.member, &token)) return Value::Null();
    // Milliseconds stand as a number where a TIMESTAMP_LTZ is given.
    DataType written = field.type.kind() == TypeKind::kTimestampLtz ? DataType::BigInt() : field.type;
    Value value;
    NestedTrouble ignored;
    Fit fit = ConvertValue(token, written, rules_, &value, &ignored);
    return fit == Fit::kValue ? std::move(value) : Value::Null();
  }

  const JsonRules rules_;
  const bool schema_include_;
  const size_t columns_;
  std::vector<size_t> physical_outputs_;
  std::vector<MetadataField> metadata_;
  std::unique_ptr<Decoder> rows_;
  std::vector<EventRow> event_rows_;  ///< of the run being read
  std::vector<Event> events_;         ///< one a record, when metadata is wanted
};

}  // namespace

const std::vector<Field>& DebeziumMetadata() {
  static const std::vector<Field> kFields = {
      {"schema", DataType::String()},
      {"ingestion-timestamp", DataType::TimestampLtz(3)},
      {"source.timestamp", DataType::TimestampLtz(3)},
      {"source.database", DataType::String()},
      {"source.schema", DataType::String()},
      {"source.table", DataType::String()},
      {"source.properties", DataType::Map(DataType::String(), DataType::String())}};
  return kFields;
}

std::unique_ptr<Decoder> MakeDebeziumDecoder(const FormatSpec& spec, const JsonRules& rules, bool schema_include) {
  return std::make_unique<DebeziumDecoder>(spec, rules, schema_include);
}

}  // namespace mullion
