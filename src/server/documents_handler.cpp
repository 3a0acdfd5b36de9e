#include "server/documents_handler.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <vector>

#include "server/documents_query.h"
#include "server/job_json.h"
#include "server/job_text.h"
#include "server/json_pretty.h"

namespace mullion {
namespace {

using Json = nlohmann::ordered_json;

/// What this address answers like.
constexpr const char* kElasticsearchVersion = "7.8.0";

std::vector<std::string> PathParts(const std::string& path) {
  std::vector<std::string> parts;
  size_t from = 0;
  while (from < path.size()) {
    const size_t slash = std::min(path.find('/', from), path.size());
    if (slash > from) parts.push_back(path.substr(from, slash - from));
    from = slash + 1;
  }
  return parts;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

HttpResponse Answer(const HttpRequest& request, std::string json, int status = 200) {
  const auto pretty = request.Query("pretty");
  if (pretty && *pretty != "false") json = PrettyJson(json);
  return {.status = status, .content_type = "application/json; charset=UTF-8", .body = std::move(json)};
}

HttpResponse Answer(const HttpRequest& request, const Json& json, int status = 200) {
  return Answer(request, Dump(json), status);
}

HttpResponse ErrorAnswer(const HttpRequest& request, int status, Json cause) {
  Json error = {{"root_cause", Json::array({cause})}};
  error.update(cause);
  return Answer(request, {{"error", std::move(error)}, {"status", status}}, status);
}

HttpResponse Refused(const HttpRequest& request, const Error& error) {
  return ErrorAnswer(request, 400, {{"type", error.hint()}, {"reason", error.what()}});
}

HttpResponse Failed(const HttpRequest& request, const Error& error) {
  return ErrorAnswer(request, 503, {{"type", "search_phase_execution_exception"}, {"reason", error.ToString()}});
}

HttpResponse NoSuchIndex(const HttpRequest& request, const std::string& index) {
  return ErrorAnswer(request, 404,
                     {{"type", "index_not_found_exception"},
                      {"reason", fmt::format("no such index [{}]", index)},
                      {"resource.type", "index_or_alias"},
                      {"resource.id", index},
                      {"index_uuid", "_na_"},
                      {"index", index}});
}

HttpResponse WrongMethod(const HttpRequest& request, const std::string& allowed) {
  auto response = Answer(request,
                         {{"error", fmt::format("Incorrect HTTP method for uri [{}] and method [{}], allowed: [{}]",
                                                request.path, request.method, allowed)},
                          {"status", 405}},
                         405);
  response.allow = allowed;
  return response;
}

Json Shards() {
  return {{"total", 1}, {"successful", 1}, {"skipped", 0}, {"failed", 0}};
}

std::string Join(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ",") + part;
  return out;
}

/// Put together as text, so that the document's numbers keep every digit they were written with.
std::string Hit(const SearchRequest& search, const Document& document) {
  const bool sorted = !search.query.sort.empty();
  return fmt::format(R"({{"_index":{},"_type":"_doc","_id":{},"_score":{},"_source":{}{}}})",
                     JsonString(search.query.index), JsonString(document.id), sorted ? "null" : "1.0",
                     document.source_json,
                     sorted ? fmt::format(R"(,"sort":[{}])", Join(document.sort_values_json)) : std::string());
}

/// "total" with its comma; nothing when the request does not want it.
std::string Total(const SearchRequest& search, uint64_t total) {
  if (!search.counts_hits) return {};
  const bool exact = total <= search.track_total_hits;
  return fmt::format(R"("total":{{"value":{},"relation":"{}"}},)", exact ? total : search.track_total_hits,
                     exact ? "eq" : "gte");
}

class DocumentsHandler final : public HttpHandler {
 public:
  explicit DocumentsHandler(DocumentStore& store) : store_(store) {}

  HttpResponse Handle(const HttpRequest& request) override {
    const bool reads = request.method == "GET", posts = request.method == "POST";
    const std::vector<std::string> parts = PathParts(request.path);
    const std::string verb = parts.size() > 1 ? parts[1] : std::string();
    const bool search = verb == "_search" || verb == "_count" || verb == "_refresh";
    if (!reads && !(posts && search)) return WrongMethod(request, search ? "GET,HEAD,POST" : "GET,HEAD");
    if (parts.empty()) return Root(request);
    if (parts[0] == "_cat") return Cat(request, parts);
    if (parts[0] == "_cluster" && verb == "health") return ClusterHealth(request);
    if (!Exists(parts[0])) return NoSuchIndex(request, parts[0]);
    if (parts.size() == 1) return IndexInfo(request, parts[0]);
    if (parts.size() == 2 && verb == "_search") return Search(request, parts[0]);
    if (parts.size() == 2 && verb == "_count") return Count(request, parts[0]);
    if (parts.size() == 2 && verb == "_refresh") {
      return Answer(request, {{"_shards", {{"total", 1}, {"successful", 1}, {"failed", 0}}}});
    }
    if (parts.size() == 3 && (verb == "_doc" || verb == "_source")) return Get(request, parts);
    return ErrorAnswer(request, 400,
                       {{"type", "illegal_argument_exception"},
                        {"reason", fmt::format("the embedded store does not know [{}]: _search, _count, _doc/ID, "
                                               "_source/ID, _cat/indices, _cluster/health",
                                               request.path)}});
  }

