"""TableSchema: the names and types of a table's columns."""

from pyflink._mullion import type_text
from pyflink.table import types

__all__ = ["TableSchema"]


class TableSchema:
    """Column names with their data types."""

    def __init__(self, field_names=None, data_types=None):
        self._names, self._types = list(field_names or []), list(data_types or [])

    def copy(self):
        return TableSchema(self._names, self._types)

    def get_field_names(self):
        return list(self._names)

    def get_field_data_types(self):
        return list(self._types)

    def get_field_count(self):
        return len(self._names)

    def get_field_name(self, field_id):
        return self._names[field_id] if 0 <= field_id < len(self._names) else None

    def get_field_data_type(self, field):
        """By position or name; None when there is no such column."""
        if isinstance(field, str):
            return self._types[self._names.index(field)] if field in self._names else None
        return self._types[field] if 0 <= field < len(self._types) else None

    def to_row_data_type(self):
        return types.RowType([types.RowField(name, kind) for name, kind in zip(self._names, self._types)])

    # The names of ResolvedSchema, its successor
    get_column_names, get_column_data_types, get_column_count = get_field_names, get_field_data_types, get_field_count

    def __repr__(self):
        lines = [f" |-- {name}: {type_text.full_text(kind)}\n" for name, kind in zip(self._names, self._types)]
        return "root\n" + "".join(lines)

    def __eq__(self, other):
        return isinstance(other, TableSchema) and (self._names, self._types) == (other._names, other._types)

    def __hash__(self):
        return hash((tuple(self._names), tuple(self._types)))

    @classmethod
    def builder(cls):
        return TableSchema.Builder()

    class Builder:
        """Collects columns."""

        def __init__(self):
            self._names, self._types = [], []

        def field(self, name, data_type):
            self._names.append(name)
            self._types.append(data_type)
            return self

        def build(self):
            return TableSchema(self._names, self._types)
