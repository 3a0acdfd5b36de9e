#pragma once
// The filesystem connector, for the room that names all connectors.

#include <memory>

#include "connector/connector.h"

namespace mullion {

std::unique_ptr<Connector> MakeFilesystemConnector();

}  // namespace mullion
