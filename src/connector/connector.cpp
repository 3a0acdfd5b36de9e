#include "connector/connector.h"

namespace mullion {

Result<std::unique_ptr<RowLookup>> Connector::MakeLookup(const TableDefinition& table, const std::vector<int>&,
                                                         const LookupContext&) const {
  return Fail(Error::Internal("a lookup of a connector that has none").Where("table " + table.name));
}

void ConnectorRegistry::Add(std::unique_ptr<Connector> connector) {
  std::string name(connector->name());
  bool added = connectors_.emplace(name, std::move(connector)).second;
  MULLION_CHECK(added, "two connectors of one name");
}

const Connector* ConnectorRegistry::Find(std::string_view name) const {
  auto it = connectors_.find(name);
  return it == connectors_.end() ? nullptr : it->second.get();
}

std::vector<std::string> ConnectorRegistry::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, connector] : connectors_) names.push_back(name);
  return names;
}

}  // namespace mullion
