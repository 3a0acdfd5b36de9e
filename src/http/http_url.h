#pragma once
// The address of an HTTP service as a user writes it: "http://host:8083", "https://host/prefix". Pure function.

#include <string>
#include <string_view>

#include "base/error.h"
#include "http/http_client.h"

namespace mullion {

struct HttpUrl {
  HttpHost host;
  std::string path;  ///< "" or "/prefix", without a slash at its end
};

/// The scheme may be left out (http); without a port the scheme's own. Error (user): says what is wrong with `text`,
/// without the password where one stands in it.
Result<HttpUrl> ParseHttpUrl(std::string_view text);

}  // namespace mullion
