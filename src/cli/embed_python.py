"""embed_python.py FOLDER OUT.cpp: the Python files of a folder as one ZIP archive in a C++ array.

The archive is the same for the same files: names are sorted, times are fixed. Beside each source lies its byte code for
the Python that builds; another Python passes over it and compiles the source."""

import io
import py_compile
import sys
import tempfile
import zipfile
from pathlib import Path

LINE_BYTES = 24
TIME = (1980, 1, 1, 0, 0, 0)


def archive(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for file in sorted(folder.rglob("*.py")):
            name = file.relative_to(folder).as_posix()
            add(package, name, file.read_bytes())
            add(package, name + "c", byte_code(file, name))
    return out.getvalue()


def add(package, name, data):
    entry = zipfile.ZipInfo(name, TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, data)


def byte_code(file, name):
    """A .pyc file that is taken without a look at its source."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = py_compile.compile(file, cfile=str(Path(folder) / "code"), dfile=name, doraise=True, optimize=0,
                                      invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        return Path(compiled).read_bytes()


def main():
    data = archive(Path(sys.argv[1]))
    lines = [",".join(str(byte) for byte in data[at:at + LINE_BYTES]) for at in range(0, len(data), LINE_BYTES)]
    body = ",\n    ".join(lines)
    Path(sys.argv[2]).write_text(f"""// Made by embed_python.py from python/.
#include "cli/python_package.h"

namespace mullion {{
namespace {{
constexpr unsigned char kArchive[] = {{
    {body}}};
}}  // namespace

std::span<const unsigned char> PythonPackage() {{ return kArchive; }}

}}  // namespace mullion
""")


if __name__ == "__main__":
    main()
