#include "http/http_url.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace mullion {
namespace {

bool IsPort(std::string_view text) {
  bool digits = !text.empty() && text.size() <= 5 &&
                std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!digits) return false;
  int number = std::stoi(std::string(text));
  return number > 0 && number <= 65'535;
}

std::unexpected<Error> NotAnAddress(std::string_view text, std::string_view what) {
  return Fail(Error::User(fmt::format("'{}' is no address of a server: {}", text, what))
                  .Hint("write http://host:port, https://host:port or one with a path behind it"));
}

/// Splits "host:port" and "[::1]:port"; false when the port is none.
bool SplitPort(std::string_view authority, HttpHost* host) {
  size_t colon = authority.rfind(':');
  bool has_port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  std::string_view name = authority.substr(0, has_port ? colon : authority.size());
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  host->name = name;
  host->port = has_port ? std::string(authority.substr(colon + 1)) : (host->tls ? "443" : "80");
  return IsPort(host->port);
}

}  // namespace

Result<HttpUrl> ParseHttpUrl(std::string_view text) {
  size_t scheme_end = text.find("://");
  std::string scheme = scheme_end == std::string_view::npos ? "http" : std::string(text.substr(0, scheme_end));
  std::ranges::transform(scheme, scheme.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string_view rest = scheme_end == std::string_view::npos ? text : text.substr(scheme_end + 3);
  size_t at = rest.rfind('@');
  if (at != std::string_view::npos) {
    return NotAnAddress(fmt::format("{}://***{}", scheme, rest.substr(at)), "user and password do not go into it");
  }
  if (scheme != "http" && scheme != "https") return NotAnAddress(text, "the scheme is http or https");
  size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view authority = rest.substr(0, slash);
  HttpUrl url;
  url.host.tls = scheme == "https";
  if (!SplitPort(authority, &url.host)) return NotAnAddress(text, fmt::format("'{}' is no port", url.host.port));
  if (url.host.name.empty()) return NotAnAddress(text, "the host's name is missing");
  if (std::ranges::any_of(rest, [](unsigned char c) { return c <= ' ' || c == '?' || c == '#'; })) {
    return NotAnAddress(text, "it holds a space, '?' or '#'");
  }
  url.host.url = fmt::format("{}://{}", scheme, authority);
  url.path = rest.substr(slash);
  while (url.path.ends_with('/')) url.path.pop_back();
  return url;
}

}  // namespace mullion
