// libFuzzer: any bytes give a tree that prints and reads back to the same print, or an error that renders.

#include <cstdint>

#include "sql/parser.h"
#include "sql/printer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace mullion;
  using namespace mullion::sql;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Result<std::vector<Statement>> script = ParseScript(text);
  if (!script) {
    MULLION_CHECK(!script.error().Render("job.sql", text).empty());
    return 0;
  }
  for (const Statement& statement : *script) {
    std::string printed = Print(statement);
    Result<Statement> again = ParseStatement(printed);
    MULLION_CHECK(again.has_value(), printed);
    MULLION_CHECK(Print(*again) == printed, printed);
  }
  return 0;
}
