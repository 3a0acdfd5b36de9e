#include "connector/kafka/jaas.h"

#include <cctype>

namespace mullion::kafka {
namespace {

class JaasReader {
 public:
  explicit JaasReader(std::string_view text) : text_(text) {}

  /// A bare word, or what stands in quotes; false at the end and at ';' and '='.
  bool Word(std::string* out) {
    SkipSpace();
    out->clear();
    if (at_ >= text_.size() || text_[at_] == ';' || text_[at_] == '=') return false;
    char quote = text_[at_];
    if (quote == '"' || quote == '\'') return Quoted(quote, out);
    while (at_ < text_.size() && !IsSpace(text_[at_]) && text_[at_] != ';' && text_[at_] != '=') *out += text_[at_++];
    return true;
  }

  bool Take(char c) {
    SkipSpace();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool unclosed() const { return unclosed_; }

 private:
  static bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }
  bool Quoted(char quote, std::string* out) {
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      *out += text_[at_];
    }
    unclosed_ = at_ >= text_.size();
    if (!unclosed_) ++at_;
    return !unclosed_;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool unclosed_ = false;
};

Error Malformed(std::string why) {
  return Error::User("'properties.sasl.jaas.config' cannot be read")
      .Why(std::move(why))
      .Hint(
          "Write it as: org.apache.kafka.common.security.plain.PlainLoginModule required username=\"…\" "
          "password=\"…\";");
}

}  // namespace

Result<JaasEntry> ParseJaas(std::string_view text) {
  JaasReader reader(text);
  JaasEntry entry;
  if (!reader.Word(&entry.module)) return Fail(Malformed("it names no login module"));
  entry.module = entry.module.substr(entry.module.rfind('.') + 1);
  std::string flag;
  if (!reader.Word(&flag)) return Fail(Malformed("after the login module stands no 'required'"));
  std::string name;
  while (reader.Word(&name)) {
    std::string value;
    if (!reader.Take('=')) return Fail(Malformed("after '" + name + "' stands no '='"));
    if (!reader.Word(&value) && !reader.unclosed()) return Fail(Malformed("'" + name + "' has no value"));
    if (reader.unclosed()) return Fail(Malformed("the quotes of '" + name + "' are not closed"));
    entry.options[name] = std::move(value);
  }
  if (reader.unclosed()) return Fail(Malformed("quotes are not closed"));
  if (!reader.Take(';')) return Fail(Malformed("it does not end with ';'"));
  return entry;
}

}  // namespace mullion::kafka
