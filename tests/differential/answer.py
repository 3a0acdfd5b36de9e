"""What an engine made of a case: rows with their kinds, or a refusal before it ran, or a failure on the way."""

import re
from collections import Counter
from dataclasses import dataclass, field

from canonical import BadValue, canonical, difference, root


@dataclass
class Answer:
    """`columns` are (name, type) pairs, types None where the engine does not tell; `changes` are (op, values) pairs."""

    columns: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    error: str | None = None
    refused: bool = False

    def verdict(self):
        return "rows" if self.error is None else "refused" if self.refused else "failed"

    def is_append_only(self):
        return all(op == "+I" for op, _ in self.changes)

    def names(self):
        return [name for name, _ in self.columns]


def fold(changes, types):
    """The rows that are left when every change has been applied."""
    rows = Counter()
    for op, values in changes:
        row = tuple(canonical(value, type_text) for value, type_text in zip(values, types, strict=True))
        if op in ("+I", "+U"):
            rows[row] += 1
        elif rows[row] > 0:
            rows[row] -= 1
        else:
            raise BadValue(f"{op} takes away a row that is not there: {row}")
    return list(rows.elements())


def _type_differences(flink, engine):
    for (name, wanted), (_, found) in zip(flink.columns, engine.columns, strict=True):
        if found is not None and bare_type(wanted) != bare_type(found):
            yield f"column {name} is {bare_type(wanted)} in Flink, {bare_type(found)} here"


def bare_type(type_text):
    """What is compared of a type: without NOT NULL, marks of time attributes and lengths of texts and bytes."""
    bare = re.sub(r" \*(ROWTIME|PROCTIME)\*| NOT NULL", "", type_text)
    bare = re.sub(r"\b(VAR)?CHAR\(\d+\)", "STRING", bare)
    return re.sub(r"\b(VAR)?BINARY\(\d+\)", "BYTES", bare)


# Errors of Flink's own making, after which there is no answer to compare with.
_BROKEN = re.compile(r"CompileException|NullPointerException|AssertionError|This is a bug|ClassCastException|IndexOutOfBounds"
                     r"|InvocationTargetException|NoSuchMethod|Unsupported casting from NULL")


def is_broken(flink):
    return flink.error is not None and _BROKEN.search(flink.error) is not None


def compare(flink, engine, order_is_free=False):
    """Lines that tell where the engine's answer differs from Flink's; none when they agree or when Flink itself broke.
    `order_is_free`: of two inputs either may come first, so that one engine may have to take back what the other never said."""
    if is_broken(flink):
        return []
    if flink.error is not None or engine.error is not None:
        if (flink.error is None) != (engine.error is None):
            return [f"Flink: {flink.verdict()}, here: {engine.verdict()}", (flink.error or engine.error).strip()[:1200]]
        return []
    if flink.names() != engine.names() and engine.changes:
        return [f"columns are {flink.names()} in Flink, {engine.names()} here"]
    types = [type_text for _, type_text in flink.columns]
    found = list(_type_differences(flink, engine)) if len(flink.columns) == len(engine.columns) else []
    if flink.is_append_only() and not engine.is_append_only() and not order_is_free:
        found.append("Flink only appends, here rows are updated")
    try:
        missing, extra = difference(fold(flink.changes, types), fold(engine.changes, types), types)
    except BadValue as error:
        return [*found, str(error)]
    found += [f"missing: {show(row, types)}" for row in missing[:8]] + [f"extra:   {show(row, types)}" for row in extra[:8]]
    if len(missing) + len(extra) > 16:
        found.append(f"({len(missing)} missing, {len(extra)} extra)")
    return found


def show(row, types):
    return "[" + ", ".join(f"{value}" if root(type_text) == "DECIMAL" else repr(value)
                           for value, type_text in zip(row, types)) + "]"
