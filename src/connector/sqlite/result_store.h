#pragma once
// Reading what the sqlite connector has written, as documents: for the page and the Elasticsearch-shaped address. Opens
// the file when it is there, read-only, beside the writer. One thread at a time.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace mullion {

struct StoredTable {
  std::string name;
  uint64_t rows = 0;
  uint64_t file_bytes = 0;  ///< of the whole database
};

struct StoredDocument {
  std::string id;  ///< the key's values joined; without a key the number of the row
  int64_t version = 1;
  std::string json;                           ///< the table's columns in their order
  std::vector<std::string> sort_values_json;  ///< one a sort field
};

struct StoredQuery {
  struct Sort {
    std::string field;
    bool descending = false;
  };
  struct Term {
    std::string field;
    std::string value_json;  ///< `4`, `"Bern"`, `true`
  };
  std::string table;
  uint64_t from = 0;
  uint64_t size = 10;
  std::vector<Sort> sort;        ///< empty: in the order in which the keys first came
  std::vector<Term> terms;       ///< all must be equal
  std::vector<std::string> ids;  ///< empty: any
};

struct StoredHits {
  uint64_t total = 0;  ///< that match, whatever `from` and `size`
  std::vector<StoredDocument> documents;
};

class ResultStore {
 public:
  virtual ~ResultStore() = default;
  /// Empty while the file is absent.
  virtual Result<std::vector<StoredTable>> Tables() = 0;
  /// A field that the table does not have matches nothing. Error: no such table.
  virtual Result<StoredHits> Search(const StoredQuery& query) = 0;
  /// The newest rows, latest first.
  virtual Result<std::vector<StoredDocument>> Newest(const std::string& table, uint64_t count) = 0;
  virtual Result<uint64_t> Count(const std::string& table) = 0;
  /// nullopt: there is none.
  virtual Result<std::optional<StoredDocument>> Get(const std::string& table, const std::string& id) = 0;
};

std::unique_ptr<ResultStore> MakeResultStore(std::string path);

}  // namespace mullion
