// Functions that make texts of texts: case, padding, cutting, joining.
#include <algorithm>
#include <cstring>

#include "expr/function_table.h"
#include "expr/utf8.h"

namespace mullion {
namespace {

using Sv = std::string_view;

/// A result in the arena, written in place.
template <typename F>
Sv Write(RowEnv& env, size_t size, F f) {
  char* out = env.arena().Allocate(size);
  f(out);
  return {out, size};
}

char UpperAscii(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Letters of Latin-1, Latin Extended-A, Greek and Cyrillic: simple case mapping, one letter for one.
uint32_t UpperLetter(uint32_t c) {
  if (c < 0x80) return static_cast<unsigned char>(UpperAscii(static_cast<char>(c)));
  if ((c >= 0xE0 && c <= 0xFE && c != 0xF7) || (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2)) return c - 32;
  if (c == 0xFF) return 0x178;
  if (c == 0xB5) return 0x39C;
  if (c == 0x3C2) return 0x3A3;
  if (c == 0x131) return 'I';
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c & ~1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 == 0 ? c - 1 : c;
  if (c >= 0x430 && c <= 0x44F) return c - 32;
  if (c >= 0x450 && c <= 0x45F) return c - 80;
  if (c >= 0x460 && c <= 0x481) return c & ~1U;
  return c;
}

uint32_t LowerLetter(uint32_t c) {
  if (c < 0x80) return static_cast<unsigned char>(LowerAscii(static_cast<char>(c)));
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9 && c != 0x3A2)) return c + 32;
  if (c == 0x178) return 0xFF;
  if (c == 0x130) return 'i';
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 == 1 ? c + 1 : c;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0x460 && c <= 0x481) return c | 1U;
  return c;
}

template <typename Ascii, typename Letter>
Sv MapCase(RowEnv& env, Sv text, Ascii ascii, Letter letter) {
  if (IsAscii(text)) {
    return Write(env, text.size(), [&](char* out) { std::transform(text.begin(), text.end(), out, ascii); });
  }
  std::string& mapped = env.Scratch();
  while (!text.empty()) {
    uint32_t c = TakeCodePoint(&text);
    // The one letter whose capital form is two.
    if (c == 0xDF && letter(U'a') == U'A') {
      mapped += "SS";
    } else {
      AppendCodePoint(letter(c), &mapped);
    }
  }
  return env.Keep(mapped);
}

Result<ExprPtr> BindUpper(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv>(self, DataType::String(), std::move(args),
                          [](RowEnv& env, Sv text) { return MapCase(env, text, UpperAscii, UpperLetter); });
}

Result<ExprPtr> BindLower(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv>(self, DataType::String(), std::move(args),
                          [](RowEnv& env, Sv text) { return MapCase(env, text, LowerAscii, LowerLetter); });
}

/// Words are runs of ASCII letters and digits.
Result<ExprPtr> BindInitCap(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv>(self, DataType::String(), std::move(args), [](RowEnv& env, Sv text) {
    return Write(env, text.size(), [&](char* out) {
      bool inside = false;
      for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        out[i] = inside ? LowerAscii(c) : UpperAscii(c);
        char lower = LowerAscii(c);
        inside = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
      }
    });
  });
}

/// The first character's place as SUBSTRING counts: from 1, negative from the end, 0 is 1.
Sv Substring(Sv text, int64_t start, int64_t length) {
  auto size = static_cast<int64_t>(CountCharacters(text));
  int64_t first = start > 0 ? start - 1 : (start < 0 ? size + start : 0);
  if (first < 0 || first >= size) return {};
  text.remove_prefix(ByteOfCharacter(text, static_cast<size_t>(first)));
  return FirstCharacters(text, static_cast<size_t>(std::min(length, size - first)));
}

Result<ExprPtr> BindSubstring(const Function& self, Args args) {
  MULLION_TRY(Want(self, "sl", &args));
  if (args.size() == 2) {
    return BindRows<Sv, Sv, int64_t>(self, DataType::String(), std::move(args),
                                     [](Sv text, int64_t start) { return Substring(text, start, kMaxLength); });
  }
  return BindRows<Sv, Sv, int64_t, int64_t>(self, DataType::String(), std::move(args),
                                            [](Sv text, int64_t start, int64_t length) -> std::optional<Sv> {
                                              if (length < 0 || length > kMaxLength || start > kMaxLength)
                                                return std::nullopt;
                                              return Substring(text, start, length);
                                            });
}

