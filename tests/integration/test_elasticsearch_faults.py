"""The sink on an Elasticsearch that refuses, stalls, dies and lies: nothing is lost, nothing is doubled."""

import time
import unittest

import client_amount
import faulty_proxy
import mullion
import shared
from services import Elasticsearch, OpenSearch

SETTINGS = {"execution.checkpointing.interval": "500 ms"}


class FaultTest(shared.ProgramTest):
    """A bounded job over 20 clients and 50 minutes whose documents must be exact in the end."""

    def setUp(self):
        super().setUp()
        self.kafka = shared.kafka()
        self.topic, self.index = self.new_name("client_amount"), self.new_name("history")
        self.kafka.create_topic(self.topic, 2)
        self.rows = client_amount.rows(10000, minutes=50, clients=20)
        self.expected = client_amount.history_documents(self.rows)

    def produce(self):
        client_amount.produce(self.kafka, self.topic, self.rows, 2)

    def sql(self, url, source=None, sink=None):
        return client_amount.job("history", self.kafka.bootstrap, url, {"topic": self.topic, **(source or client_amount.BOUNDED)},
                                 {"index": self.index, **(sink or {})}, SETTINGS)


class RefusalTest(FaultTest):
    """A proxy in front of the shared node answers in its place."""

    def setUp(self):
        super().setUp()
        self.node = shared.elasticsearch()
        self.addCleanup(self.node.delete_index, self.index)
        self.proxy = self.enterContext(faulty_proxy.FaultyProxy("127.0.0.1", self.node.port))
        self.produce()

    def check_exact_after(self, *rules):
        """Small bulk requests, so that several meet the rules; every rule must have been used up."""
        self.proxy.rules = list(rules)
        ended = mullion.run_sql(self.sql(self.proxy.url, sink={"sink.bulk-flush.max-actions": "100"}), within_s=200)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        for rule in rules:
            self.assertTrue(rule.spent(), "the job never met the fault")
        self.assertEqual(self.node.documents(self.index), self.expected)

    def test_whole_requests_refused_with_429_are_sent_again(self):
        self.check_exact_after(faulty_proxy.times(3, faulty_proxy.status(429)))

    def test_server_errors_are_retried(self):
        for code in (500, 502, 503, 504):
            with self.subTest(code):
                self.node.delete_index(self.index)
                self.check_exact_after(faulty_proxy.times(2, faulty_proxy.status(code)))

    def test_a_dropped_connection_is_retried(self):
        self.check_exact_after(faulty_proxy.times(3, faulty_proxy.drop))

    def test_a_lost_answer_doubles_nothing(self):
        self.check_exact_after(faulty_proxy.times(3, faulty_proxy.lose_answer))

    def test_only_the_refused_items_are_sent_again(self):
        self.check_exact_after(faulty_proxy.times(2, faulty_proxy.refuse_items(lambda document: document["client"] == 7)))
        sent = [meta["_id"] for request in self.proxy.bulk_requests for _, meta, _ in request.actions()]
        again = {key for key in sent if sent.count(key) > 1}
        self.assertTrue(again)
        self.assertEqual({key for key in again if not key.startswith("7$")}, set())

    def test_an_older_window_never_overwrites_a_newer_one(self):
        """The reference table keeps one document per client: retried windows must not arrive after later ones."""
        sql = client_amount.job("job", self.kafka.bootstrap, self.proxy.url, {"topic": self.topic, **client_amount.BOUNDED},
                                {"index": self.index, "sink.bulk-flush.max-actions": "20"}, SETTINGS)
        self.proxy.rules = [faulty_proxy.times(5, faulty_proxy.refuse_items(lambda document: document["client"] % 2 == 0)),
                            faulty_proxy.times(5, faulty_proxy.status(503))]
        ended = mullion.run_sql(sql, within_s=200)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(self.node.documents(self.index), client_amount.reference_documents(self.rows))

    def test_a_request_of_several_windows_stays_within_its_bound(self):
        ended = mullion.run_sql(self.sql(self.proxy.url, sink={"sink.bulk-flush.max-actions": "50"}))
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertLessEqual(max(len(request.actions()) for request in self.proxy.bulk_requests), 50)


