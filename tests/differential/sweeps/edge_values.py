"""A table with a column of every type and rows at the edges: NULL, empty, negative, least and greatest, unicode, precision."""

import json
import re

COLUMNS = """id INT, ti TINYINT, si SMALLINT, i INT, j INT, b BIGINT, f FLOAT, d DOUBLE, e DOUBLE, m DECIMAL(10, 3), n DECIMAL(38, 10),
  s STRING, u STRING, v VARCHAR(6), num STRING, bo BOOLEAN, dt DATE, t TIME, x TIMESTAMP(3), y TIMESTAMP(6), z TIMESTAMP(3),
  l TIMESTAMP_LTZ(3), xt STRING, js STRING, ai ARRAY<INT>, astr ARRAY<STRING>, mp MAP<STRING, INT>,
  r ROW<a INT, b STRING, c ROW<q DOUBLE>>"""

_ROWS = [
    dict(ti=0, si=0, i=0, j=1, b=0, f=0.0, d=0.0, e=1.0, m=0, n=0, s="", u="a", v="", num="0", bo=True, dt="1970-01-01", t="00:00:00",
         x="1970-01-01 00:00:00", y="1970-01-01 00:00:00", z="1970-01-01 00:00:00", l="1970-01-01 00:00:00Z", xt="1970-01-01", js="{}",
         ai=[], astr=[], mp={}, r=dict(a=0, b="", c=dict(q=0.0))),
    dict(ti=127, si=32767, i=2147483647, j=2, b=9223372036854775807, f=3.4e38, d=1.5, e=-2.5, m=9999999.999,
         n=9999999999999999999999999999, s="Hello World", u="o", v="abcdef", num="12", bo=False, dt="2024-02-29", t="23:59:59",
         x="2024-02-29 23:59:59.999", y="2024-02-29 23:59:59.999999", z="2024-03-01 00:00:00", l="2024-02-29 23:59:59.999Z",
         xt="2024-02-29 23:59:59.999", js='{"a": 1, "b": {"c": [1, 2, {"d": "x"}]}, "t": "hi"}', ai=[3, 1, 2], astr=["b", "a"],
         mp={"k": 1, "l": 2}, r=dict(a=1, b="x", c=dict(q=1.5))),
    dict(ti=-128, si=-32768, i=-2147483648, j=-1, b=-9223372036854775808, f=-1.5, d=-1.5, e=0.5, m=-1234.567, n=-0.0000000001,
         s="  padded  ", u=" ", v="x y", num=" 42 ", bo=None, dt="1969-12-31", t="12:34:56", x="1969-12-31 23:59:59.999",
         y="1969-12-31 23:59:59.999999", z="1970-01-01 00:00:00.001", l="1969-12-31 23:59:59.999Z", xt="1969-12-31 23:59:59",
         js="[1, 2.5, null, true]", ai=[None, 5, 5], astr=[None, "", "é"], mp={"k": None}, r=None),
    dict(ti=7, si=-300, i=-7, j=3, b=1234567890123, f=0.1, d=2.5, e=1e10, m=2.5, n=1.5, s="Žluťoučký kůň 😀 日本", u="kůň", v="日本",
         num="-3.75", bo=True, dt="1899-12-30", t="00:00:01", x="1899-12-30 00:00:00", y="1899-12-30 00:00:00.000001",
         z="1902-10-10 12:00:00", l="1900-01-01 00:00:00Z", xt="bad", js='{"a": "text", "b": null}', ai=[-1], astr=["日本", "x,y"],
         mp={"日": 3}, r=dict(a=None, b=None, c=None)),
    dict(ti=-1, si=255, i=100, j=7, b=-5, f=-0.0, d=-0.0, e=-1e-10, m=0.001, n=12345678901234567890.0123456789, s="a,b,,c", u=",",
         v="a%b_c", num="1e3", bo=False, dt="2037-12-31", t="10:00:00", x="2037-12-31 23:59:59.999", y="2024-06-15 08:05:03.123456",
         z="2024-06-15 20:00:00", l="2024-03-31 01:30:00Z", xt="2024-06-15T08:05:03", js="not json", ai=[1, 2, 3, 4], astr=["a"],
         mp={"a": -1, "b": 0}, r=dict(a=-5, b="日本", c=dict(q=-0.5))),
    dict(ti=5, si=12, i=12, j=5, b=100, f=1.25, d=1e308, e=3.0, m=-2.5, n=-99999.5, s="k1=v1;k2=v2", u="=", v="AbC", num="9999999999",
         bo=True, dt="2024-12-31", t="05:06:07", x="2024-12-31 12:30:45.5", y="2024-12-31 12:30:45.5", z="2025-01-01 00:00:00",
         l="2024-10-27 00:30:00Z", xt="31/12/2024 12:30", js='{"a": [], "n": 12345678901234567890, "f": 1.50}', ai=None, astr=None,
         mp=None, r=dict(a=9, b="z", c=dict(q=None))),
    dict(ti=1, si=1, i=1, j=1, b=1, f=1.0, d=123456789.987654321, e=2.0, m=1, n=1, s="MiXeD123", u="X", v="x", num="true", bo=True,
         dt="2000-02-29", t="13:14:15", x="2000-02-29 13:14:15.123", y="2000-02-29 13:14:15.123456", z="2000-03-31 00:00:00",
         l="2000-02-29 13:14:15.123Z", xt="2000-2-9 1:2:3", js='{"a": true, "k.x": 5, "s": "q\\"uote"}', ai=[0], astr=["MiXeD"],
         mp={"": 0}, r=dict(a=1, b="y", c=dict(q=2.5))),
    dict(),
]


def _declarations():
    """Column name → declaration; commas inside of < > and ( ) belong to a type."""
    parts, depth, current = [], 0, ""
    for character in COLUMNS.replace("\n", " "):
        depth += (character in "<(") - (character in ">)")
        if character == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return {part.split()[0]: re.sub(r"\s+", " ", part) for part in [*parts, current.strip()]}


def names():
    """Without the key, id."""
    return [name for name in _declarations() if name != "id"]


def table(name="v", columns=None):
    """`columns`: only these, and id."""
    declarations = _declarations()
    chosen = [declarations["id"], *(declarations[column] for column in (names() if columns is None else columns))]
    return (f"CREATE TABLE {name} ({', '.join(chosen)}) WITH ('connector' = 'filesystem', 'path' = '${{INPUT}}/{name}.json', "
            "'format' = 'json')")


def lines(columns=None):
    chosen = names() if columns is None else columns
    return [json.dumps({"id": identity, **{name: row[name] for name in chosen if name in row}}, ensure_ascii=False)
            for identity, row in enumerate(_ROWS)]
