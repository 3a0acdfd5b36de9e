"""Lists of expressions are written a few on a line with a bar between them."""

import re

_TOKEN = re.compile(r"'(?:[^']|'')*'|\|\||\||[^'|]+|'")


def split(text):
    """The expressions of a text; bars inside quotes and double bars belong to the expression."""
    found, current = [], ""
    for line in text.splitlines():
        for token in [*_TOKEN.findall(line), "|"]:
            if token == "|":
                if current.strip():
                    found.append(current.strip())
                current = ""
            else:
                current += token
    return found
