"""Values of result rows in a form that can be compared: by number where spellings are free, by text elsewhere."""

import re
import struct
from collections import Counter
from decimal import Decimal, InvalidOperation, localcontext

_TOLERANCE = {"DOUBLE": 1e-12, "FLOAT": 1e-6}


class BadValue(Exception):
    """A value that its column's type can't hold."""


def root(type_text):
    """The type's name without its parameters: 'DECIMAL(10, 2) NOT NULL' is a DECIMAL."""
    return re.match(r"[A-Z_]+", type_text.replace("CHARACTER VARYING", "VARCHAR")).group(0)


def _floating(value, type_root):
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise BadValue(f"{value!r} is no {type_root}") from None
    if type_root == "FLOAT" and number == number and abs(number) <= 3.4028235e38:
        number = struct.unpack("f", struct.pack("f", number))[0]
    return "NaN" if number != number else number


def _decimal(value, type_root):
    try:
        with localcontext() as context:
            context.prec = 100
            return Decimal(str(value)).normalize()
    except InvalidOperation:
        raise BadValue(f"{value!r} is no {type_root}") from None


def _time_text(value, _):
    match = re.fullmatch(r"(.*:\d\d)\.(\d*?)0*(Z?)", value)
    return value if match is None else match[1] + ("." + match[2] if match[2] else "") + match[3]


def _nested(value):
    """Numbers inside rows, arrays and maps by value, floating ones in seven digits; members of objects in their own order."""
    if isinstance(value, dict):
        return tuple(sorted((name, _nested(member)) for name, member in value.items()))
    if isinstance(value, list):
        return ("[]", *map(_nested, value))
    if isinstance(value, bool) or value is None:
        return repr(value)
    text = str(value)
    try:
        return f"{float(text):.7g}" if re.fullmatch(r"-?\d[\d.eE+-]*", text) else text
    except ValueError:
        return text


def _integer(value, type_root):
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(f"{value!r} is no {type_root}")
    return value


def canonical(value, type_text):
    """A hashable form of one value of the SQL type."""
    if value is None:
        return None
    type_root = root(type_text)
    if type_root in ("FLOAT", "DOUBLE"):
        return _floating(value, type_root)
    if type_root == "DECIMAL":
        return _decimal(value, type_root)
    if type_root in ("TINYINT", "SMALLINT", "INT", "BIGINT"):
        return _integer(value, type_root)
    if type_root.startswith("TIME") and isinstance(value, str):
        return _time_text(value, type_root)
    return _nested(value) if isinstance(value, (dict, list)) else value


def _close(left, right, type_text):
    if left == right:
        return True
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= _TOLERANCE.get(root(type_text), 0) * max(abs(left), abs(right))
    return False


def difference(wanted, found, types):
    """Two multisets of canonical rows: what is missing from `found` and what it has too much, close numbers being equal."""
    missing = list((Counter(wanted) - Counter(found)).elements())
    extra = list((Counter(found) - Counter(wanted)).elements())
    unmatched = []
    for row in missing:
        like = next((other for other in extra if all(map(_close, row, other, types))), None)
        if like is None:
            unmatched.append(row)
        else:
            extra.remove(like)
    return unmatched, extra
