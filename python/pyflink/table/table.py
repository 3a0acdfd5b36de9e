"""Table: a query that is being built. Each call gives a new Table, checked by the engine at once; nothing runs before
execute() or execute_insert()."""

import itertools

from pyflink._mullion import grouping, nodes, sql_text
from pyflink._mullion.projection import expand, output_names
from pyflink._mullion.relation import Closed, Open, Sorted
from pyflink._mullion.rendering import Scope, render
from pyflink._mullion.unsupported import refuse
from pyflink.table.expression import Expression, node_of
from pyflink.table.table_pipeline import TablePipeline
from pyflink.table.table_schema import TableSchema
from pyflink.util.exceptions import TableException

_unnamed = itertools.count()

__all__ = ["Table", "GroupedTable", "GroupWindowedTable", "WindowGroupedTable", "OverWindowedTable"]


def _nodes_of(exprs):
    """Expressions as nodes; a list may stand for them."""
    if len(exprs) == 1 and isinstance(exprs[0], (list, tuple)):
        exprs = exprs[0]
    return [_node_of(expr) for expr in exprs]


def _node_of(expr):
    if isinstance(expr, Expression):
        return expr._node
    if isinstance(expr, str):
        raise TableException(f"columns are given as expressions: col('{expr}') in the place of '{expr}'")
    return node_of(expr)


def _name_of(field):
    """alias('a') and alias(col('a')) mean the same."""
    return field if isinstance(field, str) else _node_of(field).name


