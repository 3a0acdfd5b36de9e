#include "connector/elasticsearch/elasticsearch_options.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "connector/elasticsearch/index_mapping.h"
#include "format/format.h"

namespace mullion::elasticsearch {
namespace {

constexpr int64_t kMiB = 1 << 20;
/// Where Flink's "0 disables" leaves no bound, this one stays: servers commonly refuse more.
constexpr int64_t kBodyBytesUnbounded = 8 * kMiB;
constexpr int64_t kActionsUnbounded = 100'000;
/// Flink's BulkFlushBackoffPolicy, when a strategy is set and its numbers are not.
constexpr int64_t kFlinkRetries = 8;
constexpr int64_t kFlinkDelayMs = 50;

Error AtOption(Error error, const TableDefinition& table, std::string_view option) {
  Error placed = std::move(error).Where("table " + table.name);
  auto it = table.option_positions.find(std::string(option));
  if (it == table.option_positions.end()) return placed;
  return std::move(placed).At(it->second);
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string Base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                             reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<size_t>(size));
  return out;
}

Status ReadHosts(const TableDefinition& table, HttpClientOptions* http) {
  std::string text = StringOption(table, "hosts", "");
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find(';', begin), text.size());
    std::string_view part = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (part.empty()) continue;
    Result<HttpHost> host = ParseHost(part);
    if (!host) return Fail(AtOption(std::move(host).error(), table, "hosts"));
    http->hosts.push_back(*std::move(host));
  }
  if (!http->hosts.empty()) return Ok();
  return Fail(
      AtOption(Error::User("'hosts' names no host").Hint("write 'hosts' = 'http://localhost:9200'"), table, "hosts"));
}

Status ReadCredentials(const TableDefinition& table, HttpClientOptions* http) {
  std::string user = StringOption(table, "username", "");
  std::string password = StringOption(table, "password", "");
  std::string api_key = StringOption(table, "api-key", "");
  if (user.empty() != password.empty()) {
    std::string_view missing = user.empty() ? "username" : "password";
    std::string_view given = user.empty() ? "password" : "username";
    return Fail(AtOption(Error::User("'username' and 'password' must be set at the same time")
                             .Hint(fmt::format("'{}' is missing or empty", missing)),
                         table, given));
  }
  if (!user.empty() && !api_key.empty()) {
    return Fail(AtOption(Error::User("'api-key' and 'username' exclude each other").Hint("keep one of them"), table,
                         "api-key"));
  }
  if (!user.empty()) http->authorization = "Basic " + Base64(user + ":" + password);
  if (!api_key.empty()) {
    http->authorization = "ApiKey " + (api_key.find(':') == std::string::npos ? api_key : Base64(api_key));
  }
  return Ok();
}

Status ReadConnection(const TableDefinition& table, HttpClientOptions* http) {
  http->ca_file = StringOption(table, "connection.ssl.ca-file", "");
  std::string prefix = StringOption(table, "connection.path-prefix", "");
  while (!prefix.empty() && prefix.back() == '/') prefix.pop_back();
  if (!prefix.empty() && prefix.front() != '/') prefix.insert(0, "/");
  http->path_prefix = prefix;
  MULLION_ASSIGN(http->connect_timeout_ms, DurationOptionMs(table, "connection.timeout", http->connect_timeout_ms));
  MULLION_ASSIGN(http->answer_timeout_ms, DurationOptionMs(table, "socket.timeout", http->answer_timeout_ms));
  return Ok();
}

