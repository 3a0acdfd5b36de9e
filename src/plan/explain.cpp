#include "plan/explain.h"

#include <cstdint>
#include <map>
#include <set>

#include <fmt/format.h>

namespace mullion::plan {
namespace {

class TreePrinter {
 public:
  TreePrinter(const JobPlan& plan, bool changelog_mode) : plan_(plan), changelog_mode_(changelog_mode) {
    for (const PlanNode& node : plan.nodes) {
      for (int input : node.inputs) ++uses_[input];
    }
  }

  std::string Print() {
    for (size_t i = 0; i < plan_.nodes.size(); ++i) {
      if (plan_.nodes[i].sink) PrintNode(static_cast<int>(i), "", "");
    }
    return std::move(out_);
  }

 private:
  void PrintNode(int index, const std::string& first, const std::string& rest) {
    const PlanNode& node = plan_.nodes[static_cast<size_t>(index)];
    out_ += first;
    if (uses_[index] > 1) {
      bool printed = numbers_.contains(index);
      if (!printed) numbers_.emplace(index, static_cast<int>(numbers_.size()) + 1);
      if (printed) {
        out_ += fmt::format("Reused(reference_id=[{}])\n", numbers_[index]);
        return;
      }
    }
    out_ += fmt::format("{}({}", node.name, node.detail);
    if (changelog_mode_) out_ += fmt::format(", changelogMode=[{}]", ChangesOf(node));
    out_ += ")";
    if (auto number = numbers_.find(index); number != numbers_.end()) {
      out_ += fmt::format(" (reuse_id=[{}])", number->second);
    }
    out_ += "\n";
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      bool last = i + 1 == node.inputs.size();
      PrintNode(node.inputs[i], rest + "+- ", rest + (last ? "   " : ":  "));
    }
  }

  std::string ChangesOf(const PlanNode& node) const {
    if (node.sink) return "NONE";
    return node.updates ? "I,UB,UA,D" : "I";
  }

  const JobPlan& plan_;
  bool changelog_mode_;
  std::string out_;
  std::map<int, int> uses_;
  std::map<int, int> numbers_;
};

/// FNV-1a, 64 bits: stable over machines and builds.
uint64_t Hash(std::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

std::string OptionTexts(const TableDefinition& table, const Connector* connector) {
  std::set<std::string> secret;
  if (connector) {
    for (const OptionSpec& option : connector->options()) {
      if (option.secret) secret.insert(option.name);
    }
  }
  std::string out;
  for (const auto& [key, value] : table.options) {
    // How a job reaches its broker or server is not what it computes.
    if (!secret.contains(key) && !key.starts_with("properties.")) out += fmt::format("{}={}\n", key, value);
  }
  return out;
}

}  // namespace

std::string ExplainPlan(const JobPlan& plan, bool changelog_mode) {
  return TreePrinter(plan, changelog_mode).Print();
}

std::string Fingerprint(const JobPlan& plan) {
  std::string text = fmt::format("{} {} {}\n", plan.session_zone, plan.streaming, plan.strict);
  for (const PlanNode& node : plan.nodes) {
    text += fmt::format("{}({})", node.name, node.detail);
    for (int input : node.inputs) text += fmt::format(" {}", input);
    for (const Field& field : node.output.fields) text += fmt::format(" {} {},", field.name, field.type.ToString());
    if (node.source) text += OptionTexts(node.source->table, node.source->connector);
    if (node.sink) text += OptionTexts(node.sink->table, node.sink->connector);
    text += "\n";
  }
  return fmt::format("{:016x}", Hash(text));
}

}  // namespace mullion::plan