class DeadLetterTest(FaultTest):
    def setUp(self):
        super().setUp()
        self.node = shared.elasticsearch()
        self.addCleanup(self.node.delete_index, self.index)

    def test_a_document_that_elasticsearch_refuses_is_set_aside_and_the_job_goes_on(self):
        # A byte holds at most 127: of two clients, one has totals that fit.
        self.node.call("PUT", f"/{self.index}", {"mappings": {"properties": {"total_amount": {"type": "byte"}}}})
        start = client_amount.START
        rows = [client_amount.row(1, 100, start), client_amount.row(2, 200, start)]
        # The second partition stays empty: it stops holding time back after a while.
        client_amount.produce(self.kafka, self.topic, rows + client_amount.closing_rows(1, start), 1)
        with mullion.Job(self.sql(self.node.url, client_amount.EARLIEST), self.folder) as job:
            fits = client_amount.history_documents(rows[:1])
            job.wait_for(lambda: self.node.documents(self.index) == fits, "the document that fits")
            job.wait_for(lambda: "dead" in job.ask("status").stdout.lower(), "status tells of the dead letter")
            letters = job.ask("dlq")
            self.assertEqual(letters.returncode, 0, letters.stderr)
            self.assertIn("out of range", letters.stdout)
            self.assertIn('"total_amount":200', letters.stdout.replace(" ", ""))
            self.assertEqual(job.stop(), 0)


class OutageTest(FaultTest):
    """A node of its own, which is frozen, stopped and killed while rows keep coming."""

    node_class = Elasticsearch
    outage_s = 60 if shared.NIGHT else 12

    def setUp(self):
        super().setUp()
        self.node = self.enterContext(self.node_class())

    def outage(self, begin, end):
        """Half of the rows, the outage with rows arriving all through it, the rest; returns how much memory grew."""
        half = len(self.rows) // 2
        pieces = int(self.outage_s * 4)
        during = self.rows[half:]
        with mullion.Job(self.sql(self.node.url, client_amount.EARLIEST), self.folder) as job:
            client_amount.produce(self.kafka, self.topic, self.rows[:half], 2)
            job.wait_for(lambda: self.node.documents(self.index), "documents before the outage")
            before = job.resident_bytes()
            begin()
            most = before
            for number in range(pieces):
                piece = during[number * len(during) // pieces:(number + 1) * len(during) // pieces]
                client_amount.produce(self.kafka, self.topic, piece, 2)
                self.assertTrue(job.running(), job.log()[-2000:])
                most = max(most, job.resident_bytes())
                self.pause(0.25)
            end()
            client_amount.produce(self.kafka, self.topic, client_amount.closing_rows(2, client_amount.START.replace(hour=23)), 2)
            job.wait_for(lambda: len(self.node.documents(self.index)) >= len(self.expected), "all documents", 120)
            self.assertEqual(self.node.documents(self.index), self.expected)
            self.assertEqual(job.stop(), 0)
        return most - before

    @staticmethod
    def pause(seconds):
        """Not to wait for anything: the outage is to last."""
        time.sleep(seconds)

    def test_a_node_that_hangs(self):
        self.assertLess(self.outage(self.node.freeze, self.node.thaw), 32 << 20)

    def test_a_node_that_is_stopped_and_started(self):
        self.assertLess(self.outage(self.node.stop, self.node.start), 32 << 20)

    def test_a_node_that_is_killed_and_started(self):
        self.assertLess(self.outage(self.node.kill, self.node.start), 32 << 20)

    def test_a_node_that_is_down_when_the_job_starts(self):
        self.node.stop()
        with mullion.Job(self.sql(self.node.url, client_amount.EARLIEST), self.folder) as job:
            client_amount.produce(self.kafka, self.topic, self.rows, 2)
            client_amount.produce(self.kafka, self.topic, client_amount.closing_rows(2, client_amount.START.replace(hour=23)), 2)
            job.wait_for(lambda: self.node.url in job.log() or str(self.node.port) in job.log(), "the job says what it waits for")
            self.node.start()
            job.wait_for(lambda: len(self.node.documents(self.index)) >= len(self.expected), "all documents", 120)
            self.assertEqual(self.node.documents(self.index), self.expected)


class OpenSearchOutageTest(OutageTest):
    node_class = OpenSearch


if __name__ == "__main__":
    unittest.main()
