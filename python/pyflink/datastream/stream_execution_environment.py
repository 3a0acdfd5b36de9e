"""StreamExecutionEnvironment: the settings that a StreamTableEnvironment begins with."""

from pyflink._mullion.unsupported import refuse
from pyflink.common.execution_config import ExecutionConfig
from pyflink.datastream.checkpoint_config import CheckpointConfig
from pyflink.datastream.data_stream import DataStream
from pyflink.datastream.time_characteristic import TimeCharacteristic
from pyflink.util.exceptions import TableException

__all__ = ["StreamExecutionEnvironment"]


class StreamExecutionEnvironment:
    """Keeps settings and hands them to the table environments made from it. Streams are not supported."""

    def __init__(self, configuration=None):
        self._options = dict(configuration.to_dict()) if configuration is not None else {}
        self._followers = []
        self._config, self._checkpoint_config = ExecutionConfig(self._set), CheckpointConfig(self._set)
        self._time_characteristic, self._max_parallelism, self._buffer_timeout = TimeCharacteristic.EventTime, -1, 100
        self._restart_strategy = self._state_backend = None
        self._chaining = True

    @staticmethod
    def get_execution_environment(configuration=None):
        return StreamExecutionEnvironment(configuration)

    def _set(self, key, value):
        self._options[key] = value
        for follower in self._followers:
            follower(key, value)

    def _settings(self):
        return list(self._options.items())

    def _follow(self, set_option):
        """Calls set_option(key, value) for what is set from now on."""
        self._followers.append(set_option)

    # Settings that mean something here
    def get_config(self):
        return self._config

    def get_parallelism(self):
        return self._config.get_parallelism()

    def set_parallelism(self, parallelism):
        self._config.set_parallelism(parallelism)
        return self

    def set_runtime_mode(self, execution_mode):
        self._set("execution.runtime-mode", execution_mode.name.lower())
        return self

    def enable_checkpointing(self, interval=500, mode=None):
        self._checkpoint_config.set_checkpoint_interval(interval)
        return self

    def get_checkpoint_config(self):
        return self._checkpoint_config

    def get_checkpoint_interval(self):
        return self._checkpoint_config.get_checkpoint_interval()

    def get_checkpointing_mode(self):
        return self._checkpoint_config.get_checkpointing_mode()

    def configure(self, configuration):
        for key, value in configuration.to_dict().items():
            self._set(key, value)

    # Settings of Java and of clusters: kept and given back
    def get_max_parallelism(self):
        return self._max_parallelism

    def set_max_parallelism(self, max_parallelism):
        self._max_parallelism = max_parallelism
        return self

    def get_buffer_timeout(self):
        return self._buffer_timeout

    def set_buffer_timeout(self, timeout_millis):
        self._buffer_timeout = timeout_millis
        return self

    def get_stream_time_characteristic(self):
        return self._time_characteristic

    def set_stream_time_characteristic(self, characteristic):
        self._time_characteristic = characteristic

    def get_restart_strategy(self):
        return self._restart_strategy

    def set_restart_strategy(self, restart_strategy_configuration):
        self._restart_strategy = restart_strategy_configuration

    def get_state_backend(self):
        return self._state_backend

    def set_state_backend(self, state_backend):
        self._state_backend = state_backend
        return self

    def disable_operator_chaining(self):
        self._chaining = False
        return self

    def is_chaining_enabled(self):
        return self._chaining

    def set_default_local_parallelism(self, parallelism):
        """A setting of Flink's mini cluster."""

    def set_default_savepoint_directory(self, directory):
        """Savepoints lie in the job's state directory."""

    def add_jars(self, *jars_path):
        """Connectors are built in: no jar is needed."""

    def add_classpaths(self, *classpaths):
        """As add_jars()."""

    def add_python_file(self, file_path):
        """Python functions are not supported, their files are not needed."""

    def set_python_requirements(self, requirements_file_path, requirements_cache_dir=None):
        """As add_python_file()."""

    def add_python_archive(self, archive_path, target_dir=None):
        """As add_python_file()."""

    def set_python_executable(self, python_exec):
        """As add_python_file()."""

    def register_cached_file(self, file_path, name, executable=False):
        """As add_python_file()."""

    # Streams
    def from_collection(self, collection, type_info=None):
        """Rows for StreamTableEnvironment.from_data_stream()."""
        return DataStream(collection, type_info)

    def execute(self, job_name=None):
        raise TableException("No operators defined in streaming topology. Cannot execute. A Table API job is started by "
                             "execute_insert() or execute_sql(); env.execute() is for the DataStream API, which is not "
                             "supported by Mullion")

    execute_async = execute

    def __getattr__(self, name):
        if name.startswith(("from_", "add_source", "read_", "get_stream_graph", "get_execution_plan", "create_input")):
            return lambda *_args, **_options: refuse(f"DataStream API: StreamExecutionEnvironment.{name}")
        raise AttributeError(name)
