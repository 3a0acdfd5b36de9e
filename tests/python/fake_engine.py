"""An engine for tests of the SQL that the package makes: it knows a few tables, and takes the columns of a query from the
query's own select list, which is all that the package asks it for while a script builds tables."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
sys.dont_write_bytecode = True

from pyflink._mullion import wire  # noqa: E402


def type_of(kind, **more):
    return {"kind": kind, "nullable": True, **more}


STRING = type_of("VARCHAR", precision=2147483647)
POSITION = type_of("ROW", fields=[{"name": "x", "type": type_of("INT")}, {"name": "y", "type": type_of("INT")}])
TABLES = {
    "`orders`": {"client": type_of("INT"), "amount": type_of("INT"), "item": STRING,
                 "ts": type_of("TIMESTAMP", precision=3), "pt": type_of("TIMESTAMP_LTZ", precision=3),
                 "payload": type_of("ROW", fields=[{"name": "kind", "type": STRING}, {"name": "pos", "type": POSITION}])},
    "`clients`": {"id": type_of("INT"), "name": STRING},
}


def at_top(text, wanted):
    """The places of a letter outside of parentheses, quotes and back-quotes."""
    depth, quote = 0, ""
    for index, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'`":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif depth == 0 and letter == wanted:
            yield index


def columns_of_source(source):
    """Columns of what stands after FROM: a table, a query, or two of them joined."""
    joins = [index for index in at_top(source, "J") if source[index - 1:index + 5] == " JOIN "]
    found = {}
    for begin, end in zip([0, *(index + 5 for index in joins)], [*joins, len(source)]):
        part = source[begin:end]
        if not part.startswith("("):
            table = part.split(" ")[0]
            if table not in TABLES:
                raise LookupError(table)
            found |= TABLES[table]
            continue
        close = next(index for index in range(len(part) + 1) if part[:index].count("(") == part[:index].count(")") > 0)
        inner = part[1:close - 1]
        found |= values(part[close:]) if inner.startswith("VALUES") else columns_of(inner)
    return found


def values(alias):
    return {name: type_of("BIGINT") for name in re.findall(r"`([^`]+)`", alias.split("(", 1)[1].split(")")[0])}


def columns_of(query):
    if query.startswith("("):
        return columns_of_source(query)
    query = re.sub(r"^SELECT DISTINCT ", "SELECT ", query)
    source_at = next((i for i in at_top(query, "F") if query[i - 1:i + 5] == " FROM "), None)
    listed = query[len("SELECT "):source_at if source_at is None else source_at - 1]
    source = {} if source_at is None else columns_of_source(query[source_at + len("FROM "):])
    found, begin = {}, 0
    for end in [*at_top(listed, ","), len(listed)]:
        item, begin = listed[begin:end].strip(), end + 1
        if item == "*":
            found |= source
            continue
        text, _, name = item.rpartition(" AS ")
        known = re.fullmatch(r"`([^`]+)`", text)
        found[name.strip("`")] = source.get(known.group(1), type_of("BIGINT")) if known else type_of("BIGINT")
    return found


class FakeEngine:
    """Answers as the engine does, and keeps the statements."""

    def __init__(self):
        self.statements = []

    def ask(self, op, **fields):
        if op == "describe":
            try:
                columns = columns_of(fields["sql"])
            except LookupError as error:
                raise wire.TableException(f"Object '{error}' not found") from error
            return {"columns": [{"name": name, "type": kind} for name, kind in columns.items()]}
        self.statements.append(fields["sql"])
        if fields["sql"].startswith("EXPLAIN"):
            return {"kind": "rows", "rows": [["the plan"]]}
        return {"kind": "ok"}
