#pragma once
// Rows as lines on a stream. Called by the worker's thread; lines of one batch are written together.

#include <cstdio>
#include <string>

#include "connector/print/simple_sink.h"

namespace mullion::print {

class PrintSink final : public SimpleSink {
 public:
  /// `stream` stays open for the life of the sink; an empty identifier gives no prefix.
  PrintSink(std::string identifier, size_t column_count, std::FILE* stream)
      : prefix_(identifier.empty() ? "" : identifier + "> "), column_count_(column_count), stream_(stream) {}

  Status Write(const Batch& rows) override;

 private:
  std::string prefix_;
  size_t column_count_;
  std::FILE* stream_;
  std::string lines_;
};

}  // namespace mullion::print
