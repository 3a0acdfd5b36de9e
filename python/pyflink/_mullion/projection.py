"""What a select list gives: columns written out, and the names that Flink gives to those without one."""

from pyflink._mullion import nodes, type_text
from pyflink._mullion.rendering import render
from pyflink.table import types
from pyflink.util.exceptions import TableException


def expand(exprs, scope, describe):
    """The list with *, ranges and flatten() written out. `describe` gives the type of an expression."""
    out = []
    for node in exprs:
        inner = nodes.strip_alias(node)
        if isinstance(inner, nodes.Columns):
            out += [nodes.Column(name) for name in select_names(inner, list(scope.columns))]
        elif isinstance(inner, nodes.Flatten):
            out += _flattened(inner.operand, node, scope, describe)
        else:
            out.append(node)
    return out


def _flattened(operand, node, scope, describe):
    row = scope.type_of(operand) or describe(operand)
    if not isinstance(row, types.RowType):
        return [operand]
    fields = [nodes.FieldAccess(operand, field.name) for field in row.fields]
    if isinstance(node, nodes.Alias):
        return [nodes.Alias(field, [name]) for field, name in zip(fields, node.names)]
    return fields


def select_names(columns, names):
    """The names that a Columns node stands for."""
    if columns.ranges is None:
        return names
    chosen = []
    for part in columns.ranges:
        part = nodes.strip_alias(part)
        if isinstance(part, nodes.Columns):
            chosen += select_names(part, names)
        elif isinstance(part, nodes.Range):
            chosen += names[_position(part.first, names):_position(part.last, names) + 1]
        else:
            chosen.append(names[_position(_key_of(part), names)])
    return [name for name in names if name not in chosen] if columns.without else chosen


def _key_of(part):
    if isinstance(part, nodes.Column):
        return part.name
    if isinstance(part, nodes.Literal):
        return part.value
    raise TableException("with_columns() and without_columns() take columns, positions and ranges of them")


def _position(key, names):
    """Positions count from 1."""
    if isinstance(key, int):
        if not 1 <= key <= len(names):
            raise TableException(f"there is no column number {key}: the table has {len(names)}")
        return key - 1
    if key not in names:
        raise TableException(f"there is no column '{key}'; the columns are: {', '.join(names)}")
    return names.index(key)


def output_names(exprs, scope):
    """The name of each expression, as Flink gives it. Raises for a name that comes twice."""
    numbered = _numbered_aggregates(exprs, scope)
    names = [_name_of(node, index, numbered, scope) for index, node in enumerate(exprs)]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise TableException(f"Ambiguous column name: {name}")
    return names


def _numbered_aggregates(exprs, scope):
    """EXPR$0, EXPR$1, … for the aggregates and window properties, by their SQL, in the order of the list."""
    found = {}

    def visit(node):
        if isinstance(node, nodes.Over):
            return
        if isinstance(node, (nodes.Aggregate, nodes.WindowProperty)):
            found.setdefault(render(node, scope), f"EXPR${len(found)}")
            return
        for child in nodes.children(node):
            visit(child)

    for node in exprs:
        visit(node)
    return found


def _name_of(node, index, numbered, scope):
    if isinstance(node, nodes.Alias):
        return node.names[0]
    return _derived_name(node, numbered, scope) or f"_c{index}"


def _derived_name(node, numbered, scope):
    """The name that shows through, or None."""
    if isinstance(node, nodes.Alias):
        return node.names[0]
    if isinstance(node, nodes.Column):
        return node.name
    if isinstance(node, (nodes.Aggregate, nodes.WindowProperty)):
        return numbered[render(node, scope)]
    if isinstance(node, nodes.FieldAccess):
        inner = _derived_name(node.operand, numbered, scope) if _shows(node.operand) else None
        key = f"_{node.key}" if isinstance(node.key, int) else node.key
        return f"{inner}${key}" if inner else None
    if isinstance(node, nodes.Cast):
        inner = _derived_name(node.operand, numbered, scope) if _shows(node.operand) else None
        return f"{inner}-{type_text.full_text(node.data_type)}" if inner else None
    return None


def _shows(node):
    return not isinstance(node, nodes.Cast)
