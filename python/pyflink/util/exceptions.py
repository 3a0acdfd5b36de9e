"""The exceptions that scripts catch.

PyFlink raises TableException and its siblings for the Java exceptions of those names, and py4j's Py4JJavaError for all
others. Here every one of them is a Py4JJavaError as well, so that either way of catching works."""

from py4j.protocol import Py4JJavaError


class JavaException(Py4JJavaError):
    """An error of the engine."""

    def __init__(self, msg="", stack_trace=None):
        super().__init__(str(msg))
        self.msg = str(msg)
        self.stack_trace = stack_trace

    def __str__(self):
        return self.msg


class TableException(JavaException):
    """A statement or a call of the Table API that cannot be carried out."""


class JobExecutionException(JavaException):
    """A job that ran and failed."""


class CatalogException(JavaException):
    """An error of a catalog."""


class DatabaseAlreadyExistException(JavaException):
    """The database is there already."""


class DatabaseNotEmptyException(JavaException):
    """The database to drop holds tables."""


class DatabaseNotExistException(JavaException):
    """There is no such database."""


class FunctionAlreadyExistException(JavaException):
    """The function is there already."""


class FunctionNotExistException(JavaException):
    """There is no such function."""


class PartitionAlreadyExistsException(JavaException):
    """The partition is there already."""


class PartitionNotExistException(JavaException):
    """There is no such partition."""


class PartitionSpecInvalidException(JavaException):
    """The partition's description does not fit the table."""


class TableAlreadyExistException(JavaException):
    """The table is there already."""


class TableNotExistException(JavaException):
    """There is no such table."""


class TableNotPartitionedException(JavaException):
    """The table has no partitions."""


class NoMatchingTableFactoryException(JavaException):
    """There is no such connector."""


class AmbiguousTableFactoryException(JavaException):
    """More than one connector fits."""
