#pragma once
// For the room's tests: connectors that do nothing, and a session over them.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plan/session.h"

namespace mullion::plan {

struct FakeTraits {
  SourceTraits source = {.bounded = true, .decoded = true};
  SinkTraits sink;
  std::vector<MetadataColumn> metadata;
};

/// Takes any option; never made to run.
class FakeConnector final : public Connector {
 public:
  FakeConnector(std::string name, FakeTraits traits) : name_(std::move(name)), traits_(std::move(traits)) {}

  std::string_view name() const override { return name_; }
  bool is_source() const override { return true; }
  bool is_sink() const override { return true; }
  std::vector<OptionSpec> options() const override {
    return {{.name = "connector"}, {.name = "path"}, {.name = "format"}, {.name = "password", .secret = true}};
  }
  std::vector<std::string> format_options() const override {
    return traits_.source.decoded ? std::vector<std::string>{} : std::vector<std::string>{"format"};
  }
  std::vector<MetadataColumn> metadata() const override { return traits_.metadata; }
  Result<SourceTraits> CheckSource(const TableDefinition&) const override { return traits_.source; }
  Result<SinkTraits> CheckSink(const TableDefinition&) const override { return traits_.sink; }
  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition&) const override {
    return Fail(Error::Internal("a fake connector has no source"));
  }
  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition&) const override {
    return Fail(Error::Internal("a fake connector has no sink"));
  }

 private:
  std::string name_;
  FakeTraits traits_;
};

/// "test": bounded, append-only sink. "upsert": takes updates by key. "lookup": finds rows by key.
/// "stream": endless, json, a partition and a
/// timestamp as metadata.
inline ConnectorRegistry FakeConnectors() {
  ConnectorRegistry connectors;
  connectors.Add(std::make_unique<FakeConnector>("test", FakeTraits{}));
  connectors.Add(
      std::make_unique<FakeConnector>("upsert", FakeTraits{.sink = {.accepts_updates = true, .upsert_by_key = true}}));
  connectors.Add(std::make_unique<FakeConnector>(
      "lookup", FakeTraits{.source = {.bounded = true, .decoded = true, .lookup = true}}));
  connectors.Add(std::make_unique<FakeConnector>(
      "stream", FakeTraits{.source = {.push_down = true},
                           .metadata = {{.column = "", .key = "partition", .type = DataType::Int().NotNull()},
                                        {.column = "", .key = "timestamp", .type = DataType::TimestampLtz(3)}}}));
  return connectors;
}

/// What most tests read from and write to.
inline constexpr std::string_view kTables = R"sql(
CREATE TABLE tx (client STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
  WITH ('connector' = 'test');
CREATE TABLE out_append (client STRING, total INT) WITH ('connector' = 'test');
CREATE TABLE out_upsert (client STRING PRIMARY KEY NOT ENFORCED, total INT) WITH ('connector' = 'upsert');
)sql";

class PlanTest : public ::testing::Test {
 protected:
  Result<std::vector<StatementResult>> Run(std::string_view script, bool strict = false) {
    Session session(&connectors_, {.strict = strict, .settings = {}, .clock = &clock_});
    return session.ExecuteScript(std::string(kTables) + std::string(script));
  }

  /// The plan of the last statement; a refusal ends the test.
  JobPlan Plan(std::string_view script, bool strict = false) {
    auto results = Run(script, strict);
    if (!results) {
      throw std::runtime_error(results.error().Render("job.sql", std::string(kTables) + std::string(script)));
    }
    return std::get<JobPlan>(std::move(results->back()));
  }

  std::string Explain(std::string_view script) { return Plan(script).explain; }

  /// "what | why | hint" of the error, and the text it points at.
  struct Refusal {
    std::string what, why, hint, at;
  };
  Refusal Refused(std::string_view script, bool strict = false) {
    std::string text = std::string(kTables) + std::string(script);
    auto results = Run(script, strict);
    if (results) {
      ADD_FAILURE() << "accepted: " << script;
      return {};
    }
    const Error& error = results.error();
    EXPECT_EQ(error.fault(), Fault::kUser) << error.ToString();
    std::string at;
    if (error.position()) {
      std::string_view rest = text;
      for (int line = 1; line < error.position()->line; ++line) rest.remove_prefix(rest.find('\n') + 1);
      at =
          rest.substr(static_cast<size_t>(error.position()->column) - 1, static_cast<size_t>(error.position()->length));
    }
    return {error.what(), error.why(), error.hint(), std::move(at)};
  }

  /// The rows of the last statement, cells joined by '|'.
  std::vector<std::string> Rows(std::string_view script) {
    auto results = Run(script);
    if (!results) {
      ADD_FAILURE() << results.error().ToString();
      return {};
    }
    auto* rows = std::get_if<StatementRows>(&results->back());
    if (!rows) {
      ADD_FAILURE() << "the last statement gives no rows";
      return {};
    }
    std::vector<std::string> out;
    for (size_t i = 0; i < rows->rows.row_count; ++i) {
      std::string line;
      for (const ColumnPtr& column : rows->rows.columns) {
        if (!line.empty()) line += "|";
        line += column->Values<std::string_view>()[i];
      }
      out.push_back(std::move(line));
    }
    return out;
  }

  ConnectorRegistry connectors_ = FakeConnectors();
  ManualClock clock_;
};

}  // namespace mullion::plan
