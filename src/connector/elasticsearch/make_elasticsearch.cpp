#include "connector/elasticsearch/make_elasticsearch.h"

#include <fmt/format.h>

#include <string>

#include "connector/elasticsearch/document_id.h"
#include "connector/elasticsearch/elasticsearch_options.h"
#include "connector/elasticsearch/elasticsearch_sink.h"
#include "connector/elasticsearch/index_name.h"
#include "format/format.h"

namespace mullion {
namespace {

using namespace elasticsearch;

Error NotASource(const TableDefinition& table, std::string_view connector) {
  return Error::User(fmt::format("table {} cannot be read", table.name))
      .Why(fmt::format("the connector {} only writes", connector))
      .Hint("read from kafka, filesystem or datagen");
}

class ElasticsearchConnector final : public Connector {
 public:
  explicit ElasticsearchConnector(std::string name) : name_(std::move(name)) {}

  std::string_view name() const override { return name_; }
  bool is_source() const override { return false; }
  bool is_sink() const override { return true; }
  std::vector<OptionSpec> options() const override { return ElasticsearchOptionSpecs(); }
  std::vector<std::string> format_options() const override { return {"format"}; }

  Result<SourceTraits> CheckSource(const TableDefinition& table) const override {
    return Fail(NotASource(table, name_));
  }
  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const override {
    return Fail(NotASource(table, name_));
  }

  Result<SinkTraits> CheckSink(const TableDefinition& table) const override {
    MULLION_TRY(CheckOptions(table, name_, options(), {}));
    MULLION_TRY(CheckKeyTypes(table));
    MULLION_ASSIGN(auto read, ReadElasticsearchOptions(table));
    MULLION_TRY(CheckFormat({.name = "json", .options = read.format_options, .schema = table.physical}));
    MULLION_TRY(IndexNamer::Make(table));
    bool keyed = !table.primary_key.empty();
    return SinkTraits{.accepts_updates = keyed, .needs_update_before = false, .upsert_by_key = keyed};
  }

  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const override {
    MULLION_TRY(CheckSink(table));
    MULLION_ASSIGN(auto options, ReadElasticsearchOptions(table));
    MULLION_ASSIGN(auto namer, IndexNamer::Make(table));
    return MakeElasticsearchSink(table, std::move(options), std::move(namer));
  }

 private:
  std::string name_;
};

/// Elasticsearch 6 has mapping types and no composable templates: known, so that the message can help.
class Elasticsearch6Connector final : public Connector {
 public:
  std::string_view name() const override { return "elasticsearch-6"; }
  bool is_source() const override { return false; }
  bool is_sink() const override { return true; }
  std::vector<OptionSpec> options() const override {
    std::vector<OptionSpec> specs = ElasticsearchOptionSpecs();
    specs.push_back({.name = "document-type", .description = "the mapping type, which newer servers do not have"});
    return specs;
  }
  std::vector<std::string> format_options() const override { return {"format"}; }
  Result<SourceTraits> CheckSource(const TableDefinition& table) const override {
    return Fail(NotASource(table, name()));
  }
  Result<SinkTraits> CheckSink(const TableDefinition& table) const override { return Fail(Refusal(table)); }
  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const override {
    return Fail(NotASource(table, name()));
  }
  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const override { return Fail(Refusal(table)); }

 private:
  static Error Refusal(const TableDefinition& table) {
    Error error = Error::User("Elasticsearch 6 is not supported")
                      .Where("table " + table.name)
                      .Why("it wants a mapping type with every document, which newer servers refuse")
                      .Hint(
                          "with Elasticsearch 7, 8 or OpenSearch write 'connector' = 'elasticsearch-7' and leave "
                          "'document-type' out");
    auto it = table.option_positions.find("connector");
    if (it == table.option_positions.end()) return error;
    return std::move(error).At(it->second);
  }
};

}  // namespace

std::unique_ptr<Connector> MakeElasticsearchConnector() {
  return std::make_unique<ElasticsearchConnector>("elasticsearch-7");
}

std::vector<std::unique_ptr<Connector>> MakeElasticsearchConnectors() {
  std::vector<std::unique_ptr<Connector>> connectors;
  connectors.push_back(MakeElasticsearchConnector());
  connectors.push_back(std::make_unique<ElasticsearchConnector>("elasticsearch-8"));
  connectors.push_back(std::make_unique<ElasticsearchConnector>("opensearch"));
  connectors.push_back(std::make_unique<Elasticsearch6Connector>());
  return connectors;
}

}  // namespace mullion
