"""Queries with windows: table functions, group windows, grouping sets, cascades, Top-N, deduplication, window joins."""

from case import Case
from generate import expression
from generate.aggregate import Aggregates
from generate.table import Table, job_of
from generate.window import GroupWindow, WindowFunction

_W = ["window_start", "window_end"]


def _case(chosen, tables, items, template):
    job = job_of(tables, chosen)
    return Case("", job.setup(), job.inputs(), template, items)


def _table(chosen, **options):
    return Table(chosen, safe=chosen.random() < 0.35, **options)


def _keys(chosen, table, expressions):
    """(expression, name) pairs to group by."""
    keys = [(name, name) for name in chosen.sample(["k", "g"] + table.of_type("BOOLEAN", "DATE"), chosen.choice([0, 1, 1, 1, 2]))]
    if chosen.random() < 0.2:
        keys.append((expressions.any(), "e"))
    return keys


def _where(chosen, expressions, likelihood=0.3):
    return f" WHERE {expressions.condition()}" if chosen.random() < likelihood else ""


def aggregate(chosen):
    table = _table(chosen)
    expressions = expression.over(chosen, table)
    window, keys = WindowFunction(chosen, table), _keys(chosen, table, expressions)
    bounds = _W + (["window_time"] if chosen.random() < 0.3 else [])
    groups = [text for text, _ in keys] + bounds
    chosen.shuffle(groups)
    items = [text if text == name else f"{text} AS {name}" for text, name in keys]
    items += chosen.sample(bounds, chosen.randint(1, len(bounds))) + Aggregates(chosen, table, expressions, whole=window.kind == "TUMBLE").some()
    having = " HAVING " + Aggregates(chosen, table, expressions).having() if chosen.random() < 0.2 else ""
    return _case(chosen, [table], items, f"SELECT {{items}} FROM {window.call()}{_where(chosen, expressions)} GROUP BY {', '.join(groups)}{having}")


def grouping_sets(chosen):
    table = _table(chosen)
    expressions = expression.over(chosen, table)
    window = WindowFunction(chosen, table)
    sets = chosen.choice(["GROUPING SETS ((k), ())", "GROUPING SETS ((k), (g), ())", "GROUPING SETS ((k, g), (g))", "ROLLUP (k, g)", "CUBE (k, g)", "ROLLUP (k)", "CUBE (g, k)",
                          "GROUPING SETS ((k, g), k, ())"])
    items = ["k"] + (["g"] if "g" in sets else []) + _W
    items += chosen.sample(["GROUPING(k) AS gk", "GROUPING_ID(k) AS gi", "GROUP_ID() AS gr"] + (["GROUPING_ID(k, g) AS gg", "GROUPING(g) AS go"] if "g" in sets else []),
                           chosen.randint(0, 2))
    items += Aggregates(chosen, table, expressions, in_order=False).some(1, 3)
    order = [", ".join(_W), sets]
    chosen.shuffle(order)
    return _case(chosen, [table], items, f"SELECT {{items}} FROM {window.call()}{_where(chosen, expressions)} GROUP BY {', '.join(order)}")


def group_window(chosen):
    table = _table(chosen)
    expressions = expression.over(chosen, table)
    window, keys = GroupWindow(chosen), _keys(chosen, table, expressions)
    items = [text if text == name else f"{text} AS {name}" for text, name in keys] + window.companions(chosen)
    items += Aggregates(chosen, table, expressions, in_order=window.kind != "SESSION", whole=window.kind == "TUMBLE").some()
    groups = [text for text, _ in keys] + [window.call()]
    chosen.shuffle(groups)
    having = " HAVING " + Aggregates(chosen, table, expressions).having() if chosen.random() < 0.2 else ""
    return _case(chosen, [table], items, f"SELECT {{items}} FROM t{_where(chosen, expressions)} GROUP BY {', '.join(groups)}{having}")


