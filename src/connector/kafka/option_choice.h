#pragma once
// Options that take one of some words, and errors that point at an option. Stateless, any thread.

#include <string>
#include <utility>
#include <vector>

#include "base/suggest.h"
#include "connector/kafka/client_settings.h"
#include "connector/table.h"

namespace mullion::kafka {

inline Error OptionError(const TableDefinition& table, const std::string& option, std::string what, std::string hint) {
  return AtOption(table, option, Error::User(std::move(what)).Hint(std::move(hint)));
}

/// The meaning of the option's word; `fallback` when absent; else an error with the words there are.
template <typename T>
Result<T> OneOf(const TableDefinition& table, const std::string& option, T fallback,
                const std::vector<std::pair<std::string, T>>& words) {
  const std::string* value = table.Option(option);
  if (value == nullptr) return fallback;
  std::vector<std::string> names;
  std::string list;
  for (const auto& [name, meaning] : words) {
    if (name == *value) return meaning;
    names.push_back(name);
    list += (list.empty() ? "" : ", ") + name;
  }
  std::string near = DidYouMean(*value, names);
  return Fail(OptionError(table, option, "'" + option + "' = '" + *value + "' is none of its values",
                          near.empty() ? "Write one of " + list + "." : near));
}

}  // namespace mullion::kafka