Status ReadBounds(const TableDefinition& table, ElasticsearchOptions* options) {
  MULLION_ASSIGN(int64_t actions, LongOption(table, "sink.bulk-flush.max-actions", options->actions_max));
  if (actions < -1) {
    return Fail(AtOption(Error::User(fmt::format("'sink.bulk-flush.max-actions' must be at least 1. Got: {}", actions)),
                         table, "sink.bulk-flush.max-actions"));
  }
  options->actions_max = actions <= 0 ? kActionsUnbounded : std::min(actions, kActionsUnbounded);
  MULLION_ASSIGN(int64_t bytes, MemoryOption(table, "sink.bulk-flush.max-size", options->body_bytes_max));
  if (bytes != 0 && (bytes < kMiB || bytes % kMiB != 0)) {
    return Fail(
        AtOption(Error::User(fmt::format("'sink.bulk-flush.max-size' must be in MB granularity. Got: {} bytes", bytes))
                     .Hint("write '2mb'"),
                 table, "sink.bulk-flush.max-size"));
  }
  options->body_bytes_max = bytes == 0 ? kBodyBytesUnbounded : bytes;
  MULLION_ASSIGN(int64_t interval, DurationOptionMs(table, "sink.bulk-flush.interval", options->flush_interval_ms));
  if (interval > 0) options->flush_interval_ms = interval;
  return Ok();
}

Status ReadFailureHandler(const TableDefinition& table, ElasticsearchOptions* options) {
  std::string handler = Lower(StringOption(table, "failure-handler", ""));
  if (handler == "fail") {
    options->failure_handler = FailureHandler::kFail;
  } else if (handler == "ignore") {
    options->failure_handler = FailureHandler::kIgnore;
  } else if (handler == "retry-rejected") {
    options->failure_handler = FailureHandler::kRetryRejected;
  } else if (!handler.empty()) {
    return Fail(AtOption(Error::User(fmt::format("Could not instantiate the failure handler class: {}",
                                                 StringOption(table, "failure-handler", "")))
                             .Why("there is no Java here")
                             .Hint("take 'fail', 'ignore' or 'retry-rejected', or leave the option out: what "
                                   "Elasticsearch refuses is then set aside with its reason"),
                         table, "failure-handler"));
  }
  return Ok();
}

Status ReadBackoff(const TableDefinition& table, ElasticsearchOptions* options) {
  constexpr std::string_view kStrategy = "sink.bulk-flush.backoff.strategy";
  std::string strategy = Lower(StringOption(table, kStrategy, "disabled"));
  if (strategy == "constant") {
    options->backoff = BackoffStrategy::kConstant;
  } else if (strategy == "exponential") {
    options->backoff = BackoffStrategy::kExponential;
  } else if (strategy != "disabled" && strategy != "none") {
    return Fail(AtOption(Error::User(fmt::format("'{}' = '{}' is no back-off strategy", kStrategy, strategy))
                             .Hint("take DISABLED, CONSTANT or EXPONENTIAL"),
                         table, kStrategy));
  }
  constexpr std::string_view kRetries = "sink.bulk-flush.backoff.max-retries";
  if (table.Option(kRetries) != nullptr) {
    MULLION_ASSIGN(options->backoff_retries, LongOption(table, kRetries, 0));
    if (*options->backoff_retries < 1) {
      return Fail(
          AtOption(Error::User(fmt::format("'{}' must be at least 1. Got: {}", kRetries, *options->backoff_retries)),
                   table, kRetries));
    }
  }
  constexpr std::string_view kDelay = "sink.bulk-flush.backoff.delay";
  if (table.Option(kDelay) != nullptr) {
    MULLION_ASSIGN(options->backoff_delay_ms, DurationOptionMs(table, kDelay, 0));
    options->backoff_delay_ms = std::max<int64_t>(1, *options->backoff_delay_ms);
  }
  return Ok();
}

Status ReadFormat(const TableDefinition& table, ElasticsearchOptions* options) {
  std::string format = StringOption(table, "format", "json");
  if (format != "json") {
    return Fail(AtOption(Error::User(fmt::format("the format '{}' cannot be used with Elasticsearch", format))
                             .Why("a document is a JSON object")
                             .Hint("write 'format' = 'json', or leave it out"),
                         table, "format"));
  }
  for (const auto& [key, value] : table.options) {
    if (key.starts_with("json.")) options->format_options[key.substr(5)] = value;
  }
  std::string guarantee = StringOption(table, "sink.delivery-guarantee", "at-least-once");
  if (guarantee != "at-least-once" && guarantee != "none") {
    return Fail(AtOption(Error::User(fmt::format("'sink.delivery-guarantee' = '{}' is not supported", guarantee))
                             .Hint("take 'at-least-once': with document ids that are the same at every writing, the "
                                   "index holds each result once"),
                         table, "sink.delivery-guarantee"));
  }
  return Ok();
}

