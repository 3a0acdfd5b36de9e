"""The reference job from a real Kafka into a real Elasticsearch: every window compared with sums computed in Python."""

import json
import signal
import unittest
from datetime import timedelta

import client_amount
import mullion
import shared
from services import ZooKeeperKafka


class ReferenceJobTest(shared.ProgramTest):
    partitions = 4

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kafka, cls.node = cls.servers()

    @classmethod
    def servers(cls):
        return shared.kafka(), shared.elasticsearch()

    def setUp(self):
        super().setUp()
        self.topic, self.index = self.new_name("client_amount"), self.new_name("total_amount")
        self.kafka.create_topic(self.topic, self.partitions)
        self.addCleanup(self.node.delete_index, self.index)

    def sql(self, name, source):
        return client_amount.job(name, self.kafka.bootstrap, self.node.url, {"topic": self.topic, **source},
                                 {"index": self.index}, {"execution.checkpointing.interval": "1 s"})

    def run_bounded(self, name):
        ended = mullion.run_sql(self.sql(name, client_amount.BOUNDED), within_s=120)
        self.assertEqual(ended.returncode, 0, ended.stderr)

    def test_each_client_has_its_last_window_under_its_number(self):
        rows = client_amount.rows(20000, minutes=30)
        client_amount.produce(self.kafka, self.topic, rows, self.partitions)
        self.run_bounded("job")
        self.assertEqual(self.node.documents(self.index), client_amount.reference_documents(rows))

    def test_every_window_of_every_client_row_by_row(self):
        rows = client_amount.rows(20000, minutes=300, seed=2, clients=20)
        client_amount.produce(self.kafka, self.topic, rows, self.partitions)
        self.run_bounded("history")
        self.assertEqual(self.node.documents(self.index), client_amount.history_documents(rows))

    def test_the_document_is_field_for_field_what_flink_writes(self):
        self.kafka.produce(self.topic, ['{"client":4,"amount":400,"ts":"2024-05-11 18:04:00"}',
                                        '{"client":4,"amount":14,"ts":"2024-05-11 18:04:59"}'], partition=0)
        self.run_bounded("job")
        self.assertEqual(self.node.documents(self.index), {"4": {
            "client": 4, "window_start": "2024-05-11 18:04:00", "window_end": "2024-05-11 18:05:00", "total_amount": 414}})

    def test_the_index_is_made_with_dates_that_kibana_finds(self):
        client_amount.produce(self.kafka, self.topic, client_amount.rows(10, 1), self.partitions)
        self.run_bounded("job")
        properties = self.node.call("GET", f"/{self.index}/_mapping")[self.index]["mappings"]["properties"]
        self.assertEqual({name: properties[name]["type"] for name in ("window_start", "window_end")},
                         {"window_start": "date", "window_end": "date"})

    def test_an_index_that_exists_is_left_as_it_is(self):
        self.node.call("PUT", f"/{self.index}", {"mappings": {"properties": {"window_end": {"type": "keyword"}}}})
        client_amount.produce(self.kafka, self.topic, client_amount.rows(10, 1), self.partitions)
        self.run_bounded("job")
        properties = self.node.call("GET", f"/{self.index}/_mapping")[self.index]["mappings"]["properties"]
        self.assertEqual(properties["window_end"]["type"], "keyword")

    def test_an_unbounded_job_writes_a_window_once_time_has_passed_it(self):
        rows = client_amount.rows(4000, minutes=10)
        with mullion.Job(self.sql("job", client_amount.EARLIEST), self.folder) as job:
            client_amount.produce(self.kafka, self.topic, rows, self.partitions)
            complete = [row for row in rows if client_amount.window_of(row) < client_amount.window_of(rows[-1])]
            expected = client_amount.reference_documents(complete)
            job.wait_for(lambda: self.node.documents(self.index) == expected, "every window but the open one")
            self.assertEqual(job.stop(signal.SIGINT), 0)
        self.assertEqual(self.node.documents(self.index), expected)


