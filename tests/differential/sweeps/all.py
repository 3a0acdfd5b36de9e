"""The sweeps by name."""

from sweep import Sweep
from sweeps import aggregates, casts, edge_values, nested, numbers, rejected, text, times
from sweeps.split import split


def expression_sweep(expressions, name="expression", settings=(), **options):
    return Sweep(name, [*settings, edge_values.table()], {"v.json": edge_values.lines()}, list(expressions), **options)


def aggregate_sweep(shape, expressions):
    before, after = aggregates.SHAPES[shape]
    return Sweep(f"aggregates_{shape}", aggregates.SETUP, {"v.json": aggregates.rows()}, expressions, before, after)


_BERLIN = ["SET 'table.local-time-zone' = 'Europe/Berlin'"]

FUNCTION_SWEEPS = {
    "text": expression_sweep(split(text.EXPRESSIONS), "text"),
    "numbers": expression_sweep(split(numbers.EXPRESSIONS), "numbers"),
    "times": expression_sweep(split(times.EXPRESSIONS), "times", _BERLIN),
    "nested": expression_sweep(split(nested.EXPRESSIONS), "nested"),
    "try_casts": expression_sweep(casts.COLUMN_CASTS, "try_casts", _BERLIN),
    "casts": expression_sweep(casts.PLAIN_CASTS, "casts", _BERLIN),
}

SWEEPS = {
    **FUNCTION_SWEEPS,
    "literal_casts": expression_sweep(casts.LITERAL_CASTS, "literal_casts", _BERLIN),
    **{f"aggregates_{shape}": aggregate_sweep(shape, aggregates.BY_TYPE + split(aggregates.OTHERS))
       for shape in ("tumble", "hop", "session", "group", "all")},
    "aggregates_over": aggregate_sweep("over", aggregates.OVER),
    "rejected": Sweep("rejected", rejected.SETUP, rejected.INPUTS, rejected.QUERIES.strip().split("\n"), "", "", alone=True, whole=True),
    "rejected_tables": Sweep("rejected_tables", rejected.SETUP, rejected.INPUTS, rejected.TABLES.strip().split("\n"), "", "SELECT * FROM bad", alone=True,
                             whole=True),
}
