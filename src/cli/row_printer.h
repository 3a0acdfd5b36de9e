#pragma once
// Rows on stdout: a final SELECT, SHOW, DESCRIBE. Owned by the command, called by one thread at a time.

#include <memory>

#include "cli/options.h"
#include "column/batch.h"

namespace mullion {

class RowPrinter {
 public:
  virtual ~RowPrinter() = default;
  /// Prints the selected rows and flushes: a reader of the pipe sees them at once. Error: stdout is closed.
  virtual Status Print(const Batch& rows) = 0;
  /// After the last row.
  virtual void Finish() {}
};

/// `updating`: the op column means something.
Result<std::unique_ptr<RowPrinter>> MakeRowPrinter(OutputFormat format, const Schema& schema, bool updating);

}  // namespace mullion
