"""The exceptions of py4j that PyFlink scripts catch."""


class Py4JError(Exception):
    """An error of the engine."""


class Py4JNetworkError(Py4JError):
    """The connection to the engine ended."""


class Py4JJavaError(Py4JError):
    """An error of the engine while it carried something out."""

    @property
    def java_exception(self):
        return self
