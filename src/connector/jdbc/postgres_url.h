#pragma once
// A JDBC address of PostgreSQL, "jdbc:postgresql://host:5432/database?sslmode=require", as libpq's parameters. Pure.

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mullion::jdbc {

struct PostgresUrl {
  std::map<std::string, std::string> parameters;  ///< libpq's keywords: host, port, dbname, sslmode, …
  std::string shown;                              ///< for messages: "postgresql://host:5432/database"
};

/// Error (user): another database, a part that is not understood, a parameter that we do not know.
Result<PostgresUrl> ParsePostgresUrl(std::string_view url);

}  // namespace mullion::jdbc
