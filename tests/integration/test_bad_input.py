"""Bad rows are set aside with their reason while the job goes on and every row is accounted for; bad jobs are refused
before anything is made."""

import signal
import socket
import time
import unittest
from datetime import datetime, timedelta

import client_amount
import mullion
import shared

GOOD = '{"client":1,"amount":5,"ts":"2024-05-11 18:00:0%d"}'

# What is wrong with each.
BAD = {
    "not JSON": b"this is no JSON",
    "cut off": b'{"client":1,"amount":5,"ts":"2024-05-11 18:0',
    "an array": b"[1, 2]",
    "a string for a number": b'{"client":"one","amount":5,"ts":"2024-05-11 18:00:01"}',
    "a number beyond INT": b'{"client":1,"amount":99999999999,"ts":"2024-05-11 18:00:01"}',
    "no event time": b'{"client":1,"amount":5}',
    "a NULL event time": b'{"client":1,"amount":5,"ts":null}',
    "a date that is none": b'{"client":1,"amount":5,"ts":"2024-13-41 18:00:01"}',
    "invalid UTF-8": b'{"client":1,"amount":5,"ts":"2024-05-11 18:00:01","\xff\xfe":"\xc3\x28"}',
    "a nested object for a number": b'{"client":{"a":1},"amount":5,"ts":"2024-05-11 18:00:01"}',
}


