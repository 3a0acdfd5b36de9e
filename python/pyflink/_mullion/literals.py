"""Python values as SQL: what lit() takes, and the cells of from_elements()."""

import datetime
import decimal
import math

from pyflink._mullion import sql_text, type_text
from pyflink.common.types import Row
from pyflink.table import types


def _float(value):
    if math.isnan(value):
        return "CAST('NaN' AS DOUBLE)"
    if math.isinf(value):
        return "CAST('%sInfinity' AS DOUBLE)" % ("-" if value < 0 else "")
    text = repr(value)
    text = text if "e" in text else text + "E0"
    return f"({text})" if text.startswith("-") else text


def _decimal(value):
    if not value.is_finite():
        raise ValueError(f"a DECIMAL cannot hold {value}")
    text = format(value, "f")
    return f"({text})" if text.startswith("-") else text


def _clock(value):
    """The ISO spelling with a blank in the place of T, the fraction without the zeros at its end."""
    text = value.replace(tzinfo=None).isoformat().replace("T", " ")
    return text.rstrip("0") if "." in text else text


def _datetime(value):
    return f"TIMESTAMP '{_clock(value)}'" if value.tzinfo is None else _instant(value)


def _instant(value):
    """A moment: a value without a zone is of the machine's zone, as everywhere in Python."""
    if value.microsecond % 1000:
        raise ValueError(f"{value} has microseconds; TIMESTAMP_LTZ values can be given to the millisecond only")
    return f"TO_TIMESTAMP_LTZ({round(value.timestamp() * 1000)}, 3)"


def _interval(value):
    return sql_text.interval_of_ms(round(value / datetime.timedelta(milliseconds=1)))


def untyped(value):
    """A value with the type that Flink derives from its class."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value) if value >= 0 else f"({value})"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, decimal.Decimal):
        return _decimal(value)
    if isinstance(value, str):
        return sql_text.string(value)
    if isinstance(value, (bytes, bytearray)):
        return f"X'{bytes(value).hex()}'"
    if isinstance(value, datetime.datetime):
        return _datetime(value)
    if isinstance(value, datetime.date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, datetime.time):
        return f"TIME '{_clock(value)}'"
    if isinstance(value, datetime.timedelta):
        return _interval(value)
    if isinstance(value, dict):
        return "MAP[%s]" % ", ".join(untyped(part) for pair in value.items() for part in pair)
    if isinstance(value, (Row, tuple)):
        return "ROW(%s)" % ", ".join(untyped(item) for item in value)
    if isinstance(value, list):
        return "ARRAY[%s]" % ", ".join(untyped(item) for item in value)
    raise TypeError(f"lit() cannot take a {type(value).__name__}: {value!r}")


def typed(value, data_type):
    """A value as one of a type."""
    return f"CAST({_inner(value, data_type)} AS {type_text.nullable_text(data_type)})"


def _inner(value, data_type):
    if value is None:
        return "NULL"
    if isinstance(data_type, types.RowType):
        return "ROW(%s)" % ", ".join(typed(cell, field.data_type)
                                     for cell, field in zip(cells(value, data_type), data_type.fields))
    if isinstance(data_type, types._CollectionType) and not value:
        return _empty_array(data_type.element_type)
    if isinstance(data_type, types.MapType) and not value:
        return f"MAP_FROM_ARRAYS({_empty_array(data_type.key_type)}, {_empty_array(data_type.value_type)})"
    if isinstance(data_type, types._CollectionType):
        return "ARRAY[%s]" % ", ".join(typed(item, data_type.element_type) for item in value)
    if isinstance(data_type, types.MapType):
        return "MAP[%s]" % ", ".join(f"{typed(key, data_type.key_type)}, {typed(item, data_type.value_type)}"
                                     for key, item in value.items())
    if isinstance(data_type, types.LocalZonedTimestampType) and isinstance(value, datetime.datetime):
        return _instant(value)
    return untyped(value)


def _empty_array(element_type):
    """SQL cannot write an array without elements: it is one with the only element taken away."""
    null = f"CAST(NULL AS {type_text.nullable_text(element_type)})"
    return f"ARRAY_REMOVE(ARRAY[{null}], {null})"


def cells(row, row_type):
    """The values of a row in the order of its type's fields, whatever kind of object the row is."""
    if isinstance(row, dict):
        return [row.get(name) for name in row_type.names]
    if isinstance(row, Row) and hasattr(row, "_fields"):
        return [row[name] for name in row_type.names]
    if isinstance(row, (tuple, list, Row)):
        return list(row)
    if hasattr(row, "__dict__"):
        return [row.__dict__.get(name) for name in row_type.names]
    raise TypeError(f"{row!r} is no row of {row_type!r}")
