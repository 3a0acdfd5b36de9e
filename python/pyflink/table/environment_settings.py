"""EnvironmentSettings: how a TableEnvironment begins."""

from pyflink.common.configuration import Configuration

__all__ = ["EnvironmentSettings"]


class EnvironmentSettings:
    """Streaming or batch, and configuration."""

    def __init__(self, streaming=True, configuration=None, catalog="default_catalog", database="default_database"):
        self._streaming, self._configuration = streaming, configuration or Configuration()
        self._catalog, self._database = catalog, database

    def get_built_in_catalog_name(self):
        return self._catalog

    def get_built_in_database_name(self):
        return self._database

    def is_streaming_mode(self):
        return self._streaming

    def get_configuration(self):
        return self._configuration

    to_configuration = get_configuration

    @staticmethod
    def new_instance():
        return EnvironmentSettings.Builder()

    @staticmethod
    def in_streaming_mode():
        return EnvironmentSettings(True)

    @staticmethod
    def in_batch_mode():
        return EnvironmentSettings(False)

    @staticmethod
    def from_configuration(config):
        mode = config.get_string("execution.runtime-mode", "streaming")
        return EnvironmentSettings(mode.lower() != "batch", config)

    class Builder:
        """Collects settings."""

        def __init__(self):
            self._streaming, self._configuration = True, Configuration()
            self._catalog, self._database = "default_catalog", "default_database"

        def in_streaming_mode(self):
            self._streaming = True
            return self

        def in_batch_mode(self):
            self._streaming = False
            return self

        def use_blink_planner(self):
            """The only planner since Flink 1.14."""
            return self

        use_any_planner = use_blink_planner

        def with_configuration(self, config):
            self._configuration.add_all(config)
            return self

        def with_built_in_catalog_name(self, built_in_catalog_name):
            self._catalog = built_in_catalog_name
            return self

        def with_built_in_database_name(self, built_in_database_name):
            self._database = built_in_database_name
            return self

        def build(self):
            return EnvironmentSettings(self._streaming, self._configuration, self._catalog, self._database)
