#pragma once
// What becomes of each Kafka client property a job may write as 'properties.<name>': the allow-list. Jobs are written
// for Java's client; librdkafka has other names for some, no use for others, and must never be given those that load
// code or run commands. A const table: any thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mullion::kafka {

enum class PropertyUse {
  kPass,    ///< librdkafka knows it by the same meaning, as `target`
  kOurs,    ///< read by this connector itself
  kIgnore,  ///< means nothing here; a note says why
  kRefuse,  ///< loads code, runs commands, or breaks a promise of this connector
};

enum class ClientRole { kConsumer = 1, kProducer = 2, kBoth = 3 };

struct PropertyRule {
  std::string_view name;
  PropertyUse use;
  ClientRole role;          ///< whose property it is: a table is read and written with one set of options
  std::string_view target;  ///< kPass: librdkafka's name
  std::string_view reason;  ///< kIgnore, kRefuse: for a person
};

/// nullptr when the name is unknown.
const PropertyRule* FindPropertyRule(std::string_view name);
std::span<const PropertyRule> PropertyRules();
/// Names that a job may write, for suggestions.
std::vector<std::string> UsablePropertyNames();

}  // namespace mullion::kafka
