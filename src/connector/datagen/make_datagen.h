#pragma once
// The datagen connector, for the room that names all connectors.

#include <memory>

#include "connector/connector.h"

namespace mullion {

std::unique_ptr<Connector> MakeDatagenConnector();

}  // namespace mullion
