#pragma once
// The page's files as they lie in the program: made by room.cmake from web/ and the libraries under web/node_modules.
// Constant data, any thread.

#include <span>
#include <string_view>

namespace mullion {

struct EmbeddedAsset {
  std::string_view path;  ///< as in the address: "/page.js"
  std::string_view content_type;
  std::string_view etag;  ///< of the content, with quotes
  std::string_view body;
};

std::span<const EmbeddedAsset> EmbeddedAssets();

}  // namespace mullion
