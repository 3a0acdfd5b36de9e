#pragma once
// The jdbc connector, for the room that names all connectors: Flink's options, spoken to PostgreSQL.

#include <memory>

#include "connector/connector.h"

namespace mullion {

std::unique_ptr<Connector> MakeJdbcConnector();

}  // namespace mullion
