"""The same job file run by Mullion and, through `mullion submit`, by a real Flink cluster: the same documents.

The cluster is Flink 1.18.1 with its SQL Gateway; sources are on a real Kafka, results in a real Elasticsearch. Only the
night run has these tests: the cluster's three JVMs are heavy.
"""

import json
import random
import textwrap
import unittest
from datetime import timedelta

import client_amount
import mullion
import shared
from services import Flink, wait_until

PARTITIONS = 4
ROWS = 4000

# Tables that most jobs share; %(…)s are this run's addresses and names.
EVENTS = """
    CREATE TABLE events (client INT, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH (
      'connector' = 'kafka', 'topic' = '%(topic)s', 'properties.bootstrap.servers' = '%(kafka)s',
      'properties.group.id' = '%(topic)s', 'scan.startup.mode' = 'earliest-offset',
      'scan.bounded.mode' = 'latest-offset', 'format' = 'json');
"""


def sink(columns, name="found", index="index"):
    return f"""
    CREATE TABLE {name} ({columns}) WITH ('connector' = 'elasticsearch-7', 'hosts' = '%(node)s',
      'index' = '%({index})s', 'document-id.key-delimiter' = '$', 'format' = 'json');
"""


def windowed(window, size):
    return f"FROM TABLE({window}(TABLE events, DESCRIPTOR(ts), {size}))"


KEY = "client INT, window_start TIMESTAMP(3), window_end TIMESTAMP(3)"
BY_WINDOW = "PRIMARY KEY (client, window_end) NOT ENFORCED"

