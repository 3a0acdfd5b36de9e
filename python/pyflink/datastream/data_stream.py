"""DataStream: rows of a Python collection on their way into a table. Everything else of streams is not supported."""

from pyflink._mullion import placeholders
from pyflink._mullion.unsupported import refuse

__all__ = ["DataStream", *placeholders.MODULES[__name__]]


class DataStream:
    """What StreamExecutionEnvironment.from_collection() gives, for StreamTableEnvironment.from_data_stream()."""

    def __init__(self, elements, type_info):
        self._elements, self._type_info = list(elements), type_info

    def get_type(self):
        return self._type_info

    def name(self, name):
        return self

    uid = set_description = set_parallelism = name

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_args, **_options: refuse(
            f"DataStream API: DataStream.{name}", "a stream can only be made a table, with from_data_stream()")


placeholders.fill(__name__, globals())
