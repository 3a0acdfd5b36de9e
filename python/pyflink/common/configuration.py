"""Configuration: keys and values; one that belongs to a TableEnvironment passes what is set on to the engine."""

__all__ = ["Configuration"]


def text_of(value):
    """A value as the engine reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ";".join(map(text_of, value))
    return str(value)


class Configuration:
    """Values are text; the typed getters read it."""

    def __init__(self, other=None, on_set=None):
        self._values = dict(other._values) if other is not None else {}
        self._on_set = on_set

    def set_string(self, key, value):
        self._values[key] = text_of(value)
        if self._on_set is not None:
            self._on_set(key, self._values[key])
        return self

    set = set_integer = set_float = set_boolean = set_bytearray = set_string

    def get_string(self, key, default_value=None):
        return self._values.get(key, default_value)

    get = get_string

    def get_integer(self, key, default_value=None):
        return int(self._values[key]) if key in self._values else default_value

    def get_float(self, key, default_value=None):
        return float(self._values[key]) if key in self._values else default_value

    def get_boolean(self, key, default_value=None):
        return self._values[key].strip().lower() == "true" if key in self._values else default_value

    def key_set(self):
        return set(self._values)

    def contains_key(self, key):
        return key in self._values

    def remove_config(self, key):
        return self._values.pop(key, None) is not None

    def add_all_to_dict(self, target_dict):
        target_dict.update(self._values)

    def add_all(self, other, prefix=""):
        for key, value in other._values.items():
            self.set_string(prefix + key, value)
        return self

    def to_dict(self):
        return dict(self._values)

    @staticmethod
    def parse_list(value):
        return value.split(";")

    def __eq__(self, other):
        return isinstance(other, Configuration) and self._values == other._values

    def __hash__(self):
        return hash(tuple(sorted(self._values.items())))

    def __str__(self):
        return str(self._values)
