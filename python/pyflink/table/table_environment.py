"""TableEnvironment: the catalog, the settings, and the statements of a script."""

import itertools

from pyflink._mullion import nodes, sql_text
from pyflink._mullion.collections_as_tables import create_table_sql
from pyflink._mullion.elements import query_of
from pyflink._mullion.engine_session import EngineSession
from pyflink._mullion.relation import Closed, Open
from pyflink._mullion.unsupported import refuse
from pyflink.table.environment_settings import EnvironmentSettings
from pyflink.table.explain_detail import ExplainDetail
from pyflink.table.expression import Expression
from pyflink.table.schema import Schema
from pyflink.table.statement_set import StatementSet
from pyflink.table.table import Table
from pyflink.table.table_config import TableConfig
from pyflink.table.table_descriptor import TableDescriptor
from pyflink.table.table_result import TableResult
from pyflink.table.udf import refuse_registration
from pyflink.util.exceptions import TableException

__all__ = ["TableEnvironment", "StreamTableEnvironment"]

_anonymous_numbers = itertools.count(1)
_PLAIN_STATEMENTS = ("EXPLAIN", "SHOW CREATE")


def _settings_of(environment_settings):
    if environment_settings is None:
        return EnvironmentSettings.in_streaming_mode()
    if not isinstance(environment_settings, EnvironmentSettings):  # a Configuration
        return EnvironmentSettings.from_configuration(environment_settings)
    return environment_settings


