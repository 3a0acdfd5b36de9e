#include "connector/jdbc/jdbc_options.h"

#include <algorithm>

#include <fmt/format.h>

#include "connector/jdbc/postgres_url.h"
#include "connector/jdbc/sql_text.h"

namespace mullion::jdbc {
namespace {

constexpr int kMicroseconds = 6;

Error At(Error error, const TableDefinition& table, const std::string& option) {
  Error placed = std::move(error).Where("table " + table.name);
  auto position = table.option_positions.find(option);
  return position == table.option_positions.end() ? std::move(placed) : std::move(placed).At(position->second);
}

Status ReadAddress(const TableDefinition& table, JdbcOptions* out) {
  auto url = ParsePostgresUrl(StringOption(table, "url", ""));
  if (!url) return Fail(At(std::move(url).error(), table, "url"));
  out->connection = std::move(url->parameters);
  out->shown = std::move(url->shown);
  std::string user = StringOption(table, "username", ""), password = StringOption(table, "password", "");
  if (user.empty() && !password.empty()) {
    return Fail(At(Error::User("'password' is set and 'username' is not"), table, "password"));
  }
  if (!user.empty()) out->connection["user"] = std::move(user);
  if (!password.empty()) out->connection["password"] = std::move(password);
  out->connection.try_emplace("application_name", "mullion");
  return Ok();
}

Result<int64_t> AtLeast(const TableDefinition& table, const std::string& option, int64_t fallback, int64_t least) {
  MULLION_ASSIGN(int64_t value, LongOption(table, option, fallback));
  if (value >= least) return value;
  return Fail(At(Error::User(fmt::format("'{}' = '{}' must be at least {}", option, value, least)), table, option));
}

/// As Flink's JdbcNumericBetweenParametersProvider cuts them: the first parts are one larger where it does not divide.
std::vector<ScanPart> PartsOf(int64_t lowest, int64_t highest, int64_t count) {
  int64_t all = highest - lowest + 1;
  count = std::min(count, all);
  int64_t size = (all + count - 1) / count;
  int64_t larger = all - (size - 1) * count;
  std::vector<ScanPart> parts;
  for (int64_t i = 0, begin = lowest; i < count; ++i) {
    int64_t end = begin + size - 1 - (i >= larger ? 1 : 0);
    parts.push_back({begin, end});
    begin = end + 1;
  }
  return parts;
}

Status ReadScan(const TableDefinition& table, JdbcOptions* out) {
  MULLION_ASSIGN(int64_t fetch, AtLeast(table, "scan.fetch-size", 0, 0));
  if (fetch > 0) out->fetch_rows = static_cast<size_t>(fetch);
  const std::string* column = table.Option("scan.partition.column");
  int given = 0;
  for (const char* option :
       {"scan.partition.column", "scan.partition.num", "scan.partition.lower-bound", "scan.partition.upper-bound"}) {
    given += table.Option(option) != nullptr ? 1 : 0;
  }
  if (given == 0) return Ok();
  if (given < 4) {
    return Fail(Error::User(fmt::format("table {}: 'scan.partition.column', 'scan.partition.num', "
                                        "'scan.partition.lower-bound' and 'scan.partition.upper-bound' go together",
                                        table.name))
                    .Hint("set all four, or none"));
  }
  MULLION_ASSIGN(int64_t count, AtLeast(table, "scan.partition.num", 1, 1));
  MULLION_ASSIGN(int64_t lowest, LongOption(table, "scan.partition.lower-bound", 0));
  MULLION_ASSIGN(int64_t highest, AtLeast(table, "scan.partition.upper-bound", 0, lowest));
  out->partition_column = QuotedName(*column);
  out->parts = PartsOf(lowest, highest, count);
  return Ok();
}

/// Flink's newer names and the older ones, which turn the cache on by standing there.
Status ReadLookup(const TableDefinition& table, JdbcOptions* out) {
  LookupCacheOptions& cache = out->cache;
  std::string mode = StringOption(table, "lookup.cache", "NONE");
  bool older = table.Option("lookup.cache.max-rows") != nullptr || table.Option("lookup.cache.ttl") != nullptr;
  if (mode != "NONE" && mode != "PARTIAL") {
    return Fail(
        At(Error::User(fmt::format("'lookup.cache' = '{}' is not supported", mode)).Hint("it takes NONE or PARTIAL"),
           table, "lookup.cache"));
  }
  cache.on = mode == "PARTIAL" || older;
  MULLION_ASSIGN(int64_t older_rows, AtLeast(table, "lookup.cache.max-rows", 10'000, 1));
  MULLION_ASSIGN(int64_t rows, AtLeast(table, "lookup.partial-cache.max-rows", older_rows, 1));
  cache.keys_max = static_cast<size_t>(rows);
  MULLION_ASSIGN(int64_t ttl, DurationOptionMs(table, "lookup.cache.ttl", 0));
  MULLION_ASSIGN(cache.expire_after_write_ms, DurationOptionMs(table, "lookup.partial-cache.expire-after-write", ttl));
  MULLION_ASSIGN(cache.expire_after_access_ms, DurationOptionMs(table, "lookup.partial-cache.expire-after-access", 0));
  MULLION_ASSIGN(bool older_missing, BoolOption(table, "lookup.cache.caching-missing-key", true));
  MULLION_ASSIGN(cache.keep_missing, BoolOption(table, "lookup.partial-cache.cache-missing-key", older_missing));
  MULLION_ASSIGN(int64_t retries, AtLeast(table, "lookup.max-retries", 3, 0));
  out->lookup_retries = static_cast<int>(retries);
  return Ok();
}

}  // namespace

std::vector<OptionSpec> JdbcOptionSpecs() {
  using enum OptionType;
  return {
      {"url", kString, {}, true, false, "jdbc:postgresql://host:5432/database"},
      {"table-name", kString, {}, true, false, "the table in the database, schema.table"},
      {"username", kString, {}, false, false, "who connects"},
      {"password", kString, {}, false, true, "the password of 'username'"},
      {"driver", kString, {}, false, false, "taken for Flink's sake: the driver is built in"},
      {"connection.max-retry-timeout", kDuration, "60 s", false, false, "taken for Flink's sake"},
      {"scan.partition.column", kString, {}, false, false, "a number column that cuts the table into parts"},
      {"scan.partition.num", kInt, {}, false, false, "how many parts"},
      {"scan.partition.lower-bound", kLong, {}, false, false, "the smallest value of the first part"},
      {"scan.partition.upper-bound", kLong, {}, false, false, "the largest value of the last part"},
      {"scan.fetch-size", kInt, "0", false, false, "rows asked for at a time; 0: ours to choose"},
      {"scan.auto-commit", kBool, "true", false, false, "taken for Flink's sake: rows are read through a cursor"},
      {"lookup.cache", kString, "NONE", false, false, "NONE, or PARTIAL: looked-up rows are kept"},
      {"lookup.partial-cache.max-rows", kLong, {}, false, false, "so many keys are kept, the last used ones"},
      {"lookup.partial-cache.expire-after-write", kDuration, {}, false, false, "so long after they were read"},
      {"lookup.partial-cache.expire-after-access", kDuration, {}, false, false, "so long after they were used"},
      {"lookup.partial-cache.cache-missing-key", kBool, "true", false, false, "that a key has no rows is kept too"},
      {"lookup.max-retries", kInt, "3", false, false, "tries again before the job fails"},
      {"lookup.cache.max-rows", kLong, {}, false, false, "older name of lookup.partial-cache.max-rows"},
      {"lookup.cache.ttl", kDuration, {}, false, false, "older name of lookup.partial-cache.expire-after-write"},
      {"lookup.cache.caching-missing-key", kBool, {}, false, false, "older name of …cache-missing-key"},
      {"sink.buffer-flush.max-rows", kInt, "100", false, false,
       "write when so many rows wait; 0: not for their number"},
      {"sink.buffer-flush.interval", kDuration, "1 s", false, false, "write at least so often; 0: not for time"},
      {"sink.max-retries", kInt, "3", false, false, "with --strict: failures in a row before the job fails"},
      {"sink.parallelism", kInt, {}, false, false, "taken for Flink's sake: one writer keeps the order of a key"},
  };
}

Result<JdbcOptions> ReadJdbcOptions(const TableDefinition& table) {
  JdbcOptions options;
  MULLION_TRY(ReadAddress(table, &options));
  std::string name = StringOption(table, "table-name", "");
  if (name.empty()) return Fail(At(Error::User("'table-name' names no table"), table, "table-name"));
  options.table = QuotedTable(name);
  MULLION_TRY(ReadScan(table, &options));
  MULLION_TRY(ReadLookup(table, &options));
  MULLION_ASSIGN(int64_t rows, AtLeast(table, "sink.buffer-flush.max-rows", 100, 0));
  options.flush_rows = static_cast<size_t>(rows);
  MULLION_ASSIGN(options.flush_interval_ms, DurationOptionMs(table, "sink.buffer-flush.interval", 1'000));
  MULLION_ASSIGN(int64_t retries, AtLeast(table, "sink.max-retries", 3, 0));
  options.retries = static_cast<int>(retries);
  return options;
}

Status CheckColumnTypes(const TableDefinition& table) {
  for (const Field& field : table.physical.fields) {
    if (PostgresType(field.type).empty()) {
      return Fail(Error::User(fmt::format("table {}: PostgreSQL has no type for column {} of type {}", table.name,
                                          field.name, field.type.ToString()))
                      .Hint("write it as a STRING, for example with JSON_OBJECT or CAST"));
    }
    if (field.type.IsTimestamp() && field.type.precision() > kMicroseconds) {
      return Fail(
          Error::User(fmt::format("table {}: the precision of column {} is out of the range [1, 6] of PostgreSQL",
                                  table.name, field.name))
              .Hint("CAST it to TIMESTAMP(6)"));
    }
  }
  return Ok();
}

}  // namespace mullion::jdbc