class Table:
    """Rows with named columns."""

    def __init__(self, environment, relation, written=False, declared=None):
        """`written`: the SQL is the script's own. `declared`: the path of the catalog's table that this is."""
        self._t_env, self._relation, self._declared = environment, relation, declared
        self._view_name = None  # that SQL knows it by, once it was put into a text
        self._columns = environment._session.describe(relation.checkable(), written)

    def __getattr__(self, name):
        if name.startswith("_") and name not in [column.name for column in self.__dict__.get("_columns", [])]:
            raise AttributeError(name)
        if name not in self._names():
            raise AttributeError(f"the table has no column '{name}'; its columns are: {', '.join(self._names())}")
        return Expression(nodes.Column(name))

    def __str__(self):
        """A name that SQL knows the table by, made when it is first asked for: f"SELECT * FROM {table}"."""
        if self._view_name is None:
            name = f"UnnamedTable${next(_unnamed)}"
            self._t_env.create_temporary_view(name, self)
            self._view_name = name
        return self._view_name

    def _names(self):
        return [column.name for column in self._columns]

    def _scope(self, **more):
        return Scope({column.name: column.data_type for column in self._columns}, **more)

    def _made(self, relation):
        return Table(self._t_env, relation)

    def _type_of(self, node):
        """The type of an expression over this table, by the engine."""
        query = f"SELECT {render(node, self._scope())} AS `value` {self._relation.opened().tail()}"
        return self._t_env._session.describe(query)[0].data_type

    def _render(self, expr):
        return render(_node_of(expr), self._scope())

    # Columns
    def select(self, *fields):
        """Computes columns; with aggregates, over all rows."""
        exprs = _nodes_of(fields)
        if any(nodes.contains(node, nodes.Aggregate) and not nodes.contains(node, nodes.Over) for node in exprs):
            return self._made(grouping.grouped(self._relation, self._scope(), [], exprs, self._type_of))
        return self._project(exprs, self._scope())

    def _project(self, exprs, scope):
        exprs = expand(exprs, scope, self._type_of)
        columns = grouping.select_list(exprs, output_names(exprs, scope), scope)
        return self._made(Closed(f"SELECT {columns} {self._relation.opened().tail()}"))

    def alias(self, field, *fields):
        """Renames the columns from the first on."""
        names = [_name_of(name) for name in (field, *fields)]
        if len(names) > len(self._columns):
            raise TableException(f"Aliasing more fields than the table has: {len(names)} > {len(self._columns)}")
        new = names + self._names()[len(names):]
        return self.select(*(Expression(nodes.Alias(nodes.Column(old), [name])) for old, name in zip(self._names(), new)))

    def add_columns(self, *fields):
        return self._project([nodes.Columns(), *_nodes_of(fields)], self._scope())

    def add_or_replace_columns(self, *fields):
        scope = self._scope()
        exprs = expand(_nodes_of(fields), scope, self._type_of)
        added = dict(zip(output_names(exprs, scope), exprs))
        kept = [added.pop(name, nodes.Column(name)) for name in self._names()]
        return self._project(kept + list(added.values()), scope)

    def rename_columns(self, *fields):
        new = {}
        for node in _nodes_of(fields):
            if not (isinstance(node, nodes.Alias) and isinstance(node.operand, nodes.Column)):
                raise TableException("rename_columns() takes columns with an alias: col('old').alias('new')")
            self._check_column(node.operand.name)
            new[node.operand.name] = node.names[0]
        return self._project([nodes.Alias(nodes.Column(name), [new.get(name, name)]) for name in self._names()],
                             self._scope())

    def drop_columns(self, *fields):
        dropped = [node.name for node in expand(_nodes_of(fields), self._scope(), self._type_of)]
        for name in dropped:
            self._check_column(name)
        return self._project([nodes.Column(name) for name in self._names() if name not in dropped], self._scope())

    def _check_column(self, name):
        if name not in self._names():
            raise TableException(f"there is no column '{name}'; the columns are: {', '.join(self._names())}")

    # Rows
    def filter(self, predicate):
        return self._made(self._relation.opened().filtered(self._render(predicate)))

    where = filter

    def distinct(self):
        return self._made(Closed(f"SELECT DISTINCT * {self._relation.opened().tail()}"))

    def order_by(self, *fields):
        order = ", ".join(self._sort_key(node) for node in _nodes_of(fields))
        return self._made(Sorted(self._relation.opened(), order))

    def _sort_key(self, node):
        """NULL is the largest value here, while in Flink's SQL it is the smallest."""
        order = node if isinstance(node, nodes.Order) else nodes.Order(node, False)
        return render(order, self._scope()) + (" NULLS FIRST" if order.descending else " NULLS LAST")

    def _sorted(self):
        return self._relation if isinstance(self._relation, Sorted) else Sorted(self._relation.opened())

    def offset(self, offset):
        cut = self._sorted()
        if cut.offset is not None or cut.fetch is not None:
            cut = Sorted(cut.opened())
        return self._made(Sorted(cut.input, cut.order, offset))

    def fetch(self, fetch):
        cut = self._sorted()
        if cut.fetch is not None:
            cut = Sorted(cut.opened())
        return self._made(Sorted(cut.input, cut.order, cut.offset, fetch))

    def limit(self, fetch, offset=0):
        return self.offset(offset).fetch(fetch) if offset else self.fetch(fetch)

    # Two tables
    def join(self, right, join_predicate=None):
        return self._join("JOIN", right, join_predicate)

    def left_outer_join(self, right, join_predicate=None):
        return self._join("LEFT JOIN", right, join_predicate)

    def right_outer_join(self, right, join_predicate):
        return self._join("RIGHT JOIN", right, join_predicate)

    def full_outer_join(self, right, join_predicate):
        return self._join("FULL JOIN", right, join_predicate)

    def _join(self, word, right, predicate):
        self._check_same_environment(right)
        both = [name for name in self._names() if name in right._names()]
        if both:
            raise TableException(f"join relations with ambiguous names: [{', '.join(both)}]")
        scope = self._scope()
        scope.columns.update(right._scope().columns)
        condition = "TRUE" if predicate is None else render(_node_of(predicate), scope)
        return self._made(Open(f"{self._relation.joinable()} {word} {right._relation.joinable()} ON {condition}"))

    def _set_operation(self, word, right):
        self._check_same_environment(right)
        return self._made(Closed(f"({self._relation.sql()}) {word} ({right._relation.sql()})"))

    def _check_same_environment(self, right):
        if right._t_env is not self._t_env:
            raise TableException("Only tables from the same TableEnvironment can be joined.")

    def union(self, right):
        return self._set_operation("UNION", right)

    def union_all(self, right):
        return self._set_operation("UNION ALL", right)

    def minus(self, right):
        return self._set_operation("EXCEPT", right)

    def minus_all(self, right):
        return self._set_operation("EXCEPT ALL", right)

    def intersect(self, right):
        return self._set_operation("INTERSECT", right)

    def intersect_all(self, right):
        return self._set_operation("INTERSECT ALL", right)

    # Groups and windows
    def group_by(self, *fields):
        return GroupedTable(self, _nodes_of(fields))

    def window(self, window):
        return GroupWindowedTable(self, window)

    def over_window(self, *over_windows):
        return OverWindowedTable(self, over_windows)

    # Results
    def execute(self):
        return self._t_env._run(self._relation.sql())

    def execute_insert(self, table_path_or_descriptor, overwrite=False):
        return self.insert_into(table_path_or_descriptor, overwrite).execute()

    def insert_into(self, table_path_or_descriptor, overwrite=False):
        path = self._t_env._path_of(table_path_or_descriptor)
        word = "OVERWRITE" if overwrite else "INTO"
        return TablePipeline(self._t_env, f"INSERT {word} {path} {self._relation.sql()}")

    def explain(self, *extra_details):
        return self._t_env._explain(self._relation.sql(), extra_details)

    def get_schema(self):
        return TableSchema(self._names(), [column.data_type for column in self._columns])

    get_resolved_schema = get_schema

    def print_schema(self):
        if self._declared is not None:
            lines = self._t_env._declaration(self._declared)
        else:
            lines = [column.declaration() for column in self._columns]
        print("(\n" + ",\n".join(f"  {line}" for line in lines) + "\n)")

    def to_pandas(self):
        """The rows as a pandas.DataFrame, where pandas is installed."""
        try:
            import pandas
        except ImportError:
            refuse("Table.to_pandas without pandas", "install pandas for the python3 that runs the script")
        with self.execute().collect() as rows:
            return pandas.DataFrame([list(row) for row in rows], columns=self._names())


