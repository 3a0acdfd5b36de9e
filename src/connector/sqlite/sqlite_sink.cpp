#include "connector/sqlite/sqlite_sink.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "column/text.h"
#include "connector/sqlite/stored_value.h"

namespace mullion::sqlite {
namespace {

constexpr size_t kPendingRowsMax = 20'000;
constexpr std::string_view kIdDelimiter = "_";

std::vector<std::string> HiddenColumns(bool keyed) {
  return keyed ? std::vector<std::string>{"_id", "_version"} : std::vector<std::string>{"_sink"};
}

}  // namespace

Status SqliteSink::Open(const SinkContext& context) {
  context_ = context;
  return Ok();
}

Status SqliteSink::Prepare() {
  if (database_ != nullptr) return Ok();
  MULLION_ASSIGN(auto database, Database::Open(options_.path, Database::Mode::kReadWrite));
  database_ = std::move(database);
  std::vector<std::string> columns;
  if (keyed())
    columns = {"_id TEXT NOT NULL PRIMARY KEY", "_version INTEGER NOT NULL"};
  else
    columns = {"_sink INTEGER NOT NULL"};
  for (const Field& field : table_.physical.fields) {
    columns.push_back(Quoted(field.name) + " " + DeclaredType(field.type));
  }
  MULLION_TRY(database_->Run(
      fmt::format("CREATE TABLE IF NOT EXISTS {} ({})", Quoted(options_.table), fmt::join(columns, ", "))));
  MULLION_TRY(CheckColumns());
  return PrepareStatements();
}

Status SqliteSink::CheckColumns() {
  std::vector<std::string> wanted = HiddenColumns(keyed());
  for (const Field& field : table_.physical.fields) wanted.push_back(field.name);
  std::vector<std::string> there;
  MULLION_ASSIGN(Statement info, database_->Prepare(fmt::format("PRAGMA table_info({})", Quoted(options_.table))));
  for (;;) {
    MULLION_ASSIGN(bool row, info.Step());
    if (!row) break;
    there.emplace_back(info.Text(1));
  }
  if (there == wanted) return Ok();
  return Fail(Error::User(fmt::format("the table {} in {} has other columns than {}", options_.table, options_.path,
                                      table_.name))
                  .Why(fmt::format("it has {}; needed are {}", fmt::join(there, ", "), fmt::join(wanted, ", ")))
                  .Hint("Give another 'path' or 'table', or drop the table."));
}

Status SqliteSink::PrepareStatements() {
  std::string table = Quoted(options_.table);
  std::vector<std::string> names = HiddenColumns(keyed());
  std::vector<std::string> updates;
  for (const Field& field : table_.physical.fields) {
    names.push_back(Quoted(field.name));
    updates.push_back(fmt::format("{0} = excluded.{0}", Quoted(field.name)));
  }
  std::vector<std::string> parameters(names.size(), "?");
  std::string sql =
      fmt::format("INSERT INTO {} ({}) VALUES ({})", table, fmt::join(names, ", "), fmt::join(parameters, ", "));
  if (keyed()) {
    // A result that is written again, by a replay, never replaces a newer one.
    bool versioned = context_.window_end_column.has_value();
    updates.push_back(versioned ? "_version = excluded._version" : fmt::format("_version = {}._version + 1", table));
    sql += fmt::format(" ON CONFLICT (_id) DO UPDATE SET {}", fmt::join(updates, ", "));
    if (versioned) sql += fmt::format(" WHERE excluded._version >= {}._version", table);
  }
  MULLION_ASSIGN(Statement write, database_->Prepare(sql));
  write_ = std::move(write);
  if (!keyed()) return Ok();
  MULLION_ASSIGN(Statement remove, database_->Prepare(fmt::format("DELETE FROM {} WHERE _id = ?", table)));
  delete_ = std::move(remove);
  return Ok();
}

Status SqliteSink::Write(const Batch& rows) {
  if (rows.empty()) return Ok();
  if (pending_.empty() && context_.clock != nullptr) pending_since_ns_ = context_.clock->MonotonicNs();
  pending_.push_back(rows);
  pending_rows_ += rows.selected();
  stats_.rows_written += rows.selected();
  return FlushIsDue() ? WritePending() : Ok();
}

bool SqliteSink::FlushIsDue() const {
  if (pending_.empty()) return false;
  if (pending_rows_ >= kPendingRowsMax || context_.clock == nullptr) return true;
  return context_.clock->MonotonicNs() - pending_since_ns_ >= options_.flush_interval_ms * 1'000'000;
}

Status SqliteSink::Poll() {
  if (flush_error_) return Fail(*std::exchange(flush_error_, std::nullopt));
  return FlushIsDue() ? WritePending() : Ok();
}

void SqliteSink::Flush() {
  if (Status written = WritePending(); !written) flush_error_ = std::move(written).error();
}

Status SqliteSink::WritePending() {
  if (pending_.empty()) return Ok();
  MULLION_TRY(Prepare());
  MULLION_TRY(database_->Run("BEGIN IMMEDIATE"));
  Status written = Ok();
  for (const Batch& batch : pending_) {
    written = WriteBatch(batch);
    if (!written) break;
  }
  if (written) written = database_->Run("COMMIT");
  if (!written) {
    (void)database_->Run("ROLLBACK");  // the first error is the one to tell
    return written;
  }
  stats_.rows_acknowledged += pending_rows_;
  pending_.clear();
  pending_rows_ = 0;
  return Ok();
}

Status SqliteSink::WriteBatch(const Batch& rows) {
  RowSpan span(rows);
  for (uint32_t row : span.rows()) {
    switch (rows.kind(row)) {
      case ChangeKind::kInsert:
      case ChangeKind::kUpdateAfter:
        MULLION_TRY(WriteRow(rows, row));
        break;
      case ChangeKind::kDelete:
        MULLION_TRY(DeleteRow(rows, row));
        break;
      case ChangeKind::kUpdateBefore:
        break;  // the +U behind it replaces the row
    }
  }
  return Ok();
}

Status SqliteSink::WriteRow(const Batch& rows, size_t row) {
  write_->Reset();
  int parameter = 1;
  if (keyed()) {
    write_->BindText(parameter++, IdOf(rows, row));
    write_->Bind(parameter++, VersionOf(rows, row));
  } else {
    write_->Bind(parameter++, int64_t{context_.sink_number});
  }
  for (size_t i = 0; i < table_.physical.size(); ++i) {
    const Column& column = *rows.columns[i];
    std::string nested;
    if (column.type().IsNested() && !column.IsNull(row)) {
      MULLION_ASSIGN(nested, NestedJson(column, row));
    }
    BindValue(column, row, nested, parameter++, &*write_);
  }
  MULLION_ASSIGN(bool row_there, write_->Step());
  (void)row_there;
  return Ok();
}

Status SqliteSink::DeleteRow(const Batch& rows, size_t row) {
  if (!keyed()) return Fail(Error::Internal("a deletion for a table without a primary key").Where(table_.name));
  delete_->Reset();
  delete_->BindText(1, IdOf(rows, row));
  MULLION_ASSIGN(bool row_there, delete_->Step());
  (void)row_there;
  return Ok();
}

/// The value as the json format writes it: a record of this one column, without its name.
Result<std::string> SqliteSink::NestedJson(const Column& column, size_t row) {
  FormatSpec spec;
  spec.name = "json";
  spec.schema.fields = {{"v", column.type()}};
  MULLION_ASSIGN(auto encoder, MakeEncoder(spec));
  Batch one;
  one.row_count = 1;
  one.columns = {Gather(column, std::vector<uint32_t>{static_cast<uint32_t>(row)})};
  std::string out;
  std::vector<ByteRange> ranges;
  MULLION_TRY(encoder->Encode(one, &out, &ranges));
  return out.substr(5, out.size() - 6);  // {"v": … }
}

std::string SqliteSink::IdOf(const Batch& rows, size_t row) const {
  std::string id;
  for (int position : table_.primary_key) {
    const Column& column = *rows.columns[static_cast<size_t>(position)];
    if (!id.empty()) id += kIdDelimiter;
    id += ToText(column.type(), ReadValue(column, row));
  }
  return id;
}

int64_t SqliteSink::VersionOf(const Batch& rows, size_t row) const {
  if (!context_.window_end_column) return 1;
  const Column& column = *rows.columns[static_cast<size_t>(*context_.window_end_column)];
  return column.IsNull(row) ? 0 : column.Values<int64_t>()[row];
}

Result<std::string> SqliteSink::Snapshot() {
  MULLION_TRY(WritePending());
  if (keyed() || database_ == nullptr) return std::string();
  MULLION_ASSIGN(Statement last,
                 database_->Prepare(fmt::format("SELECT coalesce(max(rowid), 0) FROM {} WHERE _sink = {}",
                                                Quoted(options_.table), context_.sink_number)));
  MULLION_TRY(last.Step());
  return std::to_string(last.Int(0));
}

/// Without a key a row written again would stand there twice: this writer's rows after the checkpoint are removed.
Status SqliteSink::Restore(std::string_view snapshot) {
  if (keyed() || snapshot.empty()) return Ok();
  int64_t last = 0;
  auto [end, error] = std::from_chars(snapshot.data(), snapshot.data() + snapshot.size(), last);
  if (error != std::errc() || end != snapshot.data() + snapshot.size()) {
    return Fail(Error::Internal("the state of the sqlite sink is damaged").Where("table " + table_.name));
  }
  MULLION_TRY(Prepare());
  return database_->Run(fmt::format("DELETE FROM {} WHERE _sink = {} AND rowid > {}", Quoted(options_.table),
                                    context_.sink_number, last));
}

SinkStats SqliteSink::stats() const {
  return stats_;
}

Status SqliteSink::Close(bool finished) {
  Status written = finished ? WritePending() : Ok();
  write_.reset();
  delete_.reset();
  database_.reset();
  return written;
}

}  // namespace mullion::sqlite