OptionSpec Spec(std::string name, OptionType type, std::optional<std::string> default_value, std::string description) {
  return {.name = std::move(name),
          .type = type,
          .default_value = std::move(default_value),
          .description = std::move(description)};
}

}  // namespace

std::vector<OptionSpec> ElasticsearchOptionSpecs() {
  using enum OptionType;
  auto required = [](OptionSpec spec) { return spec.required = true, spec; };
  auto secret = [](OptionSpec spec) { return spec.secret = true, spec; };
  std::vector<OptionSpec> specs = {
      required(Spec("hosts", kString, {}, "one or more, 'http://host:9200;https://other:9200'")),
      required(
          Spec("index", kString, {}, "a name, or one with {field}, {field|yyyy-MM-dd} or {now()|yyyy-MM-dd} in it")),
      Spec("document-id.key-delimiter", kString, "_", "stands between the values of a primary key in the _id"),
      Spec("username", kString, {}, "basic authentication"),
      secret(Spec("password", kString, {}, "basic authentication")),
      secret(Spec("api-key", kString, {}, "'id:key', or the encoded form Elasticsearch hands out (ours)")),
      Spec("connection.ssl.ca-file", kString, {}, "PEM file of the authorities to trust, for https hosts (ours)"),
      Spec("connection.path-prefix", kString, {}, "put before every path, '/es'"),
      Spec("connection.timeout", kDuration, "5 s", "for making a connection"),
      Spec("socket.timeout", kDuration, "30 s", "for the answer to a request"),
      Spec("connection.request-timeout", kDuration, {}, "accepted; requests never wait for a connection of a pool"),
      Spec("failure-handler", kString, {},
           "what a document Elasticsearch refuses does: fail (the job), ignore (drop it), retry-rejected; without it "
           "the "
           "document is set aside with the reason"),
      Spec("sink.bulk-flush.max-actions", kInt, "1000", "documents in one request; 0: no bound"),
      Spec("sink.bulk-flush.max-size", kMemorySize, "2mb", "size of one request; 0: 8mb"),
      Spec("sink.bulk-flush.interval", kDuration, "1s",
           "the longest a document waits for others; with nothing on the way none waits"),
      Spec("sink.bulk-flush.backoff.strategy", kString, "DISABLED",
           "CONSTANT or EXPONENTIAL; an overloaded or absent server is waited for in any case, except under --strict"),
      Spec("sink.bulk-flush.backoff.max-retries", kInt, {}, "--strict only: then the job fails"),
      Spec("sink.bulk-flush.backoff.delay", kDuration, {}, "the first wait"),
      Spec("sink.flush-on-checkpoint", kBool, "true",
           "accepted; documents not yet acknowledged are part of the checkpoint instead"),
      Spec("sink.delivery-guarantee", kString, "at-least-once", "accepted: at-least-once or none"),
      Spec("sink.parallelism", kInt, {}, "accepted; several requests are on the way at once in any case"),
      Spec("format", kString, "json", "json"),
  };
  // The format may be left out, and its options still stand in the table.
  for (const std::string& name : FormatOptions("json")) {
    specs.push_back(Spec("json." + name, kString, {}, "of the format"));
  }
  return specs;
}

