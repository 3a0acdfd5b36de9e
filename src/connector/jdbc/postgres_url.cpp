#include "connector/jdbc/postgres_url.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mullion::jdbc {
namespace {

constexpr std::string_view kScheme = "jdbc:postgresql:";
constexpr std::string_view kHint = "write 'url' = 'jdbc:postgresql://host:5432/database'";

/// The driver's parameter names, and libpq's; an empty one is taken and has no meaning here.
const std::map<std::string, std::string, std::less<>>& Parameters() {
  static const std::map<std::string, std::string, std::less<>> kNames = {
      {"user", "user"},
      {"password", "password"},
      {"ssl", "sslmode"},
      {"sslmode", "sslmode"},
      {"sslrootcert", "sslrootcert"},
      {"sslcert", "sslcert"},
      {"sslkey", "sslkey"},
      {"sslpassword", "sslpassword"},
      {"connectTimeout", "connect_timeout"},
      {"loginTimeout", "connect_timeout"},
      {"ApplicationName", "application_name"},
      {"currentSchema", "options"},
      {"options", "options"},
      {"targetServerType", "target_session_attrs"},
      {"tcpKeepAlive", ""},
      {"socketTimeout", ""},
      {"reWriteBatchedInserts", ""},
      {"stringtype", ""},
      {"prepareThreshold", ""},
      {"loggerLevel", ""},
  };
  return kNames;
}

std::unexpected<Error> Refuse(std::string what) {
  return Fail(Error::User(std::move(what)).Hint(std::string(kHint)));
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string PercentDecoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0) {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// "a:1,b" into libpq's lists "a,b" and "1,5432".
Status ReadHosts(std::string_view hosts, PostgresUrl* out) {
  std::vector<std::string> names, ports;
  while (!hosts.empty()) {
    size_t end = std::min(hosts.find(','), hosts.size());
    std::string_view one = hosts.substr(0, end);
    hosts.remove_prefix(std::min(end + 1, hosts.size()));
    size_t colon = one.rfind(':');
    bool has_port = colon != std::string_view::npos && one.find(']', colon) == std::string_view::npos;
    std::string_view name = one.substr(0, has_port ? colon : one.size());
    std::string_view port = has_port ? one.substr(colon + 1) : std::string_view("5432");
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    bool digits = !port.empty() && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) return Refuse(fmt::format("'url': '{}' is no port", port));
    names.emplace_back(name.empty() ? "localhost" : name);
    ports.emplace_back(port);
  }
  if (names.empty()) {
    names.emplace_back("localhost");
    ports.emplace_back("5432");
  }
  out->parameters["host"] = fmt::format("{}", fmt::join(names, ","));
  out->parameters["port"] = fmt::format("{}", fmt::join(ports, ","));
  return Ok();
}

std::string LibpqValue(std::string_view name, std::string value) {
  if (name == "ssl") return value == "false" ? "prefer" : "verify-full";
  if (name == "currentSchema") return "-c search_path=" + value;
  if (name == "targetServerType" && value == "primary") return "primary";
  return value;
}

Status ReadParameters(std::string_view query, PostgresUrl* out) {
  while (!query.empty()) {
    size_t end = std::min(query.find('&'), query.size());
    std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    size_t equals = std::min(pair.find('='), pair.size());
    std::string_view name = pair.substr(0, equals);
    auto known = Parameters().find(name);
    if (known == Parameters().end()) {
      std::vector<std::string> names;
      for (const auto& [each, libpq] : Parameters()) names.push_back(each);
      return Fail(Error::User(fmt::format("'url': unknown parameter '{}'", name))
                      .Hint(fmt::format("known are: {}", fmt::join(names, ", "))));
    }
    if (known->second.empty()) continue;
    std::string value = PercentDecoded(pair.substr(std::min(equals + 1, pair.size())));
    out->parameters[known->second] = LibpqValue(name, std::move(value));
  }
  return Ok();
}

}  // namespace

Result<PostgresUrl> ParsePostgresUrl(std::string_view url) {
  if (!url.starts_with("jdbc:")) return Refuse("'url' is no JDBC address: it begins with 'jdbc:postgresql:'");
  if (!url.starts_with(kScheme)) {
    std::string_view database = url.substr(0, url.find(':', 5));
    return Refuse(fmt::format("'url' names another database than PostgreSQL: '{}'", database));
  }
  std::string_view rest = url.substr(kScheme.size());
  size_t question = std::min(rest.find('?'), rest.size());
  std::string_view query = rest.substr(std::min(question + 1, rest.size()));
  rest = rest.substr(0, question);
  PostgresUrl out;
  std::string_view hosts, database = rest;
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    size_t slash = std::min(rest.find('/'), rest.size());
    hosts = rest.substr(0, slash);
    database = rest.substr(std::min(slash + 1, rest.size()));
  }
  if (hosts.find('@') != std::string_view::npos) {
    return Refuse("'url' holds a user: it goes into 'username', and its password into 'password'");
  }
  MULLION_TRY(ReadHosts(hosts, &out));
  if (!database.empty()) out.parameters["dbname"] = PercentDecoded(database);
  MULLION_TRY(ReadParameters(query, &out));
  out.shown = fmt::format("postgresql://{}/{}", hosts.empty() ? "localhost" : hosts, database);
  return out;
}

}  // namespace mullion::jdbc
