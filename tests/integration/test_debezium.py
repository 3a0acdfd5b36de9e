"""Change events of a database through a real Kafka: upserts and deletions in Elasticsearch, tombstones, bad events, and
changes written back as events."""

import json
import unittest

import mullion
import shared


def event(op, before=None, after=None, **more):
    return json.dumps({"before": before, "after": after, "op": op, "ts_ms": 1589355606101,
                       "source": {"db": "shop", "table": "products", "ts_ms": 1589355606100}, **more})


SCOOTER, SCOOTER_2 = {"id": 1, "name": "scooter", "weight": 3.14}, {"id": 1, "name": "scooter", "weight": 5.18}
CAR, BIKE = {"id": 2, "name": "car", "weight": 8}, {"id": 3, "name": "bike", "weight": 2}


class DebeziumTest(shared.ProgramTest):
    def setUp(self):
        super().setUp()
        self.kafka, self.node = shared.kafka(), shared.elasticsearch()
        self.topic, self.index = self.new_name("products"), self.new_name("products")
        self.kafka.create_topic(self.topic, 1)
        self.addCleanup(self.node.delete_index, self.index)

    def source(self, extra="", **options):
        pairs = "".join(f", '{key}' = '{value}'" for key, value in options.items())
        return (f"CREATE TABLE products (id INT, name STRING, weight DECIMAL(10, 3){extra}, PRIMARY KEY (id) NOT ENFORCED) WITH ("
                f"'connector' = 'kafka', 'topic' = '{self.topic}', 'properties.bootstrap.servers' = '{self.kafka.bootstrap}', "
                "'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset', 'format' = 'debezium-json'"
                f"{pairs});\n")

    def sink(self, columns):
        return (f"CREATE TABLE documents ({columns}) WITH ('connector' = 'elasticsearch-7', 'hosts' = '{self.node.url}', "
                f"'index' = '{self.index}');\n")

    def run_job(self, sql, *options):
        ended = mullion.run_sql(sql, *options)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended

    def test_the_table_stands_in_the_index_as_it_stands_in_the_database(self):
        self.kafka.produce(self.topic, [event("r", after=SCOOTER), event("c", after=CAR), event("c", after=BIKE),
                                        event("u", before=SCOOTER, after=SCOOTER_2), event("d", before=CAR)])
        self.kafka.produce_null(self.topic, "2")
        self.run_job(self.source() + self.sink("id INT PRIMARY KEY NOT ENFORCED, name STRING, weight DECIMAL(10, 3)")
                     + "INSERT INTO documents SELECT id, name, weight FROM products;")
        self.assertEqual(self.node.documents(self.index), {"1": SCOOTER_2, "3": BIKE})

    def test_an_aggregate_follows_the_changes(self):
        self.kafka.produce(self.topic, [event("c", after=SCOOTER), event("c", after=CAR), event("u", before=SCOOTER, after=SCOOTER_2),
                                        event("d", before=CAR)])
        self.run_job(self.source(", place STRING METADATA FROM 'value.source.table' VIRTUAL")
                     + self.sink("place STRING PRIMARY KEY NOT ENFORCED, n BIGINT, total DECIMAL(20, 3)")
                     + "INSERT INTO documents SELECT place, COUNT(*), SUM(weight) FROM products GROUP BY place;")
        self.assertEqual(self.node.documents(self.index), {"products": {"place": "products", "n": 1, "total": 5.18}})

    def test_events_that_come_twice_count_once_when_asked(self):
        events = [event("c", after=SCOOTER), event("c", after=CAR), event("u", before=SCOOTER, after=SCOOTER_2)]
        self.kafka.produce(self.topic, events + events)
        ended = self.run_job("SET 'table.exec.source.cdc-events-duplicate' = 'true';\n" + self.source()
                             + "SELECT COUNT(*) AS n, SUM(weight) AS total FROM products;", "--output", "json")
        self.assertEqual(mullion.rows_of(ended)[-1], {"n": 2, "total": 13.18})

    def test_a_bad_event_is_set_aside_and_the_others_count(self):
        self.kafka.produce(self.topic, [event("c", after=SCOOTER), "nonsense", event("u", after=CAR), event("c", after=BIKE)])
        ended = self.run_job(self.source() + "SELECT id FROM products;", "--output", "json")
        self.assertEqual([row["id"] for row in mullion.rows_of(ended)], [1, 3])
        failed = mullion.run_sql("SET 'mullion.bad-records' = 'fail';\n" + self.source() + "SELECT id FROM products;")
        self.assertEqual(failed.returncode, 1)

    def test_changes_are_written_as_events_and_read_back(self):
        written = self.new_name("counts")
        self.kafka.create_topic(written, 1)
        table = (f"CREATE TABLE counts (name STRING, n BIGINT) WITH ('connector' = 'kafka', 'topic' = '{written}', "
                 f"'properties.bootstrap.servers' = '{self.kafka.bootstrap}', 'scan.startup.mode' = 'earliest-offset', "
                 "'scan.bounded.mode' = 'latest-offset', 'format' = 'debezium-json');\n")
        self.run_job(table + "INSERT INTO counts SELECT name, COUNT(*) FROM (VALUES ('a'), ('b'), ('a')) AS t(name) GROUP BY name;")
        self.assertEqual(self.kafka.consume(written), [
            '{"before":null,"after":{"name":"a","n":1},"op":"c"}', '{"before":null,"after":{"name":"b","n":1},"op":"c"}',
            '{"before":{"name":"a","n":1},"after":null,"op":"d"}', '{"before":null,"after":{"name":"a","n":2},"op":"c"}'])
        ended = self.run_job(table + "SELECT SUM(n) AS n FROM counts;", "--output", "json")
        self.assertEqual(mullion.rows_of(ended)[-1], {"n": 3})

    def test_an_option_that_the_format_has_not_is_refused(self):
        ended = mullion.run_sql(self.source(**{"debezium-json.fail-on-missing-field": "true"}) + "SELECT id FROM products;")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("debezium-json.schema-include", ended.stderr)


if __name__ == "__main__":
    unittest.main()
