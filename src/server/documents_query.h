#pragma once
// The part of Elasticsearch's search request that the embedded store answers, read from parameters and body. Everything
// else is refused in Elasticsearch's way, never ignored: a filter that is silently dropped would give wrong numbers.
// Pure functions, any thread.

#include <string>

#include "base/error.h"
#include "http/http_server.h"
#include "server/document_store.h"

namespace mullion {

struct SearchRequest {
  DocumentQuery query;
  /// Up to how many hits are counted exactly; beyond, "relation" is "gte".
  uint64_t track_total_hits = 10'000;
  bool counts_hits = true;  ///< track_total_hits=false leaves "total" out
};

/// Parameters size, from, sort, track_total_hits and the body's fields of the same names; "query" of match_all, term,
/// ids and bool with filter or must of those. The message of an error is Elasticsearch's "reason", its hint the "type".
Result<SearchRequest> ParseSearch(const std::string& index, const HttpRequest& request);

}  // namespace mullion
