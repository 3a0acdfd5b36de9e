"""Queries without windows: projections, groups, DISTINCT, Top-N, deduplication, OVER, joins, set operations."""

from case import Case
from generate import expression
from generate.aggregate import Aggregates
from generate.table import Table, job_of


def _case(chosen, tables, items, template):
    job = job_of(tables, chosen)
    return Case("", job.setup(), job.inputs(), template, items)


def project(chosen):
    table = Table(chosen, safe=chosen.random() < 0.5)
    expressions = expression.over(chosen, table)
    items = [f"{expressions.any()} AS e{index}" for index in range(chosen.randint(2, 8))]
    where = f" WHERE {expressions.condition()}" if chosen.random() < 0.5 else ""
    return _case(chosen, [table], items, f"SELECT {{items}} FROM t{where}")


def group(chosen):
    table = Table(chosen)
    expressions = expression.over(chosen, table)
    keys = chosen.sample(["k", "g"], chosen.randint(0, 2))
    items = keys + Aggregates(chosen, table, expressions, whole=True).some()
    where = f" WHERE {expressions.condition()}" if chosen.random() < 0.3 else ""
    having = f" HAVING {Aggregates(chosen, table, expressions).having()}" if keys and chosen.random() < 0.3 else ""
    return _case(chosen, [table], items, f"SELECT {{items}} FROM t{where}" + (f" GROUP BY {', '.join(keys)}" if keys else "") + having)


def distinct(chosen):
    table = Table(chosen)
    expressions = expression.over(chosen, table)
    items = chosen.sample(table.names(), 2) + [f"{expressions.any()} AS e"]
    return _case(chosen, [table], items, "SELECT DISTINCT {items} FROM t")


def nested_group(chosen):
    table = Table(chosen)
    inner = "SELECT k, g, SUM(v) AS total, COUNT(*) AS n, MAX(v) AS top FROM t GROUP BY k, g"
    items = ["k", "SUM(total) AS s", "COUNT(*) AS c", "MAX(n) AS m", "MIN(top) AS lo", "AVG(total) AS a", "COUNT(DISTINCT n) AS u"]
    return _case(chosen, [table], items, f"SELECT {{items}} FROM ({inner}) GROUP BY k")


def top_n(chosen):
    table = Table(chosen)
    order = ", ".join(f"{name} {chosen.choice(['ASC', 'DESC'])}" for name in ["v", *chosen.sample(table.names(), 1)])
    function = chosen.choice(["ROW_NUMBER"] * 4)
    partition = chosen.choice(["PARTITION BY k ", "PARTITION BY k, g ", ""])
    items = ["k", "g", "v"] + (["rn"] if chosen.random() < 0.5 else [])
    source = chosen.choice(["t", "(SELECT k, g, SUM(v) AS v, COUNT(*) AS n FROM t GROUP BY k, g)"])
    if source != "t":
        order = "v DESC, k, g"
    ranked = f"SELECT *, {function}() OVER ({partition}ORDER BY {order}) AS rn FROM {source}"
    return _case(chosen, [table], items, f"SELECT {{items}} FROM ({ranked}) WHERE rn <= {chosen.randint(1, 4)}")


def order_limit(chosen):
    table = Table(chosen)
    items = ["v", "COUNT(*) AS n"]
    return _case(chosen, [table], items, f"SELECT {{items}} FROM t GROUP BY v ORDER BY n DESC, v {chosen.choice(['ASC', 'DESC', 'DESC NULLS LAST', 'ASC NULLS LAST'])} LIMIT {chosen.randint(1, 4)}")


def deduplicate(chosen):
    table = Table(chosen, safe=chosen.random() < 0.5)
    partition = ", ".join(chosen.sample(["k", "g"], chosen.randint(1, 2)))
    ranked = f"SELECT *, ROW_NUMBER() OVER (PARTITION BY {partition} ORDER BY ts {chosen.choice(['ASC', 'DESC'])}) AS rn FROM t"
    return _case(chosen, [table], table.names() + ["ts"], f"SELECT {{items}} FROM ({ranked}) WHERE rn = 1")