Result<ExprPtr> BindLeft(const Function& self, Args args) {
  MULLION_TRY(Want(self, "si", &args));
  return BindRows<Sv, Sv, int32_t>(self, DataType::String(), std::move(args), [](Sv text, int32_t count) {
    return FirstCharacters(text, static_cast<size_t>(std::max(count, 0)));
  });
}

Result<ExprPtr> BindRight(const Function& self, Args args) {
  MULLION_TRY(Want(self, "si", &args));
  return BindRows<Sv, Sv, int32_t>(self, DataType::String(), std::move(args), [](Sv text, int32_t count) {
    size_t size = CountCharacters(text);
    size_t wanted = std::min(static_cast<size_t>(std::max(count, 0)), size);
    return text.substr(ByteOfCharacter(text, size - wanted));
  });
}

bool IsAmong(Sv character, Sv set) {
  for (size_t i = 0; i < set.size();) {
    size_t end = i + 1;
    while (end < set.size() && IsContinuation(set[end])) ++end;
    if (set.substr(i, end - i) == character) return true;
    i = end;
  }
  return false;
}

Sv TrimFront(Sv text, Sv set) {
  while (!text.empty()) {
    size_t end = 1;
    while (end < text.size() && IsContinuation(text[end])) ++end;
    if (!IsAmong(text.substr(0, end), set)) break;
    text.remove_prefix(end);
  }
  return text;
}

Sv TrimBack(Sv text, Sv set) {
  while (!text.empty()) {
    size_t begin = text.size() - 1;
    while (begin > 0 && IsContinuation(text[begin])) --begin;
    if (!IsAmong(text.substr(begin), set)) break;
    text = text.substr(0, begin);
  }
  return text;
}

enum class Side { kBoth, kFront, kBack };

Result<ExprPtr> BindTrimSide(const Function& self, Args args, Side side) {
  if (args.size() == 1) args.push_back(TextLiteral(" "));
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv, Sv>(self, DataType::String(), std::move(args), [side](Sv text, Sv set) {
    if (side != Side::kBack) text = TrimFront(text, set);
    return side == Side::kFront ? text : TrimBack(text, set);
  });
}

/// TRIM(x), TRIM(side, characters, x)
Result<ExprPtr> BindTrim(const Function& self, Args args) {
  if (args.size() == 1) return BindTrimSide(self, std::move(args), Side::kBoth);
  MULLION_ASSIGN(auto symbol, WantSymbol(self, args, 0));
  Side side = symbol == "LEADING" ? Side::kFront : (symbol == "TRAILING" ? Side::kBack : Side::kBoth);
  return BindTrimSide(self, {args[2], args[1]}, side);
}

Result<ExprPtr> BindLTrim(const Function& self, Args args) {
  return BindTrimSide(self, std::move(args), Side::kFront);
}
Result<ExprPtr> BindRTrim(const Function& self, Args args) {
  return BindTrimSide(self, std::move(args), Side::kBack);
}

/// What fills `text` up to `length` characters; nullopt where LPAD and RPAD give NULL.
std::optional<Sv> Padding(RowEnv& env, Sv text, int32_t length, Sv pad) {
  if (length < 0 || pad.empty()) return std::nullopt;
  size_t have = CountCharacters(text);
  size_t want = static_cast<size_t>(length) > have ? static_cast<size_t>(length) - have : 0;
  size_t pad_size = CountCharacters(pad);
  std::string& filled = env.Scratch();
  for (; want >= pad_size; want -= pad_size) filled += pad;
  filled += FirstCharacters(pad, want);
  return filled;
}

template <bool kLeft>
Result<ExprPtr> BindPad(const Function& self, Args args) {
  MULLION_TRY(Want(self, "sis", &args));
  return BindRows<Sv, Sv, int32_t, Sv>(self, DataType::String(), std::move(args),
                                       [](RowEnv& env, Sv text, int32_t length, Sv pad) -> std::optional<Sv> {
                                         std::optional<Sv> padding = Padding(env, text, length, pad);
                                         if (!padding) return std::nullopt;
                                         Sv kept = FirstCharacters(text, static_cast<size_t>(length));
                                         Sv first = kLeft ? *padding : kept;
                                         Sv second = kLeft ? kept : *padding;
                                         return Write(env, first.size() + second.size(), [&](char* out) {
                                           std::copy(first.begin(), first.end(), out);
                                           std::copy(second.begin(), second.end(), out + first.size());
                                         });
                                       });
}

