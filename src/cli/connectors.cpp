#include "cli/connectors.h"

#include <utility>

#include "connector/datagen/make_datagen.h"
#include "connector/elasticsearch/make_elasticsearch.h"
#include "connector/filesystem/make_filesystem.h"
#include "connector/jdbc/make_jdbc.h"
#include "connector/kafka/make_kafka.h"
#include "connector/print/make_blackhole.h"
#include "connector/print/make_print.h"
#include "connector/sqlite/make_sqlite.h"

namespace mullion {

ConnectorRegistry MakeConnectors() {
  ConnectorRegistry registry;
  registry.Add(MakeKafkaConnector());
  registry.Add(MakeUpsertKafkaConnector());
  for (auto& connector : MakeElasticsearchConnectors()) registry.Add(std::move(connector));
  registry.Add(MakeFilesystemConnector());
  registry.Add(MakeDatagenConnector());
  registry.Add(MakePrintConnector());
  registry.Add(MakeBlackholeConnector());
  registry.Add(MakeSqliteConnector());
  registry.Add(MakeJdbcConnector());
  return registry;
}

}  // namespace mullion
