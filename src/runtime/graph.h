#pragma once
// The operators of one worker, wired as the plan says: batches and watermarks go from a source node down to the sinks.
// Owned by the worker, called by its thread. Invariants: a node's watermark is the minimum of its inputs' and never
// goes back; a node has emitted everything for a watermark before the nodes below see it.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "operator/operator.h"
#include "plan/job_plan.h"

namespace mullion {

/// Gets the batches that arrive at a sink node.
using SinkWriter = std::function<Status(size_t node, const Batch& batch)>;

class Graph {
 public:
  /// `plan` outlives the graph.
  Graph(const JobPlan* plan, const OperatorContext& context, SinkWriter write);

  Status Push(size_t source_node, Batch batch);
  /// The watermark of `node`'s output is now `watermark`.
  Status Advance(size_t source_node, TimestampMs watermark);
  /// Source `source_node` has ended: the watermark goes to its maximum, and nodes whose inputs have all ended finish.
  Status Finish(size_t source_node);
  Status Tick(TimestampMs now_ms);
  bool wants_ticks() const { return wants_ticks_; }

  /// The smallest watermark above `watermark` that matters below that source.
  TimestampMs NextCut(size_t source_node, TimestampMs watermark) const;
  bool NeedsRowWatermarks(size_t source_node) const { return nodes_[source_node].row_watermarks_below; }

  /// The earliest open window end over all operators; nullopt: none open.
  std::optional<TimestampMs> NextFiring() const;
  /// The start of that window, where its operator knows it.
  std::optional<TimestampMs> NextFiringStart() const;
  TimestampMs watermark(size_t node) const { return nodes_[node].watermark; }
  uint64_t rows_out(size_t node) const { return nodes_[node].rows_out; }
  uint64_t rows_in(size_t node) const { return nodes_[node].rows_in; }
  size_t state_bytes() const;

  /// One string a node, empty for stateless ones.
  std::vector<std::string> Snapshot() const;
  Status Restore(const std::vector<std::string>& states, const std::vector<TimestampMs>& watermarks);
  std::vector<TimestampMs> Watermarks() const;

 private:
  struct Edge {
    size_t node;
    int port;
  };
  struct Node {
    std::unique_ptr<Operator> op;
    std::vector<Edge> below;
    std::vector<TimestampMs> input_watermarks;
    std::vector<bool> input_finished;
    TimestampMs watermark = kMinWatermark;
    bool finished = false;
    bool row_watermarks_below = false;
    std::vector<size_t> operators_below;
    uint64_t rows_in = 0, rows_out = 0;
  };
  class NodeOutput;

  Status Deliver(const Edge& edge, const Batch& batch);
  Status EmitFrom(size_t node, const Batch& batch);
  Status PassWatermark(size_t node, TimestampMs watermark);
  Status InputAdvanced(const Edge& edge, TimestampMs watermark);
  Status InputFinished(const Edge& edge);
  void FindOperatorsBelow();

  const JobPlan* plan_;
  SinkWriter write_;
  std::vector<Node> nodes_;
  bool wants_ticks_ = false;
};

}  // namespace mullion
