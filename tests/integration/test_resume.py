"""A job that was killed leaves the documents of an undisturbed run; offsets are committed after a checkpoint, never before."""

import random
import signal
import unittest

import client_amount
import mullion
import shared
from services import EARLIEST, wait_until

PARTITIONS = 2


class ResumeTest(shared.ProgramTest):
    def setUp(self):
        super().setUp()
        self.kafka, self.node = shared.kafka(), shared.elasticsearch()
        self.topic, self.index, self.group = (self.new_name(word) for word in ("client_amount", "history", "group"))
        self.kafka.create_topic(self.topic, PARTITIONS)
        self.addCleanup(self.node.delete_index, self.index)

    def job(self, interval="300 ms", options=()):
        source = {"topic": self.topic, "properties.group.id": self.group, **client_amount.EARLIEST}
        sql = client_amount.job("history", self.kafka.bootstrap, self.node.url, source, {"index": self.index},
                                {"execution.checkpointing.interval": interval, "pipeline.name": "resumed"})
        return mullion.Job(sql, self.folder, options)

    def produce(self, rows):
        client_amount.produce(self.kafka, self.topic, rows, PARTITIONS)

    def close_windows(self):
        self.produce(client_amount.closing_rows(PARTITIONS, client_amount.START.replace(hour=23)))

    def committed(self):
        return self.kafka.admin.committed(self.group, self.topic)

    def wait_for_commit(self, job, offset):
        job.wait_for(lambda: min((self.committed().get(p, 0) for p in range(PARTITIONS)), default=0) >= offset,
                     f"offset {offset} is committed in every partition")

    def wait_for_documents(self, job, rows):
        expected = client_amount.history_documents(rows)
        job.wait_for(lambda: len(self.node.documents(self.index)) >= len(expected), "all documents")
        job.wait_for(lambda: self.node.documents(self.index) == expected, "the documents of an undisturbed run", 20)

    def test_a_killed_job_resumes_where_its_checkpoint_stands(self):
        rows = client_amount.rows(8000, minutes=20)
        first, second = rows[:5000], rows[5000:]
        with self.job() as job:
            self.produce(first)
            self.wait_for_commit(job, 2500)
        self.produce(second)
        self.close_windows()
        with self.job() as job:
            self.wait_for_documents(job, rows)
            self.assertEqual(job.stop(), 0)

    def test_open_windows_come_from_the_checkpoint_when_kafka_has_deleted_their_records(self):
        rows = client_amount.rows(8000, minutes=20)
        first, second = rows[:5000], rows[5000:]
        with self.job() as job:
            self.produce(first)
            self.wait_for_commit(job, 2500)
        self.kafka.admin.delete_records_before(self.topic, self.committed())
        self.assertEqual(self.kafka.admin.offsets(self.topic, EARLIEST), self.committed())
        self.produce(second)
        self.close_windows()
        with self.job() as job:
            self.wait_for_documents(job, rows)

    def test_many_kills_at_any_moment_change_nothing(self):
        kills = 40 if shared.NIGHT else 6
        chance = random.Random(11)
        rows = client_amount.rows(1000 * kills, minutes=30)
        for number in range(kills):
            with self.job("100 ms") as job:
                self.produce(rows[number * 1000:(number + 1) * 1000])
                before = self.committed()
                # Killed a little after a checkpoint, or before the first: the moment varies with the machine as well.
                if chance.random() < 0.8:
                    job.wait_for(lambda: self.committed() != before, "a checkpoint", 20)
                spins = chance.randint(0, 20)
                for _ in range(spins):
                    self.committed()
        self.close_windows()
        with self.job() as job:
            self.wait_for_documents(job, rows)

    def test_nothing_is_committed_without_a_checkpoint_and_all_of_it_at_an_orderly_stop(self):
        rows = client_amount.rows(2000, minutes=10)
        with self.job("1 h") as job:
            self.produce(rows)
            job.wait_for(lambda: self.node.documents(self.index), "documents, so that rows have been read")
            self.assertEqual(self.committed(), {})
            self.assertEqual(job.stop(), 0)
        self.assertEqual(self.committed(), {0: 1000, 1: 1000})

    def test_checkpoints_turned_off_commit_nothing(self):
        with self.job("0") as job:
            self.produce(client_amount.rows(2000, minutes=10))
            job.wait_for(lambda: self.node.documents(self.index), "documents, so that rows have been read")
            job.kill()
        self.assertEqual(self.committed(), {})

    def test_a_stopped_job_goes_on_where_it_stopped(self):
        rows = client_amount.rows(4000, minutes=10)
        with self.job() as job:
            self.produce(rows[:1500])
            job.wait_for(lambda: self.node.documents(self.index), "the first windows")
            self.assertEqual(job.stop(signal.SIGINT), 0)
        self.produce(rows[1500:])
        self.close_windows()
        with self.job() as job:
            self.wait_for_documents(job, rows)

    def test_from_scratch_forgets_the_checkpoint(self):
        rows = client_amount.rows(1000, minutes=5)
        self.produce(rows)
        with self.job() as job:
            self.wait_for_commit(job, 500)
            self.assertEqual(job.stop(), 0)
        self.node.delete_index(self.index)
        self.close_windows()
        with self.job(options=["--from-scratch"]) as job:
            self.wait_for_documents(job, rows)

    def test_the_same_state_directory_is_not_taken_twice(self):
        with self.job() as job:
            self.produce(client_amount.rows(100, minutes=5))
            job.wait_for(lambda: self.node.documents(self.index), "it runs")
            second = mullion.run("run", "--state-dir", job.state_dir, self.folder / "job.sql")
            self.assertNotIn(second.returncode, (0, None))
            self.assertIn(str(job.state_dir), second.stderr)
            wait_until(job.running, 1, "the first job is untouched")


if __name__ == "__main__":
    unittest.main()
