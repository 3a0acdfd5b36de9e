#include "gateway/flink_error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace mullion {
namespace {

/// Exceptions that only pass others on. What they say themselves is of no use to anybody.
constexpr std::array kWrappers = {
    "SqlGatewayException", "SqlExecutionException",      "ExecutionException",
    "CompletionException", "ProgramInvocationException", "JobExecutionException",
    "JobException",        "RestHandlerException",       "ExceptionInChainedOperatorException",
};
/// Said by Flink while it works: never what is wrong.
constexpr std::array kEmptyWords = {
    "Failed to fetch next result",
    "Failed to fetch job execution result",
    "Error while retrieving result.",
};
constexpr std::array kStatementTypes = {"ValidationException",     "SqlParserException", "SqlParserEOFException",
                                        "TableException",          "CalciteException",   "SqlValidatorException",
                                        "CalciteContextException", "SqlParseException",  "CodeGenException",
                                        "PlanReferenceException"};

std::string_view ShortName(std::string_view type) {
  size_t dot = type.rfind('.');
  return dot == std::string_view::npos ? type : type.substr(dot + 1);
}

template <typename Table>
bool IsOneOf(const Table& table, std::string_view word) {
  return std::ranges::any_of(table, [&](std::string_view known) { return word == known; });
}

bool IsFrame(std::string_view line) {
  size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || begin == 0) return false;
  line.remove_prefix(begin);
  return line.starts_with("at ") || (line.starts_with("... ") && line.ends_with(" more"));
}

/// "a.b.CException: message": the type's end, or npos when the line begins with something else.
size_t TypeEnd(std::string_view line) {
  size_t end = 0;
  bool dotted = false;
  while (end < line.size() && (std::isalnum(static_cast<unsigned char>(line[end])) || line[end] == '.' ||
                               line[end] == '_' || line[end] == '$')) {
    dotted |= line[end++] == '.';
  }
  bool ends_there = end == line.size() || line.substr(end).starts_with(": ") || line.substr(end) == ":";
  return dotted && ends_there ? end : std::string_view::npos;
}

FlinkCause CauseOf(std::string_view line) {
  size_t end = TypeEnd(line);
  if (end == std::string_view::npos) return {"", std::string(line)};
  FlinkCause cause{std::string(line.substr(0, end)), ""};
  if (end + 2 <= line.size()) cause.message = line.substr(end + 2);
  return cause;
}

std::string_view Trimmed(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool IsWrapper(const FlinkCause& cause) {
  if (cause.message.empty() || IsOneOf(kEmptyWords, cause.message)) return true;
  return IsOneOf(kWrappers, ShortName(cause.type));
}

/// Reads " 12" behind `word` in `text`, from `*at` on.
std::optional<int> NumberAfter(std::string_view text, std::string_view word, size_t* at) {
  size_t found = text.find(word, *at);
  if (found == std::string_view::npos) return std::nullopt;
  const char* begin = text.data() + found + word.size();
  int number = 0;
  auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  *at = static_cast<size_t>(end - text.data());
  return number;
}

std::optional<TextPosition> PlaceIn(std::string_view message) {
  size_t at = std::min(message.find("From line "), message.find("At line "));
  if (at == std::string_view::npos) return std::nullopt;
  auto line = NumberAfter(message, " line ", &at);
  auto column = line ? NumberAfter(message, " column ", &at) : std::nullopt;
  if (!column) return std::nullopt;
  TextPosition place{*line, *column, 1};
  if (!message.substr(at).starts_with(" to line ")) return place;
  auto last_line = NumberAfter(message, " line ", &at);
  auto last_column = last_line ? NumberAfter(message, " column ", &at) : std::nullopt;
  if (last_column && *last_line == place.line && *last_column >= place.column) {
    place.length = *last_column - place.column + 1;
  }
  return place;
}

}  // namespace

FlinkError ReadStackTrace(std::string_view text) {
  constexpr std::string_view kOpening = "<Exception on server side:";
  constexpr std::string_view kClosing = "End of exception on server side>";
  constexpr std::string_view kCausedBy = "Caused by: ";
  FlinkError error;
  bool in_frames = true;  // what is no frame and no cause after frames is noise; before them it continues a message
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line == kOpening || line == kClosing) continue;
    if (IsFrame(line)) {
      in_frames = true;
    } else if (line.starts_with(kCausedBy)) {
      error.causes.push_back(CauseOf(line.substr(kCausedBy.size())));
      in_frames = false;
    } else if (error.causes.empty()) {
      if (Trimmed(line).empty()) continue;
      error.causes.push_back(CauseOf(line));
      in_frames = false;
    } else if (!in_frames) {
      error.causes.back().message += "\n" + std::string(line);
    }
  }
  if (error.causes.empty()) error.causes.push_back({"", "no reason was given"});
  for (FlinkCause& cause : error.causes) cause.message = Trimmed(cause.message);
  return error;
}

std::vector<std::string> FlinkError::Telling() const {
  std::vector<std::string> out;
  std::string said;
  for (const FlinkCause& cause : causes) {
    if (IsWrapper(cause) || said.find(cause.message) != std::string::npos) continue;
    said += cause.message + "\n";
    out.push_back(cause.type.empty() ? cause.message : cause.type + ": " + cause.message);
  }
  if (!out.empty()) return out;
  const FlinkCause& last = causes.back();
  out.push_back(last.type.empty() ? last.message : last.message.empty() ? last.type : last.type + ": " + last.message);
  return out;
}

bool FlinkError::IsAboutTheStatement() const {
  for (const FlinkCause& cause : causes) {
    if (ShortName(cause.type) == "JobExecutionException") return false;
    if (IsOneOf(kStatementTypes, ShortName(cause.type))) return true;
  }
  return false;
}

std::optional<TextPosition> FlinkError::Place() const {
  for (const FlinkCause& cause : causes) {
    if (auto place = PlaceIn(cause.message)) return place;
  }
  return std::nullopt;
}

}  // namespace mullion
