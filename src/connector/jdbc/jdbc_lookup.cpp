#include "connector/jdbc/jdbc_lookup.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "column/row_codec.h"
#include "connector/jdbc/sql_text.h"
#include "connector/jdbc/value_text.h"

namespace mullion::jdbc {
namespace {

constexpr int64_t kFirstPauseMs = 100;
/// While a lookup waits, the job does: it fails rather than wait long, and goes on from its checkpoint.
constexpr int64_t kPauseMsMax = 2'000;

}  // namespace

JdbcLookup::JdbcLookup(TableDefinition table, JdbcOptions options, std::vector<int> keys, const LookupContext& context)
    : table_(std::move(table)),
      options_(std::move(options)),
      keys_(std::move(keys)),
      context_(context),
      connection_(options_.connection),
      cache_(options_.cache) {}

Result<std::unique_ptr<RowLookup>> JdbcLookup::Make(TableDefinition table, JdbcOptions options, std::vector<int> keys,
                                                    const LookupContext& context) {
  Schema schema = table.physical;
  schema.fields.push_back({"n", DataType::BigInt()});
  std::unique_ptr<JdbcLookup> lookup(new JdbcLookup(std::move(table), std::move(options), std::move(keys), context));
  MULLION_ASSIGN(lookup->decoder_, JsonRows::Make(schema));
  return lookup;
}

Result<FoundRows> JdbcLookup::Find(std::span<const ColumnPtr> keys, size_t count) {
  int64_t now_ms = context_.clock != nullptr ? context_.clock->MonotonicNs() / 1'000'000 : 0;
  std::vector<EncodedRows> rows(count);
  std::vector<std::string> encoded(count);
  std::vector<uint32_t> unknown;
  for (uint32_t i = 0; i < count; ++i) {
    EncodeRow(keys, i, &encoded[i]);
    if (const EncodedRows* known = cache_.Find(encoded[i], now_ms)) {
      rows[i] = *known;
    } else {
      unknown.push_back(i);
    }
  }
  size_t most = RowsPerStatement(keys_.size());
  for (size_t begin = 0; begin < unknown.size(); begin += most) {
    size_t end = std::min(begin + most, unknown.size());
    std::vector<uint32_t> part(unknown.begin() + static_cast<long>(begin), unknown.begin() + static_cast<long>(end));
    MULLION_TRY(Ask(keys, part, &rows));
  }
  for (uint32_t i : unknown) cache_.Put(encoded[i], rows[i], now_ms);

  FoundRows found;
  std::vector<ColumnBuilder> builders;
  for (const Field& field : table_.physical.fields) builders.emplace_back(field.type);
  for (uint32_t i = 0; i < count; ++i) {
    for (const std::string& row : rows[i]) {
      MULLION_TRY(DecodeRow(row, builders));
      found.key_of_row.push_back(i);
    }
  }
  for (ColumnBuilder& builder : builders) found.columns.push_back(builder.Finish());
  return found;
}

Status JdbcLookup::Ask(std::span<const ColumnPtr> keys, const std::vector<uint32_t>& numbers,
                       std::vector<EncodedRows>* rows) {
  std::vector<std::string> texts;
  texts.reserve(numbers.size() * keys.size());
  for (uint32_t number : numbers) {
    for (const ColumnPtr& column : keys) AppendPostgresText(*column, number, &texts.emplace_back());
  }
  std::vector<const char*> parameters;
  for (const std::string& text : texts) parameters.push_back(text.c_str());
  MULLION_ASSIGN(std::vector<std::string> answer,
                 QueryPatiently(LookupText(options_.table, table_.physical, keys_, numbers.size()), parameters));
  MULLION_ASSIGN(Batch batch, decoder_->Decode(answer));
  const Column& number = *batch.columns.back();
  std::span<const ColumnPtr> columns(batch.columns.data(), table_.physical.size());
  for (size_t row = 0; row < batch.row_count; ++row) {
    auto key = static_cast<size_t>(number.Values<int64_t>()[row]);
    MULLION_CHECK(key < numbers.size(), "the database answers for a key that was not asked for");
    EncodeRow(columns, row, &(*rows)[numbers[key]].emplace_back());
  }
  return Ok();
}

Result<std::vector<std::string>> JdbcLookup::QueryPatiently(const std::string& statement,
                                                            const std::vector<const char*>& parameters) {
  int64_t pause_ms = kFirstPauseMs;
  for (int failures = 1;; ++failures) {
    std::vector<std::string> rows;
    auto asked = connection_.Query(statement, parameters, &rows);
    if (asked) return rows;
    if (!asked.error().passing() || failures > options_.lookup_retries) {
      return Fail(
          Error::Outside(fmt::format("rows of table {} cannot be looked up", table_.name), asked.error().passing())
              .Where(fmt::format("{} in {}", options_.table, options_.shown))
              .Why(asked.error().message)
              .Hint("the job goes on from its last checkpoint when it is run again; 'lookup.max-retries' says how "
                    "often it asks"));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
    pause_ms = std::min(pause_ms * 2, kPauseMsMax);
  }
}

}  // namespace mullion::jdbc
