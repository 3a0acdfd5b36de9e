#include "expr/json_path.h"

#include <charconv>

namespace mullion {
namespace {

bool IsNameEnd(char c) {
  return c == '.' || c == '[' || c == ' ';
}

}  // namespace

Error JsonPath::Malformed() const {
  return Error::User("the JSON path '" + text_ + "' cannot be read")
      .Hint("write for example 'lax $.name.list[0]'; members by .name or ['name'], elements by [0] or [*]");
}

Status JsonPath::ParseBracket(std::string_view* text) {
  text->remove_prefix(1);
  size_t close = 0;
  if (text->starts_with('\'') || text->starts_with('"')) {
    char quote = text->front();
    size_t end = text->find(quote, 1);
    if (end == text->npos) return Fail(Malformed());
    steps_.push_back({.kind = Step::Kind::kMember, .name = std::string(text->substr(1, end - 1))});
    close = end + 1;
  } else if (text->starts_with('*')) {
    steps_.push_back({.kind = Step::Kind::kAll, .name = {}});
    many_ = true;
    close = 1;
  } else {
    Step step{.kind = Step::Kind::kIndex, .name = {}};
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), step.index);
    if (error != std::errc()) return Fail(Malformed());
    close = static_cast<size_t>(end - text->data());
    steps_.push_back(step);
  }
  if (close >= text->size() || (*text)[close] != ']') return Fail(Malformed());
  text->remove_prefix(close + 1);
  return Ok();
}

Status JsonPath::ParseStep(std::string_view* text) {
  if (text->starts_with("..")) {
    steps_.push_back({.kind = Step::Kind::kDescend, .name = {}});
    many_ = true;
    text->remove_prefix(1);
    if (text->size() > 1 && (*text)[1] == '[') text->remove_prefix(1);
  }
  if (text->starts_with('[')) return ParseBracket(text);
  if (!text->starts_with('.')) return Fail(Malformed());
  text->remove_prefix(1);
  size_t end = 0;
  while (end < text->size() && !IsNameEnd((*text)[end])) ++end;
  if (end == 0) return Fail(Malformed());
  std::string_view name = text->substr(0, end);
  text->remove_prefix(end);
  if (name == "*") {
    steps_.push_back({.kind = Step::Kind::kAll, .name = {}});
    many_ = true;
  } else {
    steps_.push_back({.kind = Step::Kind::kMember, .name = std::string(name)});
  }
  return Ok();
}

Result<JsonPath> JsonPath::Parse(std::string_view text) {
  JsonPath path;
  path.text_ = text;
  auto skip_blanks = [&] {
    while (text.starts_with(' ')) text.remove_prefix(1);
  };
  skip_blanks();
  path.strict_ = text.starts_with("strict ");
  if (path.strict_) text.remove_prefix(7);
  if (text.starts_with("lax ")) text.remove_prefix(4);
  skip_blanks();
  if (!text.starts_with('$')) return Fail(path.Malformed());
  text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  while (!text.empty()) MULLION_TRY(path.ParseStep(&text));
  return path;
}

void JsonPath::Apply(const Step& step, const JsonNode* node, std::vector<const JsonNode*>* out) {
  switch (step.kind) {
    case Step::Kind::kMember:
      if (const JsonNode* member = node->Member(step.name)) out->push_back(member);
      return;
    case Step::Kind::kIndex: {
      if (node->kind != JsonNode::Kind::kArray) return;
      auto size = static_cast<int64_t>(node->items.size());
      int64_t at = step.index < 0 ? size + step.index : step.index;
      if (at >= 0 && at < size) out->push_back(&node->items[static_cast<size_t>(at)]);
      return;
    }
    case Step::Kind::kAll:
      for (const JsonNode& item : node->items) out->push_back(&item);
      return;
    case Step::Kind::kDescend:
      out->push_back(node);
      for (const JsonNode& item : node->items) Apply(step, &item, out);
      return;
  }
}

std::optional<JsonNode> JsonPath::Find(const JsonNode& root) const {
  std::vector<const JsonNode*> nodes{&root};
  std::vector<const JsonNode*> next;
  for (const Step& step : steps_) {
    next.clear();
    for (const JsonNode* node : nodes) Apply(step, node, &next);
    nodes.swap(next);
    if (nodes.empty() && !many_) return std::nullopt;
  }
  if (!many_) return *nodes.front();
  JsonNode found{.kind = JsonNode::Kind::kArray};
  for (const JsonNode* node : nodes) found.items.push_back(*node);
  return found;
}

}  // namespace mullion