Result<HttpHost> ParseHost(std::string_view text) {
  auto fail = [&](std::string_view what, std::string_view shown) {
    return Fail(
        Error::User(fmt::format("Could not parse host '{}' in option 'hosts'. It should follow the format "
                                "'http://host_name:port'. {}",
                                shown, what)));
  };
  HttpHost host;
  size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return fail("Missing scheme.", text);
  std::string scheme = Lower(std::string(text.substr(0, scheme_end)));
  std::string_view rest = text.substr(scheme_end + 3);
  if (rest.find('@') != std::string_view::npos) {
    return fail("User and password go into the options 'username' and 'password'.",
                fmt::format("{}://***{}", scheme, rest.substr(rest.rfind('@'))));
  }
  if (scheme != "http" && scheme != "https") return fail("The scheme is http or https.", text);
  while (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
  if (rest.find('/') != std::string_view::npos) return fail("A path goes into 'connection.path-prefix'.", text);
  size_t colon = rest.rfind(':');
  bool inside_brackets = colon != std::string_view::npos && rest.find(']', colon) != std::string_view::npos;
  if (colon == std::string_view::npos || inside_brackets) return fail("Missing port.", text);
  std::string_view name = rest.substr(0, colon);
  std::string_view port = rest.substr(colon + 1);
  bool digits = !port.empty() && port.size() <= 5 &&
                std::all_of(port.begin(), port.end(), [](unsigned char c) { return std::isdigit(c); });
  if (!digits || std::stoi(std::string(port)) > 65'535 || port == "0") return fail("The port is not one.", text);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  if (name.empty()) return fail("Missing host name.", text);
  host.tls = scheme == "https";
  host.name = name;
  host.port = port;
  host.url = fmt::format("{}://{}", scheme, rest);
  return host;
}

Result<ElasticsearchOptions> ReadElasticsearchOptions(const TableDefinition& table) {
  ElasticsearchOptions options;
  options.key_delimiter = StringOption(table, "document-id.key-delimiter", "_");
  MULLION_TRY(ReadHosts(table, &options.http));
  MULLION_TRY(ReadCredentials(table, &options.http));
  MULLION_TRY(ReadConnection(table, &options.http));
  MULLION_TRY(ReadBounds(table, &options));
  MULLION_TRY(ReadFailureHandler(table, &options));
  MULLION_TRY(ReadBackoff(table, &options));
  MULLION_TRY(ReadFormat(table, &options));
  return options;
}

SenderOptions MakeSenderOptions(const ElasticsearchOptions& options, const TableDefinition& table, bool strict) {
  SenderOptions sender;
  sender.actions_max = static_cast<size_t>(options.actions_max);
  sender.body_bytes_max = static_cast<size_t>(options.body_bytes_max);
  sender.flush_interval_ms = options.flush_interval_ms;
  // Elasticsearch says which shard it waits for when it gives up before we do.
  sender.bulk_target = fmt::format("/_bulk?timeout={}ms&filter_path=errors,items.*.status,items.*.error",
                                   std::max<int64_t>(1, options.http.answer_timeout_ms * 2 / 3));
  sender.backoff.constant = options.backoff == BackoffStrategy::kConstant;
  // Partial updates of one document are not the same as the last of them alone.
  sender.coalesce = !strict;
  bool fail = options.failure_handler == FailureHandler::kFail;
  if (options.failure_handler == FailureHandler::kIgnore) {
    sender.rejected = RejectedPolicy::kDrop;
  } else if (fail || strict) {
    sender.rejected = RejectedPolicy::kFail;
  }
  if (strict) {
    sender.backoff.first_ms = options.backoff_delay_ms.value_or(kFlinkDelayMs);
    bool retries = options.backoff != BackoffStrategy::kDisabled;
    sender.retries_max = retries ? static_cast<int>(options.backoff_retries.value_or(kFlinkRetries)) : 0;
    if (options.failure_handler == FailureHandler::kRetryRejected) sender.retries_max = std::numeric_limits<int>::max();
  } else {
    if (options.backoff_delay_ms) sender.backoff.first_ms = *options.backoff_delay_ms;
    sender.index_body = IndexBody(table);
  }
  return sender;
}

}  // namespace mullion::elasticsearch
