"""Schema: the columns of a table that is declared in Python."""

from pyflink._mullion import sql_text, type_text
from pyflink._mullion.rendering import Scope, render
from pyflink.table.expression import Expression

__all__ = ["Schema"]


def _text_of(expr):
    """SQL, given as text or as an expression."""
    return render(expr._node, Scope()) if isinstance(expr, Expression) else str(expr)


class Schema:
    """The parenthesis of CREATE TABLE."""

    def __init__(self, elements, names=(), all_names=()):
        self._elements, self._names, self._all_names = list(elements), list(names), list(all_names)

    def declared_names(self):
        """The columns with a type of their own."""
        return list(self._names)

    def all_names(self):
        """The columns, computed ones too, in their order."""
        return list(self._all_names)

    def sql(self):
        """The elements, to stand between parentheses."""
        return ",\n  ".join(self._elements)

    def __str__(self):
        return f"(\n  {self.sql()}\n)"

    __repr__ = __str__

    def __eq__(self, other):
        return isinstance(other, Schema) and self._elements == other._elements

    def __hash__(self):
        return hash(tuple(self._elements))

    @staticmethod
    def new_builder():
        return Schema.Builder()

    class Builder:
        """Collects the elements of a schema."""

        def __init__(self):
            self._elements, self._names, self._all_names = [], [], []

        def from_schema(self, unresolved_schema):
            self._elements += unresolved_schema._elements
            self._names += unresolved_schema._names
            self._all_names += unresolved_schema._all_names
            return self

        def from_row_data_type(self, data_type):
            for field in data_type.fields:
                self.column(field.name, field.data_type)
            return self

        def from_fields(self, field_names, field_data_types):
            for name, data_type in zip(field_names, field_data_types):
                self.column(name, data_type)
            return self

        def column(self, column_name, data_type):
            self._elements.append(f"{sql_text.name(column_name)} {type_text.full_text(data_type)}")
            self._names.append(column_name)
            self._all_names.append(column_name)
            return self

        def column_by_expression(self, column_name, expr):
            self._elements.append(f"{sql_text.name(column_name)} AS {_text_of(expr)}")
            self._all_names.append(column_name)
            return self

        def column_by_metadata(self, column_name, data_type, metadata_key=None, is_virtual=False):
            key = f" FROM {sql_text.string(metadata_key)}" if metadata_key is not None else ""
            virtual = " VIRTUAL" if is_virtual else ""
            text = f"{sql_text.name(column_name)} {type_text.full_text(data_type)} METADATA{key}{virtual}"
            self._elements.append(text)
            self._all_names.append(column_name)
            return self

        def with_comment(self, comment):
            self._elements[-1] += f" COMMENT {sql_text.string(comment)}"
            return self

        def watermark(self, column_name, watermark_expr):
            self._elements.append(f"WATERMARK FOR {sql_text.name(column_name)} AS {_text_of(watermark_expr)}")
            return self

        def primary_key(self, *column_names):
            self._elements.append(f"PRIMARY KEY ({sql_text.names(column_names)}) NOT ENFORCED")
            return self

        def primary_key_named(self, constraint_name, *column_names):
            self._elements.append(f"CONSTRAINT {sql_text.name(constraint_name)} PRIMARY KEY "
                                  f"({sql_text.names(column_names)}) NOT ENFORCED")
            return self

        def build(self):
            return Schema(self._elements, self._names, self._all_names)
