"""The one way to say that something of PyFlink is not there."""

from pyflink.util.exceptions import TableException


class NotSupportedError(TableException):
    """Raised when a part of PyFlink is used that needs more than SQL can say; the message names the part."""


def refuse(what, instead=""):
    """Raises NotSupportedError for `what`, such as 'DataStream API: StreamExecutionEnvironment.from_collection'."""
    raise NotSupportedError(f"not supported by Mullion: {what}" + (f"; {instead}" if instead else ""))


def refuse_function(name, kind):
    """A user-defined function was called or registered."""
    refuse(f"Python function '{name}' ({kind}): user-defined functions need a Python worker",
           "write it with the built-in functions of SQL, or submit the job to a Flink cluster")
