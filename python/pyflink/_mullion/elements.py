"""from_elements(): Python rows as a VALUES query."""

import datetime
import decimal

from pyflink._mullion import literals, sql_text
from pyflink.common.types import Row
from pyflink.table import types

_INFERRED = {
    bool: types.BooleanType(), int: types.BigIntType(), float: types.DoubleType(),
    str: types.VarCharType(types.MAX_LENGTH), bytes: types.VarBinaryType(types.MAX_LENGTH),
    bytearray: types.VarBinaryType(types.MAX_LENGTH), decimal.Decimal: types.DecimalType(38, 18),
    datetime.date: types.DateType(), datetime.datetime: types.LocalZonedTimestampType(), datetime.time: types.TimeType(),
}

_ACCEPTED = (
    (types.BooleanType, (bool,)), (types.IntegralType, (int,)), (types.DecimalType, (decimal.Decimal, int)),
    (types.FractionalType, (float, int)), (types.CharType, (str,)), (types.VarCharType, (str,)),
    (types.BinaryType, (bytes, bytearray)), (types.VarBinaryType, (bytes, bytearray)),
    (types.TimestampType, (datetime.datetime,)), (types.LocalZonedTimestampType, (datetime.datetime,)),
    (types.DateType, (datetime.date,)), (types.TimeType, (datetime.time,)), (types.ArrayType, (list, tuple)),
    (types.MapType, (dict,)), (types.RowType, (tuple, list, dict, Row)),
)
MARK = "element$"
_RANGES = {types.TinyIntType: 7, types.SmallIntType: 15, types.IntType: 31, types.BigIntType: 63}


def query_of(elements, schema, verify):
    """The rows as a query. `schema`: a row type, a type for rows of one value, names, or None."""
    elements = list(elements)
    if schema is None or isinstance(schema, (list, tuple)):
        row_type = inferred_row(elements, list(schema) if schema else None)
    elif isinstance(schema, types.RowType):
        row_type = schema
    elif isinstance(schema, types.DataType):
        row_type = types.RowType([types.RowField("value", schema)])
        elements = [(element,) for element in elements]
    else:
        raise TypeError(f"schema should be a row type, a list of names or None, not {schema!r}")
    rows = [literals.cells(element, row_type) for element in elements]
    for row in rows:
        _check_row(row, row_type, verify)
    return _values(rows, row_type)


def _values(rows, row_type):
    """The type of a column of VALUES is NOT NULL when no value is NULL. Where a nullable column has none, and where there
    are no rows at all, a row that is filtered out again brings them."""
    kinds = [field.data_type for field in row_type.fields]
    written = [[literals.typed(cell, kind) for cell, kind in zip(row, kinds)] for row in rows]
    if rows and all(not kind._nullable or _has_none(column) for kind, column in zip(kinds, zip(*rows))):
        return f"SELECT * FROM {_rows_as(written, row_type.names)}"
    nulls = [literals.typed(None, kind) if kind._nullable or not rows else written[0][i] for i, kind in enumerate(kinds)]
    marked = [[*cells, "TRUE"] for cells in written] + [[*nulls, "FALSE"]]
    columns = ", ".join(f"{sql_text.name(name)} AS {sql_text.name(name)}" for name in row_type.names)
    return f"SELECT {columns} FROM {_rows_as(marked, [*row_type.names, MARK])} WHERE {sql_text.name(MARK)}"


def _has_none(column):
    return any(cell is None for cell in column)


def _rows_as(rows, names):
    listed = ", ".join(f"({', '.join(cells)})" for cells in rows)
    return f"(VALUES {listed}) AS `elements`({sql_text.names(names)})"


def _check_row(row, row_type, verify):
    if len(row) != len(row_type):
        raise ValueError(f"Length of object ({len(row)}) does not match with length of fields ({len(row_type)})")
    if verify:
        for cell, field in zip(row, row_type.fields):
            _check(cell, field.data_type, f"field {field.name}")


def _check(value, data_type, where):
    """PyFlink's verification: the class fits the type, the number its range."""
    if value is None:
        if not data_type._nullable:
            raise ValueError(f"{where}: This field is not nullable, but got None")
        return
    for kind, classes in _ACCEPTED:
        if isinstance(data_type, kind):
            if not isinstance(value, classes) or (isinstance(value, bool) and bool not in classes):
                raise TypeError(f"{where}: {data_type} can not accept object {value!r} in type {type(value)}")
            break
    bits = _RANGES.get(type(data_type))
    if bits and not -(1 << bits) <= value < (1 << bits):
        raise ValueError(f"{where}: object of {data_type} out of range, got: {value}")
    if isinstance(data_type, types.ArrayType):
        for item in value:
            _check(item, data_type.element_type, f"element in array {where}")


def inferred_row(elements, names=None):
    """The row type that fits every element."""
    if not elements:
        raise ValueError("can not infer schema from empty data set")
    merged = None
    for element in elements:
        merged = _merged(merged, _row_type_of(element, names), "row")
    for field in merged.fields:
        if _has_null(field.data_type):
            raise ValueError("Some column types cannot be determined after inferring")
    return merged


def _row_type_of(element, names=None):
    if isinstance(element, dict):
        items = sorted(element.items())
    elif isinstance(element, (Row, tuple, list)):
        values = list(element)
        given = getattr(element, "_fields", None) or names or []
        items = zip([*given, *(f"_{i}" for i in range(len(given) + 1, len(values) + 1))], values)
    elif hasattr(element, "__dict__"):
        items = sorted(element.__dict__.items())
    else:
        raise TypeError(f"Can not infer schema for type: {type(element)}")
    return types.RowType([types.RowField(name, _type_of(value)) for name, value in items])


def _type_of(value):
    if value is None:
        return types.NullType()
    if type(value) in _INFERRED:
        return _INFERRED[type(value)]
    if isinstance(value, dict):
        key_type = value_type = types.NullType()
        for key, item in value.items():
            key_type = _merged(key_type, _type_of(key), "key of map")
            value_type = _merged(value_type, _type_of(item), "value of map")
        return types.MapType(key_type.not_null(), value_type)
    if isinstance(value, list):
        element = types.NullType()
        for item in value:
            element = _merged(element, _type_of(item), "element in array")
        return types.ArrayType(element)
    return _row_type_of(value)


def _merged(a, b, where):
    if a is None or isinstance(a, types.NullType):
        return b
    if isinstance(b, types.NullType):
        return a
    if type(a) is not type(b):
        raise TypeError(f"{where}: Can not merge type {type(a)} and {type(b)}")
    if isinstance(a, types.RowType):
        other = {field.name: field.data_type for field in b.fields}
        fields = [types.RowField(f.name, _merged(f.data_type, other.pop(f.name, types.NullType()), f"field {f.name}"))
                  for f in a.fields]
        return types.RowType(fields + [types.RowField(name, kind) for name, kind in other.items()])
    if isinstance(a, types.ArrayType):
        return types.ArrayType(_merged(a.element_type, b.element_type, where))
    if isinstance(a, types.MapType):
        return types.MapType(_merged(a.key_type, b.key_type, where), _merged(a.value_type, b.value_type, where))
    return a


def _has_null(data_type):
    if isinstance(data_type, types.RowType):
        return any(_has_null(field.data_type) for field in data_type.fields)
    if isinstance(data_type, types.ArrayType):
        return _has_null(data_type.element_type)
    if isinstance(data_type, types.MapType):
        return _has_null(data_type.key_type) or _has_null(data_type.value_type)
    return isinstance(data_type, types.NullType)
