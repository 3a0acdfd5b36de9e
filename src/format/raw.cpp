#include "format/raw.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "format/decoded_column.h"
#include "format/decoded_run.h"
#include "format/format_option.h"
#include "format/utf8.h"

namespace mullion {
namespace {

enum class Charset { kUtf8, kAscii, kLatin1 };

Charset ReadCharset(const FormatSpec& spec) {
  if (IsChoice(spec, "charset", "ISO-8859-1")) return Charset::kLatin1;
  return IsChoice(spec, "charset", "US-ASCII") ? Charset::kAscii : Charset::kUtf8;
}

bool IsAscii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

/// The bytes of a number as the option wants them: the machine is little-endian.
void PutInOrder(char* bytes, size_t size, bool big_endian) {
  if (big_endian) std::reverse(bytes, bytes + size);
}

class RawDecoder final : public Decoder {
 public:
  explicit RawDecoder(const FormatSpec& spec)
      : charset_(ReadCharset(spec)),
        big_endian_(!IsChoice(spec, "endianness", "little-endian")),
        name_(spec.schema[0].name),
        column_(spec.schema[0].type),
        width_(spec.projection.size()) {}

  DecodedRows Decode(const Records& records) override {
    arena_ = std::make_shared<Arena>();
    column_.Begin(records.size());
    DecodedRun run(records.size());
    size_t row = 0;
    for (size_t i = 0; i < records.size(); ++i) {
      if (records.IsAbsent(i))
        column_.SetNull(row);
      else if (!Read(records[i], row)) {
        run.Bad(i, std::move(trouble_));
        continue;
      }
      run.Row(i);
      ++row;
    }
    DecodedRows out = run.Finish();
    ColumnPtr column = column_.Finish(row, records.keeper, arena_);
    out.columns.assign(width_, column);
    return out;
  }

 private:
  bool Read(std::string_view record, size_t row) {
    const DataType& type = column_.type();
    if (type.IsBinary()) return column_.Set(row, record), true;
    if (type.IsCharacter()) return ReadText(record, row);
    size_t size = ValueSize(type.physical());
    if (record.size() != size) {
      trouble_ = {
          0, "type",
          fmt::format("field {}: {} bytes are not {} of {} bytes", name_, record.size(), type.ToString(), size)};
      return false;
    }
    char bytes[8];
    record.copy(bytes, size);
    PutInOrder(bytes, size, big_endian_);
    if (type.kind() == TypeKind::kBoolean) bytes[0] = bytes[0] != 0;
    std::memcpy(column_.ValueAt(row), bytes, size);
    return true;
  }

  bool ReadText(std::string_view record, size_t row) {
    if (charset_ == Charset::kLatin1 && !IsAscii(record)) {
      std::string text;
      for (char c : record) AppendUtf8(static_cast<unsigned char>(c), &text);
      column_.Set(row, arena_->Copy(text));
      return true;
    }
    if (charset_ == Charset::kAscii ? !IsAscii(record) : !IsUtf8(record)) {
      trouble_ = {0, "malformed",
                  fmt::format("it is not valid {}", charset_ == Charset::kAscii ? "US-ASCII" : "UTF-8")};
      return false;
    }
    column_.Set(row, record);
    return true;
  }

  Charset charset_;
  bool big_endian_;
  std::string name_;
  DecodedColumn column_;
  size_t width_;
  std::shared_ptr<Arena> arena_;
  BadRecord trouble_;
};

/// The code points of UTF-8 text that ISO-8859-1 has; the others become '?', as in Java.
void AppendLatin1(std::string_view text, std::string* out) {
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      out->push_back(text[i]);
    } else if ((c == 0xC2 || c == 0xC3) && i + 1 < text.size()) {
      out->push_back(static_cast<char>((c & 3) << 6 | (text[++i] & 0x3F)));
    } else if (c >= 0xC0) {
      out->push_back('?');
    }
  }
}

class RawEncoder final : public Encoder {
 public:
  explicit RawEncoder(const FormatSpec& spec)
      : charset_(ReadCharset(spec)), big_endian_(!IsChoice(spec, "endianness", "little-endian")) {}

  Status Encode(const Batch& rows, std::string* out, std::vector<ByteRange>* ranges) override {
    const Column& column = *rows.columns[0];
    RowSpan span(rows);
    for (uint32_t row : span.rows()) {
      auto begin = static_cast<uint32_t>(out->size());
      if (!column.IsNull(row)) Append(column, row, out);
      ranges->push_back({begin, static_cast<uint32_t>(out->size())});
    }
    return Ok();
  }

 private:
  void Append(const Column& column, size_t row, std::string* out) const {
    if (column.type().physical() == Physical::kString) {
      std::string_view text = column.Values<std::string_view>()[row];
      bool recode = column.type().IsCharacter() && charset_ != Charset::kUtf8 && !IsAscii(text);
      if (!recode) return void(out->append(text));
      size_t begin = out->size();
      AppendLatin1(text, out);
      if (charset_ == Charset::kLatin1) return;
      std::replace_if(
          out->begin() + static_cast<std::ptrdiff_t>(begin), out->end(), [](char c) { return (c & 0x80) != 0; }, '?');
      return;
    }
    size_t size = ValueSize(column.type().physical());
    char bytes[8];
    std::memcpy(bytes, column.Values<char>() + row * size, size);
    PutInOrder(bytes, size, big_endian_);
    out->append(bytes, size);
  }

  Charset charset_;
  bool big_endian_;
};

}  // namespace

std::unique_ptr<Decoder> MakeRawDecoder(const FormatSpec& spec) {
  return std::make_unique<RawDecoder>(spec);
}
std::unique_ptr<Encoder> MakeRawEncoder(const FormatSpec& spec) {
  return std::make_unique<RawEncoder>(spec);
}

}  // namespace mullion
