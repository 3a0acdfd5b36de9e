"""Expression: columns, literals and what is computed of them. Nothing is computed here; the engine gets it as SQL."""

from enum import Enum

from pyflink._mullion import nodes
from pyflink.table import types
from pyflink.util.exceptions import TableException

__all__ = ["Expression", "TimeIntervalUnit", "TimePointUnit", "JsonType", "JsonExistsOnError", "JsonValueOnEmptyOrError",
           "JsonQueryWrapper", "JsonQueryOnEmptyOrError", "JsonOnNull"]

TimeIntervalUnit = Enum("TimeIntervalUnit", "YEAR YEAR_TO_MONTH QUARTER MONTH WEEK DAY DAY_TO_HOUR DAY_TO_MINUTE "
                        "DAY_TO_SECOND HOUR SECOND HOUR_TO_MINUTE HOUR_TO_SECOND MINUTE MINUTE_TO_SECOND", start=0)
TimePointUnit = Enum("TimePointUnit", "YEAR MONTH DAY HOUR MINUTE SECOND QUARTER WEEK MILLISECOND MICROSECOND", start=0)
JsonType = Enum("JsonType", "VALUE SCALAR ARRAY OBJECT", start=0)
JsonExistsOnError = Enum("JsonExistsOnError", "TRUE FALSE UNKNOWN ERROR", start=0)
JsonValueOnEmptyOrError = Enum("JsonValueOnEmptyOrError", "NULL ERROR DEFAULT", start=0)
JsonQueryWrapper = Enum("JsonQueryWrapper", "WITHOUT_ARRAY CONDITIONAL_ARRAY UNCONDITIONAL_ARRAY", start=0)
JsonQueryOnEmptyOrError = Enum("JsonQueryOnEmptyOrError", "NULL EMPTY_ARRAY EMPTY_OBJECT ERROR", start=0)
JsonOnNull = Enum("JsonOnNull", "NULL ABSENT", start=0)


def node_of(value):
    """The node of an expression; another value is a literal."""
    if isinstance(value, Expression):
        return value._node
    return nodes.Literal(value)


def words(text):
    return Expression(nodes.Words(text))


def call_node(function, *arguments):
    """An expression that calls a function; the arguments are expressions or values."""
    return Expression(nodes.Call(function, [node_of(argument) for argument in arguments]))


def aggregate_node(function, *arguments):
    return Expression(nodes.Aggregate(function, [node_of(argument) for argument in arguments]))


def _method(function, reverse=False):
    """A method whose arguments follow the expression itself; those left out or None are not written."""
    def call(self, *arguments):
        given = [argument for argument in arguments if argument is not None]
        return call_node(function, *given, self) if reverse else call_node(function, self, *given)
    return call


def _operator(function, reverse=False):
    def call(self, other):
        return call_node(function, other, self) if reverse else call_node(function, self, other)
    return call


def _attribute(function):
    return property(lambda self: call_node(function, self))


def _aggregation(function):
    return property(lambda self: aggregate_node(function, self))


def _window_property(name):
    return property(lambda self: Expression(nodes.WindowProperty(name, self._node)))


def _interval(unit, ms=0, months=0):
    """lit(3).days is a constant; col("n").days a column times one day."""
    def make(self):
        node = self._node
        if isinstance(node, nodes.Literal) and isinstance(node.value, int):
            if months:
                return Expression(nodes.Interval(months=node.value * months))
            return Expression(nodes.Interval(ms=node.value * ms))
        one = nodes.Interval(months=months) if months else nodes.Interval(ms=ms)
        return Expression(nodes.Call("*", [node, one]))
    make.__doc__ = f"An interval of that many {unit}s."
    return property(make)


