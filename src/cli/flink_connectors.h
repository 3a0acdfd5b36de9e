#pragma once
// What a Flink 1.18 cluster knows of connectors and formats: which jar brings each, which options each takes. Constant
// tables, taken from the messages of Flink 1.18.1 with its newest connectors of that time.

#include <span>
#include <string_view>

namespace mullion {

struct FlinkArtifact {
  std::string_view name;  ///< connector or format, as in WITH
  /// What must lie in the cluster's lib/, as Maven names it; empty: the distribution has it.
  std::string_view jar;
  /// "properties.*" stands for every key that begins so.
  std::span<const std::string_view> options;
};

/// nullptr: Flink has no connector of that name.
const FlinkArtifact* FindFlinkConnector(std::string_view name);
/// nullptr: Flink has no format of that name. Options are without the format's prefix.
const FlinkArtifact* FindFlinkFormat(std::string_view name);
bool Knows(const FlinkArtifact& artifact, std::string_view option);

}  // namespace mullion
