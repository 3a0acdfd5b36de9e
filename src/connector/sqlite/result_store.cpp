#include "connector/sqlite/result_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "connector/sqlite/database.h"
#include "connector/sqlite/stored_value.h"
#include "format/json_scan.h"
#include "format/json_write.h"

namespace mullion {
namespace {

using namespace sqlite;

struct StoredColumn {
  std::string name;
  std::string declared_type;
};

struct TableShape {
  bool keyed = false;
  std::vector<StoredColumn> columns;  ///< the user's, without the hidden ones

  const StoredColumn* Find(std::string_view name) const {
    auto it = std::ranges::find(columns, name, &StoredColumn::name);
    return it == columns.end() ? nullptr : &*it;
  }
};

/// A JSON scalar as a parameter; false when it can equal nothing.
bool BindJson(std::string_view json, int parameter, Statement* statement) {
  Token token;
  ScanError error;
  if (ScanToken(json.data(), json.data() + json.size(), &token, &error) == nullptr) return false;
  std::string text;
  switch (token.kind) {
    case TokenKind::kString:
      AppendUnescaped(token.text, &text);
      statement->BindText(parameter, text);
      return true;
    case TokenKind::kTrue:
    case TokenKind::kFalse:
      statement->Bind(parameter, int64_t{token.kind == TokenKind::kTrue});
      return true;
    case TokenKind::kInteger: {
      int64_t number = 0;
      std::from_chars(token.text.data(), token.text.data() + token.text.size(), number);
      statement->Bind(parameter, number);
      return true;
    }
    case TokenKind::kFloat: {
      double number = 0;
      std::from_chars(token.text.data(), token.text.data() + token.text.size(), number);
      statement->Bind(parameter, number);
      return true;
    }
    default:
      return false;
  }
}

class SqliteResultStore final : public ResultStore {
 public:
  explicit SqliteResultStore(std::string path) : path_(std::move(path)) {}

  Result<std::vector<StoredTable>> Tables() override {
    std::vector<StoredTable> tables;
    MULLION_ASSIGN(bool there, OpenWhenThere());
    if (!there) return tables;
    MULLION_ASSIGN(Statement size,
                   database_->Prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"));
    MULLION_TRY(size.Step());
    auto bytes = static_cast<uint64_t>(size.Int(0));
    MULLION_ASSIGN(Statement names,
                   database_->Prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT "
                                      "LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"));
    for (;;) {
      MULLION_ASSIGN(bool row, names.Step());
      if (!row) break;
      tables.push_back({std::string(names.Text(0)), 0, bytes});
    }
    for (StoredTable& table : tables) {
      MULLION_ASSIGN(table.rows, Count(table.name));
    }
    return tables;
  }

  Result<StoredHits> Search(const StoredQuery& query) override {
    MULLION_ASSIGN(TableShape shape, ShapeOf(query.table));
    for (const auto& sort : query.sort) {
      if (shape.Find(sort.field) == nullptr) return StoredHits{};
    }
    for (const auto& term : query.terms) {
      if (shape.Find(term.field) == nullptr) return StoredHits{};
    }
    StoredHits hits;
    MULLION_ASSIGN(Statement count,
                   database_->Prepare("SELECT count(*) FROM " + Quoted(query.table) + Where(shape, query)));
    if (!BindTerms(query, &count)) return hits;
    MULLION_TRY(count.Step());
    hits.total = static_cast<uint64_t>(count.Int(0));
    std::vector<std::string> order;
    for (const auto& sort : query.sort) order.push_back(Quoted(sort.field) + (sort.descending ? " DESC" : ""));
    order.emplace_back("rowid");
    MULLION_ASSIGN(Statement rows, database_->Prepare(fmt::format("{}{} ORDER BY {} LIMIT {} OFFSET {}",
                                                                  SelectOf(shape, query.table), Where(shape, query),
                                                                  fmt::join(order, ", "), query.size, query.from)));
    BindTerms(query, &rows);
    MULLION_ASSIGN(hits.documents, ReadDocuments(shape, query.sort, &rows));
    return hits;
  }

  Result<std::vector<StoredDocument>> Newest(const std::string& table, uint64_t count) override {
    MULLION_ASSIGN(TableShape shape, ShapeOf(table));
    std::string order = shape.keyed ? "_version DESC, rowid DESC" : "rowid DESC";
    MULLION_ASSIGN(Statement rows,
                   database_->Prepare(fmt::format("{} ORDER BY {} LIMIT {}", SelectOf(shape, table), order, count)));
    return ReadDocuments(shape, {}, &rows);
  }

