"""Every aggregate over every type, in a window, in a group and over everything, with DISTINCT and FILTER."""

import json
import random

COLUMNS = """k STRING, ti TINYINT, si SMALLINT, i INT, b BIGINT, f FLOAT, d DOUBLE, m DECIMAL(10, 2), n DECIMAL(38, 4), w DECIMAL(20, 0), z DECIMAL(38, 18),
  s STRING, c VARCHAR(3), bo BOOLEAN, dt DATE, t TIME, x TIMESTAMP(3), l TIMESTAMP_LTZ(3), y TIMESTAMP(6), ts TIMESTAMP(3)"""
_NAMES = ["ti", "si", "i", "b", "f", "d", "m", "n", "w", "z", "s", "c", "bo", "dt", "t", "x", "l", "y"]
_FUNCTIONS = ["SUM({0})", "AVG({0})", "MIN({0})", "MAX({0})", "COUNT({0})", "COUNT(DISTINCT {0})", "FIRST_VALUE({0})", "LAST_VALUE({0})", "LISTAGG({0})",
              "STDDEV_POP({0})", "STDDEV_SAMP({0})", "VAR_POP({0})", "VAR_SAMP({0})", "VARIANCE({0})", "STDDEV({0})", "COLLECT({0})", "SUM(DISTINCT {0})",
              "AVG(DISTINCT {0})", "MIN(DISTINCT {0})", "MAX(DISTINCT {0})", "COLLECT(DISTINCT {0})", "SUM({0}) FILTER (WHERE bo)", "JSON_ARRAYAGG({0})",
              "SINGLE_VALUE({0})", "APPROX_COUNT_DISTINCT({0})", "SUM0({0})", "ANY_VALUE({0})", "MEDIAN({0})", "BIT_AND({0})", "EVERY({0})", "ARRAY_AGG({0})",
              "STDDEV_POP(DISTINCT {0})", "VAR_SAMP({0}) FILTER (WHERE i > 0)", "COUNT({0}) FILTER (WHERE s LIKE 'a%')", "MIN({0}) FILTER (WHERE FALSE)"]
_OTHERS = """
COUNT(*)|COUNT(1)|COUNT(NULL)|COUNT(*) FILTER (WHERE bo)|COUNT(DISTINCT k)|COUNT(DISTINCT i) FILTER (WHERE d > 0)|COUNT(DISTINCT s) FILTER (WHERE bo IS NULL)|COUNT(i, b)|COUNT(DISTINCT i, b)|SUM(1)|SUM(1.5)|SUM(i + 1)|SUM(i * 1.5)|SUM(CASE WHEN bo THEN 1 ELSE 0 END)|SUM(i) + SUM(b)|SUM(i) / COUNT(*)|SUM(d) / SUM(i)
AVG(i * 1.0)|AVG(CAST(i AS DOUBLE))|MAX(i) - MIN(i)|MAX(s || k)|MIN(CHAR_LENGTH(s))|LISTAGG(s, '|')|LISTAGG(s, '')|LISTAGG(DISTINCT s)|LISTAGG(DISTINCT s, ';')|LISTAGG(CAST(i AS STRING))|LISTAGG(s) FILTER (WHERE bo)|LISTAGG(s, k)|LISTAGG(k || s, ', ')|FIRST_VALUE(s) FILTER (WHERE bo)|LAST_VALUE(i) FILTER (WHERE i > 0)|FIRST_VALUE(DISTINCT s)|LAST_VALUE(DISTINCT s)
JSON_OBJECTAGG(s VALUE i)|JSON_OBJECTAGG(KEY s VALUE d)|JSON_OBJECTAGG(k VALUE i ABSENT ON NULL)|JSON_ARRAYAGG(i NULL ON NULL)|JSON_ARRAYAGG(s ABSENT ON NULL)|JSON_ARRAYAGG(DISTINCT k)|COLLECT(i) FILTER (WHERE bo)|CARDINALITY(COLLECT(s))|CAST(SUM(d) AS INT)|ROUND(AVG(d), 2)|COALESCE(SUM(i), 0)|SUM(COALESCE(i, 0))|MAX(COALESCE(s, 'none'))|IF(COUNT(*) > 2, 'many', 'few')|CASE WHEN SUM(i) > 0 THEN 'pos' ELSE 'neg' END|SUM(m) * 2|SUM(m) / 3|AVG(m) + AVG(w)|SUM(ti) + 1|SUM(DISTINCT ti) + SUM(ti)|MAX(ti) * MAX(si)
AVG(ALL i)|SUM(ALL i)|COUNT(ALL s)|MAX(bo)|MIN(bo)|SUM(bo)|AVG(s)|MAX(ARRAY[i])|COUNT(ARRAY[i])|COUNT(DISTINCT ARRAY[i])|COLLECT(ROW(i, s))|SUM(SUM(i))|SUM(i) FILTER (WHERE SUM(i) > 0)|COUNT(*) + COUNT(s)|GROUPING(k)|GROUP_ID()|GROUPING_ID(k)|REGR_COUNT(d, i)|COVAR_POP(d, i)|CORR(d, i)|MODE(i)|SUM(i) OVER ()
MIN(CAST(d AS DECIMAL(10, 3)))|AVG(CAST(i AS DECIMAL(10, 0)))|AVG(CAST(d AS FLOAT))|SUM(CAST(d AS FLOAT))|SUM(CAST(m AS DECIMAL(38, 2)) * 1000000000)|AVG(n * 2)|VAR_POP(d * 2 + 1)|STDDEV_SAMP(CAST(i AS DOUBLE))|STDDEV_POP(m * m)|MAX(dt) > MIN(dt)|MAX(x) - MIN(x)|TIMESTAMPDIFF(SECOND, MIN(x), MAX(x))|MIN(CAST(x AS DATE))|COUNT(DISTINCT CAST(x AS DATE))|MIN(LOWER(s))|MAX(SUBSTRING(s, 1, 1))
"""


