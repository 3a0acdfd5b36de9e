#include "format/json_decoder.h"

#include <algorithm>

#include <fmt/format.h>

#include "format/decoded_run.h"
#include "format/json_field.h"
#include "format/json_shape.h"
#include "format/utf8.h"

namespace mullion {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::vector<std::string> NamesOf(const Schema& schema) {
  std::vector<std::string> names;
  for (const Field& field : schema.fields) names.push_back(field.name);
  return names;
}

std::vector<JsonField> MakeFields(const FormatSpec& spec, const JsonRules& rules) {
  std::vector<JsonField> fields;
  for (size_t i = 0; i < spec.schema.size(); ++i) {
    bool wanted = std::ranges::find(spec.projection, static_cast<int>(i)) != spec.projection.end();
    fields.emplace_back(spec.schema[i], wanted, rules.timestamp_separator);
  }
  return fields;
}

class JsonDecoder final : public Decoder {
 public:
  JsonDecoder(const FormatSpec& spec, const JsonRules& rules, bool fast)
      : rules_(rules),
        fast_(fast),
        projection_(spec.projection),
        names_(NamesOf(spec.schema)),
        fields_(MakeFields(spec, rules)),
        shape_(fields_) {
    for (JsonField& field : fields_) {
      if (field.nested()) nested_.push_back(&field);
    }
  }

  DecodedRows Decode(const Records& records) override;

 private:
  /// Reads one record into row `row_`; false when it gives no row, with `trouble_` set.
  template <bool kFast>
  bool ReadRecord(const char* p, const char* end);
  template <bool kFast>
  const char* ReadUnknown(const char* p, const char* end);
  /// Reads the value at `p` into the field; the position after it or nullptr.
  const char* ReadPlain(JsonField& field, const char* p, const char* end);
  template <typename T>
  const char* ReadPlainInt(JsonField& field, const char* p);
  const char* ReadPlainTime(JsonField& field, const char* p);
  const char* ReadPlainText(JsonField& field, const char* p, const char* end);
  const char* ReadPlainDouble(JsonField& field, const char* p);
  const char* ReadPlainUnscaled(JsonField& field, const char* p);
  const char* ReadPlainBoolean(JsonField& field, const char* p);
  const char* ReadAny(JsonField& field, const char* p, const char* end);
  const char* SkipPlain(const char* p, const char* end) const;
  /// Reads from the end of a value to the beginning of the next, and learns the way.
  const char* ReadGap(const char* p, const char* end, JsonNode** node, JsonField** field);
  const char* OpenRecord(const char* p, const char* end);
  bool SkipRest(const char* p, const char* end);
  bool FillMissing(size_t fields_read);
  bool FinishRow(size_t read, size_t seen);

  const char* Malformed(const ScanError& error, const char* begin);
  const char* Malformed(const char* what, const char* at) { return Malformed(ScanError{what, at}, record_begin_); }
  const char* Misfit(const JsonField& field, std::string_view path, std::string reason);
  bool ReadPadded(std::string_view record);
  Arena* arena() {
    if (arena_ == nullptr) arena_ = std::make_shared<Arena>();
    return arena_.get();
  }

  const JsonRules rules_;
  const bool fast_;
  const std::vector<int> projection_;
  const JsonFieldIndex names_;
  std::vector<JsonField> fields_;
  std::vector<JsonField*> nested_;
  JsonShape shape_;
  const size_t field_count_ = fields_.size();