def _refused_method(owner, name):
    def call(self, *_args, **_options):
        refuse(f"{owner}.{name}", "it needs a Python function or a table function")
    call.__name__ = name
    return call


for _name in ("join_lateral", "left_outer_join_lateral", "map", "flat_map", "aggregate", "flat_aggregate"):
    setattr(Table, _name, _refused_method("Table", _name))
Table.create_temporal_table_function = _refused_method("Table", "create_temporal_table_function")


class GroupedTable:
    """A table with its grouping keys."""

    def __init__(self, table, keys):
        self._table, self._keys = table, keys

    def select(self, *fields):
        table = self._table
        keys = expand(self._keys, table._scope(), table._type_of)
        return table._made(
            grouping.grouped(table._relation, table._scope(), keys, _nodes_of(fields), table._type_of))

    aggregate = _refused_method("GroupedTable", "aggregate")
    flat_aggregate = _refused_method("GroupedTable", "flat_aggregate")


class GroupWindowedTable:
    """A table with a window, which group_by() must name."""

    def __init__(self, table, window):
        self._table, self._window = table, window

    def group_by(self, *fields):
        return WindowGroupedTable(self._table, self._window, _nodes_of(fields))


class WindowGroupedTable:
    """A table with a window and its grouping keys."""

    def __init__(self, table, window, keys):
        self._table, self._window = table, window
        self._keys = grouping.without_window(keys, window)

    def select(self, *fields):
        table, window, exprs = self._table, self._window, _nodes_of(fields)
        keys = expand(self._keys, table._scope(), table._type_of)
        if window.counts_rows:
            return table._made(grouping.over_row_windows(table._relation, table._scope(), window, keys, exprs,
                                                         table._type_of))
        return table._made(
            grouping.grouped(table._relation, table._scope(window=window), keys, exprs, table._type_of))

    aggregate = _refused_method("WindowGroupedTable", "aggregate")
    flat_aggregate = _refused_method("WindowGroupedTable", "flat_aggregate")


class OverWindowedTable:
    """A table with over windows."""

    def __init__(self, table, windows):
        self._table, self._windows = table, {window.alias_name: window for window in windows}

    def select(self, *fields):
        return self._table._project(_nodes_of(fields), self._table._scope(over_windows=self._windows))
