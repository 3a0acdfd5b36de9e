"""Tables of text, as TableResult.print() shows them: Flink's TableauStyle."""

import unicodedata

from pyflink.table import types

NULL = "<NULL>"
WIDTH_MAX = 30
_INTEGER_WIDTHS = {types.TinyIntType: 4, types.SmallIntType: 6, types.IntType: 11, types.BigIntType: 20}


def display_width(text):
    """Columns of a terminal: wide and full-width letters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def width_of_type(data_type, width_max=WIDTH_MAX):
    """The width that any value of a type fits in; texts are cut to the widest."""
    kind = type(data_type)
    if kind in _INTEGER_WIDTHS:
        width = _INTEGER_WIDTHS[kind]
    elif kind is types.DecimalType:
        width = data_type.precision + 3
    elif kind is types.BooleanType:
        width = 5
    elif kind is types.DateType:
        width = 10
    elif kind is types.TimeType:
        width = 8 if data_type.precision == 0 else data_type.precision + 9
    elif kind in (types.TimestampType, types.LocalZonedTimestampType):
        width = 19 if data_type.precision == 0 else data_type.precision + 20
    else:
        width = width_max
    return max(width, len(NULL))


def _cut(text, width):
    """At most so wide, with three dots where something is missing."""
    if display_width(text) <= width:
        return text
    kept, room = "", width - 3
    for letter in text:
        room -= display_width(letter)
        if room < 0:
            break
        kept += letter
    return kept + "..."


def _line(cells, widths):
    shown = [_cut(cell, width) for cell, width in zip(cells, widths)]
    return "|" + "".join(f" {' ' * (width - display_width(cell))}{cell} |" for cell, width in zip(shown, widths)) + "\n"


def _border(widths):
    return "+" + "".join("-" * (width + 2) + "+" for width in widths) + "\n"


def _footer(count):
    return f"{count} {'row' if count == 1 else 'rows'} in set\n"


def write_stream(out, columns, groups, with_op, width_max=WIDTH_MAX):
    """Rows of a query as they come; `groups` are lists of [op, texts]."""
    names = [column.name for column in columns]
    widths = [max(display_width(column.name), width_of_type(column.data_type, width_max)) for column in columns]
    if with_op:
        names, widths = ["op", *names], [2, *widths]
    count = 0
    for rows in groups:
        text = "" if count else _border(widths) + _line(names, widths) + _border(widths)
        for op, cells in rows:
            cells = [NULL if cell is None else cell for cell in cells]
            text += _line([op, *cells] if with_op else cells, widths)
        count += len(rows)
        out.write(text)
        out.flush()
    out.write(_border(widths) + _footer(count) if count else "Empty set\n")
    out.flush()


def write_rows(out, names, rows, width_max=WIDTH_MAX):
    """Rows that are all there, each column as wide as its widest cell."""
    if not rows:
        out.write("Empty set\n")
        return
    cells = [[NULL if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(display_width, column)) for column in zip(names, *cells)]
    out.write(_border(widths) + _line(names, widths) + _border(widths))
    out.write("".join(_line(row, widths) for row in cells) + _border(widths) + _footer(len(rows)))
    out.flush()
