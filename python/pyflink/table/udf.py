"""User-defined functions: they can be declared, and say that they are not supported when they are used."""

import functools
import inspect

from pyflink._mullion.unsupported import refuse_function

__all__ = ["FunctionContext", "AggregateFunction", "ScalarFunction", "TableFunction", "TableAggregateFunction",
           "udf", "udtf", "udaf", "udtaf"]


class FunctionContext:
    """What a function knows of the job it runs in."""


class UserDefinedFunction:
    """The base of functions written as classes."""

    def __str__(self):
        return type(self).__name__

    def open(self, function_context):
        """Before the first call."""

    def close(self):
        """After the last call."""

    def is_deterministic(self):
        return True


class ScalarFunction(UserDefinedFunction):
    """One value for one row."""


class AsyncScalarFunction(UserDefinedFunction):
    """One value for one row, later."""


class TableFunction(UserDefinedFunction):
    """Rows for one row."""


class ImperativeAggregateFunction(UserDefinedFunction):
    """A function of many rows."""


class AggregateFunction(ImperativeAggregateFunction):
    """One value for many rows."""


class TableAggregateFunction(ImperativeAggregateFunction):
    """Rows for many rows."""


class UserDefinedFunctionWrapper:
    """A declared function. Calling it in a query is refused with its name."""

    def __init__(self, func, kind):
        self._func, self._kind = func, kind

    @property
    def name(self):
        function = self._func
        while isinstance(function, functools.partial):
            function = function.func
        return getattr(function, "__name__", None) or type(function).__name__

    def refuse(self, name=None):
        """Says that it is not supported; `name` is the one it is registered by."""
        refuse_function(name or self.name, self._kind)

    def __call__(self, *args):
        self.refuse()

    def alias(self, *alias_names):
        return self


def _declarer(kind):
    def declare(f=None, *_args, **_options):
        if f is None:
            return lambda function: UserDefinedFunctionWrapper(function, kind)
        if not callable(f) and not isinstance(f, UserDefinedFunction):
            raise TypeError(f"{kind} takes a function or a {UserDefinedFunction.__name__}, not {f!r}")
        return UserDefinedFunctionWrapper(f, kind)
    declare.__name__ = kind
    declare.__doc__ = "Declares a function; also as a decorator, with and without arguments."
    return declare


udf, udtf, udaf, udtaf = _declarer("udf"), _declarer("udtf"), _declarer("udaf"), _declarer("udtaf")


def refuse_registration(name, function):
    """Registering a function under a name."""
    if isinstance(function, UserDefinedFunctionWrapper):
        function.refuse(name)
    label = function.__name__ if inspect.isclass(function) else type(function).__name__
    refuse_function(name, f"{label}, a user-defined function")
