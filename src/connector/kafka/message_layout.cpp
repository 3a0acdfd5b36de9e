#include "connector/kafka/message_layout.h"

#include <algorithm>

#include <fmt/format.h>

#include "connector/kafka/option_choice.h"
#include "connector/kafka/scan_options.h"

namespace mullion::kafka {
namespace {

class LayoutReader {
 public:
  LayoutReader(const TableDefinition& table, bool upsert) : table_(table), upsert_(upsert) {}

  Result<MessageLayout> Read() {
    MULLION_TRY(ReadValueFormat());
    MULLION_TRY(CheckTogether());
    MULLION_TRY(ReadKeyColumns());
    for (int i = 0; i < static_cast<int>(table_.physical.size()); ++i) {
      bool in_key = std::ranges::find(layout_.key_columns, i) != layout_.key_columns.end();
      if (!except_key_ || !in_key) layout_.value_columns.push_back(i);
    }
    for (int column : layout_.value_columns) {
      layout_.value_format.schema.fields.push_back(table_.physical[static_cast<size_t>(column)]);
    }
    ReadKeyFormat();
    return std::move(layout_);
  }

 private:
  Status ReadValueFormat() {
    bool plain = table_.Option("format") != nullptr, value = table_.Option("value.format") != nullptr;
    if (plain && value) {
      return Fail(OptionError(table_, "value.format", "'format' and 'value.format' say the same", "Remove one."));
    }
    if (!plain && !value) {
      return Fail(Error::User(fmt::format("table {} names no format", table_.name))
                      .Hint(upsert_ ? "Add 'value.format' = 'json'." : "Add 'format' = 'json'."));
    }
    layout_.value_format = Format(value ? "value.format" : "format", value ? "value." : "");
    return Ok();
  }

  /// The format that `option` names, with its options, which begin with `prefix` and the format's name.
  FormatSpec Format(const std::string& option, const std::string& prefix) const {
    FormatSpec spec;
    spec.name = *table_.Option(option);
    spec.session_zone = table_.session_zone;
    std::string start = prefix + spec.name + ".";
    for (const auto& [name, value] : table_.options) {
      if (name.starts_with(start)) spec.options[name.substr(start.size())] = value;
    }
    return spec;
  }

  Status CheckTogether() {
    MULLION_ASSIGN(except_key_,
                   OneOf<bool>(table_, "value.fields-include", false, {{"ALL", false}, {"EXCEPT_KEY", true}}));
    prefix_ = StringOption(table_, "key.fields-prefix", "");
    bool format = table_.Option("key.format") != nullptr, fields = table_.Option("key.fields") != nullptr;
    if (upsert_ && !format) {
      return Fail(Error::User(fmt::format("table {} names no format for its keys", table_.name))
                      .Hint("Add 'key.format' = 'json'."));
    }
    if (!upsert_ && format && !fields) {
      return Fail(OptionError(table_, "key.format", "'key.format' needs 'key.fields'", "Add 'key.fields' = 'a;b'."));
    }
    if (!upsert_ && !format && fields) {
      return Fail(OptionError(table_, "key.fields", "'key.fields' needs 'key.format'", "Add 'key.format' = 'json'."));
    }
    if (except_key_ && !format) {
      return Fail(OptionError(table_, "value.fields-include", "'EXCEPT_KEY' needs 'key.format' and 'key.fields'",
                              "Add both, or write 'ALL'."));
    }
    if (!prefix_.empty() && !except_key_) {
      return Fail(OptionError(table_, "key.fields-prefix",
                              "'key.fields-prefix' needs 'value.fields-include' = 'EXCEPT_KEY'",
                              "Prefixed columns stand for the key alone: the value cannot hold them too."));
    }
    return Ok();
  }

  Status ReadKeyColumns() {
    if (upsert_) {
      if (table_.primary_key.empty()) {
        return Fail(Error::User(fmt::format("table {} has no primary key", table_.name))
                        .Why("upsert-kafka writes and reads the newest row of each key")
                        .Hint("Add PRIMARY KEY (column) NOT ENFORCED, or use the connector 'kafka'."));
      }
      layout_.key_columns = table_.primary_key;
      return CheckPrefix();
    }
    if (const std::string* fields = table_.Option("key.fields")) {
      for (const std::string& field : SplitList(*fields)) {
        int column = table_.physical.Find(field);
        if (column < 0) return Fail(NoSuchColumn(field));
        layout_.key_columns.push_back(column);
      }
    }
    return CheckPrefix();
  }

  Error NoSuchColumn(const std::string& field) const {
    std::vector<std::string> names;
    for (const Field& known : table_.physical.fields) names.push_back(known.name);
    std::string near = DidYouMean(field, names);
    return OptionError(table_, "key.fields", fmt::format("'{}' in 'key.fields' is no column of {}", field, table_.name),
                       near.empty() ? "Name physical columns, with ';' between." : near);
  }

  Status CheckPrefix() const {
    for (int column : layout_.key_columns) {
      const std::string& name = table_.physical[static_cast<size_t>(column)].name;
      if (name.starts_with(prefix_)) continue;
      return Fail(OptionError(table_, "key.fields-prefix",
                              fmt::format("the key's column {} does not begin with '{}'", name, prefix_),
                              "Give the key's columns that prefix, or remove the option."));
    }
    return Ok();
  }

  void ReadKeyFormat() {
    if (table_.Option("key.format") == nullptr) return;
    FormatSpec spec = Format("key.format", "key.");
    for (int column : layout_.key_columns) {
      Field field = table_.physical[static_cast<size_t>(column)];
      field.name.erase(0, prefix_.size());
      spec.schema.fields.push_back(std::move(field));
    }
    layout_.key_format = std::move(spec);
  }

  const TableDefinition& table_;
  const bool upsert_;
  bool except_key_ = false;
  std::string prefix_;
  MessageLayout layout_;
};

}  // namespace

Result<MessageLayout> ReadMessageLayout(const TableDefinition& table, bool upsert) {
  return LayoutReader(table, upsert).Read();
}

}  // namespace mullion::kafka
