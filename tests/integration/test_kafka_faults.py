"""The source on brokers and topics that are not there: it waits, says so, and goes on; with --strict it fails as Flink does."""

import unittest

import client_amount
import mullion
import shared
from services import Kafka, free_port

SETTINGS = {"execution.checkpointing.interval": "500 ms"}


class KafkaFaultTest(shared.ProgramTest):
    def setUp(self):
        super().setUp()
        self.node = shared.elasticsearch()
        self.topic, self.index = self.new_name("client_amount"), self.new_name("history")
        self.addCleanup(self.node.delete_index, self.index)
        self.rows = client_amount.rows(3000, minutes=20)
        self.expected = client_amount.history_documents(self.rows)

    def job(self, bootstrap, options=(), source=None):
        sql = client_amount.job("history", bootstrap, self.node.url, {"topic": self.topic, **(source or client_amount.EARLIEST)},
                                {"index": self.index}, SETTINGS)
        return mullion.Job(sql, self.folder, options)

    def produce_all(self, kafka, rows):
        client_amount.produce(kafka, self.topic, rows, 2)
        client_amount.produce(kafka, self.topic, client_amount.closing_rows(2, client_amount.START.replace(hour=23)), 2)

    def wait_for_documents(self, job):
        job.wait_for(lambda: len(self.node.documents(self.index)) >= len(self.expected), "all documents", 90)
        self.assertEqual(self.node.documents(self.index), self.expected)

    def test_a_broker_that_is_down_at_the_start_is_waited_for(self):
        port = free_port()
        with self.job(f"127.0.0.1:{port}") as job:
            job.wait_for(lambda: f"127.0.0.1:{port}" in job.log(), "the job names the broker that it waits for")
            with Kafka(port=port) as kafka:
                kafka.create_topic(self.topic, 2)
                self.produce_all(kafka, self.rows)
                self.wait_for_documents(job)

    def test_a_broker_that_restarts_loses_and_doubles_nothing(self):
        with Kafka() as kafka:
            kafka.create_topic(self.topic, 2)
            with self.job(kafka.bootstrap) as job:
                client_amount.produce(kafka, self.topic, self.rows[:1500], 2)
                job.wait_for(lambda: self.node.documents(self.index), "documents before the restart")
                kafka.kill()
                kafka.start()
                self.produce_all(kafka, self.rows[1500:])
                self.wait_for_documents(job)
                self.assertEqual(job.stop(), 0)

    def test_a_topic_that_is_missing_is_waited_for(self):
        kafka = shared.kafka()
        with self.job(kafka.bootstrap) as job:
            job.wait_for(lambda: self.topic in job.log(), "the job names the topic that it waits for")
            kafka.create_topic(self.topic, 2)
            self.produce_all(kafka, self.rows)
            self.wait_for_documents(job)

    def test_strict_fails_on_a_missing_topic_and_names_it(self):
        with self.job(shared.kafka().bootstrap, ["--strict"]) as job:
            self.assertEqual(job.wait(60), 1)
            self.assertIn(self.topic, job.log())

    def test_partitions_added_to_the_topic_are_found(self):
        kafka = shared.kafka()
        kafka.create_topic(self.topic, 1)
        source = {**client_amount.EARLIEST, "scan.topic-partition-discovery.interval": "300 ms"}
        with self.job(kafka.bootstrap, source=source) as job:
            client_amount.produce(kafka, self.topic, self.rows[:1500], 1)
            job.wait_for(lambda: self.node.documents(self.index), "documents of the first partition")
            kafka.admin.add_partitions(self.topic, 2)
            # All that follows is in the new partition; the old one is silent until it was found, else its time would
            # make these rows late.
            kafka.produce(self.topic, map(client_amount.line, self.rows[1500:]), partition=1)
            job.wait_for(lambda: len(self.node.documents(self.index)) > len(self.expected) * 3 / 4,
                         "documents of the second partition", 60)
            self.produce_all(kafka, [])
            self.wait_for_documents(job)

    def test_a_silent_partition_stops_holding_time_back(self):
        kafka = shared.kafka()
        kafka.create_topic(self.topic, 4)
        with self.job(kafka.bootstrap) as job:
            client_amount.produce(kafka, self.topic, self.rows + client_amount.closing_rows(1, client_amount.START), 1)
            self.wait_for_documents(job)

    def test_strict_keeps_time_back_for_a_silent_partition_as_flink_does(self):
        kafka = shared.kafka()
        kafka.create_topic(self.topic, 2)
        with self.job(kafka.bootstrap, ["--strict"]) as job:
            client_amount.produce(kafka, self.topic, self.rows, 1)
            # A row in the other partition is what lets time go on: until then there can be no document.
            kafka.produce(self.topic, [client_amount.line(row) for row in client_amount.closing_rows(1, client_amount.START)],
                          partition=0)
            why = job.ask("why")
            self.assertEqual(why.returncode, 0, why.stderr)
            self.assertEqual(self.node.documents(self.index), {})
            kafka.produce(self.topic, [client_amount.line(row) for row in client_amount.closing_rows(1, client_amount.START)],
                          partition=1)
            self.wait_for_documents(job)


if __name__ == "__main__":
    unittest.main()
