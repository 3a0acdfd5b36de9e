#include "connector/jdbc/make_jdbc.h"

#include "connector/jdbc/jdbc_lookup.h"
#include "connector/jdbc/jdbc_options.h"
#include "connector/jdbc/jdbc_sink.h"
#include "connector/jdbc/jdbc_source.h"

namespace mullion {
namespace {

using namespace jdbc;

class JdbcConnector final : public Connector {
 public:
  std::string_view name() const override { return "jdbc"; }
  bool is_source() const override { return true; }
  bool is_sink() const override { return true; }
  std::vector<OptionSpec> options() const override { return JdbcOptionSpecs(); }

  Result<SinkTraits> CheckSink(const TableDefinition& table) const override {
    MULLION_TRY(CheckOptions(table, name(), options(), {}));
    MULLION_TRY(ReadJdbcOptions(table));
    MULLION_TRY(CheckColumnTypes(table));
    bool keyed = !table.primary_key.empty();
    return SinkTraits{.accepts_updates = keyed, .needs_update_before = false, .upsert_by_key = keyed};
  }
  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const override {
    MULLION_TRY(CheckSink(table));
    MULLION_ASSIGN(JdbcOptions options, ReadJdbcOptions(table));
    return std::make_unique<JdbcSink>(table, std::move(options));
  }

  Result<std::unique_ptr<RowLookup>> MakeLookup(const TableDefinition& table, const std::vector<int>& keys,
                                                const LookupContext& context) const override {
    MULLION_TRY(CheckSource(table));
    MULLION_ASSIGN(JdbcOptions options, ReadJdbcOptions(table));
    return JdbcLookup::Make(table, std::move(options), keys, context);
  }

  Result<SourceTraits> CheckSource(const TableDefinition& table) const override {
    MULLION_TRY(CheckOptions(table, name(), options(), {}));
    MULLION_TRY(ReadJdbcOptions(table));
    MULLION_TRY(CheckColumnTypes(table));
    return SourceTraits{.bounded = true, .decoded = true, .lookup = true};
  }
  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const override {
    MULLION_TRY(CheckSource(table));
    MULLION_ASSIGN(JdbcOptions options, ReadJdbcOptions(table));
    return std::make_unique<JdbcSource>(table, std::move(options));
  }
};

}  // namespace

std::unique_ptr<Connector> MakeJdbcConnector() {
  return std::make_unique<JdbcConnector>();
}

}  // namespace mullion
