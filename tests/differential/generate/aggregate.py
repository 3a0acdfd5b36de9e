"""Random aggregate calls."""

_ANY_ORDER = ["COUNT(*)", "COUNT({x})", "COUNT(DISTINCT {x})", "SUM({n})", "AVG({n})", "MIN({x})", "MAX({x})", "SUM(DISTINCT {n})", "STDDEV_POP({n})", "VAR_SAMP({n})",
              "COUNT(*) FILTER (WHERE {c})", "SUM({n}) FILTER (WHERE {c})", "COUNT(DISTINCT {x}) FILTER (WHERE {c})", "MAX({e})", "SUM({e})", "AVG({e})",
              "MIN({n}) FILTER (WHERE {c})", "AVG(DISTINCT {n})", "VAR_POP({n})", "STDDEV_SAMP({n})", "SUM({n}) / COUNT(*)", "MAX({n}) - MIN({n})", "COALESCE(SUM({n}), 0)",
              "CAST(SUM({n}) AS DOUBLE) / COUNT(*)", "SUM(CASE WHEN {c} THEN 1 ELSE 0 END)", "ROUND(AVG({n}), 1)", "COUNT({n}) + 1"]
_IN_ORDER = ["LISTAGG({t})", "LISTAGG({t}, '|')", "COLLECT({t})"]
# Flink merges no windows of these.
_OF_WHOLE_WINDOWS = ["FIRST_VALUE({f})", "LAST_VALUE({f})", "LAST_VALUE({f}) FILTER (WHERE {c})"]


class Aggregates:
    def __init__(self, chosen, table, expressions, in_order=True, whole=False):
        self._chosen, self._table, self._expressions = chosen, table, expressions
        self._patterns = _ANY_ORDER + (_IN_ORDER if in_order else []) + (_OF_WHOLE_WINDOWS if whole else [])

    def call(self):
        pick, table = self._chosen.choice, self._table
        return pick(self._patterns).format(
            x=pick([name for name in table.names() if name not in table.of_type("BOOLEAN")]), n=pick(table.numeric()),
            t=pick(table.of_type("STRING")), f=pick(table.of_type("STRING", "INT", "DOUBLE", "DECIMAL", "BOOLEAN", "BIGINT")),
            c=self._expressions.condition(), e=self._expressions.number())

    def some(self, least=1, most=5):
        return [f"{self.call()} AS a{index}" for index in range(self._chosen.randint(least, most))]

    def having(self):
        return self._chosen.choice(["COUNT(*) > 1", "SUM(v) > 0", "MAX(v) IS NOT NULL", "COUNT(DISTINCT v) >= 2", "AVG(v) < 50", "MIN(k) <> 'b'"])
