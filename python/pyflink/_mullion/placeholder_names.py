"""The public names of PyFlink 1.18, by module, that are placeholders here. A name that a module of this package defines
itself is that module's."""

_FUNCTIONS = """
    AggregateFunction BaseBroadcastProcessFunction BroadcastProcessFunction CoFlatMapFunction CoMapFunction
    CoProcessFunction FilterFunction FlatMapFunction Function InternalAllWindowFunction InternalWindowFunction
    KeyedBroadcastProcessFunction KeyedCoProcessFunction KeyedProcessFunction KeySelector MapFunction NullByteKeySelector
    OnTimerContext Partitioner ProcessAllWindowFunction ProcessFunction ProcessWindowFunction ReduceFunction RuntimeContext
    SinkFunction SourceFunction AllWindowFunction WindowFunction AsyncFunction ResultFuture"""
_STATE = """
    AggregatingState AggregatingStateDescriptor AppendingState BroadcastState ListState ListStateDescriptor MapState
    MapStateDescriptor MergingState OperatorStateStore ReadOnlyBroadcastState ReducingState ReducingStateDescriptor State
    StateDescriptor StateTtlConfig ValueState ValueStateDescriptor"""
_WINDOW = """
    BatchedSegment ContinuousEventTimeTrigger ContinuousProcessingTimeTrigger CountSlidingWindowAssigner CountTrigger
    CountTumblingWindowAssigner CountWindow CountWindowSerializer DynamicEventTimeSessionWindows
    DynamicProcessingTimeSessionWindows EventTimeSessionWindows EventTimeTrigger GlobalWindow GlobalWindows
    MergingWindowAssigner NeverTrigger ProcessingTimeSessionWindows ProcessingTimeTrigger PurgingTrigger
    SessionWindowTimeGapExtractor SlidingEventTimeWindows SlidingProcessingTimeWindows TimeWindow TimeWindowSerializer Trigger
    TriggerResult TumblingEventTimeWindows TumblingProcessingTimeWindows Window WindowAssigner"""
_BACKENDS = """
    CustomStateBackend EmbeddedRocksDBStateBackend FsStateBackend HashMapStateBackend MemoryStateBackend PredefinedOptions
    RocksDBStateBackend StateBackend"""
_STORAGE = "CheckpointStorage CustomCheckpointStorage FileSystemCheckpointStorage JobManagerCheckpointStorage"
_SLOTS = "MemorySize SlotSharingGroup"
_STREAMS = """
    BroadcastConnectedStream BroadcastStream CloseableIterator ConnectedStreams DataStream DataStreamSink KeyedStream
    WindowedStream AllWindowedStream StreamingFileSink"""
_SERIALIZATION = """
    BulkWriterFactory DeserializationSchema Encoder RowDataBulkWriterFactory SerializationSchema SimpleStringSchema"""
_WATERMARKS = "AssignerWithPeriodicWatermarksWrapper TimestampAssigner WatermarkStrategy"
_TYPE_INFO = """
    BasicArrayTypeInfo BasicType BasicTypeInfo DateTypeInfo ExternalTypeInfo InstantTypeInfo LIST_TYPE ListTypeInfo
    LocalTimeTypeInfo MapTypeInfo ObjectArrayTypeInfo PickledBytesTypeInfo PrimitiveArrayTypeInfo RowTypeInfo
    SqlTimeTypeInfo TupleTypeInfo TypeInformation Types"""
_KAFKA = """
    FlinkKafkaConsumer FlinkKafkaConsumerBase FlinkKafkaProducer FlinkKafkaProducerBase KafkaOffsetResetStrategy
    KafkaOffsetsInitializer KafkaRecordSerializationSchema KafkaRecordSerializationSchemaBuilder KafkaSink
    KafkaSinkBuilder KafkaSource KafkaSourceBuilder KafkaTopicPartition KafkaTopicSelector Semantic"""
_FILES = """
    BucketAssigner BulkFormat FileCompactor FileCompactStrategy FileEnumeratorProvider FileSink FileSinkBuilder FileSource
    FileSourceBuilder FileSplitAssignerProvider OutputFileConfig RollingPolicy StreamFormat StreamingFileSink"""
_ELASTICSEARCH = """
    Elasticsearch6SinkBuilder Elasticsearch7SinkBuilder ElasticsearchEmitter ElasticsearchSink ElasticsearchSinkBuilderBase
    FlushBackoffType"""
_JDBC = "JdbcConnectionOptions JdbcExecutionOptions JdbcSink"
_RABBITMQ = "RMQConnectionConfig RMQSink RMQSource"
_PULSAR = """
    MessageDelayer PulsarSerializationSchema PulsarSink PulsarSinkBuilder PulsarSource PulsarSourceBuilder StartCursor
    StopCursor TopicRoutingMode"""
_KINESIS = """
    FlinkKinesisConsumer KinesisDeserializationSchema KinesisFirehoseSink KinesisFirehoseSinkBuilder KinesisShardAssigner
    KinesisStreamsSink KinesisStreamsSinkBuilder PartitionKeyGenerator WatermarkTracker"""
