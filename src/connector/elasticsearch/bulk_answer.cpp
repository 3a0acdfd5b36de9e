#include "connector/elasticsearch/bulk_answer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

namespace mullion::elasticsearch {
namespace {

using Json = nlohmann::json;

constexpr size_t kTextBytesMax = 300;

std::string Shorten(std::string_view text) {
  if (text.size() <= kTextBytesMax) return std::string(text);
  return std::string(text.substr(0, kTextBytesMax)) + "…";
}

std::string TextOf(const Json& object, const char* key) {
  auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

/// Type and reason of an error object, followed by what caused it.
ErrorAnswer ReadError(const Json& error) {
  if (error.is_string()) return {"", error.get<std::string>()};
  if (!error.is_object()) return {};
  ErrorAnswer answer{TextOf(error, "type"), TextOf(error, "reason")};
  const Json* cause = &error;
  for (int depth = 0; depth < 3; ++depth) {
    auto it = cause->find("caused_by");
    if (it == cause->end() || !it->is_object()) break;
    cause = &*it;
    std::string reason = TextOf(*cause, "reason");
    if (!reason.empty()) answer.reason += ": " + reason;
  }
  return answer;
}

ItemFate FateOf(int status, std::string_view type, WriteKind kind) {
  if (status == 409) return kind == WriteKind::kUpdate ? ItemFate::kRetry : ItemFate::kSuperseded;
  if (status == 429 || status >= 500 || type == "cluster_block_exception") return ItemFate::kRetry;
  if (status == 404 && type == "index_not_found_exception") return ItemFate::kIndexMissing;
  if (status == 401 || status == 403) return ItemFate::kDenied;
  return ItemFate::kRejected;
}

/// How often `"status":` stands in the answer: once an item when nothing failed.
size_t CountStatuses(std::string_view body) {
  constexpr std::string_view kStatus = "\"status\":";
  size_t count = 0;
  for (size_t at = body.find(kStatus); at != std::string_view::npos; at = body.find(kStatus, at + kStatus.size())) {
    ++count;
  }
  return count;
}

BulkVerdict NotAnAnswer(std::string why) {
  return {AnswerKind::kWait, 200, "gives an answer that is not one of a bulk request: " + std::move(why), {}};
}

/// nullopt: a plain success. An item that makes no sense: an empty reason and status 0.
std::optional<ItemAnswer> ReadItem(const Json& item, uint32_t position, WriteKind kind) {
  ItemAnswer answer{.position = position};
  if (!item.is_object() || item.empty() || !item.begin()->is_object()) return answer;
  const Json& result = *item.begin();
  auto status = result.find("status");
  if (status == result.end() || !status->is_number_integer()) return answer;
  answer.status = status->get<int>();
  auto error = result.find("error");
  bool failed = error != result.end();
  // A delete of a document that is not there answers 404 without an error: nothing is left to do.
  bool nothing_to_delete = kind == WriteKind::kDelete && answer.status == 404;
  if ((!failed && answer.status < 300) || nothing_to_delete) return std::nullopt;
  if (failed) {
    ErrorAnswer text = ReadError(*error);
    answer.type = std::move(text.type);
    answer.reason = std::move(text.reason);
  }
  answer.fate = FateOf(answer.status, answer.type, kind);
  return answer;
}

BulkVerdict ReadItems(std::string_view body, std::span<const WriteKind> sent) {
  Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return NotAnAnswer(Shorten(body));
  auto items = json.find("items");
  if (items == json.end() || !items->is_array()) return NotAnAnswer(Shorten(body));
  if (items->size() != sent.size()) {
    return NotAnAnswer(fmt::format("{} documents were sent and {} are answered", sent.size(), items->size()));
  }
  BulkVerdict verdict{AnswerKind::kItems, 200, {}, {}};
  for (uint32_t i = 0; i < sent.size(); ++i) {
    std::optional<ItemAnswer> item = ReadItem((*items)[i], i, sent[i]);
    if (!item) continue;
    if (item->status == 0) return NotAnAnswer(fmt::format("item {} is {}", i, Shorten((*items)[i].dump())));
    verdict.items.push_back(std::move(*item));
  }
  return verdict;
}

}  // namespace

ErrorAnswer ReadErrorAnswer(std::string_view body) {
  Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return {};
  auto error = json.find("error");
  return error == json.end() ? ErrorAnswer{} : ReadError(*error);
}

std::string DescribeStatus(int status, std::string_view body) {
  ErrorAnswer error = ReadErrorAnswer(body);
  std::string reason = error.type;
  if (!error.reason.empty()) reason += (reason.empty() ? "" : ": ") + Shorten(error.reason);
  std::string suffix = reason.empty() ? "" : ": " + reason;
  if (status == 401) return "refuses the credentials (401)" + suffix;
  if (status == 403 && error.type != "cluster_block_exception")
    return "does not allow this user to write (403)" + suffix;
  if (status == 429) return "is overloaded (429)" + suffix;
  if (status == 404) return "has no bulk interface under this address (404); see 'connection.path-prefix'" + suffix;
  return fmt::format("answers {}{}", status, suffix);
}

BulkVerdict ReadBulkAnswer(int status, std::string_view body, std::span<const WriteKind> sent) {
  if (status >= 200 && status < 300) {
    // The common case without reading the items: the flag stands before them.
    bool no_errors = body.substr(0, 64).find("\"errors\":false") != std::string_view::npos;
    if (no_errors && CountStatuses(body) == sent.size()) return {AnswerKind::kItems, status, {}, {}};
    return ReadItems(body, sent);
  }
  BulkVerdict verdict{AnswerKind::kWait, status, DescribeStatus(status, body), {}};
  bool blocked = status == 403 && ReadErrorAnswer(body).type == "cluster_block_exception";
  if ((status == 401 || status == 403) && !blocked) verdict.kind = AnswerKind::kDenied;
  if (status == 400 || status == 413) verdict.kind = AnswerKind::kSplit;
  return verdict;
}

}  // namespace mullion::elasticsearch
