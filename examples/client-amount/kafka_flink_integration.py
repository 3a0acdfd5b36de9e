"""The reference job as a PyFlink Table API script: the sum of `amount` per `client` per minute, Kafka to Elasticsearch.

Submitted with `flink run -py kafka_flink_integration.py`; `mullion run -py` takes the same file.
"""

import json
import os
import sys
from datetime import datetime

from pyflink.common import Configuration, Duration, Row, RestartStrategies, Time, Types, WatermarkStrategy
from pyflink.common.serialization import SimpleStringSchema
from pyflink.common.typeinfo import TypeInformation
from pyflink.common.watermark_strategy import TimestampAssigner
from pyflink.datastream import CheckpointingMode, RuntimeExecutionMode, StreamExecutionEnvironment, TimeCharacteristic
from pyflink.datastream.connectors.kafka import FlinkKafkaConsumer, KafkaOffsetsInitializer, KafkaSource
from pyflink.datastream.formats.json import JsonRowDeserializationSchema
from pyflink.datastream.functions import KeyedProcessFunction, MapFunction, ProcessWindowFunction, RuntimeContext
from pyflink.datastream.state import ValueStateDescriptor
from pyflink.datastream.window import TumblingEventTimeWindows, TumblingProcessingTimeWindows
from pyflink.table import DataTypes, EnvironmentSettings, Schema, StreamTableEnvironment, TableDescriptor, TableEnvironment
from pyflink.table.expressions import call, col, concat, lit
from pyflink.table.udf import AggregateFunction, ScalarFunction, udaf, udf
from pyflink.table.window import Session, Slide, Tumble

SOURCE = """
    CREATE TABLE transaction_msg (
        client INT,
        amount INT,
        ts TIMESTAMP(3),
        WATERMARK FOR ts AS ts
    ) WITH (
        'connector' = 'kafka',
        'topic' = 'client_amount',
        'properties.bootstrap.servers' = 'kafka:9092',
        'properties.group.id' = 'test',
        'scan.startup.mode' = 'latest-offset',
        'format' = 'json'
    )
"""

SINK = """
    CREATE TABLE es_sink (
        client INT PRIMARY KEY NOT ENFORCED,
        window_start TIMESTAMP(3),
        window_end TIMESTAMP(3),
        total_amount INT
    ) WITH (
        'connector' = 'elasticsearch-7',
        'hosts' = 'http://elasticsearch:9200',
        'index' = 'total_amount',
        'document-id.key-delimiter' = '$',
        'format' = 'json'
    )
"""


def log_processing():
    env = StreamExecutionEnvironment.get_execution_environment()
    env.set_stream_time_characteristic(TimeCharacteristic.EventTime)
    env.set_parallelism(1)
    settings = EnvironmentSettings.new_instance().in_streaming_mode().build()
    t_env = StreamTableEnvironment.create(env, environment_settings=settings)

    t_env.execute_sql(SOURCE)
    t_env.execute_sql(SINK)

    t_env.from_path("transaction_msg") \
        .window(Tumble.over(lit(1).minutes).on(col("ts")).alias("w")) \
        .group_by(col("w"), col("client")) \
        .select(col("client"),
                col("w").start.alias("window_start"),
                col("w").end.alias("window_end"),
                col("amount").sum.alias("total_amount")) \
        .execute_insert("es_sink")


if __name__ == '__main__':
    log_processing()