class BadRowsTest(shared.ProgramTest):
    def setUp(self):
        super().setUp()
        self.kafka, self.node = shared.kafka(), shared.elasticsearch()
        self.topic, self.index = self.new_name("client_amount"), self.new_name("total_amount")
        self.kafka.create_topic(self.topic, 1, {"max.message.bytes": 32 << 20})
        self.addCleanup(self.node.delete_index, self.index)

    def sql(self, source=client_amount.EARLIEST, settings=None):
        return client_amount.job("history", self.kafka.bootstrap, self.node.url, {"topic": self.topic, **source},
                                 {"index": self.index}, settings)

    def wait_for_total(self, job, total, count):
        """The one window of client 1 that every good row falls into."""
        start = client_amount.START
        expected = {"1$2024-05-11T18:01": {**client_amount.document(1, start, total), "row_count": count}}
        job.wait_for(lambda: self.node.documents(self.index) == expected, "the sum of the good rows")

    def produce_between_good_rows(self, bad):
        """Good, bad, good, bad, …, good, and a row that closes the window: how many were good."""
        lines = [(GOOD % 0).encode()]
        for item in bad:
            lines += [item, (GOOD % 1).encode()]
        self.kafka.produce(self.topic, [*lines, client_amount.line(client_amount.closing_rows(1, client_amount.START)[0])])
        return len(bad) + 1

    def test_each_kind_of_bad_row_is_set_aside_and_the_sums_are_those_of_the_good_rows(self):
        good = self.produce_between_good_rows(BAD.values())
        with mullion.Job(self.sql(), self.folder) as job:
            self.wait_for_total(job, 5 * good, good)
            letters = job.ask("dlq")
            self.assertEqual(letters.returncode, 0, letters.stderr)
            for offset in range(1, 2 * len(BAD), 2):
                self.assertRegex(letters.stdout, rf"\b{offset}\b", "a set-aside row is named by its offset")
            self.assertEqual(job.stop(), 0)

    def test_unknown_fields_missing_ones_and_text_after_the_object_are_no_reason(self):
        # What follows the closing brace is not looked at, as in Flink: the last row has another object behind it.
        self.kafka.produce(self.topic, ['{"client":1,"amount":3,"ts":"2024-05-11 18:00:01"}{"client":1}',
                                        '{"client":1,"amount":5,"ts":"2024-05-11 18:00:00","extra":{"a":[1,2]},"more":"x"}',
                                        '{"ts":"2024-05-11 18:00:01","client":1}', '{"amount":7,"ts":"2024-05-11 18:00:01","client":1}',
                                        client_amount.line(client_amount.closing_rows(1, client_amount.START)[0])])
        with mullion.Job(self.sql(), self.folder) as job:
            self.wait_for_total(job, 15, 4)

    def test_a_record_of_ten_megabytes_passes_or_is_set_aside_and_the_job_goes_on(self):
        big = b'{"client":1,"amount":5,"ts":"2024-05-11 18:00:01","pad":"' + b"x" * (10 << 20) + b'"}'
        self.kafka.produce(self.topic, [GOOD % 0, big, GOOD % 1,
                                        client_amount.line(client_amount.closing_rows(1, client_amount.START)[0])])
        with mullion.Job(self.sql(), self.folder) as job:
            self.wait_for_total(job, 15, 3)

    def test_a_row_from_the_far_future_does_not_make_the_honest_ones_late(self):
        now = datetime.utcnow().replace(microsecond=0)
        minute = now.replace(second=0) - timedelta(minutes=3)
        rows = [client_amount.row(1, 5, minute), client_amount.row(1, 1000, datetime(2999, 1, 1)),
                client_amount.row(1, 6, minute + timedelta(seconds=30)), client_amount.row(2, 1, now)]
        self.kafka.produce(self.topic, [client_amount.line(row) for row in rows])
        key = f"1${(minute + timedelta(minutes=1)).strftime('%Y-%m-%dT%H:%M')}"
        with mullion.Job(self.sql(), self.folder) as job:
            expected = {key: {**client_amount.document(1, minute, 11), "row_count": 2}}
            job.wait_for(lambda: self.node.documents(self.index) == expected, "the honest rows' window")
            self.assertIn("2999", job.ask("why").stdout + job.ask("dlq").stdout)

    def test_bad_records_can_be_made_to_fail_the_job(self):
        self.produce_between_good_rows([BAD["not JSON"]])
        with mullion.Job(self.sql(settings={"mullion.bad-records": "fail"}), self.folder) as job:
            self.assertEqual(job.wait(), 1)
            self.assertIn(self.topic, job.log())

    def test_strict_fails_as_flink_does(self):
        self.produce_between_good_rows([BAD["not JSON"]])
        with mullion.Job(self.sql(), self.folder, ["--strict"]) as job:
            self.assertEqual(job.wait(), 1)

    def test_late_rows_are_dropped_and_counted(self):
        rows = [client_amount.row(1, 5, client_amount.START), client_amount.row(1, 7, client_amount.START + timedelta(minutes=2)),
                client_amount.row(1, 100, client_amount.START), client_amount.row(1, 9, client_amount.START + timedelta(minutes=4))]
        self.kafka.produce(self.topic, [client_amount.line(row) for row in rows])
        with mullion.Job(self.sql(), self.folder) as job:
            expected = client_amount.history_documents([rows[0], rows[1]])
            job.wait_for(lambda: self.node.documents(self.index) == expected, "the windows without the late row")
            self.assertRegex(job.ask("status").stdout.lower(), r"late\D*1\b|\b1\b\D*late")