Result<ExprPtr> BindRepeat(const Function& self, Args args) {
  MULLION_TRY(Want(self, "si", &args));
  return BindRows<Sv, Sv, int32_t>(self, DataType::String(), std::move(args), [](RowEnv& env, Sv text, int32_t times) {
    size_t count = static_cast<size_t>(std::max(times, 0));
    return Write(env, text.size() * count, [&](char* out) {
      for (size_t i = 0; i < count; ++i) out = std::copy(text.begin(), text.end(), out);
    });
  });
}

Result<ExprPtr> BindReverse(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv>(self, DataType::String(), std::move(args), [](RowEnv& env, Sv text) {
    return Write(env, text.size(), [&](char* out) {
      char* end = out + text.size();
      for (size_t i = 0; i < text.size();) {
        size_t next = i + 1;
        while (next < text.size() && IsContinuation(text[next])) ++next;
        end -= next - i;
        std::copy(text.begin() + static_cast<ptrdiff_t>(i), text.begin() + static_cast<ptrdiff_t>(next), end);
        i = next;
      }
    });
  });
}

Result<ExprPtr> BindReplace(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv, Sv, Sv>(self, DataType::String(), std::move(args),
                                  [](RowEnv& env, Sv text, Sv search, Sv replacement) -> Sv {
                                    size_t at = text.find(search);
                                    if (at == Sv::npos) return text;
                                    std::string& out = env.Scratch();
                                    if (search.empty()) {
                                      // Around all characters, as Java's String.replace.
                                      for (char c : text) {
                                        if (!IsContinuation(c)) out += replacement;
                                        out += c;
                                      }
                                      out += replacement;
                                      return env.Keep(out);
                                    }
                                    size_t from = 0;
                                    for (; at != Sv::npos; at = text.find(search, from)) {
                                      out += text.substr(from, at - from);
                                      out += replacement;
                                      from = at + search.size();
                                    }
                                    out += text.substr(from);
                                    return env.Keep(out);
                                  });
}

/// OVERLAY(text PLACING with FROM start FOR length)
Result<ExprPtr> BindOverlay(const Function& self, Args args) {
  MULLION_TRY(Want(self, "ssll", &args));
  auto overlay = [](RowEnv& env, Sv text, Sv with, int64_t start, int64_t length) -> Sv {
    auto size = static_cast<int64_t>(CountCharacters(text));
    if (start <= 0 || start > size) return text;
    std::string& out = env.Scratch();
    out += FirstCharacters(text, static_cast<size_t>(start - 1));
    out += with;
    if (start + length <= size && length > 0) {
      out += text.substr(ByteOfCharacter(text, static_cast<size_t>(start - 1 + length)));
    }
    return env.Keep(out);
  };
  if (args.size() == 4) {
    return BindRows<Sv, Sv, Sv, int64_t, int64_t>(self, DataType::String(), std::move(args), overlay);
  }
  return BindRows<Sv, Sv, Sv, int64_t>(
      self, DataType::String(), std::move(args), [overlay](RowEnv& env, Sv text, Sv with, int64_t start) {
        return overlay(env, text, with, start, static_cast<int64_t>(CountCharacters(with)));
      });
}

