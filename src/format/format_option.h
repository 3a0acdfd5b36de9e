#pragma once
// The options of the formats: their names, what values they take, and the messages when they don't fit. No state.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/format.h"

namespace mullion {

enum class FormatValue { kBool, kText, kChar, kChoice };

struct FormatOption {
  std::string name;
  FormatValue value = FormatValue::kText;
  std::vector<std::string> choices = {};  ///< of kChoice, compared without regard to case
};

/// nullptr when the format is unknown.
const std::vector<FormatOption>* FindFormatOptions(std::string_view format);

/// The value of a checked option.
bool BoolFormatOption(const FormatSpec& spec, const std::string& name, bool fallback);
std::string TextFormatOption(const FormatSpec& spec, const std::string& name, std::string_view fallback);
/// One character, `\t` and `\u0001` understood as in Java; nullopt when the option is absent.
std::optional<char> CharFormatOption(const FormatSpec& spec, const std::string& name);
bool IsChoice(const FormatSpec& spec, const std::string& name, std::string_view choice);

}  // namespace mullion
