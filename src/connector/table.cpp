#include "connector/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>

#include "base/suggest.h"

namespace mullion {
namespace {

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

struct Unit {
  std::string_view names;  ///< between blanks, lower case
  int64_t factor;
};

// Flink's TimeUtils and MemorySize. Nanoseconds and microseconds end as whole milliseconds, rounded down.
constexpr Unit kDurationUnitsNs[] = {{" ns nano nanos nanosecond nanoseconds ", 1},
                                     {" µs micro micros microsecond microseconds ", 1'000},
                                     {" ms milli millis millisecond milliseconds ", 1'000'000},
                                     {"  ", 1'000'000},
                                     {" s sec secs second seconds ", 1'000'000'000},
                                     {" m min minute minutes ", 60'000'000'000},
                                     {" h hour hours ", 3'600'000'000'000},
                                     {" d day days ", 86'400'000'000'000}};
constexpr Unit kMemoryUnits[] = {{"  ", 1},
                                 {" b byte bytes ", 1},
                                 {" k kb kibibyte kibibytes ", int64_t{1} << 10},
                                 {" m mb mebibyte mebibytes ", int64_t{1} << 20},
                                 {" g gb gibibyte gibibytes ", int64_t{1} << 30},
                                 {" t tb tebibyte tebibytes ", int64_t{1} << 40}};

/// A whole number and a unit behind it.
std::optional<__int128> ParseWithUnit(std::string_view text, std::span<const Unit> units) {
  text = Trim(text);
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  std::string unit = Lower(Trim(text.substr(static_cast<size_t>(end - text.data()))));
  if (unit.find(' ') != std::string::npos) return std::nullopt;
  for (const Unit& candidate : units) {
    if (candidate.names.find(" " + unit + " ") != std::string_view::npos) {
      return static_cast<__int128>(number) * candidate.factor;
    }
  }
  return std::nullopt;
}

constexpr std::string_view kDurationForm = "a duration such as '200 ms', '10 s', '5 min', '1 h'";
constexpr std::string_view kMemoryForm = "a size such as '64 kb', '128 mb', '1 gb', or plain bytes";
constexpr std::string_view kLongForm = "a whole number";
constexpr std::string_view kDoubleForm = "a number";
constexpr std::string_view kBoolForm = "true or false";

Error NotA(std::string_view text, std::string_view form) {
  return Error::User(fmt::format("'{}' is not {}", text, form));
}

/// The error of an option's value, at its place.
Error ValueError(const TableDefinition& table, std::string_view key, std::string_view form, bool secret = false) {
  const std::string* value = table.Option(key);
  std::string shown = secret || value == nullptr ? "" : fmt::format(" = '{}'", *value);
  Error error = Error::User(fmt::format("table {}: option '{}'{} is not valid", table.name, key, shown))
                    .Hint(fmt::format("It takes {}.", form));
  auto at = table.option_positions.find(std::string(key));
  return at == table.option_positions.end() ? error : std::move(error).At(at->second);
}

template <typename T, typename Parse>
Result<T> ReadOption(const TableDefinition& table, std::string_view key, T fallback, Parse parse,
                     std::string_view form) {
  const std::string* value = table.Option(key);
  if (value == nullptr) return fallback;
  Result<T> parsed = parse(*value);
  if (!parsed) return Fail(ValueError(table, key, form));
  return *parsed;
}

Result<double> ParseDouble(std::string_view text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return Fail(NotA(text, kDoubleForm));
  return value;
}

Status CheckType(const TableDefinition& table, const std::string& key, const OptionSpec& spec) {
  const std::string& value = table.options.at(key);
  auto refuse = [&](std::string_view form) { return Fail(ValueError(table, key, form, spec.secret)); };
  switch (spec.type) {
    case OptionType::kInt: {
      Result<int64_t> number = ParseLong(value);
      bool fits =
          number && *number >= std::numeric_limits<int32_t>::min() && *number <= std::numeric_limits<int32_t>::max();
      return fits ? Ok() : refuse(kLongForm);
    }
    case OptionType::kLong:
      return ParseLong(value) ? Ok() : refuse(kLongForm);
    case OptionType::kDouble:
      return ParseDouble(value) ? Ok() : refuse(kDoubleForm);
    case OptionType::kBool:
      return ParseBool(value) ? Ok() : refuse(kBoolForm);
    case OptionType::kDuration:
      return ParseDurationMs(value) ? Ok() : refuse(kDurationForm);
    case OptionType::kMemorySize:
      return ParseMemorySize(value) ? Ok() : refuse(kMemoryForm);
    case OptionType::kString:
    case OptionType::kMap:
      return Ok();
  }
  return Ok();
}

/// `name` may end in "*": every key with that prefix.
bool Covers(std::string_view name, std::string_view key) {
  if (!name.ends_with('*')) return name == key;
  name.remove_suffix(1);
  return key.size() > name.size() && key.starts_with(name);
}

Error UnknownOption(const TableDefinition& table, std::string_view connector, const std::string& key,
                    std::vector<std::string> known) {
  std::sort(known.begin(), known.end());
  Error error = Error::User(fmt::format("table {}: unknown option '{}'", table.name, key))
                    .Why(DidYouMean(key, known))
                    .Hint(fmt::format("Options of the {} connector: {}.", connector, fmt::join(known, ", ")));
  auto at = table.option_positions.find(key);
  return at == table.option_positions.end() ? error : std::move(error).At(at->second);
}

Error MissingOption(const TableDefinition& table, std::string_view connector, const OptionSpec& spec) {
  Error error =
      Error::User(fmt::format("table {}: the {} connector needs the option '{}'", table.name, connector, spec.name))
          .Hint(spec.description.empty() ? "" : fmt::format("It is {}", spec.description));
  auto at = table.option_positions.find("connector");
  return at == table.option_positions.end() ? error : std::move(error).At(at->second);
}

}  // namespace

Result<int64_t> ParseDurationMs(std::string_view text) {
  std::optional<__int128> ns = ParseWithUnit(text, kDurationUnitsNs);
  if (!ns || *ns / 1'000'000 > std::numeric_limits<int64_t>::max()) return Fail(NotA(text, kDurationForm));
  return static_cast<int64_t>(*ns / 1'000'000);
}

Result<int64_t> ParseMemorySize(std::string_view text) {
  std::optional<__int128> bytes = ParseWithUnit(text, kMemoryUnits);
  if (!bytes || *bytes > std::numeric_limits<int64_t>::max()) return Fail(NotA(text, kMemoryForm));
  return static_cast<int64_t>(*bytes);
}

Result<bool> ParseBool(std::string_view text) {
  std::string lower = Lower(Trim(text));
  if (lower == "true") return true;
  if (lower == "false") return false;
  return Fail(NotA(text, kBoolForm));
}

Result<int64_t> ParseLong(std::string_view text) {
  int64_t value = 0;
  std::string_view digits = Trim(text);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return Fail(NotA(text, kLongForm));
  return value;
}

Result<int64_t> LongOption(const TableDefinition& table, std::string_view key, int64_t fallback) {
  return ReadOption(table, key, fallback, ParseLong, kLongForm);
}

Result<int64_t> DurationOptionMs(const TableDefinition& table, std::string_view key, int64_t fallback_ms) {
  return ReadOption(table, key, fallback_ms, ParseDurationMs, kDurationForm);
}

Result<int64_t> MemoryOption(const TableDefinition& table, std::string_view key, int64_t fallback_bytes) {
  return ReadOption(table, key, fallback_bytes, ParseMemorySize, kMemoryForm);
}

Result<bool> BoolOption(const TableDefinition& table, std::string_view key, bool fallback) {
  return ReadOption(table, key, fallback, ParseBool, kBoolForm);
}

std::string StringOption(const TableDefinition& table, std::string_view key, std::string_view fallback) {
  const std::string* value = table.Option(key);
  return value == nullptr ? std::string(fallback) : *value;
}

Status CheckOptions(const TableDefinition& table, std::string_view connector, const std::vector<OptionSpec>& specs,
                    const std::vector<std::string>& format_options) {
  std::vector<std::string> known = {"connector"};
  for (const OptionSpec& spec : specs) known.push_back(spec.name);
  known.insert(known.end(), format_options.begin(), format_options.end());
  for (const auto& [key, value] : table.options) {
    bool covered = std::any_of(known.begin(), known.end(), [&](const std::string& name) { return Covers(name, key); });
    if (!covered) return Fail(UnknownOption(table, connector, key, known));
    for (const OptionSpec& spec : specs) {
      if (Covers(spec.name, key)) MULLION_TRY(CheckType(table, key, spec));
    }
  }
  for (const OptionSpec& spec : specs) {
    if (spec.required && table.Option(spec.name) == nullptr) return Fail(MissingOption(table, connector, spec));
  }
  return Ok();
}

}  // namespace mullion
