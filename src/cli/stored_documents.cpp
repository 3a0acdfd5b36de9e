#include "cli/stored_documents.h"

#include <algorithm>

namespace mullion {
namespace {

class StoredDocuments final : public DocumentStore {
 public:
  StoredDocuments(std::unique_ptr<ResultStore> store, std::string index, Logger* log)
      : store_(std::move(store)), index_(std::move(index)), log_(log) {}

  std::vector<DocumentIndex> Indices() override {
    std::vector<DocumentIndex> out;
    auto tables = store_->Tables();
    if (!tables) {
      log_->Warning(tables.error().ToString());
      return out;
    }
    if (!Holds(*tables, index_)) out.push_back({index_, 0, 0});
    for (const StoredTable& table : *tables) out.push_back({table.name, table.rows, table.file_bytes});
    return out;
  }

  Result<DocumentHits> Search(const DocumentQuery& query) override {
    StoredQuery stored{.table = query.index, .from = query.from, .size = query.size};
    for (const auto& sort : query.sort) stored.sort.push_back({sort.field, sort.descending});
    for (const auto& term : query.terms) stored.terms.push_back({term.field, term.value_json});
    stored.ids = query.ids;
    auto searched = store_->Search(stored);
    if (!searched && query.index == index_ && !IsStored()) return DocumentHits{};
    MULLION_ASSIGN(StoredHits found, std::move(searched));
    DocumentHits hits;
    hits.total = found.total;
    for (StoredDocument& document : found.documents) {
      hits.documents.push_back(
          {std::move(document.id), document.version, std::move(document.json), std::move(document.sort_values_json)});
    }
    return hits;
  }

 private:
  static bool Holds(const std::vector<StoredTable>& tables, const std::string& index) {
    return std::ranges::any_of(tables, [&](const StoredTable& table) { return table.name == index; });
  }
  bool IsStored() {
    auto tables = store_->Tables();
    return tables && Holds(*tables, index_);
  }

  std::unique_ptr<ResultStore> store_;
  const std::string index_;
  Logger* log_;
};

}  // namespace

std::unique_ptr<DocumentStore> MakeStoredDocuments(std::unique_ptr<ResultStore> store, std::string index, Logger* log) {
  return std::make_unique<StoredDocuments>(std::move(store), std::move(index), log);
}

}  // namespace mullion
