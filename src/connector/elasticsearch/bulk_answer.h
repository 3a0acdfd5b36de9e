#pragma once
// What Elasticsearch says to a request, turned into what to do next. Pure functions over the answer's bytes; any
// thread. Source of the rules: tried on Elasticsearch 7.8.0 and OpenSearch 2.19.0, and the field's other clients.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connector/elasticsearch/document_write.h"

namespace mullion::elasticsearch {

enum class ItemFate : uint8_t {
  kSuperseded,    ///< 409 on an external version or a create: a newer or the same document is there; success
  kRetry,         ///< 429, 5xx, a block on the index: the same write may succeed later
  kIndexMissing,  ///< the index went away: create it, then write again
  kDenied,        ///< 401 or 403: the user may not write; an operator has to do something
  kRejected,      ///< this document will never be taken
};

struct ItemAnswer {
  uint32_t position = 0;  ///< in the request
  ItemFate fate = ItemFate::kRejected;
  int status = 0;
  std::string type;    ///< "mapper_parsing_exception"
  std::string reason;  ///< with its causes, in Elasticsearch's words
};

enum class AnswerKind : uint8_t {
  kItems,   ///< the request was worked on; `items` holds those that are not simply done
  kWait,    ///< overloaded, away or not understood: the same request again, later
  kDenied,  ///< credentials or rights
  kSplit,   ///< too large, or one document spoils the whole request: send smaller ones
};

struct BulkVerdict {
  AnswerKind kind = AnswerKind::kWait;
  int status = 0;
  std::string text;  ///< for a person, continuing "elasticsearch http://… "; empty for kItems
  std::vector<ItemAnswer> items;
};

/// `sent` are the kinds of the writes in the request's order.
BulkVerdict ReadBulkAnswer(int status, std::string_view body, std::span<const WriteKind> sent);

/// What the body of an error answer says: its type and its reason with causes; both may be empty.
struct ErrorAnswer {
  std::string type;
  std::string reason;
};
ErrorAnswer ReadErrorAnswer(std::string_view body);

/// "answers 503: master_not_discovered_exception", "refuses the credentials (401): …".
std::string DescribeStatus(int status, std::string_view body);

}  // namespace mullion::elasticsearch
