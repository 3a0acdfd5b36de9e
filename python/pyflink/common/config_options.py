"""ConfigOptions: keys with their defaults."""

__all__ = ["ConfigOptions", "ConfigOption"]


class ConfigOption:
    """A key and what holds without it."""

    def __init__(self, key, default=None):
        self._key, self._default = key, default

    def key(self):
        return self._key

    def default_value(self):
        return self._default

    def has_default_value(self):
        return self._default is not None


class ConfigOptions:
    """Makes options: ConfigOptions.key("k").string_type().default_value("v")."""

    def __init__(self, key):
        self._key = key

    @staticmethod
    def key(key):
        return ConfigOptions(key)

    def _typed(self):
        return self

    boolean_type = int_type = long_type = float_type = double_type = string_type = duration_type = memory_type = _typed
    enum_type = map_type = as_list = _typed

    def default_value(self, value):
        return ConfigOption(self._key, value)

    def no_default_value(self):
        return ConfigOption(self._key)
