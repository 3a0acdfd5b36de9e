#pragma once
// What print and blackhole have in common: a sink that has done with a batch when Write() returns. Nothing waits, so
// nothing is kept in a checkpoint.

#include "connector/sink.h"

namespace mullion::print {

class SimpleSink : public Sink {
 public:
  Status Open(const SinkContext&) override { return Ok(); }
  bool full() const override { return false; }
  Status Poll() override { return Ok(); }
  void Flush() override {}
  bool drained() const override { return true; }
  Result<std::string> Snapshot() override { return std::string(); }
  Status Restore(std::string_view) override { return Ok(); }
  SinkStats stats() const override { return stats_; }
  Status Close(bool) override { return Ok(); }

 protected:
  void Count(const Batch& rows) {
    stats_.rows_written += rows.selected();
    stats_.rows_acknowledged = stats_.rows_written;
  }

 private:
  SinkStats stats_;
};

}  // namespace mullion::print
