#pragma once
// The properties.* of a table as what librdkafka's clients take: translated from Java's names, checked against the
// allow-list. Reads nothing but the table; certificate files are named here and read by certificates.h. Plain values.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/table.h"

namespace mullion::kafka {

/// A key or trust store as Java names it.
struct StoreFile {
  std::string path;
  std::string password;
  std::string type;    ///< "PEM", "PKCS12", "JKS" or empty: the content tells
  std::string option;  ///< for messages: "properties.ssl.truststore.location"
};

enum class ResetPolicy { kFail, kEarliest, kLatest };

struct ClientSettings {
  /// librdkafka's names. May hold secrets: never logged.
  std::map<std::string, std::string> consumer;
  std::map<std::string, std::string> producer;
  std::optional<StoreFile> trust_store;
  std::optional<StoreFile> key_store;
  std::string bootstrap_servers;
  std::string group_id;                    ///< empty when the job gives none
  ResetPolicy reset = ResetPolicy::kFail;  ///< auto.offset.reset; absent or "none": kFail
  std::optional<std::string> isolation_level;
  bool commit_offsets = true;       ///< commit.offsets.on.checkpoint
  int64_t api_timeout_ms = 60'000;  ///< default.api.timeout.ms: how long --strict waits at start
  std::vector<std::string> notes;   ///< what was ignored, for one log line each
};

/// Errors point at the option.
Result<ClientSettings> ReadClientSettings(const TableDefinition& table);

/// Where an option stands; errors about absent options have no position.
Error&& AtOption(const TableDefinition& table, const std::string& option, Error&& error);

}  // namespace mullion::kafka
