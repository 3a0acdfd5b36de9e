"""The data types: SQL's, as PyFlink names them."""

from copy import copy

from pyflink.common.types import Row, RowKind

__all__ = ["DataTypes", "UserDefinedType", "Row", "RowKind"]

MAX_LENGTH = 0x7FFFFFFF


class DataType:
    """A type and whether its values may be NULL."""

    def __init__(self, nullable=True):
        self._nullable = nullable

    @classmethod
    def type_name(cls):
        return cls.__name__[:-len("Type")].upper()

    def not_null(self):
        other = copy(self)
        other._nullable = False
        return other

    def nullable(self):
        other = copy(self)
        other._nullable = True
        return other

    def bridged_to(self, conversion_cls):
        """A hint for Java; changes nothing."""
        return self

    def __str__(self):
        return type(self).type_name()

    def __repr__(self):
        return f"{type(self).__name__}({', '.join([*map(str, self._arguments()), str(self._nullable).lower()])})"

    def _arguments(self):
        return []

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(repr(self))


class AtomicType(DataType):
    """Everything that is not made of other types."""


class NullType(AtomicType):
    """The type of a bare None."""


class NumericType(AtomicType):
    """Numbers."""


class IntegralType(NumericType):
    """Whole numbers."""


class FractionalType(NumericType):
    """Numbers with a fraction."""


class BooleanType(AtomicType):
    """BOOLEAN"""


class TinyIntType(IntegralType):
    """TINYINT"""


class SmallIntType(IntegralType):
    """SMALLINT"""


class IntType(IntegralType):
    """INT"""


class BigIntType(IntegralType):
    """BIGINT"""


class FloatType(FractionalType):
    """FLOAT"""


class DoubleType(FractionalType):
    """DOUBLE"""


class DateType(AtomicType):
    """DATE"""


class _LengthType(AtomicType):
    def __init__(self, length=1, nullable=True):
        super().__init__(nullable)
        self.length = length

    def _arguments(self):
        return [self.length]


class CharType(_LengthType):
    """CHAR(n)"""


class VarCharType(_LengthType):
    """VARCHAR(n); STRING is the longest."""


class BinaryType(_LengthType):
    """BINARY(n)"""


class VarBinaryType(_LengthType):
    """VARBINARY(n); BYTES is the longest."""


class DecimalType(FractionalType):
    """DECIMAL(precision, scale)"""

    def __init__(self, precision=10, scale=0, nullable=True):
        super().__init__(nullable)
        assert 1 <= precision <= 38
        assert 0 <= scale <= precision
        self.precision, self.scale = precision, scale

    def _arguments(self):
        return [self.precision, self.scale]


class _FractionDigitsType(AtomicType):
    def __init__(self, precision, nullable=True):
        super().__init__(nullable)
        assert 0 <= precision <= 9
        self.precision = precision

    def _arguments(self):
        return [self.precision]


class TimeType(_FractionDigitsType):
    """TIME(p)"""

    def __init__(self, precision=0, nullable=True):
        super().__init__(precision, nullable)


class TimestampType(_FractionDigitsType):
    """TIMESTAMP(p)"""

    def __init__(self, precision=6, nullable=True):
        super().__init__(precision, nullable)


class LocalZonedTimestampType(_FractionDigitsType):
    """TIMESTAMP_LTZ(p)"""

    def __init__(self, precision=6, nullable=True):
        super().__init__(precision, nullable)


class ZonedTimestampType(_FractionDigitsType):
    """TIMESTAMP(p) WITH TIME ZONE"""

    def __init__(self, precision=6, nullable=True):
        super().__init__(precision, nullable)


class Resolution:
    """A unit of an interval type with its digits."""

    def __init__(self, unit, precision=-1):
        self.unit, self.precision = unit, precision


class YearMonthIntervalType(AtomicType):
    """INTERVAL YEAR TO MONTH"""


class DayTimeIntervalType(AtomicType):
    """INTERVAL DAY TO SECOND"""


class _CollectionType(DataType):
    def __init__(self, element_type, nullable=True):
        assert isinstance(element_type, DataType), f"element_type {element_type} should be an instance of DataType"
        super().__init__(nullable)
        self.element_type = element_type

    def _arguments(self):
        return [repr(self.element_type)]


class ArrayType(_CollectionType):
    """ARRAY<t>"""


class MultisetType(_CollectionType):
    """MULTISET<t>"""


class ListViewType(_CollectionType):
    """A view of a Python aggregate function's state."""


class MapType(DataType):
    """MAP<k, v>"""

    def __init__(self, key_type, value_type, nullable=True):
        assert isinstance(key_type, DataType), f"key_type {key_type} should be an instance of DataType"
        assert isinstance(value_type, DataType), f"value_type {value_type} should be an instance of DataType"
        super().__init__(nullable)
        self.key_type, self.value_type = key_type, value_type

    def _arguments(self):
        return [repr(self.key_type), repr(self.value_type)]


class MapViewType(MapType):
    """A view of a Python aggregate function's state."""


