"""embed_python.py FOLDER OUT.cpp: the Python files of a folder as one ZIP archive in a C++ array.

The archive is the same for the same files: names are sorted, times are fixed. Beside each source lies nothing compiled,
so that any python3 can read it."""

import io
import sys
import zipfile
from pathlib import Path

LINE_BYTES = 24
TIME = (1980, 1, 1, 0, 0, 0)


def archive(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for file in sorted(folder.rglob("*.py")):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, file.read_bytes())
    return out.getvalue()


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
