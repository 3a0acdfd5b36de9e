"""GROUP BY: plain, over a group window, and over a window of a number of rows."""

from pyflink._mullion import nodes, sql_text
from pyflink._mullion.projection import expand, output_names
from pyflink._mullion.relation import Closed
from pyflink._mullion.rendering import Scope, render
from pyflink.util.exceptions import TableException


def select_list(exprs, names, scope):
    return ", ".join(f"{render(node, scope)} AS {sql_text.name(name)}" for node, name in zip(exprs, names))


def grouped(relation, scope, keys, exprs, describe):
    """SELECT exprs … GROUP BY keys. A key with an alias is known to the list by it."""
    scope = Scope(scope.columns, scope.window, {}, _named_keys(keys))
    exprs = expand(exprs, scope, describe)
    names = output_names(exprs, scope)
    groups = [render(nodes.strip_alias(key), Scope(scope.columns)) for key in keys]
    text = f"SELECT {select_list(exprs, names, scope)} {relation.opened().tail()}"
    if scope.window is not None:
        groups.insert(0, scope.window.call_sql(lambda part: render(part, Scope(scope.columns))))
    return Closed(text + (f" GROUP BY {', '.join(groups)}" if groups else ""))


def _named_keys(keys):
    return {key.names[0]: key.operand for key in keys if isinstance(key, nodes.Alias)}


def without_window(keys, window):
    """The keys beside the window's alias, which must be among them once."""
    rest = [key for key in keys if not (isinstance(key, nodes.Column) and key.name == window.alias_name)]
    if len(rest) != len(keys) - 1:
        raise TableException("GroupBy must contain exactly one window alias.")
    return rest


def over_row_windows(relation, scope, window, keys, exprs, describe):
    """A window of a number of rows, in processing time and per key.

    SQL has no such window, yet it is the same as: number the rows of a key; look at every row that completes a window;
    its result is an aggregate over that row and the size - 1 rows before it."""
    scope = Scope(scope.columns, None, {}, _named_keys(keys))
    exprs = expand(exprs, scope, describe)
    if any(nodes.contains(node, nodes.WindowProperty) for node in exprs):
        raise TableException("Window start, end and time are not available for row-count windows.")
    names = output_names(exprs, scope)
    size, slide = window.size.rows, (window.slide or window.size).rows
    plain = Scope(scope.columns)
    key_texts = [render(nodes.strip_alias(key), plain) for key in keys]
    order = "ORDER BY " + render(window.time, plain)
    partition = f"PARTITION BY {', '.join(key_texts)} " if key_texts else ""
    numbered = (f"SELECT *, COUNT(*) OVER ({partition}{order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS `row$number` "
                f"{relation.opened().tail()}")
    frame = f"OVER ({partition}{order} ROWS BETWEEN {size - 1} PRECEDING AND CURRENT ROW)"
    aggregates = {}
    outer = [_lifted(node, scope, aggregates) for node in exprs]
    kept = [f"{text} AS `key${index}`" for index, text in enumerate(key_texts)]
    kept += [f"{text} {frame} AS {sql_text.name(name)}" for text, name in aggregates.items()]
    windows = f"SELECT {', '.join([*kept, '`row$number`'])} FROM ({numbered})"
    renamed = Scope({}, keys=_renamed_keys(keys))
    complete = f"`row$number` >= {size} AND MOD(`row$number` - {size}, {slide}) = 0"
    return Closed(f"SELECT {select_list(outer, names, renamed)} FROM ({windows}) WHERE {complete}")


def _lifted(node, scope, aggregates):
    """The node with its aggregates as columns of the query below."""
    if isinstance(node, nodes.Aggregate):
        text = render(node, scope)
        return nodes.Column(aggregates.setdefault(text, f"aggregate${len(aggregates)}"))
    if isinstance(node, nodes.Call):
        return nodes.Call(node.function, [_lifted(child, scope, aggregates) for child in node.arguments])
    if isinstance(node, nodes.Cast):
        return nodes.Cast(_lifted(node.operand, scope, aggregates), node.data_type, node.safe)
    if isinstance(node, nodes.Alias):
        return nodes.Alias(_lifted(node.operand, scope, aggregates), node.names)
    return node


def _renamed_keys(keys):
    out = {}
    for index, key in enumerate(keys):
        inner = nodes.strip_alias(key)
        name = key.names[0] if isinstance(key, nodes.Alias) else inner.name if isinstance(inner, nodes.Column) else None
        if name is not None:
            out[name] = nodes.Column(f"key${index}")
    return out