# One feature each. What is no single value in both (an order within equal times) is left out on purpose.
JOBS = {
    "hop_with_decimals": EVENTS + sink(f"{KEY}, total DECIMAL(20, 2), mean DOUBLE, {BY_WINDOW}") + f"""
    INSERT INTO found SELECT client, window_start, window_end, SUM(CAST(amount AS DECIMAL(10, 2)) / 4),
      AVG(CAST(amount AS DOUBLE)) {windowed("HOP", "INTERVAL '20' SECOND, INTERVAL '1' MINUTE")}
      GROUP BY client, window_start, window_end;
""",
    "cumulate_with_filter": EVENTS + sink(f"{KEY}, big BIGINT, kinds BIGINT, {BY_WINDOW}") + f"""
    INSERT INTO found SELECT client, window_start, window_end, COUNT(*) FILTER (WHERE amount > 100),
      COUNT(DISTINCT amount) {windowed("CUMULATE", "INTERVAL '1' MINUTE, INTERVAL '5' MINUTE")}
      GROUP BY client, window_start, window_end;
""",
    "session_group_window": EVENTS + sink("client INT, s TIMESTAMP(3), e TIMESTAMP(3), n BIGINT, "
                                          "PRIMARY KEY (client, s) NOT ENFORCED") + """
    INSERT INTO found SELECT client, SESSION_START(ts, INTERVAL '3' SECOND), SESSION_END(ts, INTERVAL '3' SECOND), COUNT(*)
      FROM events WHERE amount < 60 GROUP BY client, SESSION(ts, INTERVAL '3' SECOND);
""",
    "window_top_n": EVENTS + sink(f"{KEY}, total INT, place BIGINT, PRIMARY KEY (window_end, place) NOT ENFORCED") + f"""
    INSERT INTO found SELECT client, window_start, window_end, total, place FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY total DESC, client) AS place FROM (
        SELECT client, window_start, window_end, SUM(amount) AS total {windowed("TUMBLE", "INTERVAL '1' MINUTE")}
          GROUP BY client, window_start, window_end)) WHERE place <= 2;
""",
    "window_deduplication": EVENTS + sink(f"{KEY}, amount INT, {BY_WINDOW}") + f"""
    INSERT INTO found SELECT client, window_start, window_end, amount FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, client ORDER BY ts DESC) AS place
        {windowed("TUMBLE", "INTERVAL '1' MINUTE")}) WHERE place = 1;
""",
    "window_join": EVENTS + sink(f"{KEY}, low BIGINT, high BIGINT, {BY_WINDOW}") + f"""
    CREATE VIEW low AS SELECT client, window_start, window_end, COUNT(*) AS n
      {windowed("TUMBLE", "INTERVAL '10' SECOND")} WHERE amount < 50 GROUP BY client, window_start, window_end;
    CREATE VIEW high AS SELECT client, window_start, window_end, COUNT(*) AS n
      {windowed("TUMBLE", "INTERVAL '10' SECOND")} WHERE amount > 150 GROUP BY client, window_start, window_end;
    INSERT INTO found SELECT low.client, low.window_start, low.window_end, low.n, high.n FROM low JOIN high
      ON low.client = high.client AND low.window_start = high.window_start AND low.window_end = high.window_end;
""",
    "cascaded_windows": EVENTS + sink("window_start TIMESTAMP(3), window_end TIMESTAMP(3), highest INT, "
                                      "PRIMARY KEY (window_end) NOT ENFORCED") + f"""
    CREATE VIEW minutes AS SELECT window_time AS t, SUM(amount) AS total {windowed("TUMBLE", "INTERVAL '1' MINUTE")}
      GROUP BY client, window_start, window_end, window_time;
    INSERT INTO found SELECT window_start, window_end, MAX(total)
      FROM TABLE(TUMBLE(TABLE minutes, DESCRIPTOR(t), INTERVAL '10' MINUTE)) GROUP BY window_start, window_end;
""",
    "grouping_sets": EVENTS + sink("id STRING PRIMARY KEY NOT ENFORCED, client INT, total INT") + f"""
    INSERT INTO found SELECT CONCAT(CAST(window_end AS STRING), '/', COALESCE(CAST(client AS STRING), 'all')), client,
      SUM(amount) {windowed("TUMBLE", "INTERVAL '5' MINUTE")}
      GROUP BY window_start, window_end, GROUPING SETS ((client), ());
""",
    "unbounded_group_by_with_having": EVENTS + sink("client INT PRIMARY KEY NOT ENFORCED, total INT, lowest INT") + """
    INSERT INTO found SELECT client, SUM(amount), MIN(amount) FROM events GROUP BY client HAVING SUM(amount) > 1000;
""",
    "newest_row_of_each_client": EVENTS + sink("client INT PRIMARY KEY NOT ENFORCED, amount INT, ts TIMESTAMP(3)") + """
    INSERT INTO found SELECT client, amount, ts FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY client ORDER BY ts DESC) AS place FROM events) WHERE place = 1;
""",
    "interval_join": EVENTS + sink("id STRING PRIMARY KEY NOT ENFORCED, low INT, high INT") + """
    INSERT INTO found SELECT CONCAT(CAST(a.ts AS STRING), '/', CAST(b.ts AS STRING), '/', CAST(a.client AS STRING)),
      a.amount, b.amount FROM (SELECT * FROM events WHERE amount < 10) a JOIN (SELECT * FROM events WHERE amount > 190) b
      ON a.client = b.client AND b.ts BETWEEN a.ts - INTERVAL '5' SECOND AND a.ts + INTERVAL '5' SECOND;
""",
    "local_zone_with_daylight_saving": """
    SET 'table.local-time-zone' = 'America/New_York';
    CREATE TABLE zoned (client INT, amount INT, ts STRING, moment AS TO_TIMESTAMP_LTZ(UNIX_TIMESTAMP(ts) * 1000, 3),
      WATERMARK FOR moment AS moment) WITH (
      'connector' = 'kafka', 'topic' = '%(topic)s', 'properties.bootstrap.servers' = '%(kafka)s',
      'properties.group.id' = '%(topic)s', 'scan.startup.mode' = 'earliest-offset',
      'scan.bounded.mode' = 'latest-offset', 'format' = 'json');
""" + sink("window_start TIMESTAMP(3), window_end TIMESTAMP(3), n BIGINT, PRIMARY KEY (window_end) NOT ENFORCED") + """
    INSERT INTO found SELECT window_start, window_end, COUNT(*)
      FROM TABLE(TUMBLE(TABLE zoned, DESCRIPTOR(moment), INTERVAL '1' HOUR)) GROUP BY window_start, window_end;
""",
    "statement_set_of_two_sinks": EVENTS + sink(f"{KEY}, total INT, {BY_WINDOW}")
    + sink("client INT PRIMARY KEY NOT ENFORCED, n BIGINT", "counts", "other_index") + f"""
    BEGIN STATEMENT SET;
    INSERT INTO found SELECT client, window_start, window_end, SUM(amount) {windowed("TUMBLE", "INTERVAL '1' MINUTE")}
      GROUP BY client, window_start, window_end;
    INSERT INTO counts SELECT client, COUNT(*) FROM events GROUP BY client;
    END;
""",
}


