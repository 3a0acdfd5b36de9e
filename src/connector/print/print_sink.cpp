#include "connector/print/print_sink.h"

#include <cerrno>
#include <cstring>

#include "connector/print/row_text.h"

namespace mullion::print {

Status PrintSink::Write(const Batch& rows) {
  lines_.clear();
  RowSpan span(rows);
  for (uint32_t row : span.rows()) {
    lines_ += prefix_;
    AppendRow(rows, row, column_count_, &lines_);
    lines_ += '\n';
  }
  if (std::fwrite(lines_.data(), 1, lines_.size(), stream_) != lines_.size() || std::fflush(stream_) != 0) {
    return Fail(Error::Outside("can't print rows", false).Why(std::strerror(errno)));
  }
  Count(rows);
  return Ok();
}

}  // namespace mullion::print
