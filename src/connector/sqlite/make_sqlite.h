#pragma once
// The sqlite connector, for the room that names all connectors.

#include <memory>

#include "connector/connector.h"

namespace mullion {

std::unique_ptr<Connector> MakeSqliteConnector();

}  // namespace mullion
