#pragma once
// The connectors of this program: the one place that names them all.

#include "connector/connector.h"

namespace mullion {

ConnectorRegistry MakeConnectors();

}  // namespace mullion
