"""What PyFlink has and this package has not: it imports, and says so by name when it is used."""

import unittest

import fake_engine

from pyflink._mullion import wire
from pyflink._mullion.placeholder_names import MODULES
from pyflink._mullion.unsupported import NotSupportedError
from pyflink.table import DataTypes, EnvironmentSettings, StreamTableEnvironment, TableEnvironment
from pyflink.table.expressions import call, col


class Imports(unittest.TestCase):
    def test_every_name_of_every_module_imports(self):
        for module, names in MODULES.items():
            loaded = __import__(module, fromlist=["*"])
            for name in names:
                with self.subTest(f"{module}.{name}"):
                    self.assertTrue(hasattr(loaded, name))

    def test_a_name_that_pyflink_has_not_does_not_import(self):
        with self.assertRaises(ImportError):
            from pyflink.datastream import NoSuchThing  # noqa: F401

    def test_the_imports_of_tutorials(self):
        for line in (
                "from pyflink.common import Configuration, Types, WatermarkStrategy, Time, Duration, Row, Encoder, JobClient",
                "from pyflink.common.typeinfo import Types as T, TypeInformation",
                "from pyflink.common.watermark_strategy import TimestampAssigner, WatermarkStrategy",
                "from pyflink.common.serialization import SimpleStringSchema, Encoder",
                "from pyflink.datastream import (CheckpointingMode, RuntimeExecutionMode, StreamExecutionEnvironment, "
                "TimeCharacteristic, KeyedProcessFunction, RuntimeContext, OutputTag, DataStream)",
                "from pyflink.datastream.connectors import FileSink, FileSource, StreamingFileSink, NumberSequenceSource",
                "from pyflink.datastream.connectors.file_system import FileSource, OutputFileConfig, RollingPolicy, StreamFormat",
                "from pyflink.datastream.connectors.kafka import FlinkKafkaConsumer, KafkaSource, KafkaOffsetsInitializer",
                "from pyflink.datastream.connectors.elasticsearch import Elasticsearch7SinkBuilder, ElasticsearchEmitter",
                "from pyflink.datastream.formats.json import JsonRowDeserializationSchema",
                "from pyflink.datastream.state import ValueStateDescriptor, StateTtlConfig",
                "from pyflink.datastream.window import TumblingEventTimeWindows, TimeWindow",
                "from pyflink.datastream.state_backend import HashMapStateBackend",
                "from pyflink.table import DataTypes, TableEnvironment, EnvironmentSettings, CsvTableSink, WriteMode, SqlDialect",
                "from pyflink.table.catalog import HiveCatalog, ObjectPath",
                "from pyflink.table.descriptors import Schema, Rowtime, Json, Kafka",
                "from pyflink.table.types import RowType, DataTypes",
                "from pyflink.table.udf import udf, udaf, udtf, udtaf, ScalarFunction, TableFunction, AggregateFunction",
                "from pyflink.util.exceptions import TableException",
                "from pyflink.java_gateway import get_gateway",
                "import pyflink.datastream.connectors.kafka, pyflink.version"):
            with self.subTest(line):
                exec(line, {})

    def test_classes_may_derive_from_what_is_not_supported(self):
        from pyflink.datastream.functions import MapFunction

        class Twice(MapFunction):
            def map(self, value):
                return value * 2

        with self.assertRaisesRegex(NotSupportedError, "DataStream API: MapFunction .by way of Twice."):
            Twice()

    def test_attributes_of_what_is_not_supported_name_themselves(self):
        from pyflink.common import WatermarkStrategy
        with self.assertRaisesRegex(NotSupportedError, "WatermarkStrategy.for_monotonous_timestamps"):
            WatermarkStrategy.for_monotonous_timestamps()


class Use(unittest.TestCase):
    def setUp(self):
        self.addCleanup(wire.use, wire.use(fake_engine.FakeEngine()))
        self.t_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())

    def test_python_functions_are_refused_by_name(self):
        from pyflink.table.udf import ScalarFunction, udaf, udf

        @udf(result_type=DataTypes.STRING())
        def shout(text):
            return text.upper()

        class Doubler(ScalarFunction):
            def eval(self, value):
                return value * 2

        with self.assertRaisesRegex(NotSupportedError, "Python function 'shout' .udf."):
            shout(col("item"))
        with self.assertRaisesRegex(NotSupportedError, "'<lambda>'"):
            call(udf(lambda i: i, result_type=DataTypes.INT()), col("item"))
        with self.assertRaisesRegex(NotSupportedError, "'weighted_avg' .udaf."):
            self.t_env.create_temporary_function("weighted_avg", udaf(Doubler(), result_type=DataTypes.DOUBLE()))
        with self.assertRaisesRegex(NotSupportedError, "'twice' .Doubler"):
            self.t_env.create_temporary_system_function("twice", Doubler())
        with self.assertRaisesRegex(NotSupportedError, "Java function 'f' .com.example.F."):
            self.t_env.create_java_temporary_function("f", "com.example.F")

    def test_methods_that_need_functions_are_refused(self):
        orders = self.t_env.from_path("orders")
        for name in ("map", "flat_map", "aggregate", "flat_aggregate", "join_lateral"):
            with self.subTest(name), self.assertRaisesRegex(NotSupportedError, f"Table.{name}"):
                getattr(orders, name)(None)

    def test_streams_are_refused(self):
        from pyflink.datastream import StreamExecutionEnvironment
        env = StreamExecutionEnvironment.get_execution_environment()
        with self.assertRaisesRegex(NotSupportedError, "DataStream API: StreamExecutionEnvironment.from_source"):
            env.from_source(None)
        with self.assertRaisesRegex(NotSupportedError, "DataStream API: DataStream.map"):
            env.from_collection([1]).map(lambda i: i)
        t_env = StreamTableEnvironment.create(env)
        with self.assertRaisesRegex(NotSupportedError, "to_data_stream"):
            t_env.to_data_stream(t_env.from_path("orders"))

    def test_settings_of_the_stream_environment_reach_the_tables(self):
        from pyflink.datastream import RuntimeExecutionMode, StreamExecutionEnvironment
        env = StreamExecutionEnvironment.get_execution_environment()
        env.set_parallelism(2).set_runtime_mode(RuntimeExecutionMode.BATCH)
        engine = fake_engine.FakeEngine()
        self.addCleanup(wire.use, wire.use(engine))
        StreamTableEnvironment.create(env)
        env.enable_checkpointing(60000)
        self.assertEqual(engine.statements, ["SET 'parallelism.default' = '2'", "SET 'execution.runtime-mode' = 'batch'",
                                             "SET 'execution.checkpointing.interval' = '60000 ms'"])


if __name__ == "__main__":
    unittest.main()
