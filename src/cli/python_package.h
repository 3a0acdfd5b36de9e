#pragma once
// The pyflink package as a ZIP archive, part of the program (made of python/ at build time). Any thread.

#include <span>

namespace mullion {

std::span<const unsigned char> PythonPackage();

}  // namespace mullion
