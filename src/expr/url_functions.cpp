// PARSE_URL, with the parts that java.net.URL gives.
#include "expr/function_table.h"

namespace mullion {
namespace {

using Sv = std::string_view;

struct Url {
  Sv protocol, authority, user_info, host, path, query, ref, file;
  bool has_query = false, has_ref = false, has_user_info = false, has_authority = false;
};

/// The protocols java.net.URL takes; another one makes it no URL.
bool IsKnownProtocol(Sv protocol) {
  for (Sv known : {"http", "https", "ftp", "file", "jar", "mailto"}) {
    if (protocol == known) return true;
  }
  return false;
}

std::optional<Url> Split(Sv text) {
  Url url;
  size_t colon = text.find(':');
  if (colon == Sv::npos || !IsKnownProtocol(text.substr(0, colon))) return std::nullopt;
  url.protocol = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  if (size_t hash = text.find('#'); hash != Sv::npos) {
    url.ref = text.substr(hash + 1);
    url.has_ref = true;
    text = text.substr(0, hash);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    size_t end = text.find_first_of("/?");
    url.authority = text.substr(0, end);
    url.has_authority = true;
    text = end == Sv::npos ? Sv{} : text.substr(end);
    url.host = url.authority;
    if (size_t at = url.authority.find('@'); at != Sv::npos) {
      url.user_info = url.authority.substr(0, at);
      url.has_user_info = true;
      url.host = url.authority.substr(at + 1);
    }
    if (size_t port = url.host.rfind(':'); port != Sv::npos && !url.host.ends_with(']'))
      url.host = url.host.substr(0, port);
  }
  url.file = text;
  url.path = text;
  if (size_t question = text.rfind('?'); question != Sv::npos) {
    url.query = text.substr(question + 1);
    url.has_query = true;
    url.path = text.substr(0, question);
  }
  return url;
}

std::optional<Sv> Part(const Url& url, Sv part) {
  auto when = [](bool there, Sv text) { return there ? std::optional<Sv>(text) : std::nullopt; };
  if (part == "HOST") return url.host;
  if (part == "PATH") return url.path;
  if (part == "QUERY") return when(url.has_query, url.query);
  if (part == "REF") return when(url.has_ref, url.ref);
  if (part == "PROTOCOL") return url.protocol;
  if (part == "FILE") return url.file;
  if (part == "AUTHORITY") return when(url.has_authority, url.authority);
  if (part == "USERINFO") return when(url.has_user_info, url.user_info);
  return std::nullopt;
}

/// PARSE_URL(url, part)
std::optional<Sv> ParseUrl(Sv text, Sv part) {
  std::optional<Url> url = Split(text);
  return url ? Part(*url, part) : std::nullopt;
}

/// PARSE_URL(url, 'QUERY', key): the value of `key`.
std::optional<Sv> ParseUrlKey(Sv text, Sv part, Sv key) {
  if (part != "QUERY") return std::nullopt;
  std::optional<Sv> query = ParseUrl(text, part);
  while (query) {
    size_t end = query->find('&');
    Sv pair = query->substr(0, end);
    if (pair.starts_with(key) && pair.substr(key.size()).starts_with('=')) return pair.substr(key.size() + 1);
    if (end == Sv::npos) break;
    query->remove_prefix(end + 1);
  }
  return std::nullopt;
}

Result<ExprPtr> BindParseUrl(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  if (args.size() == 2) return BindRows<Sv, Sv, Sv>(self, DataType::String(), std::move(args), ParseUrl);
  return BindRows<Sv, Sv, Sv, Sv>(self, DataType::String(), std::move(args), ParseUrlKey);
}

constexpr Function kFunctions[] = {{"PARSE_URL", 2, 3, "PARSE_URL(url, part [, key])", BindParseUrl}};

}  // namespace

std::span<const Function> UrlFunctions() {
  return kFunctions;
}

}  // namespace mullion
