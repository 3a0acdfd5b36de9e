#pragma once
// The connectors 'kafka' and 'upsert-kafka', for the registry. Stateless objects, any thread.

#include <memory>

#include "connector/connector.h"

namespace mullion {

std::unique_ptr<Connector> MakeKafkaConnector();
std::unique_ptr<Connector> MakeUpsertKafkaConnector();

}  // namespace mullion
