"""Recorded expressions as SQL."""

from dataclasses import dataclass, field

from pyflink._mullion import forms, literals, nodes, sql_text, type_text
from pyflink.table import types
from pyflink.util.exceptions import TableException


@dataclass
class Scope:
    """What an expression may refer to: the input's columns with their types, a group window, over windows by alias, and
    the grouping keys that are expressions, by the names they were given."""

    columns: dict = field(default_factory=dict)
    window: object = None
    over_windows: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)

    def type_of(self, node):
        """The type of a column or of a field inside one; None when it is not known here."""
        if isinstance(node, nodes.Column):
            return self.columns.get(node.name)
        if isinstance(node, nodes.Alias):
            return self.type_of(node.operand)
        if isinstance(node, nodes.Cast):
            return node.data_type
        if isinstance(node, nodes.FieldAccess):
            row = self.type_of(node.operand)
            if isinstance(row, types.RowType):
                return _field_of(row, node.key).data_type
        return None

    def is_text(self, node):
        """Whether + with it joins texts."""
        if isinstance(node, nodes.Literal):
            return isinstance(node.value, str)
        if isinstance(node, nodes.Call):
            return node.function in _TEXT_FUNCTIONS or (node.function == "+" and any(map(self.is_text, node.arguments)))
        return isinstance(self.type_of(node), (types.VarCharType, types.CharType))


_TEXT_FUNCTIONS = frozenset(["CONCAT", "CONCAT_WS", "UPPER", "LOWER", "INITCAP", "TRIM", "SUBSTRING", "REPLACE", "LPAD",
                             "RPAD", "DATE_FORMAT", "||", "REPEAT", "REVERSE", "MD5", "UUID"])


def _field_of(row_type, key):
    try:
        return row_type[key]
    except (KeyError, IndexError) as error:
        raise TableException(f"the row has no field {key!r}; its fields are: {', '.join(row_type.names)}") from error


def render(node, scope):
    """The node as SQL."""
    return _RENDERERS[type(node)](node, scope)


def _column(node, scope):
    if node.name in scope.keys:
        return render(scope.keys[node.name], Scope(scope.columns))
    return sql_text.name(node.name)


def _literal(node, _scope):
    if node.data_type is None:
        return literals.untyped(node.value)
    return literals.typed(node.value, node.data_type if node.value is None else node.data_type.not_null())


def _call(node, scope):
    written = [render(argument, scope) for argument in node.arguments]
    function = node.function
    if function == "+" and any(map(scope.is_text, node.arguments)):
        function = "||"
    form = forms.FORMS.get(function)
    return form(*written) if form else f"{function}({', '.join(written)})"


def _aggregate(node, scope):
    # The arguments of an aggregate are of the input: a key's name does not stand for its expression there.
    written = [render(argument, Scope(scope.columns)) for argument in node.arguments]
    form = forms.AGGREGATES.get(node.function)
    if form and node.distinct and node.function == "SUM0":
        return forms.AGGREGATES["SUM0"]("DISTINCT " + written[0])
    if form:
        return form(*written)
    return f"{node.function}({'DISTINCT ' if node.distinct else ''}{', '.join(written) or '*'})"


def _over(node, scope):
    window = scope.over_windows.get(node.alias)
    if window is None:
        raise TableException(f"there is no over window '{node.alias}'; give it with over_window(… .alias('{node.alias}'))")
    return f"{render(node.aggregate, scope)} OVER ({over_clause(window, scope)})"


def over_clause(window, scope):
    """The inside of OVER ( )."""
    inner = Scope(scope.columns)
    parts = []
    if window.partition_keys:
        parts.append("PARTITION BY " + ", ".join(render(key, inner) for key in window.partition_keys))
    parts.append("ORDER BY " + render(window.order, inner))
    parts.append(_frame(window.lower, window.upper))
    return " ".join(parts)


def _frame(lower, upper):
    kind, start = "RANGE", "UNBOUNDED PRECEDING"
    if isinstance(lower, nodes.RowCount):
        kind, start = "ROWS", f"{lower.rows} PRECEDING"
    elif isinstance(lower, nodes.Interval):
        start = _interval(lower, None) + " PRECEDING"
    elif lower is not None and lower.name == "UNBOUNDED_ROW":
        kind = "ROWS"
    elif lower is not None and lower.name.startswith("CURRENT"):
        start, kind = "CURRENT ROW", "ROWS" if lower.name == "CURRENT_ROW" else "RANGE"
    if upper is not None and not (isinstance(upper, nodes.Bound) and upper.name.startswith("CURRENT")):
        raise TableException("an over window can end at the current row only: following(CURRENT_ROW) or "
                             "following(CURRENT_RANGE)")
    return f"{kind} BETWEEN {start} AND CURRENT ROW"


def _property(node, scope):
    window = scope.window
    if window is None:
        raise TableException("Window properties can only be used on windowed tables.")
    if not (isinstance(node.window, nodes.Column) and node.window.name == window.alias_name):
        raise TableException(f"window properties are taken of the window '{window.alias_name}'")
    return window.property_sql(node.name, lambda part: render(part, Scope(scope.columns)))


def _cast(node, scope):
    word = "TRY_CAST" if node.safe else "CAST"
    target = node.data_type if isinstance(node.data_type, str) else type_text.nullable_text(node.data_type)
    return f"{word}({render(node.operand, scope)} AS {target})"


def _interval(node, _scope):
    return sql_text.interval_of_ms(node.ms) if node.months is None else sql_text.interval_of_months(node.months)


def _order(node, scope):
    return render(node.operand, scope) + (" DESC" if node.descending else " ASC")


def _field_access(node, scope):
    key = node.key
    if isinstance(key, int):
        row = scope.type_of(node.operand)
        if row is None:
            raise TableException(f"get({key}) needs a row whose type is known; take the field by its name")
        key = _field_of(row, key).name
    return f"{render(node.operand, scope)}.{sql_text.name(key)}"


def _not_a_value(what):
    def refuse(_node, _scope):
        raise TableException(f"{what} cannot stand inside an expression")
    return refuse


_RENDERERS = {
    nodes.Column: _column,
    nodes.Literal: _literal,
    nodes.Call: _call,
    nodes.Aggregate: _aggregate,
    nodes.Over: _over,
    nodes.WindowProperty: _property,
    nodes.Cast: _cast,
    nodes.Alias: lambda node, scope: render(node.operand, scope),
    nodes.Interval: _interval,
    nodes.RowCount: _not_a_value("row_interval()"),
    nodes.Bound: _not_a_value("the bound of an over window"),
    nodes.Order: _order,
    nodes.FieldAccess: _field_access,
    nodes.Flatten: _not_a_value("flatten"),
    nodes.Columns: lambda node, scope: "*",
    nodes.Sql: lambda node, scope: f"({node.text})",
    nodes.Words: lambda node, scope: node.text,
    nodes.Subquery: lambda node, scope: node.table._relation.sql(),
}
