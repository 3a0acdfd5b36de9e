"""TableDescriptor and FormatDescriptor: CREATE TABLE as objects."""

from pyflink._mullion import sql_text
from pyflink.util.exceptions import TableException

__all__ = ["TableDescriptor", "FormatDescriptor"]


def key_text(key):
    """The key of an option given as text or as a ConfigOption."""
    return key if isinstance(key, str) else key.key()


def _value_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


class FormatDescriptor:
    """A format with its options."""

    def __init__(self, name, options):
        self._name, self._options = name, dict(options)

    @staticmethod
    def for_format(format):
        return FormatDescriptor.Builder(format)

    def get_format(self):
        return self._name

    def get_options(self):
        return dict(self._options)

    def __str__(self):
        return f"{self._name}[{', '.join(f'{key}={value}' for key, value in self._options.items())}]"

    class Builder:
        """Collects the options of a format."""

        def __init__(self, name):
            self._name, self._options = name, {}

        def option(self, key, value):
            self._options[key_text(key)] = _value_text(value)
            return self

        def build(self):
            return FormatDescriptor(self._name, self._options)


class TableDescriptor:
    """A table that is not declared yet."""

    def __init__(self, schema, options, partition_keys, comment):
        self._schema, self._options = schema, dict(options)
        self._partition_keys, self._comment = list(partition_keys), comment

    @staticmethod
    def for_connector(connector):
        return TableDescriptor.Builder({"connector": connector})

    @staticmethod
    def for_managed():
        return TableDescriptor.Builder({})

    def get_schema(self):
        return self._schema

    def get_options(self):
        return dict(self._options)

    def get_partition_keys(self):
        return list(self._partition_keys)

    def get_comment(self):
        return self._comment

    def to_builder(self):
        builder = TableDescriptor.Builder(self._options)
        builder._schema, builder._comment = self._schema, self._comment
        builder._partition_keys = list(self._partition_keys)
        return builder

    def create_sql(self, path, words="TABLE"):
        """CREATE … `path` ( … ) WITH ( … )"""
        if self._schema is None:
            raise TableException(f"the descriptor of {path} has no schema")
        text = f"CREATE {words} {path} (\n  {self._schema.sql()}\n)"
        if self._comment:
            text += f" COMMENT {sql_text.string(self._comment)}"
        if self._partition_keys:
            text += f" PARTITIONED BY ({sql_text.names(self._partition_keys)})"
        return f"{text} WITH ({sql_text.options(self._options)})"

    def __str__(self):
        return self.create_sql("`table`") if self._schema is not None else f"WITH ({sql_text.options(self._options)})"

    class Builder:
        """Collects the parts of a table."""

        def __init__(self, options):
            self._options, self._schema, self._partition_keys, self._comment = dict(options), None, [], None

        def schema(self, schema):
            self._schema = schema
            return self

        def option(self, key, value):
            self._options[key_text(key)] = _value_text(value)
            return self

        def format(self, format, format_option=None):
            """A format by its name or descriptor, under 'format' or another key such as 'key.format'."""
            key = "format" if format_option is None else key_text(format_option)
            if not key.endswith("format"):
                raise TableException(f"Format identifier key should be 'format' or end with '.format', but is '{key}'")
            if isinstance(format, str):
                self._options[key] = format
                return self
            self._options[key] = format.get_format()
            prefix = key[:-len("format")] + format.get_format()
            for name, value in format.get_options().items():
                self._options[f"{prefix}.{name}"] = value
            return self

        def partitioned_by(self, *partition_keys):
            self._partition_keys += partition_keys
            return self

        def comment(self, comment):
            self._comment = comment
            return self

        def build(self):
            return TableDescriptor(self._schema, self._options, self._partition_keys, self._comment)
