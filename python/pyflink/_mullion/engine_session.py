"""A session of the engine: a catalog and settings of its own. One a TableEnvironment."""

import itertools
from dataclasses import dataclass

from pyflink._mullion import sql_text, type_text, wire

_numbers = itertools.count(1)


@dataclass(frozen=True)
class ColumnInfo:
    """A column of a query: `time` is ROWTIME, PROCTIME or None."""

    name: str
    data_type: object
    time: str | None = None

    def declaration(self):
        """As print_schema() writes it."""
        mark = f" *{self.time}*" if self.time else ""
        return f"{sql_text.name(self.name)} {type_text.full_text(self.data_type)}{mark}"


@dataclass
class Executed:
    """What a statement gave: `kind` is ok, rows or job."""

    kind: str
    columns: list
    rows: list
    job: str | None = None
    returns_rows: bool = False
    streaming: bool = True


def _columns(reply):
    return [ColumnInfo(column["name"], type_text.from_engine(column["type"]), column.get("time"))
            for column in reply.get("columns", [])]


class EngineSession:
    """Statements and settings. `written` says whether the SQL is the script's own, so that errors point into it."""

    def __init__(self):
        self.number = next(_numbers)

    def _ask(self, op, **fields):
        return wire.connection().ask(op, session=self.number, **fields)

    def execute(self, sql, written=False):
        reply = self._ask("execute", sql=sql, written=written)
        return Executed(reply["kind"], _columns(reply), reply.get("rows", []), reply.get("job"),
                        reply.get("returns_rows", False), reply.get("streaming", True))

    def describe(self, query, written=False):
        """The columns of a query; raises for one that cannot be planned."""
        return _columns(self._ask("describe", sql=query, written=written))

    def texts(self, statement):
        """The rows of SHOW, DESCRIBE and EXPLAIN."""
        return self.execute(statement).rows

    def set(self, key, value):
        self.execute(f"SET {sql_text.string(key)} = {sql_text.string(value)}")

    def reset(self, key):
        self.execute(f"RESET {sql_text.string(key)}")

    def settings(self):
        return dict(self.texts("SET"))
