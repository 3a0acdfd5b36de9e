#include "expr/json_tree.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/json_string.h"
#include "column/text.h"
#include "expr/utf8.h"

namespace mullion {
namespace {

constexpr int kMaxDepth = 1000;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool Value(JsonNode* node, int depth);
  void SkipBlanks() {
    while (!text_.empty() && std::string_view(" \t\n\r").contains(text_.front())) text_.remove_prefix(1);
  }
  bool AtEndOrBlank() const { return text_.empty() || std::string_view(" \t\n\r").contains(text_.front()); }

 private:
  bool Take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  bool Word(std::string_view word, JsonNode::Kind kind, JsonNode* node) {
    node->kind = kind;
    return Take(word);
  }
  bool Number(JsonNode* node);
  bool String(std::string* out);
  bool Escape(std::string* out);
  bool Hex(uint32_t* unit);
  bool Array(JsonNode* node, int depth);
  bool Object(JsonNode* node, int depth);

  std::string_view text_;
};

bool Reader::Value(JsonNode* node, int depth) {
  SkipBlanks();
  if (text_.empty() || depth > kMaxDepth) return false;
  switch (text_.front()) {
    case 'n':
      return Word("null", JsonNode::Kind::kNull, node);
    case 't':
      return Word("true", JsonNode::Kind::kTrue, node);
    case 'f':
      return Word("false", JsonNode::Kind::kFalse, node);
    case '"':
      node->kind = JsonNode::Kind::kString;
      return String(&node->text);
    case '[':
      return Array(node, depth);
    case '{':
      return Object(node, depth);
    default:
      return Number(node);
  }
}

bool Reader::Number(JsonNode* node) {
  size_t at = 0;
  auto digits = [&] {
    size_t begin = at;
    while (at < text_.size() && text_[at] >= '0' && text_[at] <= '9') ++at;
    return at - begin;
  };
  if (text_[at] == '-') ++at;
  size_t whole_at = at;
  size_t whole = digits();
  if (whole == 0 || (whole > 1 && text_[whole_at] == '0')) return false;
  if (at < text_.size() && text_[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text_.size() && (text_[at] == 'e' || text_[at] == 'E')) {
    ++at;
    if (at < text_.size() && (text_[at] == '+' || text_[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  node->kind = JsonNode::Kind::kNumber;
  node->text = text_.substr(0, at);
  text_.remove_prefix(at);
  if (node->text == "-0") node->text = "0";
  if (node->text.find_first_of(".eE") != std::string::npos) {
    double value = std::strtod(node->text.c_str(), nullptr);
    node->text.clear();
    AppendJavaDouble(value, &node->text);
  }
  return true;
}

bool Reader::Hex(uint32_t* unit) {
  if (text_.size() < 4) return false;
  *unit = 0;
  for (char c : text_.substr(0, 4)) {
    uint32_t digit = c >= '0' && c <= '9' ? static_cast<uint32_t>(c - '0') : static_cast<uint32_t>((c | 32) - 'a' + 10);
    bool hex = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
    if (!hex) return false;
    *unit = *unit << 4 | digit;
  }
  text_.remove_prefix(4);
  return true;
}

bool Reader::Escape(std::string* out) {
  if (text_.empty()) return false;
  char c = text_.front();
  text_.remove_prefix(1);
  constexpr std::string_view kShort = "\"\\/bfnrt";
  constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
  if (size_t at = kShort.find(c); at != kShort.npos) {
    out->push_back(kMeaning[at]);
    return true;
  }
  uint32_t unit = 0;
  if (c != 'u' || !Hex(&unit)) return false;
  if (unit >= 0xD800 && unit < 0xDC00) {
    uint32_t low = 0;
    if (!Take("\\u") || !Hex(&low) || low < 0xDC00 || low > 0xDFFF) return false;
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  AppendCodePoint(unit, out);
  return true;
}

bool Reader::String(std::string* out) {
  text_.remove_prefix(1);
  for (;;) {
    size_t plain = 0;
    while (plain < text_.size() && text_[plain] != '"' && text_[plain] != '\\') {
      if (static_cast<unsigned char>(text_[plain]) < 0x20) return false;
      ++plain;
    }
    out->append(text_.substr(0, plain));
    text_.remove_prefix(plain);
    if (Take("\"")) return true;
    if (!Take("\\") || !Escape(out)) return false;
  }
}

bool Reader::Array(JsonNode* node, int depth) {
  node->kind = JsonNode::Kind::kArray;
  text_.remove_prefix(1);
  SkipBlanks();
  if (Take("]")) return true;
  for (;;) {
    if (!Value(&node->items.emplace_back(), depth + 1)) return false;
    SkipBlanks();
    if (Take("]")) return true;
    if (!Take(",")) return false;
  }
}

bool Reader::Object(JsonNode* node, int depth) {
  node->kind = JsonNode::Kind::kObject;
  text_.remove_prefix(1);
  SkipBlanks();
  if (Take("}")) return true;
  for (;;) {
    SkipBlanks();
    std::string key;
    if (text_.empty() || text_.front() != '"' || !String(&key)) return false;
    SkipBlanks();
    JsonNode item;
    if (!Take(":") || !Value(&item, depth + 1)) return false;
    node->Put(std::move(key), std::move(item));
    SkipBlanks();
    if (Take("}")) return true;
    if (!Take(",")) return false;
  }
}

}  // namespace

const JsonNode* JsonNode::Member(std::string_view key) const {
  if (kind != Kind::kObject) return nullptr;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

void JsonNode::Put(std::string key, JsonNode item) {
  auto known = std::find(keys.begin(), keys.end(), key);
  if (known != keys.end()) {
    items[static_cast<size_t>(known - keys.begin())] = std::move(item);
    return;
  }
  keys.push_back(std::move(key));
  items.push_back(std::move(item));
}

std::optional<JsonNode> ParseJson(std::string_view text) {
  Reader reader(text);
  JsonNode node;
  if (!reader.Value(&node, 0)) return std::nullopt;
  bool closed = !node.is_scalar() || node.kind == JsonNode::Kind::kString;
  return closed || reader.AtEndOrBlank() ? std::optional(std::move(node)) : std::nullopt;
}

void AppendJson(const JsonNode& node, std::string* out) {
  switch (node.kind) {
    case JsonNode::Kind::kNull:
      return void(out->append("null"));
    case JsonNode::Kind::kTrue:
      return void(out->append("true"));
    case JsonNode::Kind::kFalse:
      return void(out->append("false"));
    case JsonNode::Kind::kNumber:
      return void(out->append(node.text));
    case JsonNode::Kind::kString:
      return AppendJsonString(node.text, out);
    case JsonNode::Kind::kArray:
    case JsonNode::Kind::kObject:
      break;
  }
  bool object = node.kind == JsonNode::Kind::kObject;
  out->push_back(object ? '{' : '[');
  for (size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) out->push_back(',');
    if (object) {
      AppendJsonString(node.keys[i], out);
      out->push_back(':');
    }
    AppendJson(node.items[i], out);
  }
  out->push_back(object ? '}' : ']');
}

}  // namespace mullion
