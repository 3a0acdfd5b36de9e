#pragma once
// The seam between the Elasticsearch-shaped address and the place where a job's documents are: the embedded result
// store, or a test. Implemented in the cli. Called on the server's thread only; an answer should take milliseconds.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace mullion {

struct Document {
  std::string id;
  int64_t version = 1;
  std::string source_json;                    ///< a JSON object; sent with its fields in this order
  std::vector<std::string> sort_values_json;  ///< one a sort field of the request, as JSON
};

struct DocumentIndex {
  std::string name;
  uint64_t documents = 0;
  uint64_t size_bytes = 0;
};

struct DocumentQuery {
  struct Sort {
    std::string field;
    bool descending = false;
  };
  struct Term {
    std::string field;
    std::string value_json;  ///< `4`, `"Bern"`
  };
  std::string index;
  uint64_t from = 0;
  uint64_t size = 10;
  std::vector<Sort> sort;        ///< empty: in the order of the index
  std::vector<Term> terms;       ///< all must be equal
  std::vector<std::string> ids;  ///< empty: any
};

struct DocumentHits {
  uint64_t total = 0;  ///< that match, whatever `from` and `size`
  std::vector<Document> documents;
};

class DocumentStore {
 public:
  virtual ~DocumentStore() = default;
  virtual std::vector<DocumentIndex> Indices() = 0;
  /// The index exists. An unknown field in `sort` or `terms` matches nothing, as in Elasticsearch.
  virtual Result<DocumentHits> Search(const DocumentQuery& query) = 0;
};

}  // namespace mullion