  Result<uint64_t> Count(const std::string& table) override {
    MULLION_ASSIGN(TableShape shape, ShapeOf(table));
    MULLION_ASSIGN(Statement count, database_->Prepare("SELECT count(*) FROM " + Quoted(table)));
    MULLION_TRY(count.Step());
    return static_cast<uint64_t>(count.Int(0));
  }

  Result<std::optional<StoredDocument>> Get(const std::string& table, const std::string& id) override {
    StoredQuery query;
    query.table = table;
    query.ids = {id};
    MULLION_ASSIGN(StoredHits hits, Search(query));
    if (hits.documents.empty()) return std::nullopt;
    return std::move(hits.documents[0]);
  }

 private:
  Result<bool> OpenWhenThere() {
    if (database_ != nullptr) return true;
    if (access(path_.c_str(), F_OK) != 0) return false;
    MULLION_ASSIGN(auto database, Database::Open(path_, Database::Mode::kReadOnly));
    database_ = std::move(database);
    return true;
  }

  Result<TableShape> ShapeOf(const std::string& table) {
    TableShape shape;
    MULLION_ASSIGN(bool there, OpenWhenThere());
    if (there) {
      MULLION_ASSIGN(Statement info, database_->Prepare(fmt::format("PRAGMA table_info({})", Quoted(table))));
      for (;;) {
        MULLION_ASSIGN(bool row, info.Step());
        if (!row) break;
        std::string name(info.Text(1));
        shape.keyed |= name == "_id";
        if (name == "_id" || name == "_version" || name == "_sink") continue;
        shape.columns.push_back({std::move(name), std::string(info.Text(2))});
      }
    }
    if (shape.columns.empty()) return Fail(Error::User(fmt::format("there is no table {} in {}", table, path_)));
    return shape;
  }

  static std::string SelectOf(const TableShape& shape, const std::string& table) {
    std::string sql = shape.keyed ? "SELECT _id, _version" : "SELECT rowid, 1";
    for (const StoredColumn& column : shape.columns) sql += ", " + Quoted(column.name);
    return sql + " FROM " + Quoted(table);
  }

  static std::string Where(const TableShape& shape, const StoredQuery& query) {
    std::vector<std::string> conditions;
    for (const auto& term : query.terms) conditions.push_back(Quoted(term.field) + " = ?");
    if (!query.ids.empty()) {
      conditions.push_back(fmt::format("{} IN ({})", shape.keyed ? "_id" : "CAST(rowid AS TEXT)",
                                       fmt::join(std::vector<std::string>(query.ids.size(), "?"), ", ")));
    }
    return conditions.empty() ? "" : fmt::format(" WHERE {}", fmt::join(conditions, " AND "));
  }

  /// False when a term can equal nothing.
  static bool BindTerms(const StoredQuery& query, Statement* statement) {
    int parameter = 1;
    for (const auto& term : query.terms) {
      if (!BindJson(term.value_json, parameter++, statement)) return false;
    }
    for (const std::string& id : query.ids) statement->BindText(parameter++, id);
    return true;
  }

  static Result<std::vector<StoredDocument>> ReadDocuments(const TableShape& shape,
                                                           const std::vector<StoredQuery::Sort>& sort,
                                                           Statement* rows) {
    constexpr int kFirstColumn = 2;
    std::vector<StoredDocument> documents;
    for (;;) {
      MULLION_ASSIGN(bool row, rows->Step());
      if (!row) return documents;
      StoredDocument& document = documents.emplace_back();
      document.id = rows->Text(0);
      document.version = rows->Int(1);
      document.json = "{";
      for (size_t i = 0; i < shape.columns.size(); ++i) {
        const StoredColumn& column = shape.columns[i];
        if (i > 0) document.json += ',';
        AppendJsonText(column.name, &document.json);
        document.json += ':';
        AppendJson(*rows, kFirstColumn + static_cast<int>(i), column.declared_type, &document.json);
      }
      document.json += '}';
      for (const auto& key : sort) {
        const StoredColumn* column = shape.Find(key.field);
        int at = kFirstColumn + static_cast<int>(column - shape.columns.data());
        AppendJson(*rows, at, column->declared_type, &document.sort_values_json.emplace_back());
      }
    }
  }

  std::string path_;
  std::unique_ptr<Database> database_;
};

}  // namespace

std::unique_ptr<ResultStore> MakeResultStore(std::string path) {
  return std::make_unique<SqliteResultStore>(std::move(path));
}

}  // namespace mullion
