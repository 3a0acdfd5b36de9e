#include "server/json_pretty.h"

namespace mullion {
namespace {

/// The end of the string that begins at `from`, after its closing quote.
size_t StringEnd(std::string_view json, size_t from) {
  size_t i = from + 1;
  while (i < json.size() && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
  return i + 1 < json.size() ? i + 1 : json.size();
}

bool IsSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

}  // namespace

std::string PrettyJson(std::string_view json) {
  std::string out;
  size_t level = 0;
  const auto new_line = [&] { out.append("\n").append(2 * level, ' '); };
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (IsSpace(c)) continue;
    if (c == '"') {
      const size_t end = StringEnd(json, i);
      out += json.substr(i, end - i);
      i = end - 1;
    } else if (c == '{' || c == '[') {
      size_t next = i + 1;
      while (next < json.size() && IsSpace(json[next])) ++next;
      out += c;
      if (next < json.size() && (json[next] == '}' || json[next] == ']')) {
        out.append(" ") += json[next];
        i = next;
        continue;
      }
      ++level;
      new_line();
    } else if (c == '}' || c == ']') {
      if (level > 0) --level;
      new_line();
      out += c;
    } else if (c == ',') {
      out += c;
      new_line();
    } else if (c == ':') {
      out += " : ";
    } else {
      out += c;
    }
  }
  return out += '\n';
}

}  // namespace mullion
