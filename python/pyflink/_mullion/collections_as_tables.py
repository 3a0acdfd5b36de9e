"""A Python collection as a table with computed columns and a watermark, which VALUES cannot have: its rows are written to
a file of JSON lines that lives as long as the program."""

import base64
import datetime
import decimal
import itertools
import json
import os
import tempfile

from pyflink._mullion import elements, literals, sql_text, type_text
from pyflink.common.time import Instant
from pyflink.table import types

SCRATCH_VARIABLE = "MULLION_SCRATCH"

_numbers = itertools.count(1)


def create_table_sql(name, stream, schema):
    """CREATE TABLE over the stream's rows. `schema` may be None: the columns of the stream alone."""
    row_type, rows = _typed_rows(stream)
    path = _write(rows, row_type)
    declared = schema.declared_names() if schema is not None else []
    columns = [f"{sql_text.name(field.name)} {type_text.full_text(field.data_type)}"
               for field in row_type.fields if field.name not in declared]
    if schema is not None:
        columns.append(schema.sql())
    options = {"connector": "filesystem", "path": path, "format": "json", "json.timestamp-format.standard": "ISO-8601"}
    return f"CREATE TEMPORARY TABLE {name} ({', '.join(columns)}) WITH ({sql_text.options(options)})"


def _typed_rows(stream):
    info = stream.get_type()
    if info is None:
        row_type = elements.inferred_row(stream._elements)
        named = types.RowType([types.RowField(f"f{i}", field.data_type) for i, field in enumerate(row_type.fields)])
        return named, [literals.cells(element, row_type) for element in stream._elements]
    data_type = info.to_data_type()
    if isinstance(data_type, types.RowType):
        return data_type, [literals.cells(element, data_type) for element in stream._elements]
    return types.RowType([types.RowField("f0", data_type)]), [[element] for element in stream._elements]


def _write(rows, row_type):
    folder = os.environ.get(SCRATCH_VARIABLE) or tempfile.mkdtemp(prefix="mullion-")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"collection-{next(_numbers)}.json")
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            fields = zip(row, row_type.fields)
            out.write(json.dumps({field.name: _plain(cell, field.data_type) for cell, field in fields}) + "\n")
    return path


def _plain(value, data_type):
    """A value as the JSON format reads it."""
    if value is None:
        return None
    if isinstance(value, Instant):
        value = datetime.datetime.fromtimestamp(value.seconds, datetime.timezone.utc).replace(microsecond=value.nanos // 1000)
    if isinstance(data_type, types.LocalZonedTimestampType):
        return value.astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(data_type, types.ArrayType):
        return [_plain(item, data_type.element_type) for item in value]
    if isinstance(data_type, types.MapType):
        return {str(key): _plain(item, data_type.value_type) for key, item in value.items()}
    if isinstance(data_type, types.RowType):
        cells = zip(literals.cells(value, data_type), data_type.fields)
        return {field.name: _plain(cell, field.data_type) for cell, field in cells}
    return value