class TableEnvironment:
    """Begins tables, runs statements."""

    def __init__(self, settings, configuration=()):
        self._session = EngineSession()
        self._config = TableConfig(self._session)
        self._anonymous, self._temporary_views = set(), set()
        if not settings.is_streaming_mode():
            self._session.set("execution.runtime-mode", "batch")
        for key, value in [*configuration, *settings.get_configuration().to_dict().items()]:
            self._config.set(key, value)

    @staticmethod
    def create(environment_settings=None):
        return TableEnvironment(_settings_of(environment_settings))

    def get_config(self):
        return self._config

    # Statements
    def execute_sql(self, stmt):
        return self._run(stmt, written=True)

    def sql_query(self, query):
        return Table(self, Closed(query.strip().rstrip(";")), written=True)

    def explain_sql(self, stmt, *extra_details):
        return self._explain(stmt.strip().rstrip(";"), extra_details)

    def create_statement_set(self):
        return StatementSet(self)

    def _run(self, sql, written=False):
        executed = self._session.execute(sql, written)
        plain = sql.lstrip().upper().startswith(_PLAIN_STATEMENTS)
        return TableResult(executed, plain, self._config)

    def _explain(self, statement, details):
        changelog = "CHANGELOG_MODE " if ExplainDetail.CHANGELOG_MODE in details else ""
        explained = statement.removeprefix("EXECUTE ") if statement.startswith("EXECUTE STATEMENT SET") else statement
        ((plan,),) = self._session.texts(f"EXPLAIN {changelog}{explained}")
        return f"== Abstract Syntax Tree ==\n{statement}\n\n{plan}\n"

    # Tables
    def from_path(self, path):
        declared = sql_text.path(path)
        return Table(self, Open(declared), declared=declared)

    scan = from_path

    def from_elements(self, elements, schema=None, verify_schema=True):
        return Table(self, Closed(query_of(elements, schema, verify_schema)))

    def from_descriptor(self, descriptor):
        return self.from_path(self._path_of(descriptor))

    def from_pandas(self, pdf, schema=None, split_num=1):
        """The rows of a pandas.DataFrame."""
        rows = [tuple(row) for row in pdf.astype(object).where(pdf.notnull(), None).itertuples(index=False)]
        return self.from_elements(rows, schema if schema is not None else [str(name) for name in pdf.columns])

    def _path_of(self, path_or_descriptor):
        """The written path of a table; a descriptor is declared under a name of its own first."""
        if not isinstance(path_or_descriptor, TableDescriptor):
            return sql_text.path(path_or_descriptor)
        name = f"*anonymous_{path_or_descriptor.get_options().get('connector', 'table')}${next(_anonymous_numbers)}*"
        self._session.execute(path_or_descriptor.create_sql(sql_text.name(name), "TEMPORARY TABLE"))
        self._anonymous.add(name)
        return sql_text.name(name)

    def create_temporary_view(self, view_path, table_or_data_stream, *fields_or_schema):
        table = self._table_of(table_or_data_stream, fields_or_schema)
        self._session.execute(f"CREATE TEMPORARY VIEW {sql_text.path(view_path)} AS {table._relation.sql()}")
        self._temporary_views.add(sql_text.split_path(view_path)[-1])

    register_table = create_temporary_view

    def _table_of(self, table, _fields_or_schema):
        if not isinstance(table, Table):
            refuse("a DataStream as a table (DataStream API)", "make it with StreamTableEnvironment")
        return table

    def create_view(self, view_path, table, ignore_if_exists=False):
        exists = "IF NOT EXISTS " if ignore_if_exists else ""
        self._session.execute(f"CREATE VIEW {exists}{sql_text.path(view_path)} AS {table._relation.sql()}")
        return True

    def create_temporary_table(self, path, descriptor, ignore_if_exists=False):
        words = "TEMPORARY TABLE" + (" IF NOT EXISTS" if ignore_if_exists else "")
        self._session.execute(descriptor.create_sql(sql_text.path(path), words))

    def create_table(self, path, descriptor, ignore_if_exists=False):
        words = "TABLE" + (" IF NOT EXISTS" if ignore_if_exists else "")
        self._session.execute(descriptor.create_sql(sql_text.path(path), words))
        return True

    def _drop(self, words, path):
        """Whether there was something to drop."""
        try:
            self._session.execute(f"DROP {words} {sql_text.path(path)}")
        except TableException:
            return False
        return True

    def drop_temporary_view(self, view_path):
        self._temporary_views.discard(sql_text.split_path(view_path)[-1])
        return self._drop("TEMPORARY VIEW", view_path)

    def drop_temporary_table(self, table_path):
        return self._drop("TEMPORARY TABLE", table_path)

    def drop_table(self, table_path, ignore_if_not_exists=True):
        return self._dropped("TABLE", table_path, ignore_if_not_exists)

    def drop_view(self, view_path, ignore_if_not_exists=True):
        return self._dropped("VIEW", view_path, ignore_if_not_exists)

    def _dropped(self, word, path, ignore):
        if ignore:
            return self._drop(word, path)
        self._session.execute(f"DROP {word} {sql_text.path(path)}")
        return True

    # Catalogs
    def use_catalog(self, catalog_name):
        self._session.execute(f"USE CATALOG {sql_text.name(catalog_name)}")

    def use_database(self, database_name):
        self._session.execute(f"USE {sql_text.name(database_name)}")

    def _first_column(self, statement):
        return [row[0] for row in self._session.texts(statement)]

    def get_current_catalog(self):
        return self._first_column("SHOW CURRENT CATALOG")[0]

    def get_current_database(self):
        return self._first_column("SHOW CURRENT DATABASE")[0]

    def list_catalogs(self):
        return self._first_column("SHOW CATALOGS")

    def list_databases(self):
        return self._first_column("SHOW DATABASES")

    def list_tables(self):
        """Tables and views."""
        return [name for name in self._first_column("SHOW TABLES") if name not in self._anonymous]

    def list_views(self):
        return self._first_column("SHOW VIEWS")

    def list_temporary_views(self):
        return [name for name in self.list_views() if name in self._temporary_views or self._is_temporary("VIEW", name)]

    def list_temporary_tables(self):
        views = set(self.list_views())
        return [name for name in self.list_tables() if name not in views and self._is_temporary("TABLE", name)]

    def _is_temporary(self, word, name):
        return self._first_column(f"SHOW CREATE {word} {sql_text.name(name)}")[0].startswith("CREATE TEMPORARY")

    def list_modules(self):
        return ["core"]

    def list_functions(self):
        return [name.lower() for name in self._first_column("SHOW FUNCTIONS")]

    def list_user_defined_functions(self):
        return []

    def _declaration(self, path):
        """The lines of print_schema() for a table of the catalog."""
        lines, marks, key = [], [], None
        for name, kind, nullable, column_key, extras, watermark in self._session.texts(f"DESCRIBE {path}"):
            lines.append(f"{sql_text.name(name)} {_resolved_type(kind, nullable)}" + (f" {extras}" if extras else ""))
            if watermark:
                kind = kind.replace(" *ROWTIME*", "")
                marks.append(f"WATERMARK FOR {sql_text.name(name)}: {kind} AS {watermark}")
            key = column_key or key
        if key:
            names = key[len("PRI("):-1].split(", ")
            marks.append(f"CONSTRAINT `PK_{_java_hash(names)}` PRIMARY KEY ({sql_text.names(names)}) NOT ENFORCED")
        return lines + marks

    # Functions
    def create_temporary_function(self, path, function):
        refuse_registration(path, function)

    def create_temporary_system_function(self, name, function):
        refuse_registration(name, function)

    def register_function(self, name, function):
        refuse_registration(name, function)

    def create_java_temporary_function(self, path, function_class_name):
        refuse(f"Java function '{path}' ({function_class_name})", "write it with the built-in functions of SQL")

    create_java_temporary_system_function = create_java_function = register_java_function = create_java_temporary_function

    def drop_function(self, path):
        return False

    drop_temporary_function = drop_temporary_system_function = drop_function

    # What Flink needs for its workers: noted, without effect here
    def add_python_file(self, file_path):
        """Python functions are not supported, their files are not needed."""

    def set_python_requirements(self, requirements_file_path, requirements_cache_dir=None):
        """As add_python_file()."""

    def add_python_archive(self, archive_path, target_dir=None):
        """As add_python_file()."""