_CASSANDRA = "CassandraCommitter CassandraFailureHandler CassandraSink ClusterBuilder ConsistencyLevel MapperOptions"
_HYBRID = "HybridSource HybridSourceBuilder"
_NUMBERS = "NumberSequenceSource"
_BASE = "DeliveryGuarantee Sink Source SupportsPreprocessing"
_JSON = "JsonRowDeserializationSchema JsonRowSerializationSchema"
_CSV = "CsvBulkWriters CsvReaderFormat CsvRowDeserializationSchema CsvRowSerializationSchema CsvSchema CsvSchemaBuilder"
_AVRO = """
    AvroBulkWriters AvroInputFormat AvroRowDeserializationSchema AvroRowSerializationSchema AvroSchema GenericRecordAvroTypeInfo"""
_PARQUET = "AvroParquetReaders AvroParquetWriters ParquetBulkWriters ParquetColumnarRowInputFormat"
_ORC = "OrcBulkWriters"
_FORMAT_BASE = "InputFormat"
_CATALOG = """
    Catalog CatalogBaseTable CatalogDatabase CatalogDescriptor CatalogFunction CatalogPartition CatalogPartitionSpec
    CatalogTable CatalogColumnStatistics CatalogTableStatistics HiveCatalog JdbcCatalog ObjectPath Procedure"""
_LINEAR = "Estimator Model Pipeline Transformer"
_METRICS = "Counter Distribution Gauge Meter Metric MetricGroup"

MODULES = {
    name: names.split() for name, names in {
        "pyflink.common": f"{_WATERMARKS} {_TYPE_INFO} {_SERIALIZATION} InputDependencyConstraint",
        "pyflink.common.io": "InputFormat",
        "pyflink.common.serialization": _SERIALIZATION,
        "pyflink.common.serializer": "TypeSerializer",
        "pyflink.common.typeinfo": _TYPE_INFO,
        "pyflink.common.watermark_strategy": _WATERMARKS,
        "pyflink.datastream": f"""
            {_FUNCTIONS} {_STATE} {_WINDOW} {_BACKENDS} {_STORAGE} {_SLOTS} {_STREAMS}
            OutputTag TimeDomain TimerService""",
        "pyflink.datastream.async_data_stream": "AsyncDataStream",
        "pyflink.datastream.checkpoint_storage": _STORAGE,
        "pyflink.datastream.connectors": " ".join(
            [_KAFKA, _FILES, _ELASTICSEARCH, _JDBC, _RABBITMQ, _PULSAR, _KINESIS, _CASSANDRA, _HYBRID, _NUMBERS, _BASE]),
        "pyflink.datastream.connectors.base": _BASE,
        "pyflink.datastream.connectors.cassandra": _CASSANDRA,
        "pyflink.datastream.connectors.elasticsearch": _ELASTICSEARCH,
        "pyflink.datastream.connectors.file_system": _FILES,
        "pyflink.datastream.connectors.hybrid_source": _HYBRID,
        "pyflink.datastream.connectors.jdbc": _JDBC,
        "pyflink.datastream.connectors.kafka": _KAFKA,
        "pyflink.datastream.connectors.kinesis": _KINESIS,
        "pyflink.datastream.connectors.number_seq": _NUMBERS,
        "pyflink.datastream.connectors.pulsar": _PULSAR,
        "pyflink.datastream.connectors.rabbitmq": _RABBITMQ,
        "pyflink.datastream.data_stream": _STREAMS,
        "pyflink.datastream.formats": "",
        "pyflink.datastream.formats.avro": _AVRO,
        "pyflink.datastream.formats.base": _FORMAT_BASE,
        "pyflink.datastream.formats.csv": _CSV,
        "pyflink.datastream.formats.json": _JSON,
        "pyflink.datastream.formats.orc": _ORC,
        "pyflink.datastream.formats.parquet": _PARQUET,
        "pyflink.datastream.functions": _FUNCTIONS,
        "pyflink.datastream.output_tag": "OutputTag",
        "pyflink.datastream.slot_sharing_group": _SLOTS,
        "pyflink.datastream.state": _STATE,
        "pyflink.datastream.state_backend": _BACKENDS,
        "pyflink.datastream.time_domain": "TimeDomain",
        "pyflink.datastream.timerservice": "TimerService",
        "pyflink.datastream.window": _WINDOW,
        "pyflink.java_gateway": "get_gateway launch_gateway is_launch_gateway_disabled",
        "pyflink.metrics": _METRICS,
        "pyflink.ml": _LINEAR,
        "pyflink.table": "CompiledPlan CsvTableSink CsvTableSource ListView MapView Module ModuleEntry TableSink TableSource WriteMode",
        "pyflink.table.catalog": _CATALOG,
        "pyflink.table.data_view": "DataView ListView MapView",
        "pyflink.table.descriptors": "ConnectorDescriptor FormatDescriptor Json Csv Avro Kafka FileSystem Rowtime Schema OldCsv Elasticsearch",
        "pyflink.table.module": "HiveModule Module ModuleEntry",
        "pyflink.table.sinks": "CsvTableSink TableSink WriteMode",
        "pyflink.table.sources": "CsvTableSource TableSource",
        "pyflink.util.java_utils": "get_j_env_configuration load_java_class to_jarray invoke_method",
    }.items()
}
