"""SqlDialect."""

from enum import Enum

__all__ = ["SqlDialect"]


class SqlDialect(Enum):
    """The language of statements; HIVE is not spoken here."""

    DEFAULT = 0
    HIVE = 1