@unittest.skipUnless(shared.NIGHT, "starts a Flink cluster: night run only")
class SubmitTest(shared.ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kafka, cls.node = shared.kafka(), shared.elasticsearch()
        cls.flink = cls.enterClassContext(Flink())
        cls.topic = cls.new_name("submit")
        cls.kafka.create_topic(cls.topic, PARTITIONS)
        chance = random.Random(7)
        rows = client_amount.rows(ROWS, minutes=40, seed=7)
        # Event times that no two rows of one client share, so that "the newest" is one row.
        step = timedelta(milliseconds=601)
        for number, item in enumerate(rows):
            item["ts"] = (client_amount.START + number * step).isoformat(sep=" ", timespec="milliseconds")
            item["amount"] = chance.randint(1, 200)
        for partition in range(PARTITIONS):
            cls.kafka.produce(cls.topic, map(client_amount.line, rows[partition::PARTITIONS]), partition=partition)

    def submit(self, *arguments, within_s=180):
        return mullion.run("submit", "--gateway", self.flink.gateway, *arguments, within_s=within_s)

    def run_here_and_there(self, sql, indexes):
        """The documents that one file leaves when Mullion runs it, and when the cluster does."""
        job = self.folder / "job.sql"
        job.write_text(sql)
        found = []
        for run in (lambda: mullion.run("run", "--from-scratch", "--state-dir", self.folder / "state", job, within_s=120),
                    lambda: self.submit(job)):
            for index in indexes:
                self.node.delete_index(index)
            ended = run()
            self.assertEqual(ended.returncode, 0, ended.stderr)
            for index in indexes:
                self.node.refresh(index)
            found.append([self.node.documents(index) for index in indexes])
        for index in indexes:
            self.node.delete_index(index)
        return found

    def check_job(self, sql):
        index, other = self.new_name("submit"), self.new_name("submit")
        sql = textwrap.dedent(sql) % {"topic": self.topic, "kafka": self.kafka.bootstrap, "node": self.node.url,
                                      "index": index, "other_index": other}
        here, there = self.run_here_and_there(sql, [index, other] if other in sql else [index])
        self.assertTrue(all(here), "the job leaves documents")
        self.assertEqual(here, there)

    def test_the_reference_job_leaves_the_same_documents(self):
        index = self.new_name("submit")
        sql = client_amount.job("job", self.kafka.bootstrap, self.node.url, {"topic": self.topic, **client_amount.BOUNDED},
                                {"index": index})
        here, there = self.run_here_and_there(sql, [index])
        self.assertEqual(len(here[0]), 4)
        self.assertEqual(here, there)

    def test_the_reference_script_leaves_the_same_documents(self):
        index = self.new_name("submit")
        text = (mullion.EXAMPLES / "kafka_flink_integration.py").read_text()
        for old, new in (("kafka:9092", self.kafka.bootstrap), ("http://elasticsearch:9200", self.node.url),
                         ("'client_amount'", f"'{self.topic}'"), ("'total_amount'", f"'{index}'"),
                         ("'latest-offset'", "'earliest-offset', 'scan.bounded.mode' = 'latest-offset'")):
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        script = self.folder / "job.py"
        script.write_text(text)
        found = []
        for ended in (lambda: mullion.run("run", "--state-dir", self.folder / "state", "-py", script, within_s=120),
                      lambda: self.submit("-py", script)):
            self.node.delete_index(index)
            done = ended()
            self.assertEqual(done.returncode, 0, done.stderr)
            self.node.refresh(index)
            found.append(self.node.documents(index))
        self.node.delete_index(index)
        self.assertEqual(len(found[0]), 4)
        self.assertEqual(found[0], found[1])

    def test_rows_of_a_final_select_print_as_run_prints_them(self):
        job = self.folder / "select.sql"
        job.write_text("SELECT a, COUNT(*) AS n, MAX(b) AS b FROM (VALUES (1, 'x'), (1, 'y'), (2, CAST(NULL AS STRING))) "
                       "AS t(a, b) GROUP BY a;")
        for output in ("json", "csv", "table"):
            here, there = mullion.run("run", "--output", output, job), self.submit("--output", output, job)
            self.assertEqual((here.returncode, there.returncode), (0, 0), there.stderr)
            self.assertEqual(sorted(here.stdout.splitlines()), sorted(there.stdout.splitlines()))

    def test_a_database_changelog_gives_the_same_rows(self):
        events = [{"before": None, "after": {"id": 1, "name": "scooter", "weight": 3.14}, "op": "c"},
                  {"before": None, "after": {"id": 2, "name": "car"}, "op": "r", "source": {"table": "t"}},
                  {"before": {"id": 1, "name": "scooter", "weight": 3.14}, "after": {"id": 1, "name": "scooter", "weight": 5.18},
                   "op": "u"},
                  {"before": {"id": 2, "name": "car"}, "after": None, "op": "d"}]
        changes = self.folder / "changes.json"
        changes.write_text("".join(json.dumps(event) + "\n" for event in events))
        table = ("CREATE TABLE changes (id INT, name STRING, weight DECIMAL(10, 3)) WITH ('connector' = 'filesystem', "
                 f"'path' = '{changes}', 'format' = 'debezium-json');\n")
        job = self.folder / "changes.sql"
        for query in ("SELECT * FROM changes;", "SELECT name, COUNT(*), SUM(weight) FROM changes GROUP BY name;"):
            job.write_text(table + query)
            here, there = mullion.run("run", "--output", "json", job), self.submit("--output", "json", job)
            self.assertEqual((here.returncode, there.returncode), (0, 0), there.stderr)
            self.assertEqual(here.stdout.splitlines(), there.stdout.splitlines())

    def test_a_refusal_has_flinks_words_and_ours_and_the_place(self):
        job = self.folder / "wrong.sql"
        job.write_text("CREATE TABLE t (a INT) WITH ('connector' = 'datagen');\nSELECT a,\n       nope FROM t;\n")
        ended = self.submit(job)
        self.assertEqual(ended.returncode, 2)
        self.assertEqual(ended.stdout, "")
        self.assertIn("ValidationException", ended.stderr)
        self.assertIn("Column 'nope' not found in any table", ended.stderr)
        self.assertIn("wrong.sql:3:8", ended.stderr)
        self.assertIn("ours: ", ended.stderr)

    def test_an_extension_is_named_as_one(self):
        job = self.folder / "extension.sql"
        job.write_text("SELECT PERCENTILE(a, 0.5) FROM (VALUES (1), (2)) AS t(a);")
        ended = self.submit(job)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("ours: an extension", ended.stderr)
        explained = mullion.run("explain", "--flink", job)
        self.assertEqual(explained.returncode, 0)
        self.assertIn("PERCENTILE", explained.stdout)

    def test_a_job_that_fails_in_the_cluster_brings_its_reason(self):
        job = self.folder / "fails.sql"
        job.write_text("CREATE TABLE t (a STRING) WITH ('connector' = 'datagen', 'number-of-rows' = '5');\n"
                       "CREATE TABLE nothing (a INT) WITH ('connector' = 'blackhole');\n"
                       "INSERT INTO nothing SELECT CAST(a AS INT) FROM t;\n")
        ended = self.submit(job)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("NumberFormatException", ended.stderr)

    def test_a_signal_leaves_the_job_to_the_cluster(self):
        text = ("CREATE TABLE t (a INT) WITH ('connector' = 'datagen', 'rows-per-second' = '1');\n"
                "CREATE TABLE nothing (a INT) WITH ('connector' = 'blackhole');\nINSERT INTO nothing SELECT a FROM t;\n")
        path = self.folder / "endless.sql"
        path.write_text(text)
        with mullion.Job(folder=self.folder / "run", verb="submit", state=False,
                         options=["--gateway", self.flink.gateway, path]) as job:
            wait_until(lambda: "RUNNING" in job.log(), 60, "the job runs in the cluster")
            self.assertEqual(job.stop(), 0)
        self.assertIn("goes on in the cluster", job.log())
        number = job.log().split("job ")[1].split(":")[0]
        states = {fields[0]: fields[2] for _, fields in self.flink.execute("SHOW JOBS")}
        self.assertEqual(states[number], "RUNNING")
        self.flink.execute(f"STOP JOB '{number}'")

    def test_the_jobs_page_is_not_the_gateway(self):
        job = self.folder / "any.sql"
        job.write_text("SHOW TABLES;")
        ended = mullion.run("submit", "--gateway", self.flink.rest, job)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("8083", ended.stderr)


def _add_jobs():
    for name, sql in JOBS.items():
        setattr(SubmitTest, f"test_same_documents_{name}", lambda self, text=sql: self.check_job(text))


_add_jobs()


if __name__ == "__main__":
    unittest.main()
