"""Data types as SQL text, and from the engine's description of them."""

from pyflink._mullion import sql_text
from pyflink.table import types

_PLAIN = {
    types.BooleanType: "BOOLEAN", types.TinyIntType: "TINYINT", types.SmallIntType: "SMALLINT", types.IntType: "INT",
    types.BigIntType: "BIGINT", types.FloatType: "FLOAT", types.DoubleType: "DOUBLE", types.DateType: "DATE",
    types.NullType: "NULL", types.YearMonthIntervalType: "INTERVAL YEAR TO MONTH",
    types.DayTimeIntervalType: "INTERVAL DAY TO SECOND(3)",
}
_LONGEST = {types.VarCharType: "STRING", types.VarBinaryType: "BYTES"}


def nullable_text(data_type):
    """The type without its NOT NULL."""
    kind = type(data_type)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _LONGEST and data_type.length == types.MAX_LENGTH:
        return _LONGEST[kind]
    if isinstance(data_type, types._LengthType):
        return f"{kind.type_name()}({data_type.length})"
    if kind is types.DecimalType:
        return f"DECIMAL({data_type.precision}, {data_type.scale})"
    if kind is types.LocalZonedTimestampType:
        return f"TIMESTAMP_LTZ({data_type.precision})"
    if kind is types.ZonedTimestampType:
        return f"TIMESTAMP({data_type.precision}) WITH TIME ZONE"
    if isinstance(data_type, types._FractionDigitsType):
        return f"{kind.type_name()}({data_type.precision})"
    if isinstance(data_type, types._CollectionType):
        return f"{kind.type_name()}<{full_text(data_type.element_type)}>"
    if isinstance(data_type, types.MapType):
        return f"MAP<{full_text(data_type.key_type)}, {full_text(data_type.value_type)}>"
    if kind is types.RowType:
        return "ROW<%s>" % ", ".join(f"{sql_text.name(f.name)} {full_text(f.data_type)}" for f in data_type.fields)
    raise TypeError(f"{data_type!r} is no type of SQL")


def full_text(data_type):
    """The type as it stands in a declaration: BIGINT NOT NULL. Text is taken as it is."""
    if isinstance(data_type, str):
        return data_type
    return nullable_text(data_type) + ("" if data_type._nullable else " NOT NULL")


_MAKERS = {
    "NULL": types.NullType, "BOOLEAN": types.BooleanType, "TINYINT": types.TinyIntType, "SMALLINT": types.SmallIntType,
    "INT": types.IntType, "BIGINT": types.BigIntType, "FLOAT": types.FloatType, "DOUBLE": types.DoubleType,
    "DATE": types.DateType, "INTERVAL_MONTH": types.YearMonthIntervalType, "INTERVAL_DAY": types.DayTimeIntervalType,
    "CHAR": types.CharType, "VARCHAR": types.VarCharType, "BINARY": types.BinaryType, "VARBINARY": types.VarBinaryType,
    "TIME": types.TimeType, "TIMESTAMP": types.TimestampType, "TIMESTAMP_LTZ": types.LocalZonedTimestampType,
}


def from_engine(description):
    """{"kind": "DECIMAL", "precision": 10, "scale": 2, "nullable": true} as a DataType."""
    kind, fields = description["kind"], description.get("fields", [])
    if kind == "DECIMAL":
        made = types.DecimalType(description["precision"], description["scale"])
    elif kind == "ARRAY":
        made = types.ArrayType(from_engine(fields[0]["type"]))
    elif kind == "MULTISET":
        made = types.MultisetType(from_engine(fields[0]["type"]))
    elif kind == "MAP":
        made = types.MapType(from_engine(fields[0]["type"]), from_engine(fields[1]["type"]))
    elif kind == "ROW":
        made = types.RowType([types.RowField(field["name"], from_engine(field["type"])) for field in fields])
    elif "precision" in description:
        made = _MAKERS[kind](description["precision"])
    else:
        made = _MAKERS[kind]()
    return made if description["nullable"] else made.not_null()
