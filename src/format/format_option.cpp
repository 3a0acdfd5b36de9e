#include "format/format_option.h"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggest.h"

namespace mullion {
namespace {

const std::map<std::string, std::vector<FormatOption>, std::less<>>& AllFormats() {
  static const std::map<std::string, std::vector<FormatOption>, std::less<>> kFormats = {
      {"json",
       {{"decode.json-parser.enabled", FormatValue::kBool},
        {"encode.decimal-as-plain-number", FormatValue::kBool},
        {"encode.ignore-null-fields", FormatValue::kBool},
        {"fail-on-missing-field", FormatValue::kBool},
        {"ignore-parse-errors", FormatValue::kBool},
        {"map-null-key.literal", FormatValue::kText},
        {"map-null-key.mode", FormatValue::kChoice, {"FAIL", "DROP", "LITERAL"}},
        {"timestamp-format.standard", FormatValue::kChoice, {"SQL", "ISO-8601"}}}},
      {"debezium-json",
       {{"encode.decimal-as-plain-number", FormatValue::kBool},
        {"ignore-parse-errors", FormatValue::kBool},
        {"map-null-key.literal", FormatValue::kText},
        {"map-null-key.mode", FormatValue::kChoice, {"FAIL", "DROP", "LITERAL"}},
        {"schema-include", FormatValue::kBool},
        {"timestamp-format.standard", FormatValue::kChoice, {"SQL", "ISO-8601"}}}},
      {"csv",
       {{"allow-comments", FormatValue::kBool},
        {"array-element-delimiter", FormatValue::kText},
        {"disable-quote-character", FormatValue::kBool},
        {"escape-character", FormatValue::kChar},
        {"field-delimiter", FormatValue::kChar},
        {"ignore-parse-errors", FormatValue::kBool},
        {"null-literal", FormatValue::kText},
        {"quote-character", FormatValue::kChar},
        {"write-bigdecimal-in-scientific-notation", FormatValue::kBool}}},
      {"raw",
       {{"charset", FormatValue::kChoice, {"UTF-8", "US-ASCII", "ISO-8859-1"}},
        {"endianness", FormatValue::kChoice, {"big-endian", "little-endian"}}}}};
  return kFormats;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

std::optional<bool> ReadBool(std::string_view text) {
  std::string lower = Lower(text);
  if (lower == "true") return true;
  if (lower == "false") return false;
  return std::nullopt;
}

/// What the user wrote, with \t, \n, \\ and \uXXXX understood, as one byte.
std::optional<char> ReadChar(std::string_view text) {
  if (text.size() == 1) return text[0];
  if (text.size() == 2 && text[0] == '\\') {
    constexpr std::string_view kNames = "tnrbf\\\"'";
    constexpr std::string_view kMeanings = "\t\n\r\b\f\\\"'";
    size_t at = kNames.find(text[1]);
    return at == std::string_view::npos ? std::nullopt : std::optional(kMeanings[at]);
  }
  if (text.size() == 6 && text.starts_with("\\u00")) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string lower = Lower(text.substr(4));
    size_t high = kHex.find(lower[0]);
    size_t low = kHex.find(lower[1]);
    if (high > 15 || low > 15) return std::nullopt;
    return static_cast<char>(high * 16 + low);
  }
  return std::nullopt;
}

Status CheckValue(std::string_view format, const FormatOption& option, const std::string& value) {
  auto refuse = [&](std::string_view needed) {
    return Fail(Error::User(fmt::format("option '{}.{}' = '{}' is not valid", format, option.name, value))
                    .Hint(fmt::format("It takes {}.", needed)));
  };
  switch (option.value) {
    case FormatValue::kText:
      return Ok();
    case FormatValue::kBool:
      return ReadBool(value) ? Ok() : refuse("true or false");
    case FormatValue::kChar:
      return ReadChar(value) ? Ok() : refuse("one character, such as ';' or '\\t'");
    case FormatValue::kChoice:
      break;
  }
  for (const std::string& choice : option.choices) {
    if (Lower(choice) == Lower(value)) return Ok();
  }
  return refuse(fmt::format("one of: {}", fmt::join(option.choices, ", ")));
}

Status CheckTogether(const FormatSpec& spec) {
  if (spec.name == "json" && BoolFormatOption(spec, "fail-on-missing-field", false) &&
      BoolFormatOption(spec, "ignore-parse-errors", false)) {
    return Fail(Error::User("json.fail-on-missing-field and json.ignore-parse-errors can't both be true")
                    .Hint("The one refuses records that the other lets pass: keep one of them."));
  }
  if (spec.name == "csv" && BoolFormatOption(spec, "disable-quote-character", false) &&
      spec.options.contains("quote-character")) {
    return Fail(
        Error::User("csv.quote-character is set while csv.disable-quote-character is true").Hint("Keep one of them."));
  }
  return Ok();
}

Status CheckRawSchema(const FormatSpec& spec) {
  if (spec.name != "raw") return Ok();
  if (spec.schema.size() != 1) {
    return Fail(
        Error::User(fmt::format("the raw format needs a table of exactly one column, not {}", spec.schema.size())));
  }
  const DataType& type = spec.schema[0].type;
  if (type.IsCharacter() || type.IsBinary() || type.IsInteger() || type.IsApproximate() ||
      type.kind() == TypeKind::kBoolean) {
    return Ok();
  }
  return Fail(
      Error::User(fmt::format("the raw format can't hold column {} of type {}", spec.schema[0].name, type.ToString()))
          .Hint("It holds text, bytes, a number or a BOOLEAN."));
}

/// csv has no way to write a MAP, and json names the entries of one by text.
Status CheckColumnType(std::string_view format, const std::string& column, const DataType& type) {
  bool map = type.kind() == TypeKind::kMap || type.kind() == TypeKind::kMultiset;
  if (format == "csv" && map) {
    return Fail(Error::User(fmt::format("the csv format can't hold column {} of type {}", column, type.ToString()))
                    .Hint("Use the json format, or a STRING."));
  }
  bool json = format == "json" || format == "debezium-json";
  if (json && map && !type.fields()[0].type.IsCharacter()) {
    return Fail(
        Error::User(fmt::format("the {} format can't hold column {} of type {}", format, column, type.ToString()))
            .Hint("The keys of a JSON object are text: use MAP<STRING, ...>."));
  }
  for (const Field& field : type.fields()) MULLION_TRY(CheckColumnType(format, column, field.type));
  return Ok();
}

}  // namespace

const std::vector<FormatOption>* FindFormatOptions(std::string_view format) {
  auto it = AllFormats().find(format);
  return it == AllFormats().end() ? nullptr : &it->second;
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const auto& [name, options] : AllFormats()) names.push_back(name);
  return names;
}

