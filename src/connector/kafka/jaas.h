#pragma once
// Java's sasl.jaas.config: "org.apache.kafka.common.security.plain.PlainLoginModule required username='u'
// password='p';". Read as text: no class it names is ever loaded. Stateless, any thread.

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mullion::kafka {

struct JaasEntry {
  std::string module;                          ///< the class, without its package
  std::map<std::string, std::string> options;  ///< username, password, …
};

/// The first login module. Errors never repeat the text: it holds passwords.
Result<JaasEntry> ParseJaas(std::string_view text);

}  // namespace mullion::kafka
