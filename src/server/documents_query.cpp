#include "server/documents_query.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

namespace mullion {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kResultWindowMax = 10'000;

std::unexpected<Error> Refuse(std::string reason, std::string type) {
  return Fail(Error::User(std::move(reason)).Hint(std::move(type)));
}

std::unexpected<Error> NotParsed(std::string reason) {
  return Refuse(std::move(reason), "parsing_exception");
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<uint64_t> Count(std::string_view name, std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  return Refuse(fmt::format("Failed to parse int parameter [{}] with value [{}]", name, text),
                "illegal_argument_exception");
}

/// "window_end:desc"; a name alone ascends.
DocumentQuery::Sort SortOf(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {std::string(text), false};
  return {std::string(text.substr(0, colon)), text.substr(colon + 1) == "desc"};
}

Status AddTotalHits(std::string_view text, SearchRequest& search) {
  if (text == "true") {
    search.track_total_hits = std::numeric_limits<uint64_t>::max();
  } else if (text == "false") {
    search.counts_hits = false;
  } else {
    MULLION_ASSIGN(search.track_total_hits, Count("track_total_hits", text));
  }
  return Ok();
}

Status AddParameters(const HttpRequest& request, SearchRequest& search) {
  if (const auto size = request.Query("size")) {
    MULLION_ASSIGN(search.query.size, Count("size", *size));
  }
  if (const auto from = request.Query("from")) {
    MULLION_ASSIGN(search.query.from, Count("from", *from));
  }
  if (const auto total = request.Query("track_total_hits")) MULLION_TRY(AddTotalHits(*total, search));
  if (request.Query("q")) {
    return Refuse("The embedded store has no query parser: send a body with a term query instead of [q]",
                  "illegal_argument_exception");
  }
  std::string_view sort = request.Query("sort").value_or("");
  while (!sort.empty()) {
    const size_t comma = std::min(sort.find(','), sort.size());
    search.query.sort.push_back(SortOf(sort.substr(0, comma)));
    sort.remove_prefix(std::min(comma + 1, sort.size()));
  }
  return Ok();
}

/// One field with one value, plain or as {"value": ...}.
Status AddTerm(const Json& term, SearchRequest& search) {
  if (!term.is_object() || term.size() != 1) return NotParsed("[term] query takes one field");
  const auto field = term.items().begin();
  const Json* value = &field.value();
  if (value->is_object()) {
    const auto inner = value->find("value");
    if (inner == value->end()) return NotParsed("[term] query needs a [value]");
    value = &*inner;
  }
  if (!value->is_primitive() || value->is_null()) return NotParsed("[term] query takes one plain value");
  search.query.terms.push_back({field.key(), Dump(*value)});
  return Ok();
}

Status AddIds(const Json& ids, SearchRequest& search) {
  const auto values = ids.is_object() ? ids.find("values") : ids.end();
  if (values == ids.end() || !values->is_array() || values->empty()) return NotParsed("[ids] query needs [values]");
  if (!search.query.ids.empty()) return NotParsed("the embedded store takes one [ids] query");
  for (const Json& id : *values) search.query.ids.push_back(id.is_string() ? id.get<std::string>() : Dump(id));
  return Ok();
}

Status AddQuery(const Json& query, SearchRequest& search, int depth);

/// Clauses that all have to hold.
Status AddBool(const Json& clauses, SearchRequest& search, int depth) {
  if (!clauses.is_object()) return NotParsed("[bool] query malformed");
  for (const auto& [kind, list] : clauses.items()) {
    if (kind != "filter" && kind != "must") {
      return NotParsed(fmt::format("the embedded store does not know [{}] in a [bool] query: filter and must", kind));
    }
    if (!list.is_array()) {
      MULLION_TRY(AddQuery(list, search, depth + 1));
      continue;
    }
    for (const Json& clause : list) MULLION_TRY(AddQuery(clause, search, depth + 1));
  }
  return Ok();
}

Status AddQuery(const Json& query, SearchRequest& search, int depth) {
  constexpr int kDepthMax = 8;
  if (depth > kDepthMax) return NotParsed("[bool] queries are nested too deeply");
  if (!query.is_object() || query.size() != 1) {
    return NotParsed("[query] malformed, expected one query such as {\"match_all\":{}}");
  }
  const auto clause = query.items().begin();
  if (clause.key() == "match_all") return Ok();
  if (clause.key() == "term") return AddTerm(clause.value(), search);
  if (clause.key() == "ids") return AddIds(clause.value(), search);
  if (clause.key() == "bool") return AddBool(clause.value(), search, depth);
  return NotParsed(
      fmt::format("unknown query [{}]: the embedded store knows match_all, term, ids and bool", clause.key()));
}

Status AddSort(const Json& sort, SearchRequest& search) {
  if (sort.is_array()) {
    for (const Json& one : sort) MULLION_TRY(AddSort(one, search));
    return Ok();
  }
  if (sort.is_string()) {
    search.query.sort.push_back(SortOf(sort.get<std::string>()));
    return Ok();
  }
  if (!sort.is_object()) return NotParsed("[sort] malformed");
  for (const auto& [field, order] : sort.items()) {
    const auto inner = order.is_object() ? order.find("order") : order.end();
    const Json& direction = inner == order.end() ? order : *inner;
    search.query.sort.push_back({field, direction.is_string() && direction.get<std::string>() == "desc"});
  }
  return Ok();
}

Status AddBodyField(const std::string& name, const Json& value, SearchRequest& search) {
  if (name == "size" || name == "from") {
    MULLION_ASSIGN(const uint64_t count, Count(name, Dump(value)));
    (name == "size" ? search.query.size : search.query.from) = count;
    return Ok();
  }
  if (name == "query") return AddQuery(value, search, 0);
  if (name == "sort") return search.query.sort.clear(), AddSort(value, search);
  if (name == "track_total_hits") return AddTotalHits(Dump(value), search);
  return NotParsed(
      fmt::format("Unknown key [{}]: the embedded store knows query, size, from, sort and track_total_hits", name));
}

}  // namespace

Result<SearchRequest> ParseSearch(const std::string& index, const HttpRequest& request) {
  SearchRequest search;
  search.query.index = index;
  MULLION_TRY(AddParameters(request, search));
  if (!request.body.empty()) {
    const Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) return NotParsed("the request body is not a JSON object");
    for (const auto& [name, value] : body.items()) MULLION_TRY(AddBodyField(name, value, search));
  }
  const DocumentQuery& query = search.query;
  if (query.size > kResultWindowMax || query.from > kResultWindowMax - query.size) {
    return Refuse(
        fmt::format("Result window is too large, from + size must be less than or equal to: [{}] but was [{}]",
                    kResultWindowMax, query.from + query.size),
        "illegal_argument_exception");
  }
  return search;
}

}  // namespace mullion
