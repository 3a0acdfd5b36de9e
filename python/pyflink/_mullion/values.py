"""The engine's JSON values as Python's."""

import base64
import datetime
import decimal

from pyflink.common.types import Row, RowKind
from pyflink.table import types

KINDS = {"+I": RowKind.INSERT, "-U": RowKind.UPDATE_BEFORE, "+U": RowKind.UPDATE_AFTER, "-D": RowKind.DELETE}


def row_of(op, cells, columns):
    """A row of a result, with its kind."""
    row = Row(*(value_of(cell, column.data_type) for cell, column in zip(cells, columns)))
    row.set_row_kind(KINDS[op])
    return row


def _datetime(text):
    """YYYY-MM-DD HH:MM:SS[.f…]; Python knows no more than six digits of the fraction."""
    return datetime.datetime.fromisoformat(_six_digits(text))


def _six_digits(text):
    whole, dot, fraction = text.partition(".")
    return f"{whole}.{fraction[:6]:0<6}" if dot else whole


def value_of(cell, data_type):
    """One value of a type; None for NULL."""
    if cell is None:
        return None
    if isinstance(data_type, types.DecimalType):
        return decimal.Decimal(cell)
    if isinstance(data_type, (types.FloatType, types.DoubleType)):
        return float(cell)
    if isinstance(data_type, (types.TimestampType, types.LocalZonedTimestampType)):
        return _datetime(cell)
    if isinstance(data_type, types.DateType):
        return datetime.date.fromisoformat(cell)
    if isinstance(data_type, types.TimeType):
        return datetime.time.fromisoformat(_six_digits(cell))
    if isinstance(data_type, types.DayTimeIntervalType):
        return datetime.timedelta(milliseconds=cell)
    if isinstance(data_type, (types.BinaryType, types.VarBinaryType)):
        return base64.b64decode(cell)
    if isinstance(data_type, types.ArrayType):
        return [value_of(item, data_type.element_type) for item in cell]
    if isinstance(data_type, types.MapType):
        return {value_of(key, data_type.key_type): value_of(item, data_type.value_type) for key, item in cell}
    if isinstance(data_type, types.MultisetType):
        return {value_of(item, data_type.element_type): count for item, count in cell}
    if isinstance(data_type, types.RowType):
        return Row(*(value_of(item, field.data_type) for item, field in zip(cell, data_type.fields)))
    return cell
