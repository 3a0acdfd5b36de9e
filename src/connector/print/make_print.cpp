#include "connector/print/make_print.h"

#include <fmt/format.h>

#include "connector/print/make_blackhole.h"
#include "connector/print/print_sink.h"

namespace mullion {
namespace {

using namespace print;

class BlackholeSink final : public SimpleSink {
 public:
  Status Write(const Batch& rows) override {
    Count(rows);
    return Ok();
  }
};

/// Both take any changelog; their options do not touch the outside.
class OutputConnector : public Connector {
 public:
  bool is_source() const override { return false; }
  bool is_sink() const override { return true; }
  Result<SourceTraits> CheckSource(const TableDefinition& table) const override { return Fail(NotASource(table)); }
  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const override {
    return Fail(NotASource(table));
  }
  Result<SinkTraits> CheckSink(const TableDefinition&) const override {
    return SinkTraits{.accepts_updates = true, .needs_update_before = true};
  }

 private:
  Error NotASource(const TableDefinition& table) const {
    return Error::User(fmt::format("table {} can't be read", table.name))
        .Why(fmt::format("the connector {} only takes rows", name()));
  }
};

class PrintConnector final : public OutputConnector {
 public:
  std::string_view name() const override { return "print"; }
  std::vector<OptionSpec> options() const override {
    return {{.name = "print-identifier", .description = "stands before each line: '<identifier>> +I[...]'"},
            {.name = "standard-error",
             .type = OptionType::kBool,
             .default_value = "false",
             .description = "prints to standard error instead of standard output"},
            {.name = "sink.parallelism", .type = OptionType::kInt, .description = "accepted: one writer a worker"}};
  }
  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const override {
    MULLION_ASSIGN(bool to_stderr, BoolOption(table, "standard-error", false));
    return std::make_unique<PrintSink>(StringOption(table, "print-identifier", ""), table.physical.size(),
                                       to_stderr ? stderr : stdout);
  }
};

class BlackholeConnector final : public OutputConnector {
 public:
  std::string_view name() const override { return "blackhole"; }
  std::vector<OptionSpec> options() const override { return {}; }
  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition&) const override {
    return std::make_unique<BlackholeSink>();
  }
};

}  // namespace

std::unique_ptr<Connector> MakePrintConnector() {
  return std::make_unique<PrintConnector>();
}
std::unique_ptr<Connector> MakeBlackholeConnector() {
  return std::make_unique<BlackholeConnector>();
}

}  // namespace mullion