def cascade(chosen):
    table = _table(chosen)
    expressions = expression.over(chosen, table)
    inner = WindowFunction(chosen, table, steps=[1, 5, 10])
    first = (f"SELECT k, g, window_start AS ws, window_end AS we, window_time AS rt, SUM(v) AS total, COUNT(*) AS n, MAX(b0) AS top FROM "
             f"(SELECT *, v AS b0 FROM {inner.call()}) GROUP BY k, g, window_start, window_end, window_time")
    if chosen.random() < 0.5:
        outer = WindowFunction(chosen, table, data="TABLE parts", time="rt", steps=[20, 60, 300])
        items = chosen.sample(["k", "g"], chosen.randint(0, 1))
        groups = items + _W
        template = f"SELECT {{items}} FROM {outer.call()} GROUP BY {', '.join(groups)}"
    else:
        items = ["k"] if chosen.random() < 0.5 else []
        template = f"SELECT {{items}} FROM (SELECT *, ws AS window_start, we AS window_end FROM parts) GROUP BY {', '.join(items + _W)}"
    items += _W + ["SUM(total) AS s", "SUM(n) AS n", "COUNT(*) AS c", "MAX(top) AS m"]
    case = _case(chosen, [table], items, template + _where(chosen, expressions, 0))
    case.setup.append("CREATE VIEW parts AS " + first)
    return case


def cascade_group_window(chosen):
    table = _table(chosen)
    inner, outer = GroupWindow(chosen, ("TUMBLE", "HOP")), GroupWindow(chosen, ("TUMBLE", "HOP", "SESSION"), time="rt")
    case = _case(chosen, [table], [*outer.companions(chosen), "SUM(n) AS n", "MAX(total) AS m"], f"SELECT {{items}} FROM parts GROUP BY {outer.call()}")
    case.setup.append(f"CREATE VIEW parts AS SELECT k, {inner.kind}_ROWTIME({inner.arguments}) AS rt, COUNT(*) AS n, SUM(v) AS total FROM t GROUP BY k, {inner.call()}")
    return case


def bare(chosen):
    table = _table(chosen)
    expressions = expression.over(chosen, table)
    items = chosen.sample(table.names(), 3) + ["ts", *_W, "window_time"] + [f"{expressions.any()} AS e{index}" for index in range(chosen.randint(0, 3))]
    return _case(chosen, [table], items, f"SELECT {{items}} FROM {WindowFunction(chosen, table).call()}{_where(chosen, expressions)}")


def top_n(chosen):
    table = _table(chosen)
    window = WindowFunction(chosen, table)
    partition = _W + chosen.sample(["k", "g"], chosen.choice([0, 1, 1]))
    order = ", ".join(f"{name} {chosen.choice(['ASC', 'DESC'])}" for name in chosen.sample(table.names(), chosen.choice([1, 2])))
    limit = chosen.choice(["rn <= 1", "rn <= 2", "rn <= 3", "rn < 3", "rn = 1", "rn > 1 AND rn <= 3", "rn BETWEEN 1 AND 2", "3 >= rn"])
    items = chosen.sample(table.names(), 3) + _W + (["rn"] if chosen.random() < 0.5 else [])
    ranked = f"SELECT *, ROW_NUMBER() OVER (PARTITION BY {', '.join(partition)} ORDER BY {order}) AS rn FROM {window.call()}"
    return _case(chosen, [table], items, f"SELECT {{items}} FROM ({ranked}) WHERE {limit}")


def top_n_of_aggregate(chosen):
    table = _table(chosen)
    window = WindowFunction(chosen, table)
    sums = f"SELECT k, g, window_start, window_end, SUM(v) AS total, COUNT(*) AS n FROM {window.call()} GROUP BY k, g, window_start, window_end"
    ranked = f"SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY total DESC, k, g) AS rn FROM ({sums})"
    items = ["k", "g", "window_start", "total", "n", "rn"]
    return _case(chosen, [table], items, f"SELECT {{items}} FROM ({ranked}) WHERE rn <= {chosen.randint(1, 3)}")


def deduplicate(chosen):
    table = _table(chosen)
    window = WindowFunction(chosen, table)
    partition = _W + chosen.sample(["k", "g"], chosen.randint(0, 2))
    items = table.names() + ["ts", "window_start"]
    ranked = f"SELECT *, ROW_NUMBER() OVER (PARTITION BY {', '.join(partition)} ORDER BY ts {chosen.choice(['ASC', 'DESC'])}) AS rn FROM {window.call()}"
    return _case(chosen, [table], items, f"SELECT {{items}} FROM ({ranked}) WHERE {chosen.choice(['rn = 1', 'rn <= 1', 'rn < 2'])}")


