#pragma once
// The options of the elasticsearch connectors: Flink 1.18's, those of newer Flinks that make sense, and ours. Plain
// values read once from the table.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "connector/elasticsearch/bulk_sender.h"
#include "connector/table.h"
#include "http/http_client.h"

namespace mullion::elasticsearch {

enum class FailureHandler : uint8_t { kUnset, kFail, kIgnore, kRetryRejected };
enum class BackoffStrategy : uint8_t { kDisabled, kConstant, kExponential };

struct ElasticsearchOptions {
  HttpClientOptions http;
  std::string key_delimiter = "_";
  int64_t actions_max = 1'000;
  int64_t body_bytes_max = 2 << 20;
  int64_t flush_interval_ms = 1'000;
  FailureHandler failure_handler = FailureHandler::kUnset;
  BackoffStrategy backoff = BackoffStrategy::kDisabled;
  std::optional<int64_t> backoff_retries;
  std::optional<int64_t> backoff_delay_ms;
  std::map<std::string, std::string> format_options;  ///< without the "json." prefix
};

std::vector<OptionSpec> ElasticsearchOptionSpecs();

/// Errors (user) name the option and stand at its place; secrets never appear in them.
Result<ElasticsearchOptions> ReadElasticsearchOptions(const TableDefinition& table);

/// How the sender behaves under these options; `strict` is Flink to the letter.
SenderOptions MakeSenderOptions(const ElasticsearchOptions& options, const TableDefinition& table, bool strict);

/// "http://127.0.0.1:9200" → its parts. Error (user): not of that form.
Result<HttpHost> ParseHost(std::string_view text);

}  // namespace mullion::elasticsearch
