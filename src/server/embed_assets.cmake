# Writes OUT, a C++ file with the files of ASSETS (a list of address=file under WEB) as arrays of bytes.
cmake_policy(SET CMP0007 NEW)
set(TABLE "")
set(BODIES "")
set(INDEX 0)
foreach(ASSET ${ASSETS})
  string(REGEX MATCH "^([^=]*)=(.*)$" _ "${ASSET}")
  set(ADDRESS ${CMAKE_MATCH_1})
  set(FILE ${CMAKE_MATCH_2})
  if(FILE MATCHES "\\.html$")
    set(TYPE "text/html; charset=utf-8")
  elseif(FILE MATCHES "\\.css$")
    set(TYPE "text/css; charset=utf-8")
  elseif(FILE MATCHES "\\.svg$")
    set(TYPE "image/svg+xml")
  elseif(FILE MATCHES "LICENSE$")
    set(TYPE "text/plain; charset=utf-8")
  else()
    set(TYPE "text/javascript; charset=utf-8")
  endif()
  file(READ ${WEB}/${FILE} HEX HEX)
  if(FILE MATCHES "hooks\\.module\\.js$")
    # A browser resolves no bare names, and an import map would have to be inline, which the page's policy forbids:
    # from"preact" becomes from"./preact.js".
    string(REPLACE "66726f6d2270726561637422" "66726f6d222e2f7072656163742e6a7322" HEX "${HEX}")
  endif()
  string(SHA256 HASH "${HEX}")
  string(SUBSTRING ${HASH} 0 16 HASH)
  string(LENGTH "${HEX}" LENGTH)
  math(EXPR LENGTH "${LENGTH} / 2")
  string(REGEX REPLACE "(................................)" "\\1\n" HEX "${HEX}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," HEX "${HEX}")
  string(APPEND BODIES "constexpr unsigned char kBody${INDEX}[] = {\n${HEX}};\n")
  string(APPEND TABLE "    {\"${ADDRESS}\", \"${TYPE}\", \"\\\"${HASH}\\\"\", Text(kBody${INDEX}, ${LENGTH})},\n")
  math(EXPR INDEX "${INDEX} + 1")
endforeach()
file(WRITE ${OUT} "// Made by embed_assets.cmake from web/.
#include \"server/embedded_assets.h\"

namespace mullion {
namespace {
${BODIES}
std::string_view Text(const unsigned char* bytes, size_t size) { return {reinterpret_cast<const char*>(bytes), size}; }
}  // namespace

std::span<const EmbeddedAsset> EmbeddedAssets() {
  static const EmbeddedAsset kAssets[] = {
${TABLE}  };
  return kAssets;
}

}  // namespace mullion
")
