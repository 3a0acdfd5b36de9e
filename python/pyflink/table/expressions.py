"""The functions that begin an expression: col(), lit(), call() and the built-in functions without a receiver."""

import re

from pyflink._mullion import nodes
from pyflink._mullion.forms import AGGREGATE_NAMES
from pyflink.table.expression import Expression, JsonOnNull, aggregate_node, call_node, node_of, words
from pyflink.util.exceptions import TableException

__all__ = ["if_then_else", "lit", "col", "range_", "and_", "or_", "not_", "UNBOUNDED_ROW", "UNBOUNDED_RANGE",
           "CURRENT_ROW", "CURRENT_RANGE", "current_database", "current_date", "current_time", "current_timestamp",
           "current_watermark", "local_time", "local_timestamp", "temporal_overlaps", "date_format", "timestamp_diff",
           "array", "row", "map_", "map_from_arrays", "row_interval", "pi", "e", "rand", "rand_integer", "atan2",
           "negative", "concat", "concat_ws", "uuid", "null_of", "log", "coalesce", "with_all_columns", "with_columns",
           "without_columns", "json_string", "json_object", "json_object_agg", "json_array", "json_array_agg", "call",
           "call_sql", "source_watermark", "to_timestamp_ltz", "from_unixtime", "to_date", "to_timestamp", "convert_tz",
           "unix_timestamp"]

UNBOUNDED_ROW = Expression(nodes.Bound("UNBOUNDED_ROW"))
UNBOUNDED_RANGE = Expression(nodes.Bound("UNBOUNDED_RANGE"))
CURRENT_ROW = Expression(nodes.Bound("CURRENT_ROW"))
CURRENT_RANGE = Expression(nodes.Bound("CURRENT_RANGE"))


def col(name):
    """A column by its name; col("*") is all of them."""
    return Expression(nodes.Columns() if name == "*" else nodes.Column(name))


def lit(v, data_type=None):
    """A value."""
    return Expression(nodes.Literal(v, data_type))


def range_(start, end):
    """From a column to another, for with_columns()."""
    return Expression(nodes.Range(start, end))


def with_all_columns():
    return Expression(nodes.Columns())


def with_columns(head, *tails):
    return Expression(nodes.Columns([node_of(part) for part in (head, *tails)]))


def without_columns(head, *tails):
    return Expression(nodes.Columns([node_of(part) for part in (head, *tails)], without=True))


def row_interval(rows):
    """A number of rows, as the size of a window."""
    if not isinstance(rows, int) or rows < 0:
        raise TableException(f"row_interval() takes a number of rows, not {rows!r}")
    return Expression(nodes.RowCount(rows))


def null_of(data_type):
    return Expression(nodes.Cast(nodes.Literal(None), data_type))


def and_(predicate0, predicate1, *predicates):
    return call_node("AND", predicate0, predicate1, *predicates)


def or_(predicate0, predicate1, *predicates):
    return call_node("OR", predicate0, predicate1, *predicates)


def not_(expression):
    return call_node("NOT", expression)


def if_then_else(condition, if_true, if_false):
    return call_node("CASE", condition, if_true, if_false)


def coalesce(*args):
    return call_node("COALESCE", *args)


def negative(v):
    return call_node("NEGATIVE", v)


def _given(function, *arguments):
    """Without the arguments that are None."""
    return call_node(function, *(argument for argument in arguments if argument is not None))


def current_database():
    return call_node("CURRENT_DATABASE")


def current_date():
    return call_node("CURRENT_DATE")


def current_time():
    return call_node("CURRENT_TIME")


def current_timestamp():
    return call_node("CURRENT_TIMESTAMP")


def current_watermark(rowtimeAttribute):
    return call_node("CURRENT_WATERMARK", rowtimeAttribute)


def local_time():
    return call_node("LOCALTIME")


def local_timestamp():
    return call_node("LOCALTIMESTAMP")


def source_watermark():
    return call_node("SOURCE_WATERMARK")


def to_date(date_str, format=None):
    return _given("TO_DATE", date_str, format)


def to_timestamp(timestamp_str, format=None):
    return _given("TO_TIMESTAMP", timestamp_str, format)


def to_timestamp_ltz(*args):
    return call_node("TO_TIMESTAMP_LTZ", *(args if len(args) > 1 else (*args, 3)))


def temporal_overlaps(left_time_point, left_temporal, right_time_point, right_temporal):
    return call_node("OVERLAPS", left_time_point, left_temporal, right_time_point, right_temporal)


def date_format(timestamp, format):
    return call_node("DATE_FORMAT", timestamp, format)


def timestamp_diff(time_point_unit, time_point1, time_point2):
    return call_node("TIMESTAMPDIFF", words(time_point_unit.name), time_point1, time_point2)


def convert_tz(date_str, tz_from, tz_to):
    return call_node("CONVERT_TZ", date_str, tz_from, tz_to)


def from_unixtime(unixtime, format=None):
    return _given("FROM_UNIXTIME", unixtime, format)


def unix_timestamp(date_str=None, format=None):
    return _given("UNIX_TIMESTAMP", date_str, format)


def array(head, *tail):
    return call_node("ARRAY", head, *tail)


def row(head, *tail):
    return call_node("ROW", head, *tail)


def map_(key, value, *tail):
    return call_node("MAP", key, value, *tail)


def map_from_arrays(key, value):
    return call_node("MAP_FROM_ARRAYS", key, value)


def pi():
    return call_node("PI")


def e():
    return call_node("E")


def rand(seed=None):
    return _given("RAND", seed)


def rand_integer(bound, seed=None):
    return _given("RAND_INTEGER", seed, bound)


def atan2(y, x):
    return call_node("ATAN2", y, x)


def concat(first, *others):
    return call_node("CONCAT", first, *others)


def concat_ws(separator, first, *others):
    return call_node("CONCAT_WS", separator, first, *others)


def uuid():
    return call_node("UUID")


def log(v, base=None):
    return call_node("LN", v) if base is None else call_node("LOG", base, v)


def json_string(value):
    return call_node("JSON_STRING", value)


def json_object(on_null=JsonOnNull.NULL, *args):
    return call_node("JSON_OBJECT", words(on_null.name), *args)


def json_object_agg(on_null, key_expr, value_expr):
    return aggregate_node("JSON_OBJECTAGG", words(on_null.name), key_expr, value_expr)


def json_array(on_null=JsonOnNull.ABSENT, *args):
    return call_node("JSON_ARRAY", words(on_null.name), *args)


def json_array_agg(on_null, item_expr):
    return aggregate_node("JSON_ARRAYAGG", words(on_null.name), item_expr)


def call(f, *args):
    """A function by its name; Python functions are refused."""
    if not isinstance(f, str):
        return f(*args)
    name = f.upper() if re.fullmatch(r"\w+", f) else f
    return (aggregate_node if name in AGGREGATE_NAMES else call_node)(name, *args)


def call_sql(sql_expression):
    """An expression written in SQL."""
    return Expression(nodes.Sql(sql_expression))