std::vector<std::string> FormatOptions(std::string_view format) {
  std::vector<std::string> names;
  if (const auto* options = FindFormatOptions(format)) {
    for (const FormatOption& option : *options) names.push_back(option.name);
  }
  return names;
}

Status CheckFormat(const FormatSpec& spec) {
  const std::vector<FormatOption>* known = FindFormatOptions(spec.name);
  if (known == nullptr) {
    std::vector<std::string> names = FormatNames();
    return Fail(Error::User(fmt::format("unknown format '{}'", spec.name))
                    .Why(DidYouMean(spec.name, names))
                    .Hint(fmt::format("Known formats: {}.", fmt::join(names, ", "))));
  }
  for (const auto& [name, value] : spec.options) {
    const FormatOption* option = nullptr;
    for (const FormatOption& candidate : *known) {
      if (candidate.name == name) option = &candidate;
    }
    if (option == nullptr) {
      std::vector<std::string> names = FormatOptions(spec.name);
      return Fail(Error::User(fmt::format("unknown option '{}.{}'", spec.name, name))
                      .Why(DidYouMean(name, names))
                      .Hint(fmt::format("Options of the {} format: {}.", spec.name, fmt::join(names, ", "))));
    }
    MULLION_TRY(CheckValue(spec.name, *option, value));
  }
  MULLION_TRY(CheckTogether(spec));
  MULLION_TRY(CheckRawSchema(spec));
  for (const Field& field : spec.schema.fields) MULLION_TRY(CheckColumnType(spec.name, field.name, field.type));
  return Ok();
}

Status CheckWritten(const FormatSpec& spec) {
  if (spec.name != "debezium-json" || !BoolFormatOption(spec, "schema-include", false)) return Ok();
  return Fail(
      Error::User("Debezium JSON serialization doesn't support 'debezium-json.schema-include' option been set to true.")
          .Hint("the schema is read, never written: leave the option out of tables that are written to"));
}

bool BoolFormatOption(const FormatSpec& spec, const std::string& name, bool fallback) {
  auto it = spec.options.find(name);
  return it == spec.options.end() ? fallback : ReadBool(it->second).value_or(fallback);
}

std::string TextFormatOption(const FormatSpec& spec, const std::string& name, std::string_view fallback) {
  auto it = spec.options.find(name);
  return it == spec.options.end() ? std::string(fallback) : it->second;
}

std::optional<char> CharFormatOption(const FormatSpec& spec, const std::string& name) {
  auto it = spec.options.find(name);
  return it == spec.options.end() ? std::nullopt : ReadChar(it->second);
}

bool IsChoice(const FormatSpec& spec, const std::string& name, std::string_view choice) {
  auto it = spec.options.find(name);
  return it != spec.options.end() && Lower(it->second) == Lower(choice);
}

}  // namespace mullion
