"""Types: the type information of DataStream programs, as far as tables are made of it."""

from pyflink._mullion import placeholders
from pyflink._mullion.unsupported import refuse
from pyflink.table import types

__all__ = ["TypeInformation", "Types", *placeholders.MODULES[__name__]]


class TypeInformation:
    """A type by its name in Python's Types; `data_type` is the SQL type, None for one that tables do not have."""

    def __init__(self, name, data_type):
        self._name, self._data_type = name, data_type

    def to_data_type(self):
        if self._data_type is None:
            refuse(f"DataStream API: Types.{self._name} in a table")
        return self._data_type

    def __repr__(self):
        return f"Types.{self._name}()"

    def __eq__(self, other):
        return isinstance(other, TypeInformation) and (self._name, self._data_type) == (other._name, other._data_type)

    def __hash__(self):
        return hash(repr(self))


class RowTypeInfo(TypeInformation):
    """A row or a tuple of named fields."""

    def __init__(self, name, field_types, field_names):
        fields = [types.RowField(field, info.to_data_type()) for field, info in zip(field_names, field_types)]
        super().__init__(name, types.RowType(fields))
        self._field_types = list(field_types)

    def get_field_names(self):
        return self._data_type.field_names()

    def get_field_types(self):
        return list(self._field_types)


class TupleTypeInfo(RowTypeInfo):
    """A tuple."""


def _basic(name, data_type):
    @staticmethod
    def make():
        return TypeInformation(name, data_type)
    return make


def _numbered(field_types):
    return [f"f{index}" for index in range(len(field_types))]


class Types:
    """Makes type information."""

    STRING, BOOLEAN = _basic("STRING", types.DataTypes.STRING()), _basic("BOOLEAN", types.DataTypes.BOOLEAN())
    BYTE, SHORT = _basic("BYTE", types.DataTypes.TINYINT()), _basic("SHORT", types.DataTypes.SMALLINT())
    INT, LONG = _basic("INT", types.DataTypes.INT()), _basic("LONG", types.DataTypes.BIGINT())
    FLOAT, DOUBLE = _basic("FLOAT", types.DataTypes.FLOAT()), _basic("DOUBLE", types.DataTypes.DOUBLE())
    CHAR, BIG_INT = _basic("CHAR", types.DataTypes.CHAR(1)), _basic("BIG_INT", None)
    BIG_DEC = _basic("BIG_DEC", types.DataTypes.DECIMAL(38, 18))
    SQL_DATE, SQL_TIME = _basic("SQL_DATE", types.DataTypes.DATE()), _basic("SQL_TIME", types.DataTypes.TIME())
    SQL_TIMESTAMP = _basic("SQL_TIMESTAMP", types.DataTypes.TIMESTAMP(3))
    LOCAL_DATE, LOCAL_TIME = _basic("LOCAL_DATE", types.DataTypes.DATE()), _basic("LOCAL_TIME", types.DataTypes.TIME())
    LOCAL_DATE_TIME = _basic("LOCAL_DATE_TIME", types.DataTypes.TIMESTAMP(3))
    INSTANT = _basic("INSTANT", types.DataTypes.TIMESTAMP_LTZ(3))
    PICKLED_BYTE_ARRAY = _basic("PICKLED_BYTE_ARRAY", None)

    @staticmethod
    def ROW(field_types):
        return RowTypeInfo("ROW", field_types, _numbered(field_types))

    @staticmethod
    def ROW_NAMED(field_names, field_types):
        return RowTypeInfo("ROW_NAMED", field_types, field_names)

    @staticmethod
    def TUPLE(field_types):
        return TupleTypeInfo("TUPLE", field_types, _numbered(field_types))

    @staticmethod
    def PRIMITIVE_ARRAY(element_type):
        return TypeInformation("PRIMITIVE_ARRAY", types.ArrayType(element_type.to_data_type().not_null()))

    @staticmethod
    def BASIC_ARRAY(element_type):
        return TypeInformation("BASIC_ARRAY", types.ArrayType(element_type.to_data_type()))

    @staticmethod
    def OBJECT_ARRAY(element_type):
        return TypeInformation("OBJECT_ARRAY", types.ArrayType(element_type.to_data_type()))

    @staticmethod
    def LIST(element_type_info):
        return TypeInformation("LIST", types.ArrayType(element_type_info.to_data_type()))

    @staticmethod
    def MAP(key_type_info, value_type_info):
        key, value = key_type_info.to_data_type(), value_type_info.to_data_type()
        return TypeInformation("MAP", types.MapType(key, value))


placeholders.fill(__name__, globals())