class Expression:
    """A part of a query."""

    __hash__ = object.__hash__

    def __init__(self, node):
        self.__dict__["_node"] = node

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.get(name)

    def __getitem__(self, index):
        return self.at(index)

    def __iter__(self):
        raise TypeError("an Expression is no sequence")

    def __bool__(self):
        raise ValueError("an expression has no truth value in Python; write & for and, | for or, ~ for not")

    def __str__(self):
        from pyflink._mullion.rendering import Scope, render
        try:
            return render(self._node, Scope())
        except TableException:
            return type(self._node).__name__

    __repr__ = __str__

    __eq__, __ne__ = _operator("="), _operator("<>")
    __lt__, __gt__ = _operator("<"), _operator(">")
    __le__, __ge__ = _operator("<="), _operator(">=")
    __and__, __or__ = _operator("AND"), _operator("OR")
    __rand__, __ror__ = _operator("AND", reverse=True), _operator("OR", reverse=True)
    __add__, __radd__ = _operator("+"), _operator("+", reverse=True)
    __sub__, __rsub__ = _operator("-"), _operator("-", reverse=True)
    __mul__, __rmul__ = _operator("*"), _operator("*", reverse=True)
    __truediv__, __rtruediv__ = _operator("/"), _operator("/", reverse=True)
    __mod__, __rmod__ = _operator("MOD"), _operator("MOD", reverse=True)
    __pow__, __rpow__ = _operator("POWER"), _operator("POWER", reverse=True)

    def __neg__(self):
        return call_node("NEGATIVE", self)

    def __abs__(self):
        return call_node("ABS", self)

    def __invert__(self):
        return call_node("IS NOT TRUE", self)

    # Conditions
    between, not_between = _method("BETWEEN"), _method("NOT BETWEEN")
    if_null = _method("IFNULL")
    is_null, is_not_null = _attribute("IS NULL"), _attribute("IS NOT NULL")
    is_true, is_not_true = _attribute("IS TRUE"), _attribute("IS NOT TRUE")
    is_false, is_not_false = _attribute("IS FALSE"), _attribute("IS NOT FALSE")

    def then(self, if_true, if_false):
        return call_node("CASE", self, if_true, if_false)

    def in_(self, first_element_or_table, *remaining_elements):
        """Among values, or among the rows of a table with one column."""
        from pyflink.table.table import Table
        if isinstance(first_element_or_table, Table):
            return Expression(nodes.Call("IN QUERY", [self._node, nodes.Subquery(first_element_or_table)]))
        return call_node("IN", self, first_element_or_table, *remaining_elements)

    # Numbers
    exp, log10, log2, ln, sqrt = (_attribute(name) for name in ("EXP", "LOG10", "LOG2", "LN", "SQRT"))
    cosh, sinh, tanh, sin, cos, tan = (_attribute(name) for name in ("COSH", "SINH", "TANH", "SIN", "COS", "TAN"))
    cot, asin, acos, atan = (_attribute(name) for name in ("COT", "ASIN", "ACOS", "ATAN"))
    degrees, radians, abs, sign = (_attribute(name) for name in ("DEGREES", "RADIANS", "ABS", "SIGN"))
    bin, hex, unhex = _attribute("BIN"), _attribute("HEX"), _attribute("UNHEX")
    round = _method("ROUND")

    def log(self, base=None):
        return call_node("LN", self) if base is None else call_node("LOG", base, self)

    def truncate(self, n=0):
        return call_node("TRUNCATE", self, n)

    # Aggregates
    sum, sum0, min, max = (_aggregation(name) for name in ("SUM", "SUM0", "MIN", "MAX"))
    count, avg, collect, array_agg = (_aggregation(name) for name in ("COUNT", "AVG", "COLLECT", "ARRAY_AGG"))
    first_value, last_value = _aggregation("FIRST_VALUE"), _aggregation("LAST_VALUE")
    stddev_pop, stddev_samp = _aggregation("STDDEV_POP"), _aggregation("STDDEV_SAMP")
    var_pop, var_samp = _aggregation("VAR_POP"), _aggregation("VAR_SAMP")

    def list_agg(self, separator=None):
        return aggregate_node("LISTAGG", self, *([] if separator is None else [separator]))

    def percentile(self, percentage, frequency=None):
        return aggregate_node("PERCENTILE", self, percentage, *([] if frequency is None else [frequency]))

    @property
    def distinct(self):
        """The aggregate over the distinct values only."""
        node = self._node
        if not isinstance(node, nodes.Aggregate):
            raise TableException("distinct follows an aggregate, as in col('a').count.distinct")
        return Expression(nodes.Aggregate(node.function, node.arguments, True))

    def over(self, alias):
        """The aggregate over the window of an alias."""
        node = node_of(alias)
        name = node.name if isinstance(node, nodes.Column) else node.value
        return Expression(nodes.Over(self._node, name))

    # Names, types and order
    def alias(self, name, *extra_names):
        node = self._node
        return Expression(nodes.Alias(nodes.strip_alias(node), [name, *extra_names]))

    def cast(self, data_type):
        return Expression(nodes.Cast(self._node, data_type))

    def try_cast(self, data_type):
        return Expression(nodes.Cast(self._node, data_type, True))

    asc = property(lambda self: Expression(nodes.Order(self._node, False)))
    desc = property(lambda self: Expression(nodes.Order(self._node, True)))

    # Windows
    start, end = _window_property("START"), _window_property("END")
    rowtime, proctime = _window_property("ROWTIME"), _window_property("PROCTIME")

    # Texts
    concat, starts_with, ends_with = _method("CONCAT"), _method("STARTSWITH"), _method("ENDSWITH")
    substring, substr, translate = _method("SUBSTRING"), _method("SUBSTR"), _method("TRANSLATE")
    trim, trim_leading, trim_trailing = _method("TRIM"), _method("TRIM LEADING"), _method("TRIM TRAILING")
    ltrim, rtrim, btrim = _method("LTRIM"), _method("RTRIM"), _method("BTRIM")
    replace, position, overlay = _method("REPLACE"), _method("POSITION"), _method("OVERLAY")
    lpad, rpad, similar, repeat = _method("LPAD"), _method("RPAD"), _method("SIMILAR TO"), _method("REPEAT")
    char_length, upper_case = _attribute("CHAR_LENGTH"), _attribute("UPPER")
    lower_case, init_cap, reverse = _attribute("LOWER"), _attribute("INITCAP"), _attribute("REVERSE")
    regexp, regexp_replace, regexp_extract = _method("REGEXP"), _method("REGEXP_REPLACE"), _method("REGEXP_EXTRACT")
    regexp_count, regexp_extract_all = _method("REGEXP_COUNT"), _method("REGEXP_EXTRACT_ALL")
    regexp_instr, regexp_substr = _method("REGEXP_INSTR"), _method("REGEXP_SUBSTR")
    from_base64, to_base64 = _attribute("FROM_BASE64"), _attribute("TO_BASE64")
    ascii, chr = _attribute("ASCII"), _attribute("CHR")
    decode, encode, left, right, instr = (_method(name) for name in ("DECODE", "ENCODE", "LEFT", "RIGHT", "INSTR"))
    url_decode, url_encode, parse_url = _method("URL_DECODE"), _method("URL_ENCODE"), _method("PARSE_URL")
    split_index, str_to_map, elt, printf = (_method(name) for name in ("SPLIT_INDEX", "STR_TO_MAP", "ELT", "PRINTF"))
    split = _method("SPLIT")

    def like(self, pattern=None, escape=None):
        if escape is None:
            return call_node("LIKE", self, pattern)
        return call_node("LIKE ESCAPE", self, pattern, escape)

    def locate(self, s, pos=None):
        """Where this text stands in another."""
        return call_node("LOCATE", self, s, *([] if pos is None else [pos]))

    # Times
    to_date = property(lambda self: self.cast(types.DataTypes.DATE()))
    to_time = property(lambda self: self.cast(types.DataTypes.TIME()))
    to_timestamp = property(lambda self: self.cast(types.DataTypes.TIMESTAMP(3)))
    year = years = _interval("year", months=12)
    quarter = quarters = _interval("quarter", months=3)
    month = months = _interval("month", months=1)
    week = weeks = _interval("week", ms=604_800_000)
    day = days = _interval("day", ms=86_400_000)
    hour = hours = _interval("hour", ms=3_600_000)
    minute = minutes = _interval("minute", ms=60_000)
    second = seconds = _interval("second", ms=1000)
    milli = millis = _interval("millisecond", ms=1)

    def extract(self, time_interval_unit):
        return call_node("EXTRACT", self, words(time_interval_unit.name))

    def floor(self, time_interval_unit=None):
        if time_interval_unit is None:
            return call_node("FLOOR", self)
        return call_node("FLOOR TO", self, words(time_interval_unit.name))

    def ceil(self, time_interval_unit=None):
        if time_interval_unit is None:
            return call_node("CEIL", self)
        return call_node("CEIL TO", self, words(time_interval_unit.name))

    # Rows, arrays and maps
    def get(self, name_or_index):
        """A field of a row."""
        return Expression(nodes.FieldAccess(self._node, name_or_index))

    flatten = property(lambda self: Expression(nodes.Flatten(self._node)))
    cardinality, element = _attribute("CARDINALITY"), _attribute("ELEMENT")
    at = _method("AT")
    map_keys, map_values, map_entries = _attribute("MAP_KEYS"), _attribute("MAP_VALUES"), _attribute("MAP_ENTRIES")
    map_union = _method("MAP_UNION")
    array_append, array_contains, array_distinct = (_method("ARRAY_" + w) for w in ("APPEND", "CONTAINS", "DISTINCT"))
    array_position, array_prepend, array_remove = (_method("ARRAY_" + w) for w in ("POSITION", "PREPEND", "REMOVE"))
    array_reverse, array_slice, array_sort = (_method("ARRAY_" + w) for w in ("REVERSE", "SLICE", "SORT"))
    array_union, array_concat, array_join = (_method("ARRAY_" + w) for w in ("UNION", "CONCAT", "JOIN"))
    array_max, array_min, array_except = (_method("ARRAY_" + w) for w in ("MAX", "MIN", "EXCEPT"))
    array_intersect = _method("ARRAY_INTERSECT")

    # Hashes
    md5, sha1, sha224, sha256 = (_attribute(name) for name in ("MD5", "SHA1", "SHA224", "SHA256"))
    sha384, sha512 = _attribute("SHA384"), _attribute("SHA512")
    sha2 = _method("SHA2")

    # JSON
    def is_json(self, json_type=None):
        return call_node("IS JSON", self, words((json_type or JsonType.VALUE).name))

    def json_exists(self, path, on_error=None):
        return call_node("JSON_EXISTS", self, path, *([] if on_error is None else [words(f"{on_error.name} ON ERROR")]))

    def json_value(self, path, returning_type=None, on_empty=JsonValueOnEmptyOrError.NULL, default_on_empty=None,
                   on_error=JsonValueOnEmptyOrError.NULL, default_on_error=None):
        from pyflink._mullion.type_text import nullable_text
        returning = nullable_text(returning_type or types.DataTypes.STRING())
        return call_node("JSON_VALUE", self, path, words(f"RETURNING {returning}"),
                         words(_on(on_empty, default_on_empty) + " ON EMPTY"),
                         words(_on(on_error, default_on_error) + " ON ERROR"))

    def json_query(self, path, wrapping_behavior=JsonQueryWrapper.WITHOUT_ARRAY, on_empty=JsonQueryOnEmptyOrError.NULL,
                   on_error=JsonQueryOnEmptyOrError.NULL):
        wrapper = {"WITHOUT_ARRAY": "WITHOUT ARRAY WRAPPER", "CONDITIONAL_ARRAY": "WITH CONDITIONAL ARRAY WRAPPER",
                   "UNCONDITIONAL_ARRAY": "WITH UNCONDITIONAL ARRAY WRAPPER"}[wrapping_behavior.name]
        return call_node("JSON_QUERY", self, path, words(wrapper), words(on_empty.name.replace("_", " ") + " ON EMPTY"),
                         words(on_error.name.replace("_", " ") + " ON ERROR"))

    def json_quote(self):
        return call_node("JSON_QUOTE", self)

    def json_unquote(self):
        return call_node("JSON_UNQUOTE", self)


def _on(behavior, default):
    """NULL, ERROR, DEFAULT 3."""
    if behavior is not JsonValueOnEmptyOrError.DEFAULT:
        return behavior.name
    from pyflink._mullion.literals import untyped
    return f"DEFAULT {untyped(default)}"
