#include "connector/sqlite/make_sqlite.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "connector/sqlite/sqlite_sink.h"

namespace mullion {
namespace {

using namespace sqlite;

std::string LowerName(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// SQLite compares names without regard to case, and three are the store's own.
Status CheckNames(const TableDefinition& table) {
  std::set<std::string> taken = {"_id", "_version", "_sink", "rowid", "oid", "_rowid_"};
  for (const Field& field : table.physical.fields) {
    if (taken.insert(LowerName(field.name)).second) continue;
    return Fail(Error::User(fmt::format("table {}: the column {} can't be kept in sqlite", table.name, field.name))
                    .Why("the name is the store's own, or another column's but for upper and lower case")
                    .Hint("Give the column another name."));
  }
  return Ok();
}

Result<SinkOptions> OptionsOf(const TableDefinition& table) {
  SinkOptions options;
  options.path = StringOption(table, "path", "");
  options.table = StringOption(table, "table", table.name);
  MULLION_ASSIGN(options.flush_interval_ms, DurationOptionMs(table, "sink.flush-interval", options.flush_interval_ms));
  if (options.path.empty()) {
    return Fail(Error::User(fmt::format("table {}: option 'path' names no file", table.name)));
  }
  if (LowerName(options.table).starts_with("sqlite_")) {
    return Fail(Error::User(fmt::format("table {}: '{}' is a name of SQLite's own", table.name, options.table))
                    .Hint("Set the option 'table' to another name."));
  }
  return options;
}

class SqliteConnector final : public Connector {
 public:
  std::string_view name() const override { return "sqlite"; }
  bool is_source() const override { return false; }
  bool is_sink() const override { return true; }

  std::vector<OptionSpec> options() const override {
    return {{.name = "path", .required = true, .description = "the database file; it is made when absent."},
            {.name = "table", .description = "the table in it; as the table in the job when absent"},
            {.name = "sink.flush-interval",
             .type = OptionType::kDuration,
             .default_value = "100 ms",
             .description = "rows are visible to readers after at most so long"}};
  }

  Result<SinkTraits> CheckSink(const TableDefinition& table) const override {
    MULLION_TRY(OptionsOf(table));
    MULLION_TRY(CheckNames(table));
    bool keyed = !table.primary_key.empty();
    return SinkTraits{.accepts_updates = keyed, .needs_update_before = false, .upsert_by_key = keyed};
  }
  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const override {
    MULLION_TRY(CheckSink(table));
    MULLION_ASSIGN(SinkOptions options, OptionsOf(table));
    return std::make_unique<SqliteSink>(table, std::move(options));
  }

  Result<SourceTraits> CheckSource(const TableDefinition& table) const override { return Fail(NotASource(table)); }
  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const override {
    return Fail(NotASource(table));
  }

 private:
  static Error NotASource(const TableDefinition& table) {
    return Error::User(fmt::format("table {} can't be read", table.name)).Why("the connector sqlite only takes rows");
  }
};

}  // namespace

std::unique_ptr<Connector> MakeSqliteConnector() {
  return std::make_unique<SqliteConnector>();
}

}  // namespace mullion