class BadJobTest(shared.ProgramTest):
    def refused(self, sql):
        kafka, node = shared.kafka(), shared.elasticsearch()
        topics, indices = kafka.admin.topics(), node.call("GET", "/_cat/indices?format=json")
        state = self.folder / "state"
        path = self.folder / "job.sql"
        path.write_text(sql)
        ended = mullion.run("run", "--state-dir", state, path)
        self.assertEqual(ended.returncode, 2, ended.stderr)
        self.assertEqual(ended.stdout, "")
        self.assertFalse(state.exists() and any(state.rglob("*")), "nothing is made for a refused job")
        self.assertEqual(kafka.admin.topics(), topics)
        self.assertEqual({i["index"] for i in node.call("GET", "/_cat/indices?format=json")}, {i["index"] for i in indices})
        return ended.stderr

    def reference(self):
        return client_amount.job("job", shared.kafka().bootstrap, shared.elasticsearch().url,
                                 {"topic": self.new_name("never"), **client_amount.BOUNDED}, {"index": self.new_name("never")})

    def test_a_syntax_error_is_shown_with_its_place(self):
        text = self.refused(self.reference().replace("GROUP BY client,", "GRUOP BY client,"))
        self.assertIn("GRUOP", text)
        self.assertIn("^", text)
        self.assertRegex(text, r"job\.sql:\d+:\d+")

    def test_a_near_miss_of_a_column_is_suggested(self):
        text = self.refused(self.reference().replace("SUM(amount)", "SUM(amuont)"))
        self.assertIn("amuont", text)
        self.assertIn("amount", text.replace("amuont", ""))

    def test_an_unknown_table_is_named(self):
        self.assertIn("es_sinc", self.refused(self.reference().replace("INSERT INTO es_sink", "INSERT INTO es_sinc")))

    def test_an_unknown_connector_option_is_named(self):
        text = self.refused(self.reference().replace("'index' =", "'indx' ="))
        self.assertIn("indx", text)

    def test_a_job_file_that_is_not_there(self):
        ended = mullion.run("run", self.folder / "absent.sql")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("absent.sql", ended.stderr)

    def test_an_unknown_option_of_the_command_line(self):
        self.assertEqual(mullion.run("run", "--no-such-option", "x.sql").returncode, 2)

    def test_check_finds_what_run_refuses_and_makes_nothing(self):
        path = self.folder / "job.sql"
        path.write_text(self.reference())
        self.assertEqual(mullion.run("check", path).returncode, 0)
        path.write_text(self.reference().replace("SUM(amount)", "SUM(amuont)"))
        self.assertEqual(mullion.run("check", path).returncode, 2)

    def test_explain_prints_the_plan(self):
        ended = mullion.run("explain", mullion.EXAMPLES / "job.sql")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("transaction_msg", ended.stdout)


class SignalTest(shared.ProgramTest):
    def job(self, name="job"):
        sql = ("CREATE TABLE made (n INT, made_at TIMESTAMP(3), WATERMARK FOR made_at AS made_at) WITH (\n  'connector' = 'datagen',\n"
               "  'rows-per-second' = '1000'\n);\n"
               "CREATE TABLE gone (w TIMESTAMP(3), n BIGINT) WITH (\n  'connector' = 'print'\n);\n"
               "INSERT INTO gone SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE made, DESCRIPTOR(made_at), INTERVAL '1' SECOND))"
               " GROUP BY window_start, window_end;\n")
        return mullion.Job(sql, self.folder / name)

    def test_both_signals_end_the_job_with_0_after_the_results_of_closed_windows(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number), self.job(str(number)) as job:
                job.wait_for(job.output, "a result")
                self.assertEqual(job.stop(number), 0)

    def test_a_second_interrupt_ends_it_at_once(self):
        # The sink hangs, so that the orderly stop cannot end.
        with socket.create_server(("127.0.0.1", 0)) as silent:
            kafka = shared.kafka()
            topic = self.new_name("client_amount")
            kafka.create_topic(topic, 1)
            client_amount.produce(kafka, topic, client_amount.rows(1000, minutes=10), 1)
            sql = client_amount.job("job", kafka.bootstrap, f"http://127.0.0.1:{silent.getsockname()[1]}",
                                    {"topic": topic, **client_amount.EARLIEST})
            with mullion.Job(sql, self.folder) as job:
                connection, _ = silent.accept()
                job.send(signal.SIGINT)
                time.sleep(1)  # not to wait for something: the first signal must not end it while results are outstanding
                self.assertTrue(job.running())
                job.send(signal.SIGINT)
                self.assertNotEqual(job.wait(5), 0)
                connection.close()


if __name__ == "__main__":
    unittest.main()
