#pragma once
// The index a row goes to: a fixed name, or one `{field}`, `{field|date pattern}` or `{now()|date pattern}` in it, by
// the rules of Flink's IndexGeneratorFactory. Immutable after Make(); any thread.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"
#include "base/time_zone.h"
#include "column/batch.h"
#include "connector/elasticsearch/date_pattern.h"
#include "connector/table.h"

namespace mullion::elasticsearch {

/// Why Elasticsearch would refuse an index of that name; nullopt when it takes it.
std::optional<std::string> WhyNotAnIndexName(std::string_view name);

class IndexNamer {
 public:
  /// Reads the option 'index'. Errors (user) in Flink's words, at the option's place.
  static Result<IndexNamer> Make(const TableDefinition& table);

  bool is_fixed() const { return source_ == Source::kFixed; }
  /// The fixed name, or the option's text.
  const std::string& pattern() const { return pattern_; }
  /// Appends the name for that row; `now_ms` is the wall clock (UTC), for `{now()|…}`.
  void Append(const Batch& rows, uint32_t row, TimestampMs now_ms, std::string* out) const;

 private:
  enum class Source { kFixed, kField, kFormattedField, kNow };

  Status MakeDynamic(const TableDefinition& table);
  void AppendFormatted(const Column& column, uint32_t row, std::string* out) const;

  Source source_ = Source::kFixed;
  std::string pattern_;
  std::string prefix_, suffix_;
  int field_ = -1;
  std::optional<DatePattern> format_;
  std::shared_ptr<const TimeZone> zone_;  ///< null: UTC
};

}  // namespace mullion::elasticsearch
