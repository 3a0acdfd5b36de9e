#include "expr/json_path.h"

#include <algorithm>
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

/// "0", "-1", "0,2", "1:3", ":2", "-2:".
Status JsonPath::ParseIndexes(std::string_view inside) {
  auto number = [&](std::string_view digits) -> std::optional<int64_t> {
    int64_t value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
  };
  if (size_t colon = inside.find(':'); colon != inside.npos) {
    Step step{.kind = Step::Kind::kSlice, .name = {}};
    step.first = number(inside.substr(0, colon));
    step.behind = number(inside.substr(colon + 1));
    if (!step.first && !step.behind) return Fail(Malformed());
    steps_.push_back(std::move(step));
    many_ = true;
    return Ok();
  }
  Step step{.kind = Step::Kind::kIndex, .name = {}};
  while (true) {
    size_t comma = std::min(inside.find(','), inside.size());
    std::optional<int64_t> index = number(inside.substr(0, comma));
    if (!index) return Fail(Malformed());
    step.indexes.push_back(*index);
    if (comma == inside.size()) break;
    inside.remove_prefix(comma + 1);
    while (inside.starts_with(' ')) inside.remove_prefix(1);
  }
  many_ |= step.indexes.size() > 1;
  steps_.push_back(std::move(step));
  return Ok();
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
    close = std::min(text->find(']'), text->size());
    MULLION_TRY(ParseIndexes(text->substr(0, close)));
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
  } else if (name == "length()") {
    steps_.push_back({.kind = Step::Kind::kLength, .name = {}});
  } else {
    steps_.push_back({.kind = Step::Kind::kMember, .name = std::string(name)});
  }
  return Ok();
}

void JsonPath::TakeMode(std::string_view* text) {
  for (std::string_view mode : {"strict", "lax"}) {
    if (text->size() <= mode.size() || (*text)[mode.size()] != ' ') continue;
    auto same = [](char small, char given) { return small == (given | 32); };
    if (!std::equal(mode.begin(), mode.end(), text->begin(), same)) continue;
    strict_ = mode == "strict";
    text->remove_prefix(mode.size());
    return;
  }
}

Result<JsonPath> JsonPath::Parse(std::string_view text) {
  JsonPath path;
  path.text_ = text;
  auto skip_blanks = [&] {
    while (text.starts_with(' ')) text.remove_prefix(1);
  };
  skip_blanks();
  path.TakeMode(&text);
  skip_blanks();
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty()) return Fail(path.Malformed());
  std::string from_root;
  if (text.starts_with('$')) {
    text.remove_prefix(1);
  } else {
    from_root = "." + std::string(text);
    text = from_root;
  }
  while (!text.empty()) MULLION_TRY(path.ParseStep(&text));
  return path;
}

void JsonPath::Apply(const Step& step, const JsonNode* node, std::vector<const JsonNode*>* out) {
  switch (step.kind) {
    case Step::Kind::kMember:
      if (const JsonNode* member = node->Member(step.name)) out->push_back(member);
      return;
    case Step::Kind::kIndex:
    case Step::Kind::kSlice:
      if (node->kind == JsonNode::Kind::kArray) ApplyIndexes(step, *node, out);
      return;
    case Step::Kind::kAll:
      for (const JsonNode& item : node->items) out->push_back(&item);
      return;
    case Step::Kind::kDescend:
      out->push_back(node);
      for (const JsonNode& item : node->items) Apply(step, &item, out);
      return;
    case Step::Kind::kLength:
      return;  // makes a value of its own, in Find
  }
}

void JsonPath::ApplyIndexes(const Step& step, const JsonNode& array, std::vector<const JsonNode*>* out) {
  auto size = static_cast<int64_t>(array.items.size());
  auto from_front = [size](int64_t index) { return index < 0 ? size + index : index; };
  auto take = [&](int64_t at) {
    if (at >= 0 && at < size) out->push_back(&array.items[static_cast<size_t>(at)]);
  };
  for (int64_t index : step.indexes) take(from_front(index));
  if (step.kind != Step::Kind::kSlice) return;
  int64_t behind = step.behind ? std::min(from_front(*step.behind), size) : size;
  for (int64_t at = std::max<int64_t>(step.first ? from_front(*step.first) : 0, 0); at < behind; ++at) take(at);
}

std::optional<JsonNode> JsonPath::Find(const JsonNode& root) const {
  std::vector<const JsonNode*> nodes{&root};
  std::vector<const JsonNode*> next;
  for (const Step& step : steps_) {
    if (step.kind == Step::Kind::kLength) {
      if (nodes.size() != 1 || nodes[0]->is_scalar()) return std::nullopt;
      return JsonNode{.kind = JsonNode::Kind::kNumber, .text = std::to_string(nodes[0]->items.size())};
    }
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
