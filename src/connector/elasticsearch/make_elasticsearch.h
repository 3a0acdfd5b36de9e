#pragma once
// The elasticsearch connectors, for the room that names all connectors.

#include <memory>
#include <string_view>
#include <vector>

#include "connector/connector.h"

namespace mullion {

/// "elasticsearch-7", the one for Elasticsearch 7.8 and newer, 8 and OpenSearch.
std::unique_ptr<Connector> MakeElasticsearchConnector();
/// All names: elasticsearch-7, its other names elasticsearch-8 and opensearch, and elasticsearch-6, which is refused
/// with the way out.
std::vector<std::unique_ptr<Connector>> MakeElasticsearchConnectors();

}  // namespace mullion