def join(chosen):
    left = Table(chosen, "l", safe=True, rows_most=25)
    right = Table(chosen, "r", safe=True, rows_most=25, like=left)
    window = WindowFunction(chosen, left, steps=[10, 30, 60])
    sides = [f"(SELECT * FROM {window.call().replace('TABLE l', f'TABLE {name}')})" for name in ("l", "r")]
    on = "x.window_start = y.window_start AND x.window_end = y.window_end"
    key = chosen.choice([" AND x.k = y.k", " AND x.k = y.k AND x.g = y.g", " AND x.k IS NOT DISTINCT FROM y.k", " AND x.k = y.k AND x.v < y.v", ""])
    kind = chosen.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "EXISTS", "NOT EXISTS", "IN", "NOT IN"])
    if kind in ("EXISTS", "NOT EXISTS"):
        key = key.replace("IS NOT DISTINCT FROM", "=")  # Flink takes it for = there
        items = [f"x.{name}" for name in ("k", "g", "v", "window_start")]
        return _case(chosen, [left, right], items, f"SELECT {{items}} FROM {sides[0]} x WHERE {kind} (SELECT 1 FROM {sides[1]} y WHERE {on}{key})")
    if kind in ("IN", "NOT IN"):
        items = [f"x.{name}" for name in ("k", "g", "v", "window_start")]
        return _case(chosen, [left, right], items, f"SELECT {{items}} FROM {sides[0]} x WHERE x.k {kind} (SELECT k FROM {sides[1]} y WHERE {on})")
    items = ["x.k AS lk", "y.k AS rk", "x.v AS lv", "y.v AS rv", "x.g AS lg", "x.window_start AS lws", "y.window_start AS rws", "y.window_end AS rwe"]
    return _case(chosen, [left, right], items, f"SELECT {{items}} FROM {sides[0]} x {kind} {sides[1]} y ON {on}{key}")


def join_of_aggregates(chosen):
    left = Table(chosen, "l", safe=True, rows_most=40)
    right = Table(chosen, "r", safe=True, rows_most=40, like=left)
    window = WindowFunction(chosen, left, steps=[10, 30, 60])
    sides = [f"(SELECT k, window_start, window_end, COUNT(*) AS n, SUM(v) AS s FROM {window.call().replace('TABLE l', f'TABLE {name}')} "
             "GROUP BY k, window_start, window_end)" for name in ("l", "r")]
    kind = chosen.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
    items = ["x.k AS lk", "y.k AS rk", "x.n AS ln", "y.n AS rn", "COALESCE(x.s, y.s) AS s", "x.window_start AS ws"]
    return _case(chosen, [left, right], items, f"SELECT {{items}} FROM {sides[0]} x {kind} {sides[1]} y ON x.k = y.k AND x.window_start = y.window_start AND x.window_end = y.window_end")


def union(chosen):
    left = _table(chosen)
    right = Table(chosen, "u", safe=True, like=left)
    left.lag, left.safe = right.lag, True
    expressions = expression.over(chosen, left)
    window = WindowFunction(chosen, left, data="TABLE both_of_them")
    names = ", ".join(left.names())
    case = _case(chosen, [left, right], ["k", *_W, *Aggregates(chosen, left, expressions, in_order=False).some()],
                 f"SELECT {{items}} FROM {window.call()} GROUP BY k, window_start, window_end")
    case.setup.append(f"CREATE VIEW both_of_them AS SELECT {names}, ts FROM t UNION ALL SELECT {names}, ts FROM u")
    return case


def view(chosen):
    table = _table(chosen)
    expressions = expression.over(chosen, table)
    window = WindowFunction(chosen, table, data="TABLE seen")
    case = _case(chosen, [table], ["e0", *_W, "COUNT(*) AS n", "MAX(e1) AS m", "SUM(e2) AS s", "SUM(v) AS sv"],
                 f"SELECT {{items}} FROM {window.call()} GROUP BY e0, window_start, window_end")
    case.setup.append(f"CREATE VIEW seen AS SELECT {expressions.any()} AS e0, {expressions.text()} AS e1, {expressions.number()} AS e2, v, ts FROM t{_where(chosen, expressions, 0.5)}")
    return case


SHAPES = [aggregate, aggregate, aggregate, aggregate, grouping_sets, grouping_sets, group_window, group_window, group_window, cascade, cascade_group_window, bare, top_n,
          top_n_of_aggregate, deduplicate, join, join, join_of_aggregates, union, view]
