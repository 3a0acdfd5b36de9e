"""TableConfig: the settings of a TableEnvironment."""

import datetime

from pyflink._mullion.unsupported import refuse
from pyflink.common.configuration import Configuration
from pyflink.table.sql_dialect import SqlDialect
from pyflink.table.table_descriptor import key_text

__all__ = ["TableConfig"]

ZONE = "table.local-time-zone"
TTL = "table.exec.state.ttl"


class TableConfig:
    """Settings by key, and a few by method. `session` is the engine's; without one they are only kept."""

    def __init__(self, session=None):
        self._session = session
        self._configuration = Configuration(on_set=session.set if session else None)
        self._null_check, self._code_length, self._decimal_context = True, 4000, (34, "HALF_EVEN")

    @staticmethod
    def get_default():
        return TableConfig()

    def get(self, key, default_value):
        key = key_text(key)
        if self._configuration.contains_key(key):
            return self._configuration.get_string(key)
        return self._session.settings().get(key, default_value) if self._session else default_value

    def set(self, key, value):
        self._configuration.set_string(key_text(key), value)
        return self

    def get_configuration(self):
        return self._configuration

    def add_configuration(self, configuration):
        self._configuration.add_all(configuration)

    def get_local_timezone(self):
        return self.get(ZONE, "UTC")

    def set_local_timezone(self, timezone_id):
        if not isinstance(timezone_id, str):
            raise Exception("TableConfig.timezone should be a string!")
        self.set(ZONE, timezone_id)

    def set_idle_state_retention(self, duration):
        """How long state that nobody touches is kept; 0 for ever."""
        self.set(TTL, f"{round(duration.total_seconds() * 1000)} ms")

    def set_idle_state_retention_time(self, min_time, max_time):
        self.set_idle_state_retention(min_time)

    def get_idle_state_retention(self):
        number, _, unit = self.get(TTL, "0 ms").partition(" ")
        return datetime.timedelta(milliseconds=int(number)) if unit == "ms" else datetime.timedelta()

    def get_min_idle_state_retention_time(self):
        return round(self.get_idle_state_retention().total_seconds() * 1000)

    def get_max_idle_state_retention_time(self):
        return self.get_min_idle_state_retention_time() * 3 // 2

    def get_sql_dialect(self):
        return SqlDialect.DEFAULT

    def set_sql_dialect(self, sql_dialect):
        if sql_dialect is not SqlDialect.DEFAULT:
            refuse("SqlDialect.HIVE", "write the statements in Flink's SQL")

    # What has a meaning for Java or for Python functions only is kept and given back.
    def get_null_check(self):
        return self._null_check

    def set_null_check(self, null_check):
        self._null_check = null_check

    def get_max_generated_code_length(self):
        return self._code_length

    def set_max_generated_code_length(self, max_generated_code_length):
        self._code_length = max_generated_code_length

    def get_decimal_context(self):
        return self._decimal_context

    def set_decimal_context(self, precision, rounding_mode):
        self._decimal_context = (precision, rounding_mode)

    def get_python_executable(self):
        return self.get("python.executable", "python")

    def set_python_executable(self, python_exec):
        self.set("python.executable", python_exec)
