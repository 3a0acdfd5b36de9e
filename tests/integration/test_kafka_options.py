"""Where a Kafka table starts and ends, which topics it reads, and what it tells of each record."""

import json
import time
import unittest
from datetime import datetime

import mullion
import shared


def table(columns, options):
    lines = ",\n".join(f"  '{key}' = '{value}'" for key, value in options.items())
    return f"CREATE TABLE t ({columns}) WITH (\n{lines}\n);\n"


class KafkaOptionsTest(shared.ProgramTest):
    """Two partitions; partition 0 holds the numbers 0…9, partition 1 the numbers 100…104."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kafka = shared.kafka()
        cls.topic = cls.new_name("numbers")
        cls.kafka.create_topic(cls.topic, 2)
        cls.write(0, range(5))
        time.sleep(0.02)  # so that the records before and after differ in their timestamp
        cls.between_ms = int(time.time() * 1000)
        time.sleep(0.02)
        cls.write(0, range(5, 10))
        cls.write(1, range(100, 105))

    @classmethod
    def write(cls, partition, numbers, topic=None):
        cls.kafka.produce(topic or cls.topic, [json.dumps({"n": n}) for n in numbers], partition=partition)

    def options(self, **options):
        return {"connector": "kafka", "topic": self.topic, "properties.bootstrap.servers": self.kafka.bootstrap,
                "scan.bounded.mode": "latest-offset", "format": "json",
                **{key.replace("__", "-").replace("_", "."): value for key, value in options.items() if value is not None}}

    def numbers(self, options, columns="n INT", select="n"):
        ended = mullion.run_sql(table(columns, options) + f"SELECT {select} FROM t;", "--output", "json")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return mullion.rows_of(ended)

    def read(self, **options):
        return sorted(row["n"] for row in self.numbers(self.options(**options)))

    ALL = [*range(10), *range(100, 105)]

    def test_earliest_offset(self):
        self.assertEqual(self.read(scan_startup_mode="earliest-offset"), self.ALL)

    def test_latest_offset_of_a_bounded_table_is_empty(self):
        self.assertEqual(self.read(scan_startup_mode="latest-offset"), [])

    def test_timestamp(self):
        self.assertEqual(self.read(scan_startup_mode="timestamp", **{"scan_startup_timestamp__millis": self.between_ms}),
                         [*range(5, 10), *range(100, 105)])

    def test_specific_offsets(self):
        self.assertEqual(self.read(scan_startup_mode="specific-offsets",
                                   **{"scan_startup_specific__offsets": "partition:0,offset:8;partition:1,offset:3"}),
                         [8, 9, 103, 104])

    def test_group_offsets(self):
        group = self.new_name("group")
        self.kafka.admin.commit(group, self.topic, {0: 7, 1: 4})
        self.assertEqual(self.read(scan_startup_mode="group-offsets", properties_group_id=group), [7, 8, 9, 104])

    def test_group_offsets_is_the_default(self):
        group = self.new_name("group")
        self.kafka.admin.commit(group, self.topic, {0: 9, 1: 5})
        self.assertEqual(self.read(properties_group_id=group), [9])

    def test_group_offsets_without_a_commit_fail_and_name_the_way_out(self):
        options = self.options(scan_startup_mode="group-offsets", properties_group_id=self.new_name("group"))
        ended = mullion.run_sql(table("n INT", options) + "SELECT n FROM t;", "--output", "json")
        self.assertEqual(ended.returncode, 1, ended.stderr)
        self.assertEqual(ended.stdout, "")
        self.assertIn("properties.auto.offset.reset", ended.stderr)
        self.assertIn("scan.startup.mode", ended.stderr)

    def test_group_offsets_without_a_commit_start_where_the_reset_says(self):
        for reset, expected in (("earliest", self.ALL), ("latest", [])):
            with self.subTest(reset):
                self.assertEqual(self.read(scan_startup_mode="group-offsets", properties_group_id=self.new_name("group"),
                                           properties_auto_offset_reset=reset), expected)

    def test_bounded_by_specific_offsets(self):
        self.assertEqual(self.read(scan_startup_mode="earliest-offset", scan_bounded_mode="specific-offsets",
                                   **{"scan_bounded_specific__offsets": "partition:0,offset:3;partition:1,offset:1"}),
                         [0, 1, 2, 100])

    def test_bounded_by_a_timestamp(self):
        self.assertEqual(self.read(scan_startup_mode="earliest-offset", scan_bounded_mode="timestamp",
                                   **{"scan_bounded_timestamp__millis": self.between_ms}), [0, 1, 2, 3, 4])

    def test_bounded_by_group_offsets(self):
        group = self.new_name("group")
        self.kafka.admin.commit(group, self.topic, {0: 2, 1: 1})
        self.assertEqual(self.read(scan_startup_mode="earliest-offset", scan_bounded_mode="group-offsets",
                                   properties_group_id=group), [0, 1, 100])

    def test_an_empty_topic_ends_at_once(self):
        topic = self.new_name("empty")
        self.kafka.create_topic(topic, 3)
        self.assertEqual(self.read(topic=topic, scan_startup_mode="earliest-offset"), [])

    def test_a_list_of_topics(self):
        other = self.new_name("other")
        self.kafka.create_topic(other, 1)
        self.write(0, [7000], other)
        self.assertEqual(self.read(topic=f"{self.topic};{other}", scan_startup_mode="earliest-offset"), [*self.ALL, 7000])

    def test_a_pattern_of_topics(self):
        word = self.new_name("many")
        for number in (1, 2):
            self.kafka.create_topic(f"{word}_{number}", 1)
            self.write(0, [number], f"{word}_{number}")
        self.kafka.create_topic(f"x{word}_3", 1)
        self.write(0, [3], f"x{word}_3")
        options = self.options(scan_startup_mode="earliest-offset", topic__pattern=f"{word}_.*")
        del options["topic"]
        self.assertEqual(sorted(row["n"] for row in self.numbers(options)), [1, 2])

    def test_metadata_columns(self):
        topic = self.new_name("described")
        self.kafka.create_topic(topic, 2)
        before_ms = int(time.time() * 1000)
        self.kafka.produce(topic, ['k1|{"n":1}'], partition=1, key_delimiter="|", headers={"source": "test"})
        after_ms = int(time.time() * 1000)
        columns = ("n INT, k STRING, p INT METADATA FROM 'partition', o BIGINT METADATA FROM 'offset' VIRTUAL, "
                   "`topic` STRING METADATA VIRTUAL, written TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', "
                   "headers MAP<STRING, BYTES> METADATA")
        options = self.options(topic=topic, scan_startup_mode="earliest-offset", key_format="raw", key_fields="k",
                               value_format="json", **{"value_fields__include": "EXCEPT_KEY"})
        del options["format"]
        (row,) = self.numbers(options, columns, "n, k, p, o, `topic`, written, headers['source'] AS h")
        at = row.pop("written")
        self.assertEqual(row, {"n": 1, "k": "k1", "p": 1, "o": 0, "topic": topic, "h": "dGVzdA=="})
        self.assertTrue(at.endswith("Z"), at)
        at_ms = datetime.fromisoformat(at.replace(" ", "T").replace("Z", "+00:00")).timestamp() * 1000
        self.assertTrue(before_ms - 1 <= at_ms <= after_ms + 1, at)

    def test_a_tombstone_is_no_row(self):
        topic = self.new_name("tombstones")
        self.kafka.create_topic(topic, 1)
        self.write(0, [1], topic)
        self.kafka.produce_null(topic, "key")
        self.write(0, [2], topic)
        self.assertEqual(self.read(topic=topic, scan_startup_mode="earliest-offset"), [1, 2])

    def test_an_unknown_option_is_refused_with_the_known_ones(self):
        ended = mullion.run_sql(table("n INT", self.options(scan_startup_moda="earliest-offset")) + "SELECT n FROM t;")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("scan.startup.moda", ended.stderr)
        self.assertIn("scan.startup.mode", ended.stderr)

    def test_a_property_that_would_load_code_is_refused(self):
        options = {**self.options(scan_startup_mode="earliest-offset"),
                   "properties.interceptor.classes": "com.example.Interceptor"}
        ended = mullion.run_sql(table("n INT", options) + "SELECT n FROM t;")
        self.assertEqual(ended.returncode, 2, ended.stderr)
        self.assertIn("interceptor.classes", ended.stderr)


class KafkaSinkTest(shared.ProgramTest):
    VALUES = "SELECT CAST(n AS INT), CAST(s AS STRING) FROM (VALUES (1, 'a'), (2, 'b'), (1, 'c')) AS v(n, s);\n"

    def setUp(self):
        super().setUp()
        self.kafka, self.topic = shared.kafka(), self.new_name("out")

    def write(self, connector, extra, columns="n INT, s STRING"):
        pairs = {"connector": connector, "topic": self.topic, "properties.bootstrap.servers": self.kafka.bootstrap, **extra}
        text = table(columns, pairs) + "INSERT INTO t " + self.VALUES
        ended = mullion.run_sql(text)
        self.assertEqual(ended.returncode, 0, ended.stderr)

    def test_an_absent_topic_is_made_and_the_rows_written_in_order(self):
        self.write("kafka", {"format": "json"})
        self.assertEqual(self.kafka.consume(self.topic), ['{"n":1,"s":"a"}', '{"n":2,"s":"b"}', '{"n":1,"s":"c"}'])

    def test_key_fields_become_the_key(self):
        self.write("kafka", {"key.format": "json", "key.fields": "n", "value.format": "json"})
        self.assertEqual(self.kafka.consume(self.topic, r"%k %s\n"),
                         ['{"n":1} {"n":1,"s":"a"}', '{"n":2} {"n":2,"s":"b"}', '{"n":1} {"n":1,"s":"c"}'])

    def test_upsert_kafka_writes_the_primary_key_as_key(self):
        self.write("upsert-kafka", {"key.format": "json", "value.format": "json"}, "n INT PRIMARY KEY NOT ENFORCED, s STRING")
        last = dict(line.split(" ", 1) for line in self.kafka.consume(self.topic, r"%k %s\n"))
        self.assertEqual(last, {'{"n":1}': '{"n":1,"s":"c"}', '{"n":2}': '{"n":2,"s":"b"}'})


if __name__ == "__main__":
    unittest.main()
