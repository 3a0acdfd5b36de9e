#pragma once
// A connector: what the planner asks to check a table and the runtime to make its source or sink. One object a kind
// ("kafka", "elasticsearch-7", …), stateless, made and named by the cli room only.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "column/row_lookup.h"
#include "connector/sink.h"
#include "connector/source.h"
#include "connector/table.h"

namespace mullion {

struct SourceTraits {
  bool bounded = false;
  bool generator = false;  ///< makes its own rows: rows from the future are not set aside
  bool push_down = false;  ///< Flink pushes watermarks into this source (one a split); else its assigner operator
  bool upsert = false;     ///< the value is the newest row of its key (upsert-kafka): the planner normalises it
  bool decoded = false;    ///< FetchedRun::rows: no format is needed
  bool lookup = false;     ///< MakeLookup(): rows can be found by key
};

struct SinkTraits {
  bool accepts_updates = false;  ///< takes a changelog
  bool needs_update_before = false;
  bool upsert_by_key = false;  ///< with a primary key, +U replaces and -U is not sent
};

class Connector {
 public:
  virtual ~Connector() = default;
  virtual std::string_view name() const = 0;
  virtual bool is_source() const = 0;
  virtual bool is_sink() const = 0;
  virtual std::vector<OptionSpec> options() const = 0;
  /// The options whose values name formats, "format", "value.format", "key.format": the planner checks them.
  virtual std::vector<std::string> format_options() const { return {}; }
  /// Metadata columns this connector can give or take.
  virtual std::vector<MetadataColumn> metadata() const { return {}; }

  /// Everything that can be found wrong without touching the outside; errors point at the option's position.
  virtual Result<SourceTraits> CheckSource(const TableDefinition& table) const = 0;
  virtual Result<SinkTraits> CheckSink(const TableDefinition& table) const = 0;
  virtual Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const = 0;
  virtual Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const = 0;
  /// Finds rows by these physical columns. Connects when it is first asked.
  virtual Result<std::unique_ptr<RowLookup>> MakeLookup(const TableDefinition& table, const std::vector<int>& keys,
                                                        const LookupContext& context) const;
};

/// The connectors of this binary, by name. Filled once by the cli room.
class ConnectorRegistry {
 public:
  void Add(std::unique_ptr<Connector> connector);
  /// nullptr when unknown.
  const Connector* Find(std::string_view name) const;
  std::vector<std::string> Names() const;

 private:
  std::map<std::string, std::unique_ptr<Connector>, std::less<>> connectors_;
};

}  // namespace mullion
