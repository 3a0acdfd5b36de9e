"""The recorded expressions: a tree of plain values. What the classes of pyflink.table.expression wrap."""

from dataclasses import dataclass, field
from typing import Any


class Node:
    """A place in the tree."""


@dataclass(eq=False)
class Column(Node):
    """A column of the input, or a window's alias."""

    name: str


@dataclass(eq=False)
class Literal(Node):
    """A Python value; `data_type` when the script gave one."""

    value: Any
    data_type: Any = None


@dataclass(eq=False)
class Call(Node):
    """A function or operator of rendering.FORMS, or of SQL by its own name."""

    function: str
    arguments: list = field(default_factory=list)


@dataclass(eq=False)
class Aggregate(Node):
    """SUM(x), COUNT(DISTINCT x)."""

    function: str
    arguments: list
    distinct: bool = False


@dataclass(eq=False)
class Over(Node):
    """An aggregate over the window of an alias."""

    aggregate: Node
    alias: str


@dataclass(eq=False)
class WindowProperty(Node):
    """START, END, ROWTIME or PROCTIME of a group window."""

    name: str
    window: Node


@dataclass(eq=False)
class Cast(Node):
    """CAST or TRY_CAST."""

    operand: Node
    data_type: Any
    safe: bool = False


@dataclass(eq=False)
class Alias(Node):
    """Names for an expression; more than one when it gives several columns."""

    operand: Node
    names: list


@dataclass(eq=False)
class Interval(Node):
    """A constant interval: milliseconds, or months."""

    ms: int = 0
    months: int | None = None


@dataclass(eq=False)
class RowCount(Node):
    """row_interval(n)"""

    rows: int


@dataclass(eq=False)
class Bound(Node):
    """UNBOUNDED_ROW and the like."""

    name: str


@dataclass(eq=False)
class Order(Node):
    """A sort key with its direction."""

    operand: Node
    descending: bool


@dataclass(eq=False)
class FieldAccess(Node):
    """A field of a row, by name or position."""

    operand: Node
    key: Any


@dataclass(eq=False)
class Flatten(Node):
    """Every field of a row."""

    operand: Node


@dataclass(eq=False)
class Columns(Node):
    """Columns of the input: all, those of `ranges`, or all but those."""

    ranges: list | None = None
    without: bool = False


@dataclass(eq=False)
class Range(Node):
    """From one column to another, by name or by position counted from 1."""

    first: Any
    last: Any


@dataclass(eq=False)
class Sql(Node):
    """An expression that the script wrote as SQL."""

    text: str


@dataclass(eq=False)
class Words(Node):
    """Words that belong to a call's syntax: a unit, ON ERROR."""

    text: str


@dataclass(eq=False)
class Subquery(Node):
    """The rows of a table, for IN."""

    table: Any


def children(node):
    """The operands of a node."""
    if isinstance(node, (Call, Aggregate)):
        return node.arguments
    if isinstance(node, Over):
        return [node.aggregate]
    if isinstance(node, WindowProperty):
        return [node.window]
    if isinstance(node, (Cast, Alias, Order, FieldAccess, Flatten)):
        return [node.operand]
    return []


def contains(node, wanted):
    """Whether a node of that class stands in the tree."""
    return isinstance(node, wanted) or any(contains(child, wanted) for child in children(node))


def strip_alias(node):
    return node.operand if isinstance(node, Alias) else node