def _resolved_type(kind, nullable):
    """DESCRIBE keeps NOT NULL apart; the schema writes it before the mark of a time attribute."""
    if nullable == "TRUE":
        return kind
    base, star, mark = kind.partition(" *")
    return f"{base} NOT NULL{star}{mark}"


def _java_hash(names):
    """java.util.List.hashCode() of texts: Flink names a key without a name by it."""
    total = 1
    for name in names:
        part = 0
        for letter in name:
            part = 31 * part + ord(letter)
        total = 31 * total + part
    total &= 0xFFFFFFFF
    return total - (1 << 32) if total >> 31 else total


class StreamTableEnvironment(TableEnvironment):
    """A TableEnvironment beside a StreamExecutionEnvironment, whose settings it takes over."""

    @staticmethod
    def create(stream_execution_environment=None, environment_settings=None):
        if stream_execution_environment is None:
            return StreamTableEnvironment(_settings_of(environment_settings))
        settings = _settings_of(environment_settings)
        environment = StreamTableEnvironment(settings, stream_execution_environment._settings())
        stream_execution_environment._follow(environment.get_config().set)
        return environment

    def from_data_stream(self, data_stream, *fields_or_schema):
        """The rows of a collection as a table, with a Schema or with names for its columns."""
        schema = fields_or_schema[0] if fields_or_schema and isinstance(fields_or_schema[0], Schema) else None
        name = f"*anonymous_datastream_source${next(_anonymous_numbers)}*"
        path = sql_text.name(name)
        self._session.execute(create_table_sql(path, data_stream, schema))
        self._anonymous.add(name)
        table = self.from_path(path)
        if schema is not None and not schema.declared_names():
            return table
        if schema is not None:
            # Columns that only a computed one of the schema uses are not the table's.
            return table.select(*(Expression(nodes.Column(column)) for column in schema.all_names()))
        return table.alias(*fields_or_schema) if fields_or_schema else table

    def _table_of(self, table, fields_or_schema):
        return table if isinstance(table, Table) else self.from_data_stream(table, *fields_or_schema)

    def from_changelog_stream(self, *_arguments):
        refuse("StreamTableEnvironment.from_changelog_stream (DataStream API)")

    def to_data_stream(self, *_arguments):
        refuse("StreamTableEnvironment.to_data_stream (DataStream API)")

    def to_changelog_stream(self, *_arguments):
        refuse("StreamTableEnvironment.to_changelog_stream (DataStream API)")

    def to_append_stream(self, *_arguments):
        refuse("StreamTableEnvironment.to_append_stream (DataStream API)")

    def to_retract_stream(self, *_arguments):
        refuse("StreamTableEnvironment.to_retract_stream (DataStream API)")


class BatchTableEnvironment(TableEnvironment):
    """The name of before Flink 1.14."""

    @staticmethod
    def create(environment_settings=None, *_arguments):
        return TableEnvironment(environment_settings or EnvironmentSettings.in_batch_mode())
