"""What a Table stands for in SQL: something to select from with conditions, or a finished query. Values; never changed."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Open:
    """FROM … WHERE … without a select list yet, so that conditions and the list join one SELECT."""

    source: str
    conditions: tuple = ()

    def tail(self):
        """FROM and WHERE."""
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        return f"FROM {self.source}{where}"

    def sql(self):
        return f"SELECT * {self.tail()}"

    checkable = sql

    def filtered(self, condition):
        return replace(self, conditions=(*self.conditions, condition))

    def opened(self):
        return self

    def joinable(self):
        """As one side of a join."""
        return self.source if not self.conditions and " " not in self.source else f"({self.sql()})"


@dataclass(frozen=True)
class Closed:
    """A whole query."""

    text: str

    def sql(self):
        return self.text

    checkable = sql

    def opened(self):
        """The query as the input of another."""
        return Open(f"({self.text})")

    def joinable(self):
        return f"({self.text})"


@dataclass(frozen=True)
class Sorted:
    """A query with its order and its cut, which belong to one ORDER BY … OFFSET … FETCH."""

    input: Open
    order: str = ""
    offset: int | None = None
    fetch: int | None = None

    def sql(self):
        text = self.input.sql()
        if self.order:
            text += f" ORDER BY {self.order}"
        if self.offset is not None:
            text += f" OFFSET {self.offset} ROWS"
        if self.fetch is not None:
            text += f" FETCH NEXT {self.fetch} ROWS ONLY"
        return text

    def checkable(self):
        """A stream cannot be sorted without a cut, which the next call may bring: the check is made with one."""
        return self.sql() if self.fetch is not None else replace(self, fetch=1).sql()

    def opened(self):
        return Open(f"({self.sql()})")

    def joinable(self):
        return f"({self.sql()})"
