"""Real servers for tests, benchmarks and the demo: each on free ports of 127.0.0.1, in a folder of its own.

    with Kafka(partitions=4) as kafka, Elasticsearch() as elasticsearch: ...

Fetched once into a cache outside the repository; stopped by process id; none outlives the process that started it,
unless it is started `detached`.
"""

from .elasticsearch import Elasticsearch, HttpStatus, OpenSearch, request_json
from .flink import Flink
from .kafka import Kafka, ZooKeeperKafka
from .kafka_admin import EARLIEST, LATEST, KafkaError
from .postgres import Postgres
from .process import Server, ServerFailed, free_port, wait_until

__all__ = [
    "EARLIEST", "LATEST", "Elasticsearch", "Flink", "HttpStatus", "Kafka", "KafkaError", "OpenSearch", "Postgres", "Server",
    "ServerFailed", "ZooKeeperKafka", "free_port", "request_json", "wait_until",
]
