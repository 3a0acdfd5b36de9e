#include "connector/datagen/field_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <vector>

#include "base/suggest.h"

namespace mullion::datagen {
namespace {

std::string KeyOf(const std::string& field, const std::string& what) {
  return fmt::format("fields.{}.{}", field, what);
}

Error AtOption(Error error, const TableDefinition& table, const std::string& key) {
  auto it = table.option_positions.find(key);
  return it == table.option_positions.end() ? std::move(error) : std::move(error).At(it->second);
}

}  // namespace

const std::string* FieldOptions::Find(const std::string& field, const std::string& what) {
  std::string key = KeyOf(field, what);
  known_.insert(key);
  return table_.Option(key);
}

Error FieldOptions::Wrong(const std::string& field, const std::string& what, std::string_view needed) const {
  std::string key = KeyOf(field, what);
  const std::string* value = table_.Option(key);
  Error error = Error::User(fmt::format("table {}: option '{}' = '{}' is not valid", table_.name, key,
                                        value == nullptr ? "" : *value))
                    .Hint(fmt::format("It takes {}.", needed));
  return AtOption(std::move(error), table_, key);
}

Result<std::optional<int64_t>> FieldOptions::Long(const std::string& field, const std::string& what) {
  const std::string* text = Find(field, what);
  if (text == nullptr) return std::nullopt;
  Result<int64_t> value = ParseLong(*text);
  if (!value) return Fail(Wrong(field, what, "a whole number"));
  return *value;
}

Result<std::optional<double>> FieldOptions::Double(const std::string& field, const std::string& what) {
  const std::string* text = Find(field, what);
  if (text == nullptr) return std::nullopt;
  double value = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) return Fail(Wrong(field, what, "a number"));
  return value;
}

Result<std::optional<int64_t>> FieldOptions::DurationMs(const std::string& field, const std::string& what) {
  const std::string* text = Find(field, what);
  if (text == nullptr) return std::nullopt;
  Result<int64_t> value = ParseDurationMs(*text);
  if (!value) return Fail(Wrong(field, what, "a duration such as '10 s' or '5 min'"));
  return *value;
}

Status FieldOptions::CheckAllKnown() const {
  std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& [key, value] : table_.options) {
    if (!key.starts_with("fields.") || known_.contains(key)) continue;
    Error error = Error::User(fmt::format("table {}: unknown option '{}'", table_.name, key))
                      .Why(DidYouMean(key, known))
                      .Hint(fmt::format("For these columns there are: {}.", fmt::join(known, ", ")));
    return Fail(AtOption(std::move(error), table_, key));
  }
  return Ok();
}

}  // namespace mullion::datagen
