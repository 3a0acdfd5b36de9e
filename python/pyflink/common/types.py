"""Row and RowKind."""

from enum import Enum

__all__ = ["Row", "RowKind"]


class RowKind(Enum):
    """What a row does to a result."""

    INSERT = 0
    UPDATE_BEFORE = 1
    UPDATE_AFTER = 2
    DELETE = 3

    def __str__(self):
        return {0: "+I", 1: "-U", 2: "+U", 3: "-D"}[self.value]


class Row:
    """Values of one row, by position; by name too when made with keyword arguments (in the order of their names) or from
    a row of names."""

    def __init__(self, *args, **kwargs):
        if args and kwargs:
            raise ValueError("Can not use both args and kwargs to create Row")
        self._values = [kwargs[name] for name in sorted(kwargs)] if kwargs else list(args)
        if kwargs:
            self._fields = sorted(kwargs)
        self._row_kind = RowKind.INSERT

    def __call__(self, *args):
        """Row("a", "b")(1, 2) is Row(a=1, b=2)."""
        if len(args) > len(self):
            raise ValueError(f"Can not create Row with fields {self}, expected {len(self)} values but got {args}")
        row = Row(*args)
        row._fields = list(self._values)
        row._row_kind = self._row_kind
        return row

    def as_dict(self, recursive=False):
        if not hasattr(self, "_fields"):
            raise TypeError("Cannot convert a Row class into dict")

        def plain(value):
            if not recursive:
                return value
            if isinstance(value, Row):
                return value.as_dict(True)
            if isinstance(value, list):
                return [plain(item) for item in value]
            if isinstance(value, dict):
                return {key: plain(item) for key, item in value.items()}
            return value

        return {key: plain(value) for key, value in zip(self._fields, self._values)}

    def get_row_kind(self):
        return self._row_kind

    def set_row_kind(self, row_kind):
        self._row_kind = row_kind

    def set_field_names(self, field_names):
        self._fields = list(field_names)

    def get_fields_by_names(self, names):
        return [self[name] for name in names]

    def __contains__(self, item):
        return item in self._values

    def __getitem__(self, item):
        if isinstance(item, (int, slice)):
            return self._values[item]
        return self._values[self._position(item)]

    def __setitem__(self, key, value):
        if isinstance(key, (int, slice)):
            self._values[key] = value
        else:
            self._values[self._position(key)] = value

    def _position(self, name):
        fields = self.__dict__.get("_fields", [])
        if name not in fields:
            raise KeyError(name)
        return fields.index(name)

    def __getattr__(self, item):
        if item.startswith("_") or item not in self.__dict__.get("_fields", []):
            raise AttributeError(item)
        return self._values[self._fields.index(item)]

    def __setattr__(self, key, value):
        if key not in ("_fields", "_row_kind", "_values"):
            raise AttributeError(key)
        self.__dict__[key] = value

    def __repr__(self):
        if hasattr(self, "_fields"):
            return "Row(%s)" % ", ".join(f"{key}={value!r}" for key, value in zip(self._fields, self._values))
        return "<Row(%s)>" % ", ".join(repr(value) for value in self._values)

    def __eq__(self, other):
        if not isinstance(other, Row):
            return False
        return (self._values == other._values and self._row_kind == other._row_kind
                and self.__dict__.get("_fields") == other.__dict__.get("_fields"))

    def __hash__(self):
        return hash(tuple(self._values))

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)