def over_rows(chosen):
    table = Table(chosen, safe=chosen.random() < 0.4, base="2024-03-05 10:00:00")
    frame = chosen.choice(["ROWS BETWEEN 2 PRECEDING AND CURRENT ROW", "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
                           "RANGE BETWEEN INTERVAL '5' SECOND PRECEDING AND CURRENT ROW", "RANGE BETWEEN INTERVAL '1' MINUTE PRECEDING AND CURRENT ROW",
                           "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW", "", "ROWS 3 PRECEDING"])
    partition = chosen.choice(["PARTITION BY k ", "PARTITION BY k, g ", ""])
    calls = chosen.sample(["SUM(v)", "COUNT(*)", "COUNT(v)", "MIN(v)", "MAX(v)", "AVG(v)", "FIRST_VALUE(v)", "LAST_VALUE(v)", "MAX(k)", "COUNT(DISTINCT g)", "SUM(v) FILTER (WHERE g > 0)"],
                          chosen.randint(1, 3))
    items = ["k", "g", "v", "ts"] + [f"{call} OVER w AS a{index}" for index, call in enumerate(calls)]
    return _case(chosen, [table], items, f"SELECT {{items}} FROM t WINDOW w AS ({partition}ORDER BY ts {frame})")


def interval_join(chosen):
    left = Table(chosen, "l", safe=True, rows_most=30, base="2024-03-05 10:00:00")
    right = Table(chosen, "r", safe=True, rows_most=30, like=left)
    bound = chosen.choice(["y.ts BETWEEN x.ts - INTERVAL '10' SECOND AND x.ts + INTERVAL '5' SECOND", "y.ts >= x.ts AND y.ts < x.ts + INTERVAL '1' MINUTE",
                           "x.ts BETWEEN y.ts - INTERVAL '30' SECOND AND y.ts", "x.ts = y.ts"])
    key = chosen.choice(["x.k = y.k AND ", "x.k = y.k AND x.g = y.g AND ", "x.k = y.k AND x.v < y.v AND "])
    kind = chosen.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
    items = ["x.k AS lk", "y.k AS rk", "x.v AS lv", "y.v AS rv", "x.ts AS lt", "y.ts AS rt"]
    return _case(chosen, [left, right], items, f"SELECT {{items}} FROM l x {kind} r y ON {key}{bound}")


def regular_join(chosen):
    left = Table(chosen, "l", safe=True, rows_most=20)
    right = Table(chosen, "r", safe=True, rows_most=20, like=left)
    on = chosen.choice(["x.k = y.k", "x.k = y.k AND x.g = y.g", "x.g = y.g AND x.v < y.v", "x.k IS NOT DISTINCT FROM y.k", "x.v = y.v"])
    kind = chosen.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "EXISTS", "NOT EXISTS", "IN", "NOT IN", "CROSS"])
    if kind in ("EXISTS", "NOT EXISTS"):
        on = on.replace("IS NOT DISTINCT FROM", "=")  # Flink takes it for = there
        return _case(chosen, [left, right], ["x.k", "x.g", "x.v"], f"SELECT {{items}} FROM l x WHERE {kind} (SELECT 1 FROM r y WHERE {on})")
    if kind in ("IN", "NOT IN"):
        return _case(chosen, [left, right], ["k", "g", "v"], f"SELECT {{items}} FROM l WHERE v {kind} (SELECT v FROM r WHERE {chosen.choice(['TRUE', 'v IS NOT NULL', 'g = 1'])})")
    items = ["x.k AS lk", "y.k AS rk", "x.v AS lv", "y.v AS rv", "x.g AS lg"]
    if kind == "CROSS":
        return _case(chosen, [left, right], items, "SELECT {items} FROM l x, r y WHERE x.v = y.v AND x.k <> y.k")
    if chosen.random() < 0.4:
        sides = [f"(SELECT k, g, MAX(v) AS v FROM {name} GROUP BY k, g)" for name in ("l", "r")]
        return _case(chosen, [left, right], items, f"SELECT {{items}} FROM {sides[0]} x {kind} {sides[1]} y ON {on}")
    return _case(chosen, [left, right], items, f"SELECT {{items}} FROM l x {kind} r y ON {on}")


def set_operation(chosen):
    left = Table(chosen, "l", safe=True, rows_most=20)
    right = Table(chosen, "r", safe=True, rows_most=20, like=left)
    operation = chosen.choice(["UNION ALL", "UNION"])
    return _case(chosen, [left, right], ["k", "g", "v"], f"SELECT {{items}} FROM l {operation} SELECT k, g, v FROM r")


def with_query(chosen):
    table = Table(chosen)
    expressions = expression.over(chosen, table)
    return _case(chosen, [table], ["e0", "COUNT(*) AS n", "SUM(e1) AS s", "MIN(e2) AS m"],
                 f"WITH q AS (SELECT {expressions.any()} AS e0, {expressions.number()} AS e1, {expressions.text()} AS e2 FROM t) SELECT {{items}} FROM q GROUP BY e0")


SHAPES = [project, project, project, group, group, distinct, nested_group, top_n, order_limit, deduplicate, over_rows, over_rows, interval_join, regular_join, regular_join,
          set_operation, with_query]