class RowField:
    """A field of a row type."""

    def __init__(self, name, data_type, description=None):
        assert isinstance(name, str), f"field name {name} should be string"
        assert isinstance(data_type, DataType), f"data_type {data_type} should be an instance of DataType"
        self.name, self.data_type = name, data_type
        self.description = "..." if description is None else description

    def __repr__(self):
        return f"RowField({self.name}, {self.data_type!r}, {self.description})"

    def __str__(self):
        return f"RowField({self.name}, {self.data_type})"

    def __eq__(self, other):
        return isinstance(other, RowField) and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(repr(self))


class RowType(DataType):
    """ROW<name type, …>"""

    def __init__(self, fields=None, nullable=True):
        super().__init__(nullable)
        self.fields = list(fields or [])
        self.names = [field.name for field in self.fields]

    def add(self, field, data_type=None):
        if not isinstance(field, RowField):
            if data_type is None:
                raise ValueError("Must specify DataType if passing name of row_field to create.")
            field = RowField(field, data_type)
        self.fields.append(field)
        self.names.append(field.name)
        return self

    def field_names(self):
        return list(self.names)

    def field_types(self):
        return [field.data_type for field in self.fields]

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)

    def __getitem__(self, key):
        if isinstance(key, str):
            for field in self.fields:
                if field.name == key:
                    return field
            raise KeyError(f"No RowField named {key}")
        if isinstance(key, slice):
            return RowType(self.fields[key])
        return self.fields[key]

    def __repr__(self):
        return "RowType(%s)" % ",".join(repr(field) for field in self.fields)


class UserDefinedType(DataType):
    """A type of one's own; Flink keeps it for itself."""


class DataTypes:
    """Makes data types."""

    @staticmethod
    def NULL():
        return NullType()

    @staticmethod
    def CHAR(length, nullable=True):
        return CharType(length, nullable)

    @staticmethod
    def VARCHAR(length, nullable=True):
        return VarCharType(length, nullable)

    @staticmethod
    def STRING(nullable=True):
        return VarCharType(MAX_LENGTH, nullable)

    @staticmethod
    def BOOLEAN(nullable=True):
        return BooleanType(nullable)

    @staticmethod
    def BINARY(length, nullable=True):
        return BinaryType(length, nullable)

    @staticmethod
    def VARBINARY(length, nullable=True):
        return VarBinaryType(length, nullable)

    @staticmethod
    def BYTES(nullable=True):
        return VarBinaryType(MAX_LENGTH, nullable)

    @staticmethod
    def DECIMAL(precision, scale, nullable=True):
        return DecimalType(precision, scale, nullable)

    @staticmethod
    def TINYINT(nullable=True):
        return TinyIntType(nullable)

    @staticmethod
    def SMALLINT(nullable=True):
        return SmallIntType(nullable)

    @staticmethod
    def INT(nullable=True):
        return IntType(nullable)

    @staticmethod
    def BIGINT(nullable=True):
        return BigIntType(nullable)

    @staticmethod
    def FLOAT(nullable=True):
        return FloatType(nullable)

    @staticmethod
    def DOUBLE(nullable=True):
        return DoubleType(nullable)

    @staticmethod
    def DATE(nullable=True):
        return DateType(nullable)

    @staticmethod
    def TIME(precision=0, nullable=True):
        return TimeType(precision, nullable)

    @staticmethod
    def TIMESTAMP(precision=6, nullable=True):
        return TimestampType(precision, nullable)

    @staticmethod
    def TIMESTAMP_WITH_LOCAL_TIME_ZONE(precision=6, nullable=True):
        return LocalZonedTimestampType(precision, nullable)

    @staticmethod
    def TIMESTAMP_LTZ(precision=6, nullable=True):
        return LocalZonedTimestampType(precision, nullable)

    @staticmethod
    def TIMESTAMP_WITH_TIME_ZONE(precision=6, nullable=True):
        return ZonedTimestampType(precision, nullable)

    @staticmethod
    def ARRAY(element_type, nullable=True):
        return ArrayType(element_type, nullable)

    @staticmethod
    def LIST_VIEW(element_type):
        return ListViewType(element_type)

    @staticmethod
    def MAP(key_type, value_type, nullable=True):
        return MapType(key_type, value_type, nullable)

    @staticmethod
    def MAP_VIEW(key_type, value_type):
        return MapViewType(key_type, value_type)

    @staticmethod
    def MULTISET(element_type, nullable=True):
        return MultisetType(element_type, nullable)

    @staticmethod
    def ROW(row_fields=None, nullable=True):
        return RowType(row_fields, nullable)

    @staticmethod
    def FIELD(name, data_type, description=None):
        return RowField(name, data_type, description)

    @staticmethod
    def SECOND(precision=6):
        return Resolution("SECOND", precision)

    @staticmethod
    def MINUTE():
        return Resolution("MINUTE")

    @staticmethod
    def HOUR():
        return Resolution("HOUR")

    @staticmethod
    def DAY(precision=2):
        return Resolution("DAY", precision)

    @staticmethod
    def MONTH():
        return Resolution("MONTH")

    @staticmethod
    def YEAR(precision=2):
        return Resolution("YEAR", precision)

    @staticmethod
    def INTERVAL(upper_resolution, lower_resolution=None):
        if upper_resolution.unit in ("YEAR", "MONTH"):
            return YearMonthIntervalType()
        return DayTimeIntervalType()