  size_t row_ = 0;
  uint64_t record_number_ = 0;  ///< counts over all runs; never 0 while a record is read
  const char* record_begin_ = nullptr;
  BadRecord trouble_;
  std::shared_ptr<Arena> arena_;
};

const char* JsonDecoder::Malformed(const ScanError& error, const char* begin) {
  trouble_ = {0, "malformed", fmt::format("not JSON: {} (byte {})", error.what, error.at - begin)};
  return nullptr;
}

const char* JsonDecoder::Misfit(const JsonField& field, std::string_view path, std::string reason) {
  trouble_ = {0, "type", fmt::format("field {}{}: {}", field.name, path, reason)};
  return nullptr;
}

inline const char* JsonDecoder::SkipPlain(const char* p, const char* end) const {
  if (*p == '"') {
    const char* quote = FindPlainQuote(p + 1, end);
    return quote == nullptr ? nullptr : quote + 1;
  }
  uint32_t word = Load32(p);
  if (word == Load32("true") || word == Load32("null")) return p + 4;
  if (word == Load32("fals") && p[4] == 'e') return p + 5;
  int64_t ignored;
  return ReadPlainInteger(p, &ignored);
}

template <typename T>
[[gnu::always_inline]] inline const char* JsonDecoder::ReadPlainInt(JsonField& field, const char* p) {
  int64_t number;
  const char* after = ReadPlainInteger(p, &number);
  if (after == nullptr || number != static_cast<T>(number)) [[unlikely]]
    return nullptr;
  field.column.Set(row_, static_cast<T>(number));
  return after;
}

[[gnu::always_inline]] inline const char* JsonDecoder::ReadPlainTime(JsonField& field, const char* p) {
  if (*p != '"') return nullptr;
  int64_t ms;
  uint32_t ns;
  const char* after = ReadPlainTimestamp(p + 1, rules_.timestamp_separator, field.zoned, &field.minute, &ms, &ns);
  if (after == nullptr) return nullptr;
  if (field.reading == JsonReading::kTimestampMs)
    field.column.Set(row_, ms);
  else
    field.column.Set(row_, static_cast<Int128>(ms) * 1'000'000 + ns);
  return after;
}

[[gnu::always_inline]] inline const char* JsonDecoder::ReadPlainText(JsonField& field, const char* p, const char* end) {
  if (*p != '"') return nullptr;
  const char* quote = FindPlainQuote(p + 1, end);
  if (quote == nullptr) return nullptr;
  field.column.Set(row_, std::string_view(p + 1, static_cast<size_t>(quote - p - 1)));
  return quote + 1;
}

inline const char* JsonDecoder::ReadPlainDouble(JsonField& field, const char* p) {
  int64_t number;
  unsigned scale;
  const char* after = ReadPlainDecimal(p, &number, &scale);
  if (after == nullptr || (number == 0 && *p == '-')) return nullptr;
  // Both are exact doubles, so that their quotient is rounded once: the nearest double.
  field.column.Set(row_, static_cast<double>(number) / static_cast<double>(kPowersOfTen[scale]));
  return after;
}

inline const char* JsonDecoder::ReadPlainUnscaled(JsonField& field, const char* p) {
  int64_t number;
  unsigned scale;
  const char* after = ReadPlainDecimal(p, &number, &scale);
  if (after == nullptr) return nullptr;
  int more = field.column.type().scale() - static_cast<int>(scale);
  if (more < 0 || more > 8) return nullptr;
  Int128 unscaled = static_cast<Int128>(number) * kPowersOfTen[more];
  if (unscaled >= field.decimal_limit || -unscaled >= field.decimal_limit) return nullptr;
  field.column.Set(row_, unscaled);
  return after;
}

inline const char* JsonDecoder::ReadPlainBoolean(JsonField& field, const char* p) {
  bool yes = Load32(p) == Load32("true");
  if (!yes && (*p != 'f' || Load32(p + 1) != Load32("alse"))) return nullptr;
  field.column.Set(row_, static_cast<int8_t>(yes));
  return p + (yes ? 4 : 5);
}

/// The common spellings. What it stores for a value that then turns out to end past the record is overwritten by the
/// complete reader or belongs to a row that never comes to be.
[[gnu::always_inline]] inline const char* JsonDecoder::ReadPlain(JsonField& field, const char* p, const char* end) {
  switch (field.reading) {
    case JsonReading::kInt32:
      return ReadPlainInt<int32_t>(field, p);
    case JsonReading::kInt64:
      return ReadPlainInt<int64_t>(field, p);
    case JsonReading::kTimestampMs:
    case JsonReading::kTimestampNs:
      return ReadPlainTime(field, p);
    case JsonReading::kText:
      return ReadPlainText(field, p, end);
    case JsonReading::kDouble:
      return ReadPlainDouble(field, p);
    case JsonReading::kDecimal:
      return ReadPlainUnscaled(field, p);
    case JsonReading::kBoolean:
      return ReadPlainBoolean(field, p);
    case JsonReading::kInt16:
      return ReadPlainInt<int16_t>(field, p);
    case JsonReading::kInt8:
      return ReadPlainInt<int8_t>(field, p);
    case JsonReading::kSkip:
      return SkipPlain(p, end);
    case JsonReading::kOther:
      return nullptr;
  }
  return nullptr;
}

/// Spaces may still stand before the value: a gap learned without them fits a record that has them.
const char* JsonDecoder::ReadAny(JsonField& field, const char* p, const char* end) {
  Token token;
  ScanError error;
  const char* after = ScanToken(SkipSpace(p, end), end, &token, &error);
  if (after == nullptr) return Malformed(error, record_begin_);
  if (field.reading == JsonReading::kSkip) return after;
  if (field.nested()) {
    NestedTrouble trouble;
    Value value;
    Fit fit = ConvertValue(token, field.column.type(), rules_, &value, &trouble);
    if (fit == Fit::kBad && !rules_.ignore_parse_errors) return Misfit(field, trouble.path, std::move(trouble.reason));
    field.column.SetPending(fit == Fit::kValue ? std::move(value) : Value::Null());
    return after;
  }
  Fit fit = ConvertScalar(token, field.column.type(), rules_, arena(), field.column.ValueAt(row_));
  if (fit == Fit::kBad && !rules_.ignore_parse_errors)
    return Misfit(field, "", MisfitText(token, field.column.type(), rules_));
  if (fit != Fit::kValue) field.column.SetNull(row_);
  return after;
}

/// The value of a field that the table does not have.
template <bool kFast>
const char* JsonDecoder::ReadUnknown(const char* p, const char* end) {
  if constexpr (kFast) {
    const char* after = SkipPlain(p, end);
    if (after != nullptr && after <= end) [[likely]]
      return after;
  }
  Token token;
  ScanError error;
  const char* after = ScanToken(SkipSpace(p, end), end, &token, &error);
  return after == nullptr ? Malformed(error, record_begin_) : after;
}

const char* JsonDecoder::OpenRecord(const char* p, const char* end) {
  if (std::string_view(p, static_cast<size_t>(end - p)).starts_with(kByteOrderMark)) p += kByteOrderMark.size();
  p = SkipSpace(p, end);
  if (p == end || *p != '{') return Malformed("an opening brace must stand here", p);
  return SkipSpace(p + 1, end);
}

const char* JsonDecoder::ReadGap(const char* begin, const char* end, JsonNode** node, JsonField** field) {
  JsonNode* from = *node;
  bool first = from == shape_.start();
  const char* p = first ? OpenRecord(begin, end) : SkipSpace(begin, end);
  if (p == nullptr) return nullptr;
  *field = nullptr;
  if (p < end && *p == '}') {
    *node = shape_.end();
    ++p;
  } else {
    if (!first) {
      if (p == end || *p != ',') return Malformed("a comma or a closing brace must stand here", p);
      p = SkipSpace(p + 1, end);
    }
    Token name;
    ScanError error;
    if ((p = ScanName(p, end, &name, &error)) == nullptr) return Malformed(error, record_begin_);
    std::string scratch;
    if (name.escaped) AppendUnescaped(name.text, &scratch);
    std::string_view text = name.escaped ? std::string_view(scratch) : name.text;
    int number = names_.Find(text);
    if (number != JsonFieldIndex::kUnknown) *field = &fields_[static_cast<size_t>(number)];
    *node = shape_.NodeOf(text, number);
  }
  if (fast_) shape_.Learn(from, {begin, static_cast<size_t>(p - begin)}, *node);
  return p;
}

/// As many fields were read as the table has columns: Flink looks no further, but for whether the text is JSON.
bool JsonDecoder::SkipRest(const char* p, const char* end) {
  Token token;
  ScanError error;
  for (;;) {
    p = SkipSpace(p, end);
    if (p < end && *p == '}') return true;
    if (p == end || *p != ',') return Malformed("a comma or a closing brace must stand here", p) != nullptr;
    p = SkipSpace(p + 1, end);
    if ((p = ScanName(p, end, &token, &error)) == nullptr) return Malformed(error, record_begin_) != nullptr;
    if ((p = ScanToken(p, end, &token, &error)) == nullptr) return Malformed(error, record_begin_) != nullptr;
  }
}

/// Not all fields were there.
bool JsonDecoder::FillMissing(size_t fields_read) {
  if (fields_read < fields_.size() && rules_.fail_on_missing_field) {
    for (const JsonField& field : fields_) {
      if (field.seen_in == record_number_) continue;
      trouble_ = {0, "type", fmt::format("field {} is missing", field.name)};
      return false;
    }
  }
  for (JsonField& field : fields_) {
    if (field.seen_in != record_number_ && field.wanted()) field.column.SetNull(row_);
  }
  return true;
}

/// `read` counts the fields of the table with repeats, `seen` without.
inline bool JsonDecoder::FinishRow(size_t read, size_t seen) {
  if (seen < field_count_ && !FillMissing(read)) return false;
  for (JsonField* field : nested_) field->column.CommitPending();
  ++row_;
  return true;
}

template <bool kFast>
bool JsonDecoder::ReadRecord(const char* p, const char* end) {
  const uint64_t record = ++record_number_;
  const size_t field_count = field_count_;
  size_t read = 0;
  size_t seen = 0;
  record_begin_ = p;
  JsonNode* node = shape_.start();
  for (;;) {
    const JsonGap* gap = kFast ? node->Find(p, end) : nullptr;
    JsonField* field;
    if (gap != nullptr) [[likely]] {
      p += gap->length;
      node = gap->to;
      field = node->field;
    } else {
      p = ReadGap(p, end, &node, &field);
      if (p == nullptr) return false;
    }
    if (field == nullptr) [[unlikely]] {
      if (node == shape_.end()) return FinishRow(read, seen);
      if ((p = ReadUnknown<kFast>(p, end)) == nullptr) return false;
      continue;
    }
    ++read;
    seen += field->seen_in != record;
    field->seen_in = record;
    const char* after = kFast ? ReadPlain(*field, p, end) : nullptr;
    p = after != nullptr && after <= end ? after : ReadAny(*field, p, end);
    if (p == nullptr) [[unlikely]]
      return false;
    if (read == field_count) {
      if (p < end && *p == '}') [[likely]]
        return FinishRow(read, seen);
      return SkipRest(p, end) && FinishRow(read, seen);
    }
  }
}

/// A record too near to the end of its run for reading words: it is read from a copy, which its strings keep.
bool JsonDecoder::ReadPadded(std::string_view record) {
  char* copy = arena()->Allocate(record.size() + kJsonOverread);
  record.copy(copy, record.size());
  std::memset(copy + record.size(), 0, kJsonOverread);
  return ReadRecord<true>(copy, copy + record.size());
}

DecodedRows JsonDecoder::Decode(const Records& records) {
  row_ = 0;
  for (JsonField& field : fields_) {
    if (field.wanted()) field.column.Begin(records.size());
  }
  DecodedRun run(records.size());
  size_t readable = records.bytes.size() + records.padding;
  for (size_t i = 0; i < records.size(); ++i) {
    ByteRange range = records.ranges[i];
    if (range.begin == range.end || records.IsAbsent(i)) [[unlikely]] {
      run.Skip(i);
      continue;
    }
    const char* begin = records.bytes.data() + range.begin;
    const char* end = records.bytes.data() + range.end;
    bool read;
    if (!fast_)
      read = ReadRecord<false>(begin, end);
    else if (range.end + kJsonOverread <= readable) [[likely]]
      read = ReadRecord<true>(begin, end);
    else
      read = ReadPadded({begin, end});
    if (read) [[likely]] {
      run.Row(i);
    } else if (rules_.ignore_parse_errors) {
      run.Skip(i);
    } else {
      run.Bad(i, std::move(trouble_));
    }
  }
  DecodedRows out = run.Finish();
  for (int i : projection_) {
    out.columns.push_back(fields_[static_cast<size_t>(i)].column.Finish(row_, records.keeper, arena_));
  }
  arena_ = nullptr;
  return out;
}

}  // namespace

std::unique_ptr<Decoder> MakeJsonDecoder(const FormatSpec& spec, const JsonRules& rules, bool fast) {
  return std::make_unique<JsonDecoder>(spec, rules, fast);
}

}  // namespace mullion