class ReferenceJobWithZooKeeperTest(ReferenceJobTest):
    """The broker of the reference stack."""

    partitions = 1

    @classmethod
    def servers(cls):
        return cls.enterClassContext(ZooKeeperKafka()), shared.elasticsearch()


class ReferenceJobOnOpenSearchTest(ReferenceJobTest):
    partitions = 2

    @classmethod
    def servers(cls):
        return shared.kafka(), shared.opensearch()


class LatestOffsetTest(shared.ProgramTest):
    """The job as it stands in the repository, starting at the latest offset, as SQL and as a PyFlink script."""

    def setUp(self):
        super().setUp()
        self.kafka, self.node = shared.kafka(), shared.elasticsearch()
        self.topic, self.index = self.new_name("client_amount"), self.new_name("total_amount")
        self.kafka.create_topic(self.topic, 1)
        self.addCleanup(self.node.delete_index, self.index)

    def check(self, job):
        """Rows of an early hour until the job shows that it reads; then the rows that count."""
        early = client_amount.START - timedelta(hours=5)

        def reads():
            nonlocal early
            early += timedelta(minutes=1)
            client_amount.produce(self.kafka, self.topic, [client_amount.row(77, 1, early)], 1)
            return self.node.documents(self.index)

        with job:
            job.wait_for(reads, "the first document")
            rows = client_amount.rows(2000, minutes=5)
            client_amount.produce(self.kafka, self.topic, rows, 1)
            client_amount.produce(self.kafka, self.topic, client_amount.closing_rows(1, client_amount.START), 1)
            expected = client_amount.reference_documents(rows)

            def all_clients():
                found = self.node.documents(self.index)
                return {client: found.get(client) for client in expected} == expected

            job.wait_for(all_clients, "the clients' last windows")
            self.assertEqual(job.stop(), 0)

    def for_these_servers(self, text):
        for old, new in (("kafka:9092", self.kafka.bootstrap), ("http://elasticsearch:9200", self.node.url),
                         ("'client_amount'", f"'{self.topic}'"), ("'total_amount'", f"'{self.index}'")):
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        return text

    def test_the_job_file(self):
        sql = self.for_these_servers((mullion.EXAMPLES / "job.sql").read_text())
        self.check(mullion.Job(sql, self.folder))

    def test_the_pyflink_script(self):
        script = self.folder / "kafka_flink_integration.py"
        script.write_text(self.for_these_servers((mullion.EXAMPLES / script.name).read_text()))
        self.check(mullion.Job(folder=self.folder / "run", script=script))


class GeneratorTest(shared.ProgramTest):
    def test_the_generator_writes_rows_of_the_reference_shape_that_the_job_sums_up(self):
        kafka, node = shared.kafka(), shared.elasticsearch()
        topic, index = self.new_name("client_amount"), self.new_name("total_amount")
        self.addCleanup(node.delete_index, index)
        sql = (mullion.EXAMPLES / "generator.sql").read_text()
        sql = mullion.with_options(sql, "generated", {"number-of-rows": 5000, "rows-per-second": 100000})
        sql = mullion.with_options(sql, "client_amount", {"properties.bootstrap.servers": kafka.bootstrap, "topic": topic})
        ended = mullion.run_sql(sql)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        lines = kafka.consume(topic)
        self.assertEqual(len(lines), 5000)
        rows = [json.loads(line) for line in lines]
        for line, row in zip(lines, rows):
            self.assertRegex(line, r'^\{"client":[1-4],"amount":\d{1,3},"ts":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"\}$')
            self.assertTrue(1 <= row["amount"] <= 200, line)
        self.assertEqual({row["client"] for row in rows}, {1, 2, 3, 4})
        sql = client_amount.job("history", kafka.bootstrap, node.url, {"topic": topic, **client_amount.BOUNDED}, {"index": index})
        ended = mullion.run_sql(sql)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(node.documents(index), client_amount.history_documents(rows))


if __name__ == "__main__":
    unittest.main()