/// || and CONCAT: NULL when any part is.
Result<ExprPtr> BindConcat(const Function& self, Args args) {
  if (self.name == "||") {
    for (size_t i = 0; i < args.size(); ++i) {
      const DataType& type = args[i]->type();
      bool text = type.IsCharacter() || type.IsBinary() || type.kind() == TypeKind::kNull;
      if (!text) return Fail(ArgumentError(self, i, type, "a character string"));
    }
  }
  bool bytes = std::all_of(args.begin(), args.end(), [](const ExprPtr& arg) { return arg->type().IsBinary(); });
  MULLION_TRY(Want(self, bytes ? "y" : "s", &args));
  DataType type = NullableLike(bytes ? DataType::Bytes() : DataType::String(), args);
  Kernel kernel = [type](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    const uint8_t* nulls = MergeNulls(in, out.get());
    Sv* values = out->MutableValues<Sv>();
    auto arena = std::make_shared<Arena>();
    for (uint32_t row : in.rows) {
      values[row] = {};
      if (nulls && nulls[row]) continue;
      size_t size = 0;
      for (const Arg& arg : in.args) size += arg.column->Values<Sv>()[arg.At(row)].size();
      char* at = arena->Allocate(size);
      values[row] = {at, size};
      for (const Arg& arg : in.args) {
        Sv part = arg.column->Values<Sv>()[arg.At(row)];
        at = std::copy(part.begin(), part.end(), at);
      }
    }
    out->Keep(arena);
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

/// CONCAT_WS(separator, parts…): NULL parts are left out, a NULL separator gives NULL.
Result<ExprPtr> BindConcatWs(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  DataType type = DataType::String().WithNullable(args[0]->type().nullable());
  Kernel kernel = [type](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    Sv* values = out->MutableValues<Sv>();
    RowEnv env(in.context);
    for (uint32_t row : in.rows) {
      values[row] = {};
      if (in.args[0].IsNull(row)) {
        out->SetNull(row);
        continue;
      }
      Sv separator = in.args[0].column->Values<Sv>()[in.args[0].At(row)];
      std::string& text = env.Scratch();
      bool first = true;
      for (const Arg& arg : in.args.subspan(1)) {
        if (arg.IsNull(row)) continue;
        if (!first) text += separator;
        first = false;
        text += arg.column->Values<Sv>()[arg.At(row)];
      }
      values[row] = env.Keep(text);
    }
    env.KeepBytes(in, out.get());
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

Result<ExprPtr> BindChr(const Function& self, Args args) {
  MULLION_TRY(Want(self, "l", &args));
  return BindRows<Sv, int64_t>(self, DataType::String(), std::move(args), [](RowEnv& env, int64_t code) -> Sv {
    if (code < 0) return {};
    std::string& text = env.Scratch();
    AppendCodePoint(static_cast<uint32_t>(code & 0xFF), &text);
    return env.Keep(text);
  });
}

constexpr Function kFunctions[] = {
    {"UPPER", 1, 1, "UPPER(text)", BindUpper},
    {"LOWER", 1, 1, "LOWER(text)", BindLower},
    {"INITCAP", 1, 1, "INITCAP(text)", BindInitCap},
    {"SUBSTRING", 2, 3, "SUBSTRING(text FROM start [FOR length])", BindSubstring},
    {"SUBSTR", 2, 3, "SUBSTR(text, start [, length])", BindSubstring},
    {"LEFT", 2, 2, "LEFT(text, length)", BindLeft},
    {"RIGHT", 2, 2, "RIGHT(text, length)", BindRight},
    {"TRIM", 1, 3, "TRIM([BOTH | LEADING | TRAILING] [characters] FROM text)", BindTrim},
    {"LTRIM", 1, 2, "LTRIM(text [, characters])", BindLTrim},
    {"RTRIM", 1, 2, "RTRIM(text [, characters])", BindRTrim},
    {"LPAD", 3, 3, "LPAD(text, length, pad)", BindPad<true>},
    {"RPAD", 3, 3, "RPAD(text, length, pad)", BindPad<false>},
    {"REPEAT", 2, 2, "REPEAT(text, times)", BindRepeat},
    {"REVERSE", 1, 1, "REVERSE(text)", BindReverse},
    {"REPLACE", 3, 3, "REPLACE(text, search, replacement)", BindReplace},
    {"OVERLAY", 3, 4, "OVERLAY(text PLACING with FROM start [FOR length])", BindOverlay},
    {"||", 2, kAnyCount, "a || b", BindConcat},
    {"CONCAT", 1, kAnyCount, "CONCAT(a, b, …)", BindConcat},
    {"CONCAT_WS", 1, kAnyCount, "CONCAT_WS(separator, a, b, …)", BindConcatWs},
    {"CHR", 1, 1, "CHR(code)", BindChr},
};

}  // namespace

std::span<const Function> TextFunctions() {
  return kFunctions;
}

}  // namespace mullion