def rows():
    chosen = random.Random(5)
    day = lambda: f"20{chosen.randint(10, 30)}-{chosen.randint(1, 12):02}-{chosen.randint(1, 28):02}"
    clock = lambda: f"{chosen.randint(0, 23):02}:{chosen.randint(0, 59):02}:{chosen.randint(0, 59):02}"
    lines = []
    for index in range(60):
        row = {
            "ti": chosen.choice([chosen.randint(-128, 127), 127, -128]), "si": chosen.choice([chosen.randint(-32768, 32767), 5, 6]),
            "i": chosen.choice([chosen.randint(-100, 100), 2147483647, -2147483648]),
            "b": chosen.choice([chosen.randint(-10**12, 10**12), 9223372036854775807]), "f": chosen.choice([0.1, -2.5, 3e10, chosen.random()]),
            "d": chosen.choice([0.1, 1e15, -7.25, chosen.uniform(-100, 100)]), "m": chosen.choice([0.01, 99999999.99, -1234.5, 2.5]),
            "n": chosen.choice(["9999999999999999999999999999999999.9999", "0.0001", "-5.5", "1"]),
            "w": chosen.choice(["99999999999999999999", "1", "-3"]), "z": chosen.choice(["1.123456789012345678", "99999999999999999999.0", "-0.5"]),
            "s": chosen.choice(["apple", "fig", "", "éclair", "Zebra", "日本", "a\"b"]), "c": chosen.choice(["x", "yy", "zzz", ""]),
            "bo": chosen.choice([True, False]), "dt": day(), "t": clock(), "x": f"{day()} {clock()}.{chosen.randint(0, 999):03}",
            "l": f"{day()} {clock()}Z", "y": f"{day()} {clock()}.{chosen.randint(0, 999999):06}"}
        row = {name: None if chosen.random() < 0.2 else value for name, value in row.items()}
        if index % 15 == 14:
            row = dict.fromkeys(row)
        key = ["p", "q", None, "alone" if index == 7 else "p", "empty" if index % 15 == 14 else "q"][index % 5]
        lines.append(json.dumps({"k": key, **row, "ts": f"2024-03-05 10:{index // 20:02}:{index % 20 * 3:02}"}, ensure_ascii=False))
    return lines


SETUP = [f"CREATE TABLE v ({COLUMNS}, WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '${{INPUT}}/v.json', 'format' = 'json')"]
OTHERS = _OTHERS
BY_TYPE = [function.format(name) for function in _FUNCTIONS for name in _NAMES]

_TUMBLE = "TABLE(TUMBLE(TABLE v, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"
_HOP = "TABLE(HOP(TABLE v, DESCRIPTOR(ts), INTERVAL '20' SECOND, INTERVAL '1' MINUTE))"
SHAPES = {
    "tumble": ("SELECT k, window_start, ", f" FROM {_TUMBLE} GROUP BY k, window_start, window_end"),
    "hop": ("SELECT window_start, ", f" FROM {_HOP} GROUP BY window_start, window_end"),
    "session": ("SELECT k, SESSION_START(ts, INTERVAL '5' SECOND) AS ss, ", " FROM v GROUP BY k, SESSION(ts, INTERVAL '5' SECOND)"),
    "group": ("SELECT k, ", " FROM v GROUP BY k"),
    "all": ("SELECT ", " FROM v"),
    "over": ("SELECT k, ts, ", " FROM v"),
}
OVER = [f"{text} OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)"
        for text in BY_TYPE if "DISTINCT" not in text and "FILTER" not in text]