 private:
  bool Exists(const std::string& index) {
    const auto indices = store_.Indices();
    return std::any_of(indices.begin(), indices.end(), [&](const auto& i) { return i.name == index; });
  }

  static HttpResponse Root(const HttpRequest& request) {
    return Answer(request, {{"name", "mullion"},
                            {"cluster_name", "mullion"},
                            {"cluster_uuid", "_na_"},
                            {"version",
                             {{"number", kElasticsearchVersion},
                              {"build_flavor", "default"},
                              {"build_type", "mullion"},
                              {"build_snapshot", false},
                              {"minimum_wire_compatibility_version", "6.8.0"},
                              {"minimum_index_compatibility_version", "6.0.0-beta1"}}},
                            {"tagline", "You Know, for Search"}});
  }

  static HttpResponse ClusterHealth(const HttpRequest& request) {
    return Answer(request, {{"cluster_name", "mullion"},
                            {"status", "green"},
                            {"timed_out", false},
                            {"number_of_nodes", 1},
                            {"number_of_data_nodes", 1},
                            {"active_shards", 1},
                            {"unassigned_shards", 0}});
  }

  HttpResponse Cat(const HttpRequest& request, const std::vector<std::string>& parts) {
    if (parts.size() != 2 || parts[1] != "indices") return {.body = "=^.^=\n/_cat/indices\n"};
    if (request.Query("format").value_or("") == "json") {
      Json list = Json::array();
      for (const DocumentIndex& i : store_.Indices()) {
        list.push_back({{"health", "green"},
                        {"status", "open"},
                        {"index", i.name},
                        {"pri", "1"},
                        {"rep", "0"},
                        {"docs.count", std::to_string(i.documents)},
                        {"docs.deleted", "0"},
                        {"store.size", BytesText(i.size_bytes)}});
      }
      return Answer(request, list);
    }
    std::string out;
    if (request.Query("v"))
      out = fmt::format("health status {:<24} pri rep {:>10} {:>10}\n", "index", "docs.count", "store.size");
    for (const DocumentIndex& i : store_.Indices()) {
      out += fmt::format("green  open   {:<24}   1   0 {:>10} {:>10}\n", i.name, i.documents, BytesText(i.size_bytes));
    }
    return {.body = std::move(out)};
  }

  HttpResponse IndexInfo(const HttpRequest& request, const std::string& index) {
    return Answer(request, {{index,
                             {{"aliases", Json::object()},
                              {"settings", {{"index", {{"number_of_shards", "1"}, {"number_of_replicas", "0"}}}}}}}});
  }

  HttpResponse Search(const HttpRequest& request, const std::string& index) {
    const auto started = std::chrono::steady_clock::now();
    const auto search = ParseSearch(index, request);
    if (!search) return Refused(request, search.error());
    const auto found = store_.Search(search->query);
    if (!found) return Failed(request, found.error());
    std::vector<std::string> hits;
    for (const Document& document : found->documents) hits.push_back(Hit(*search, document));
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
    return Answer(request,
                  fmt::format(R"({{"took":{},"timed_out":false,"_shards":{},"hits":{{{}"max_score":{},"hits":[{}]}}}})",
                              took, Dump(Shards()), Total(*search, found->total),
                              search->query.sort.empty() && !hits.empty() ? "1.0" : "null", Join(hits)));
  }

  HttpResponse Count(const HttpRequest& request, const std::string& index) {
    auto search = ParseSearch(index, request);
    if (!search) return Refused(request, search.error());
    search->query.size = 0;
    const auto found = store_.Search(search->query);
    if (!found) return Failed(request, found.error());
    return Answer(request, {{"count", found->total}, {"_shards", Shards()}});
  }

  HttpResponse Get(const HttpRequest& request, const std::vector<std::string>& parts) {
    const auto found = store_.Search({.index = parts[0], .size = 1, .ids = {parts[2]}});
    if (!found) return Failed(request, found.error());
    const bool exists = !found->documents.empty();
    if (parts[1] == "_source") {
      if (exists) return Answer(request, found->documents[0].source_json);
      return ErrorAnswer(request, 404,
                         {{"type", "resource_not_found_exception"},
                          {"reason", fmt::format("Document not found [{}]/[_doc]/[{}]", parts[0], parts[2])}});
    }
    const std::string head =
        fmt::format(R"({{"_index":{},"_type":"_doc","_id":{},)", JsonString(parts[0]), JsonString(parts[2]));
    if (!exists) return Answer(request, head + R"("found":false})", 404);
    const Document& document = found->documents[0];
    return Answer(request,
                  head + fmt::format(R"("_version":{},"_seq_no":0,"_primary_term":1,"found":true,"_source":{}}})",
                                     document.version, document.source_json));
  }

  DocumentStore& store_;
};

}  // namespace

std::unique_ptr<HttpHandler> MakeDocumentsHandler(DocumentStore& store) {
  return std::make_unique<DocumentsHandler>(store);
}

}  // namespace mullion
