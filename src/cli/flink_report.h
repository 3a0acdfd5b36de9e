#pragma once
// What would be different for a job on a Flink 1.18 cluster: statements it would refuse, kinder defaults that would be
// missed, jars it needs. Pure; one a job file, on one thread.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plan/job_plan.h"

namespace mullion {

class FlinkReport {
 public:
  /// A statement that Mullion takes and Flink would not.
  void Refused(const Error& strict);
  void Add(const JobPlan& plan);

  /// Three parts, each with a line for the case that there is nothing to say. Ends with a line break.
  std::string Text() const;

 private:
  void AddTable(const TableDefinition& table);
  void AddSource(const SourceNode& source, const std::map<std::string, std::string>& settings);
  void AddSink(const SinkNode& sink);
  void AddSettings(const JobPlan& plan);
  void Missed(std::string line);

  std::vector<std::string> refused_;
  std::vector<std::string> missed_;
  std::set<std::string> jars_;
  std::set<std::string> tables_;  ///< looked at already
};

}  // namespace mullion
