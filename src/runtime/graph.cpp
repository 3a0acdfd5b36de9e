#include "runtime/graph.h"

#include <algorithm>
#include <set>

namespace mullion {

class Graph::NodeOutput final : public Output {
 public:
  NodeOutput(Graph* graph, size_t node) : graph_(graph), node_(node) {}
  Status Emit(Batch batch) override { return graph_->EmitFrom(node_, batch); }

 private:
  Graph* graph_;
  size_t node_;
};

Graph::Graph(const JobPlan* plan, const OperatorContext& context, SinkWriter write)
    : plan_(plan), write_(std::move(write)), nodes_(plan->nodes.size()) {
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const PlanNode& planned = plan->nodes[i];
    Node& node = nodes_[i];
    node.input_watermarks.assign(planned.inputs.size(), kMinWatermark);
    node.input_finished.assign(planned.inputs.size(), false);
    for (size_t port = 0; port < planned.inputs.size(); ++port) {
      nodes_[static_cast<size_t>(planned.inputs[port])].below.push_back({i, static_cast<int>(port)});
    }
    if (!planned.op) continue;
    // A node without an operator of its own (UNION ALL) passes its inputs on.
    if (planned.op->make) node.op = planned.op->make();
    if (node.op) node.op->Open(context);
    if (node.op) wants_ticks_ |= node.op->wants_ticks();
  }
  FindOperatorsBelow();
}

void Graph::FindOperatorsBelow() {
  for (size_t i = nodes_.size(); i-- > 0;) {
    std::set<size_t> below;
    for (const Edge& edge : nodes_[i].below) {
      const Node& next = nodes_[edge.node];
      if (next.op) below.insert(edge.node);
      below.insert(next.operators_below.begin(), next.operators_below.end());
      nodes_[i].row_watermarks_below |= next.row_watermarks_below || (next.op && next.op->needs_row_watermarks());
    }
    nodes_[i].operators_below.assign(below.begin(), below.end());
  }
}

Status Graph::Push(size_t source_node, Batch batch) {
  Node& node = nodes_[source_node];
  node.rows_in += batch.selected();
  return EmitFrom(source_node, batch);
}

Status Graph::EmitFrom(size_t node, const Batch& batch) {
  if (batch.empty()) return Ok();
  nodes_[node].rows_out += batch.selected();
  for (const Edge& edge : nodes_[node].below) MULLION_TRY(Deliver(edge, batch));
  return Ok();
}

Status Graph::Deliver(const Edge& edge, const Batch& batch) {
  Node& node = nodes_[edge.node];
  node.rows_in += batch.selected();
  if (plan_->nodes[edge.node].sink) return write_(edge.node, batch);
  Batch in = batch;
  in.watermark = node.watermark;
  // The row watermarks are the source's: where another input lags, they say too much.
  if (in.row_watermarks && node.input_watermarks.size() > 1) in.row_watermarks = nullptr;
  if (!node.op) return EmitFrom(edge.node, in);
  NodeOutput output(this, edge.node);
  return node.op->Process(edge.port, in, output);
}

Status Graph::Advance(size_t source_node, TimestampMs watermark) {
  Node& node = nodes_[source_node];
  if (watermark <= node.watermark) return Ok();
  node.watermark = watermark;
  return PassWatermark(source_node, watermark);
}

Status Graph::PassWatermark(size_t node, TimestampMs watermark) {
  for (const Edge& edge : nodes_[node].below) MULLION_TRY(InputAdvanced(edge, watermark));
  return Ok();
}

Status Graph::InputAdvanced(const Edge& edge, TimestampMs watermark) {
  Node& node = nodes_[edge.node];
  TimestampMs& input = node.input_watermarks[static_cast<size_t>(edge.port)];
  if (watermark <= input) return Ok();
  input = watermark;
  TimestampMs minimum = *std::min_element(node.input_watermarks.begin(), node.input_watermarks.end());
  if (minimum <= node.watermark) return Ok();
  node.watermark = minimum;
  if (!node.op) return PassWatermark(edge.node, minimum);
  NodeOutput output(this, edge.node);
  MULLION_TRY(node.op->AdvanceWatermark(minimum, output));
  return PassWatermark(edge.node, node.op->OutputWatermark(minimum));
}

Status Graph::Finish(size_t source_node) {
  Node& node = nodes_[source_node];
  if (node.finished) return Ok();
  node.finished = true;
  MULLION_TRY(Advance(source_node, kMaxWatermark));
  for (const Edge& edge : node.below) MULLION_TRY(InputFinished(edge));
  return Ok();
}

Status Graph::InputFinished(const Edge& edge) {
  Node& node = nodes_[edge.node];
  node.input_finished[static_cast<size_t>(edge.port)] = true;
  if (node.finished || !std::ranges::all_of(node.input_finished, [](bool f) { return f; })) return Ok();
  node.finished = true;
  if (node.op) {
    NodeOutput output(this, edge.node);
    MULLION_TRY(node.op->Finish(output));
  }
  for (const Edge& below : node.below) MULLION_TRY(InputFinished(below));
  return Ok();
}

Status Graph::Tick(TimestampMs now_ms) {
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (!nodes_[i].op || !nodes_[i].op->wants_ticks()) continue;
    NodeOutput output(this, i);
    MULLION_TRY(nodes_[i].op->Tick(now_ms, output));
  }
  return Ok();
}

TimestampMs Graph::NextCut(size_t source_node, TimestampMs watermark) const {
  TimestampMs cut = kMaxWatermark;
  for (size_t below : nodes_[source_node].operators_below) {
    cut = std::min(cut, nodes_[below].op->NextCut(watermark));
  }
  return cut;
}

std::optional<TimestampMs> Graph::NextFiring() const {
  std::optional<TimestampMs> next;
  for (const Node& node : nodes_) {
    if (!node.op) continue;
    auto firing = node.op->NextFiring();
    if (firing && (!next || *firing < *next)) next = firing;
  }
  return next;
}

std::optional<TimestampMs> Graph::NextFiringStart() const {
  std::optional<TimestampMs> next = NextFiring();
  for (const Node& node : nodes_) {
    if (next && node.op && node.op->NextFiring() == next) return node.op->NextFiringStart();
  }
  return std::nullopt;
}

size_t Graph::state_bytes() const {
  size_t total = 0;
  for (const Node& node : nodes_) total += node.op ? node.op->state_bytes() : 0;
  return total;
}

std::vector<std::string> Graph::Snapshot() const {
  std::vector<std::string> states(nodes_.size());
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].op) nodes_[i].op->Snapshot(&states[i]);
  }
  return states;
}

std::vector<TimestampMs> Graph::Watermarks() const {
  std::vector<TimestampMs> out;
  for (const Node& node : nodes_) out.push_back(node.watermark);
  return out;
}

Status Graph::Restore(const std::vector<std::string>& states, const std::vector<TimestampMs>& watermarks) {
  if (states.size() != nodes_.size() || watermarks.size() != nodes_.size()) {
    return Fail(Error::User("the stored state has another number of operators than this job"));
  }
  for (size_t i = 0; i < nodes_.size(); ++i) {
    nodes_[i].watermark = watermarks[i];
    for (size_t port = 0; port < nodes_[i].input_watermarks.size(); ++port) {
      nodes_[i].input_watermarks[port] = watermarks[static_cast<size_t>(plan_->nodes[i].inputs[port])];
    }
    if (nodes_[i].op && !states[i].empty()) MULLION_TRY(nodes_[i].op->Restore(states[i]));
  }
  return Ok();
}

}  // namespace mullion
