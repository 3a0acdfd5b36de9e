// Functions that look into texts: lengths, positions, parts, tests.
#include <algorithm>

#include "expr/build_rows.h"
#include "expr/cast.h"
#include "expr/function_table.h"
#include "expr/regexp.h"
#include "expr/utf8.h"

namespace mullion {
namespace {

using Sv = std::string_view;

Result<ExprPtr> BindCharLength(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<int32_t, Sv>(self, DataType::Int(), std::move(args),
                               [](Sv text) { return static_cast<int32_t>(CountCharacters(text)); });
}

Result<ExprPtr> BindAscii(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindRows<int32_t, Sv>(self, DataType::Int(), std::move(args),
                               [](Sv text) { return text.empty() ? 0 : static_cast<int32_t>(text[0]); });
}

/// The character's place, from 1, of `part` at or after character `from`; 0 when it is not there. The empty text is
/// at 1.
int32_t Position(Sv part, Sv text, int64_t from) {
  if (part.empty()) return 1;
  size_t start = ByteOfCharacter(text, static_cast<size_t>(std::max<int64_t>(from, 1) - 1));
  size_t at = text.find(part, start);
  return at == Sv::npos ? 0 : static_cast<int32_t>(CountCharacters(text.substr(0, at))) + 1;
}

/// POSITION(part, text[, from]) and LOCATE.
Result<ExprPtr> BindPosition(const Function& self, Args args) {
  MULLION_TRY(Want(self, "ssi", &args));
  if (args.size() == 2) {
    return BindRows<int32_t, Sv, Sv>(self, DataType::Int(), std::move(args),
                                     [](Sv part, Sv text) { return Position(part, text, 1); });
  }
  return BindRows<int32_t, Sv, Sv, int32_t>(self, DataType::Int(), std::move(args),
                                            [](Sv part, Sv text, int32_t from) { return Position(part, text, from); });
}

/// The n-th appearance, from the front.
int32_t Appearance(Sv part, Sv text, int64_t from, int32_t nth) {
  int32_t at = 0;
  for (int32_t i = 0; i < nth; ++i) {
    at = Position(part, text, from);
    if (at == 0) return 0;
    from = at + 1;
  }
  return at;
}

/// INSTR(text, part[, start[, nth]]): a negative start searches backward from the end.
Result<ExprPtr> BindInstr(const Function& self, Args args) {
  while (args.size() < 4) args.push_back(IntLiteral(1));
  MULLION_TRY(Want(self, "ssii", &args));
  return BindRows<int32_t, Sv, Sv, int32_t, int32_t>(
      self, DataType::Int(), std::move(args), [](Sv text, Sv part, int32_t start, int32_t nth) -> Result<int32_t> {
        if (nth <= 0) return Fail(Error::User("INSTR: nthAppearance must be positive!"));
        if (start >= 0) return start == 0 ? 0 : Appearance(part, text, start, nth);
        auto size = static_cast<int32_t>(CountCharacters(text));
        int32_t found = 0;
        for (int32_t at = size + 1 + start; at >= 1; --at) {
          if (text.substr(ByteOfCharacter(text, static_cast<size_t>(at - 1))).starts_with(part) && ++found == nth) {
            return at;
          }
        }
        return 0;
      });
}

std::optional<Sv> SplitPart(Sv text, Sv separator, int32_t index) {
  if (index < 0 || text.empty()) return std::nullopt;
  if (separator.empty()) separator = " ";
  for (; index > 0; --index) {
    size_t at = text.find(separator);
    if (at == Sv::npos) return std::nullopt;
    text.remove_prefix(at + separator.size());
  }
  return text.substr(0, text.find(separator));
}

/// SPLIT_INDEX(text, separator, index): the separator a text or a character's code, the index from 0.
Result<ExprPtr> BindSplitIndex(const Function& self, Args args) {
  bool code = args[1]->type().IsInteger();
  MULLION_TRY(Want(self, code ? "sii" : "ssi", &args));
  if (!code) return BindRows<Sv, Sv, Sv, int32_t>(self, DataType::String(), std::move(args), SplitPart);
  return BindRows<Sv, Sv, int32_t, int32_t>(self, DataType::String(), std::move(args),
                                            [](Sv text, int32_t character, int32_t index) -> std::optional<Sv> {
                                              if (character < 1 || character > 255) return std::nullopt;
                                              std::string separator;
                                              AppendCodePoint(static_cast<uint32_t>(character), &separator);
                                              return SplitPart(text, separator, index);
                                            });
}

/// Pieces as Java's String.split gives them: empty ones at the end are dropped.
std::vector<Sv> SplitAll(Sv text, const Regexp& separator) {
  std::vector<Sv> pieces;
  while (std::optional<std::pair<size_t, size_t>> at = separator.FindFirst(text)) {
    if (at->second == 0) break;
    pieces.push_back(text.substr(0, at->first));
    text.remove_prefix(at->second);
  }
  pieces.push_back(text);
  while (!pieces.empty() && pieces.back().empty()) pieces.pop_back();
  return pieces;
}

/// Later pairs of one key replace earlier ones, in the earlier one's place.
Value SplitPairs(Sv text, const Regexp& pair_delimiter, const Regexp& key_delimiter) {
  ValueList map;
  if (text.empty()) return Value::List(std::move(map));
  for (Sv pair : SplitAll(text, pair_delimiter)) {
    auto at = key_delimiter.FindFirst(pair);
    if (at && at->second == 0) at.reset();
    Value key = Value::Text(std::string(pair.substr(0, at ? at->first : Sv::npos)));
    Value value = at ? Value::Text(std::string(pair.substr(at->second))) : Value::Null();
    auto same = map.begin();
    while (same != map.end() && !(*same == key)) same += 2;
    if (same == map.end()) {
      map.push_back(std::move(key));
      map.push_back(std::move(value));
    } else {
      *(same + 1) = std::move(value);
    }
  }
  return Value::List(std::move(map));
}

/// STR_TO_MAP(text[, pair delimiter[, key delimiter]]): a pair without a key delimiter has the value NULL. The
/// delimiters are regular expressions.
Result<ExprPtr> BindStrToMap(const Function& self, Args args) {
  if (args.size() < 2) args.push_back(TextLiteral(","));
  if (args.size() < 3) args.push_back(TextLiteral("="));
  MULLION_TRY(Want(self, "s", &args));
  std::shared_ptr<const Regexp> literals[2];
  for (size_t i = 0; i < 2; ++i) {
    const Value* delimiter = AsLiteral(*args[i + 1]);
    if (!delimiter || delimiter->is_null()) continue;
    MULLION_ASSIGN(literals[i], Regexp::Compile(delimiter->AsText()));
  }
  DataType type = NullableLike(DataType::Map(DataType::String(), DataType::String()), args);
  Kernel kernel =
      BuildRows(type, NullPolicy::kStrict,
                [pairs = literals[0], keys = literals[1]](size_t row, const CallInput& in) -> Result<Value> {
                  auto text = [&](size_t arg) { return View<Sv>(in.args[arg])[row]; };
                  std::shared_ptr<const Regexp> both[2] = {pairs, keys};
                  for (size_t i = 0; i < 2; ++i) {
                    if (both[i]) continue;
                    MULLION_ASSIGN(both[i], Regexp::Compile(text(i + 1)));
                  }
                  return SplitPairs(text(0), *both[0], *both[1]);
                });
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

bool IsLetter(uint32_t c) {
  if (c < 0x80) return (c | 32) >= 'a' && (c | 32) <= 'z';
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3004) && c < 0x1F000;
}

/// IS_ALPHA, IS_DIGIT, IS_DECIMAL: FALSE for '' and for NULL.
template <typename F>
Result<ExprPtr> BindTextTest(const Function& self, Args args, F test) {
  MULLION_TRY(Want(self, "s", &args));
  DataType type = DataType::Boolean().NotNull();
  Kernel kernel = [type, test](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    int8_t* values = out->MutableValues<int8_t>();
    View<Sv> texts(in.args[0]);
    for (uint32_t row : in.rows) values[row] = !in.args[0].IsNull(row) && !texts[row].empty() && test(texts[row]);
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

Result<ExprPtr> BindIsAlpha(const Function& self, Args args) {
  if (!args[0]->type().IsCharacter()) return MakeLiteral(DataType::Boolean(), Value::Int(0));
  return BindTextTest(self, std::move(args), [](Sv text) {
    while (!text.empty()) {
      if (!IsLetter(TakeCodePoint(&text))) return false;
    }
    return true;
  });
}

Result<ExprPtr> BindIsDigit(const Function& self, Args args) {
  return BindTextTest(self, std::move(args), [](Sv text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
}

Result<ExprPtr> BindIsDecimal(const Function& self, Args args) {
  return BindTextTest(self, std::move(args), [](Sv text) { return ParseDouble(text).has_value(); });
}

constexpr Function kFunctions[] = {
    {"CHAR_LENGTH", 1, 1, "CHAR_LENGTH(text)", BindCharLength},
    {"CHARACTER_LENGTH", 1, 1, "CHARACTER_LENGTH(text)", BindCharLength},
    {"ASCII", 1, 1, "ASCII(text)", BindAscii},
    {"POSITION", 2, 3, "POSITION(part IN text)", BindPosition},
    {"LOCATE", 2, 3, "LOCATE(part, text [, start])", BindPosition},
    {"INSTR", 2, 4, "INSTR(text, part [, start [, nth]])", BindInstr},
    {"SPLIT_INDEX", 3, 3, "SPLIT_INDEX(text, separator, index)", BindSplitIndex},
    {"STR_TO_MAP", 1, 3, "STR_TO_MAP(text [, pair delimiter, key delimiter])", BindStrToMap},
    {"IS_ALPHA", 1, 1, "IS_ALPHA(text)", BindIsAlpha},
    {"IS_DIGIT", 1, 1, "IS_DIGIT(text)", BindIsDigit},
    {"IS_DECIMAL", 1, 1, "IS_DECIMAL(text)", BindIsDecimal},
};

}  // namespace

std::span<const Function> TextSearchFunctions() {
  return kFunctions;
}

}  // namespace mullion
