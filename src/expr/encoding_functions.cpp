// BIN, HEX, base 64, ENCODE, DECODE.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expr/base64.h"
#include "expr/function_table.h"
#include "expr/utf8.h"

namespace mullion {
namespace {

using Sv = std::string_view;

Result<ExprPtr> BindBin(const Function& self, Args args) {
  MULLION_TRY(Want(self, "l", &args));
  return BindRows<Sv, int64_t>(self, DataType::String(), std::move(args), [](RowEnv& env, int64_t v) {
    std::string& text = env.Scratch();
    fmt::format_to(std::back_inserter(text), "{:b}", static_cast<uint64_t>(v));
    return env.Keep(text);
  });
}

/// Of a number its two's complement, of a text its bytes.
Result<ExprPtr> BindHex(const Function& self, Args args) {
  if (args[0]->type().IsInteger()) {
    MULLION_TRY(Want(self, "l", &args));
    return BindRows<Sv, int64_t>(self, DataType::String(), std::move(args), [](RowEnv& env, int64_t v) {
      std::string& text = env.Scratch();
      fmt::format_to(std::back_inserter(text), "{:X}", static_cast<uint64_t>(v));
      return env.Keep(text);
    });
  }
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv>(self, DataType::String(), std::move(args), [](RowEnv& env, Sv bytes) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string& text = env.Scratch();
    for (char c : bytes) {
      text += kDigits[static_cast<unsigned char>(c) >> 4];
      text += kDigits[c & 15];
    }
    return env.Keep(text);
  });
}

Result<ExprPtr> BindToBase64(const Function& self, Args args) {
  MULLION_TRY(Want(self, args[0]->type().IsBinary() ? "y" : "s", &args));
  return BindRows<Sv, Sv>(self, DataType::String(), std::move(args), [](RowEnv& env, Sv bytes) {
    std::string& text = env.Scratch();
    AppendBase64(bytes, &text);
    return env.Keep(text);
  });
}

Result<ExprPtr> BindFromBase64(const Function& self, Args args) {
  MULLION_TRY(Want(self, args[0]->type().IsBinary() ? "y" : "s", &args));
  return BindRows<Sv, Sv>(self, DataType::String(), std::move(args), [](RowEnv& env, Sv text) -> Result<Sv> {
    std::string& bytes = env.Scratch();
    if (!AppendFromBase64(text, &bytes))
      return Fail(Error::User(fmt::format("'{}' is not base 64", text.substr(0, 200))));
    return env.Keep(bytes);
  });
}

enum class Charset { kUtf8, kAscii, kLatin1, kUtf16, kUtf16Be, kUtf16Le };

Result<Charset> FindCharset(Sv name) {
  std::string upper;
  for (char c : name) upper.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
  constexpr std::array<std::pair<Sv, Charset>, 6> kCharsets = {{{"UTF-8", Charset::kUtf8},
                                                                {"US-ASCII", Charset::kAscii},
                                                                {"ISO-8859-1", Charset::kLatin1},
                                                                {"UTF-16", Charset::kUtf16},
                                                                {"UTF-16BE", Charset::kUtf16Be},
                                                                {"UTF-16LE", Charset::kUtf16Le}}};
  for (auto [known, charset] : kCharsets) {
    if (upper == known) return charset;
  }
  return Fail(Error::User("unsupported encoding: " + std::string(name))
                  .Hint("one of US-ASCII, ISO-8859-1, UTF-8, UTF-16BE, UTF-16LE, UTF-16"));
}

void AppendUnit16(uint32_t unit, bool little, std::string* out) {
  char high = static_cast<char>(unit >> 8);
  char low = static_cast<char>(unit);
  out->push_back(little ? low : high);
  out->push_back(little ? high : low);
}

void AppendEncoded(Sv text, Charset charset, std::string* out) {
  if (charset == Charset::kUtf8) return void(out->append(text));
  if (charset == Charset::kUtf16 && !text.empty()) out->append("\xFE\xFF", 2);
  bool little = charset == Charset::kUtf16Le;
  while (!text.empty()) {
    uint32_t c = TakeCodePoint(&text);
    if (charset == Charset::kAscii || charset == Charset::kLatin1) {
      uint32_t limit = charset == Charset::kAscii ? 0x80 : 0x100;
      out->push_back(c < limit ? static_cast<char>(c) : '?');
    } else if (c < 0x10000) {
      AppendUnit16(c, little, out);
    } else {
      AppendUnit16(0xD800 + ((c - 0x10000) >> 10), little, out);
      AppendUnit16(0xDC00 + ((c - 0x10000) & 0x3FF), little, out);
    }
  }
}

void AppendDecoded16(Sv bytes, bool little, std::string* out) {
  auto unit = [&](size_t i) -> uint32_t {
    auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return little ? static_cast<uint32_t>(b << 8 | a) : static_cast<uint32_t>(a << 8 | b);
  };
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    uint32_t c = unit(i);
    bool pair = c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size();
    if (pair) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    }
    AppendCodePoint(c, out);
  }
}

void AppendDecoded(Sv bytes, Charset charset, std::string* out) {
  switch (charset) {
    case Charset::kUtf8:
      return AppendRepaired(bytes, out);
    case Charset::kAscii:
    case Charset::kLatin1:
      for (char c : bytes) {
        auto byte = static_cast<unsigned char>(c);
        AppendCodePoint(charset == Charset::kAscii && byte >= 0x80 ? 0xFFFD : byte, out);
      }
      return;
    case Charset::kUtf16: {
      bool little = bytes.starts_with("\xFF\xFE");
      if (little || bytes.starts_with("\xFE\xFF")) bytes.remove_prefix(2);
      return AppendDecoded16(bytes, little, out);
    }
    case Charset::kUtf16Be:
    case Charset::kUtf16Le:
      return AppendDecoded16(bytes, charset == Charset::kUtf16Le, out);
  }
}

/// ENCODE(text, charset)
Result<ExprPtr> BindEncode(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<Sv, Sv, Sv>(self, DataType::Bytes(), std::move(args),
                              [](RowEnv& env, Sv text, Sv name) -> Result<Sv> {
                                MULLION_ASSIGN(auto charset, FindCharset(name));
                                std::string& bytes = env.Scratch();
                                AppendEncoded(text, charset, &bytes);
                                return env.Keep(bytes);
                              });
}

/// DECODE(bytes, charset)
Result<ExprPtr> BindDecode(const Function& self, Args args) {
  MULLION_TRY(Want(self, "ys", &args));
  return BindRows<Sv, Sv, Sv>(self, DataType::String(), std::move(args),
                              [](RowEnv& env, Sv bytes, Sv name) -> Result<Sv> {
                                MULLION_ASSIGN(auto charset, FindCharset(name));
                                std::string& text = env.Scratch();
                                AppendDecoded(bytes, charset, &text);
                                return env.Keep(text);
                              });
}

constexpr Function kFunctions[] = {
    {"BIN", 1, 1, "BIN(integer)", BindBin},
    {"HEX", 1, 1, "HEX(integer or text)", BindHex},
    {"TO_BASE64", 1, 1, "TO_BASE64(text)", BindToBase64},
    {"FROM_BASE64", 1, 1, "FROM_BASE64(text)", BindFromBase64},
    {"ENCODE", 2, 2, "ENCODE(text, charset)", BindEncode},
    {"DECODE", 2, 2, "DECODE(bytes, charset)", BindDecode},
};

}  // namespace

std::span<const Function> EncodingFunctions() {
  return kFunctions;
}

}  // namespace mullion
