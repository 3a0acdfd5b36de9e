#include "sql/source.h"

namespace mullion::sql {

std::string IdentifierPath::ToString() const {
  std::string out;
  for (const Identifier& part : parts) {
    if (!out.empty()) out += '.';
    out += part.name;
  }
  return out;
}

}  // namespace mullion::sql
