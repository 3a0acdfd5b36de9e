#pragma once
// SQLite as values: a connection and its statements. Each object belongs to one thread at a time. What the library
// reports becomes an Error that names the file.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace mullion::sqlite {

class Statement {
 public:
  Statement(sqlite3_stmt* statement, std::string path) : statement_(statement), path_(std::move(path)) {}

  /// Parameters count from 1. Bound text and bytes are copied.
  void BindNull(int parameter);
  void Bind(int parameter, int64_t value);
  void Bind(int parameter, double value);
  void BindText(int parameter, std::string_view value);
  void BindBytes(int parameter, std::string_view value);

  /// True: a row is there; false: there are no more.
  Result<bool> Step();
  /// Ready to be bound and stepped anew.
  void Reset();

  /// The current row; columns count from 0. Views live until the next Step().
  bool IsNull(int column) const;
  bool IsInteger(int column) const;
  int64_t Int(int column) const;
  double Real(int column) const;
  std::string_view Text(int column) const;
  std::string_view Bytes(int column) const;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
  std::string path_;
};

class Database {
 public:
  enum class Mode { kReadWrite, kReadOnly };
  /// Creates the file when it may write and there is none.
  static Result<std::unique_ptr<Database>> Open(const std::string& path, Mode mode);

  Result<Statement> Prepare(const std::string& sql);
  Status Run(const std::string& sql);
  const std::string& path() const { return path_; }

 private:
  struct Closer {
    void operator()(sqlite3* connection) const;
  };
  Database(sqlite3* connection, std::string path) : connection_(connection), path_(std::move(path)) {}

  std::unique_ptr<sqlite3, Closer> connection_;
  std::string path_;
};

/// A name between double quotes.
std::string Quoted(std::string_view name);

}  // namespace mullion::sqlite
