#include "base/error.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

namespace mullion {
namespace {

std::string_view LineOf(std::string_view text, int line) {
  size_t begin = 0;
  for (int i = 1; i < line; ++i) {
    size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) return {};
    begin = end + 1;
  }
  std::string_view rest = text.substr(begin);
  rest = rest.substr(0, rest.find('\n'));
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return rest;
}

}  // namespace

std::string Error::ToString() const {
  std::string out = what_;
  if (position_) out += fmt::format(" (line {}, column {})", position_->line, position_->column);
  if (!where_.empty()) out += fmt::format(" ({})", where_);
  if (!why_.empty()) out += ": " + why_;
  if (!hint_.empty()) out += fmt::format("{} {}", out.ends_with('.') ? "" : ".", hint_);
  return out;
}

std::string Error::Render(std::string_view file_name, std::string_view job_text) const {
  std::string out = fault_ == Fault::kInternal ? "internal error: " : "error: ";
  out += what_;
  if (!where_.empty()) out += fmt::format("\n  where: {}", where_);
  if (position_) {
    out += fmt::format("\n  --> {}:{}:{}", file_name, position_->line, position_->column);
    std::string_view line = LineOf(job_text, position_->line);
    if (!line.empty()) {
      std::string number = std::to_string(position_->line);
      std::string margin(number.size(), ' ');
      // A tab in the line is kept before the caret, so that the caret stands below its word in any terminal.
      std::string indent;
      int column = 1;
      for (char c : line) {
        if (column >= position_->column) break;
        if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;  // the rest of a UTF-8 character
        indent += c == '\t' ? '\t' : ' ';
        ++column;
      }
      out += fmt::format("\n {} |\n {} | {}\n {} | {}{}", margin, number, line, margin, indent,
                         std::string(static_cast<size_t>(std::max(1, position_->length)), '^'));
    }
  }
  if (!why_.empty()) out += fmt::format("\n  why: {}", why_);
  if (!hint_.empty()) out += fmt::format("\n  help: {}", hint_);
  return out;
}

void Die(const char* file, int line, const char* condition, std::string_view message) {
  std::fprintf(stderr, "mullion: broken invariant: %s (%s:%d) %.*s\n", condition, file, line,
               static_cast<int>(message.size()), message.data());
  std::abort();
}

}  // namespace mullion
