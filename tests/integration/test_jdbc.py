"""The jdbc sink on a real PostgreSQL: upserts, deletions, appending, and a server that is away, frozen or says no."""

import json
import unittest
from datetime import timedelta

import client_amount
import mullion
import shared
from services import Postgres, wait_until


class JdbcCase(shared.ProgramTest):
    """What the tests share: a table of their own in `postgres`, and job texts that write to it."""

    postgres = None

    def setUp(self):
        super().setUp()
        self.table = self.new_name("totals")
        self.addCleanup(self.postgres.sql, f"DROP TABLE IF EXISTS {self.table}")

    def sink(self, columns, name="result_table", **options):
        given = {"connector": "jdbc", "url": self.postgres.url, "table-name": self.table, "username": self.postgres.user,
                 "password": self.postgres.password, **{key.replace("_", "-"): value for key, value in options.items()}}
        pairs = ", ".join(f"'{key}' = '{value}'" for key, value in given.items())
        return f"CREATE TABLE {name} ({columns}) WITH ({pairs});\n"

    def events(self, rows):
        """A table over a file of the reference job's rows."""
        path = self.folder / "events.json"
        path.write_text("".join(client_amount.line(row) + "\n" for row in rows))
        return ("CREATE TABLE events (client INT, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ("
                f"'connector' = 'filesystem', 'path' = '{path}', 'format' = 'json');\n")

    def run_job(self, sql, *options):
        ended = mullion.run_sql(sql, *options)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended

    WINDOWS = ("INSERT INTO result_table SELECT client, window_end, SUM(amount) FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), "
               "INTERVAL '1' MINUTE)) GROUP BY client, window_start, window_end;\n")
    BY_WINDOW = "client INT, window_end TIMESTAMP(3), total INT, PRIMARY KEY (client, window_end) NOT ENFORCED"

    def create_windows(self):
        self.postgres.sql(f"CREATE TABLE {self.table} (client int, window_end timestamp(3), total int, "
                          "PRIMARY KEY (client, window_end))")

    def windows(self):
        return {(int(client), end): int(total) for client, end, total in self.postgres.sql(f"SELECT * FROM {self.table}")}

    @staticmethod
    def expected_windows(rows):
        sums = client_amount.sums(rows)
        return {(client, client_amount.text(start + timedelta(minutes=1))): total
                for (client, start), (total, _) in sums.items()}

    def endless(self):
        """A job that goes on for a while: a windowed count of generated rows, by key."""
        return ("CREATE TABLE generated (client INT, amount INT) WITH ('connector' = 'datagen', 'rows-per-second' = '2000', "
                "'fields.client.kind' = 'sequence', 'fields.client.start' = '1', 'fields.client.end' = '12000');\n"
                + self.sink("client INT PRIMARY KEY NOT ENFORCED, amount INT", **{"sink.buffer-flush.interval": "100 ms"})
                + "SET 'execution.checkpointing.interval' = '500 ms';\n"
                + "INSERT INTO result_table SELECT client, amount FROM generated;\n")

    def count(self):
        return int(self.postgres.sql(f"SELECT count(*) FROM {self.table}")[0][0])


class JdbcTest(JdbcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.postgres = cls.enterClassContext(Postgres())

    def test_a_windowed_job_upserts_by_key_and_may_run_twice(self):
        self.create_windows()
        rows = client_amount.rows(5000, minutes=200, clients=20)
        sql = self.events(rows) + self.sink(self.BY_WINDOW) + self.WINDOWS
        self.run_job(sql)
        self.assertEqual(self.windows(), self.expected_windows(rows))
        self.run_job(sql)
        self.assertEqual(self.windows(), self.expected_windows(rows))

    def test_a_database_changelog_arrives_with_its_deletions(self):
        self.postgres.sql(f"CREATE TABLE {self.table} (id int PRIMARY KEY, name text, weight numeric(10, 3))")
        path = self.folder / "changes.json"
        events = [{"before": None, "after": {"id": 1, "name": "scooter", "weight": 3.14}, "op": "c"},
                  {"before": None, "after": {"id": 2, "name": "car", "weight": 8}, "op": "r"},
                  {"before": {"id": 1, "name": "scooter", "weight": 3.14}, "after": {"id": 1, "name": "scooter", "weight": 5.18},
                   "op": "u"},
                  {"before": {"id": 2, "name": "car", "weight": 8}, "after": None, "op": "d"}]
        path.write_text("".join(json.dumps(event) + "\n" for event in events))
        self.run_job(
            "CREATE TABLE products (id INT, name STRING, weight DECIMAL(10, 3)) WITH ('connector' = 'filesystem', "
            f"'path' = '{path}', 'format' = 'debezium-json');\n"
            + self.sink("id INT PRIMARY KEY NOT ENFORCED, name STRING, weight DECIMAL(10, 3)")
            + "INSERT INTO result_table SELECT id, name, weight FROM products;")
        self.assertEqual(self.postgres.sql(f"SELECT * FROM {self.table}"), [["1", "scooter", "5.180"]])

    def test_values_of_every_type_arrive_as_they_are(self):
        self.postgres.sql(
            f"CREATE TABLE {self.table} (b boolean, i8 smallint, i64 bigint, f real, d double precision, n numeric(38, 9), "
            "c char(3), s text, y bytea, dt date, tm time, ts timestamp(6), tz timestamptz(3), arr text[], nothing text)")
        self.run_job(
            self.sink("b BOOLEAN, i8 TINYINT, i64 BIGINT, f FLOAT, d DOUBLE, n DECIMAL(38, 9), c CHAR(3), s STRING, y BYTES, "
                      "dt DATE, tm TIME, ts TIMESTAMP(6), tz TIMESTAMP_LTZ(3), arr ARRAY<STRING>, nothing STRING")
            + "INSERT INTO result_table SELECT TRUE, CAST(-7 AS TINYINT), 9223372036854775807, CAST(1.5 AS FLOAT), "
              "CAST(0.1 AS DOUBLE), CAST('12345678901234567890123456789.123456789' AS DECIMAL(38, 9)), CAST('abc' AS CHAR(3)), "
              "'it''s \"ü\\', X'00FF', DATE '1969-12-31', TIME '23:59:59', TIMESTAMP '2024-05-11 18:04:00.123456', "
              "TO_TIMESTAMP_LTZ(1715450640123, 3), ARRAY['a,b', '\"q\"', CAST(NULL AS STRING)], CAST(NULL AS STRING);")
        self.assertEqual(self.postgres.sql(f"SET timezone = 'UTC'; SELECT b, i8, i64, f, d, n, c, s, y, dt, tm, ts, tz, arr[1], arr[2], "
                                           f"arr[3], nothing FROM {self.table}"),
                         [["t", "-7", "9223372036854775807", "1.5", "0.1", "12345678901234567890123456789.123456789", "abc",
                           "it's \"ü\\", "\\x00ff", "1969-12-31", "23:59:59", "2024-05-11 18:04:00.123456",
                           "2024-05-11 18:04:00.123+00", "a,b", '"q"', None, None]])

    def test_a_table_is_read_back_as_it_was_written(self):
        self.postgres.sql(
            f"CREATE TABLE {self.table} (id int PRIMARY KEY, d double precision, n numeric(38, 9), s text, y bytea, dt date, tm time, "
            "ts timestamp(6), tz timestamptz(3), arr text[])")
        self.postgres.sql(
            f"INSERT INTO {self.table} VALUES (1, 'NaN', 12345678901234567890123456789.123456789, E'a\n\"b\"\\\\', "
            "'\\x00ff', '1969-12-31', '23:59:59', '2024-05-11 18:04:00.123456', '2024-05-11 20:04:00.123+02', "
            "ARRAY['x', NULL, '\"']), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)")
        table = self.sink("id INT PRIMARY KEY NOT ENFORCED, d DOUBLE, n DECIMAL(38, 9), s STRING, y BYTES, dt DATE, tm TIME, "
                          "ts TIMESTAMP(6), tz TIMESTAMP_LTZ(3), arr ARRAY<STRING>")
        ended = self.run_job(table + "SELECT * FROM result_table;", "--output", "json")
        self.assertIn('"n":12345678901234567890123456789.123456789', ended.stdout)
        first, second = mullion.rows_of(ended)
        del first["n"]
        self.assertEqual(first, {"id": 1, "d": "NaN", "s": 'a\n"b"\\', "y": "AP8=", "dt": "1969-12-31", "tm": "23:59:59",
                                 "ts": "2024-05-11 18:04:00.123456", "tz": "2024-05-11 18:04:00.123Z", "arr": ["x", None, '"']})
        self.assertEqual(set(second.values()), {2, None})

    def test_a_table_is_read_in_parts_and_summed_up(self):
        self.postgres.sql(f"CREATE TABLE {self.table} AS SELECT n AS client, n * 2 AS amount FROM generate_series(1, 20000) AS n")
        ended = self.run_job(
            "SET 'execution.runtime-mode' = 'batch';\n"
            + self.sink("client INT, amount INT", **{"scan.partition.column": "client", "scan.partition.num": "7", "scan.fetch-size": "333",
                                                    "scan.partition.lower-bound": "1", "scan.partition.upper-bound": "19000"})
            + "SELECT COUNT(*) AS n, SUM(amount) AS total, MAX(client) AS last FROM result_table;", "--output", "json")
        self.assertEqual(mullion.rows_of(ended), [{"n": 19000, "total": 19000 * 19001, "last": 19000}])

    def lookup(self, join="JOIN", on="o.client = c.id", **options):
        """The orders of clients 1, 2, 9, 1, 2, … with the clients' names, looked up."""
        rows = "".join(json.dumps({"client": (1, 2, 9)[n % 3], "amount": n}) + "\n" for n in range(300))
        (self.folder / "orders.json").write_text(rows)
        return (f"CREATE TABLE orders (client INT, amount INT, proc AS PROCTIME()) WITH ('connector' = 'filesystem', "
                f"'path' = '{self.folder / 'orders.json'}', 'format' = 'json');\n"
                + self.sink("id INT, name STRING", "clients", **options)
                + f"SELECT o.client, c.name, COUNT(*) AS n FROM orders AS o {join} clients FOR SYSTEM_TIME AS OF o.proc AS c "
                f"ON {on} GROUP BY o.client, c.name;\n")

    def create_clients(self):
        self.postgres.sql(f"CREATE TABLE {self.table} (id int PRIMARY KEY, name text)")
        self.postgres.sql(f"INSERT INTO {self.table} VALUES (1, 'Ann'), (2, 'Bob \"b\"'), (3, NULL)")

    def counts_of(self, sql):
        ended = self.run_job(sql, "--output", "json")
        counts = {}
        for line in ended.stdout.splitlines():
            row = json.loads(line)["row"]
            counts[row["client"], row["name"]] = row["n"]
        return counts

    def test_rows_are_joined_with_what_the_table_holds(self):
        self.create_clients()
        expected = {(1, "Ann"): 100, (2, 'Bob "b"'): 100}
        self.assertEqual(self.counts_of(self.lookup()), expected)
        self.assertEqual(self.counts_of(self.lookup(**{"lookup.cache": "PARTIAL", "lookup.partial-cache.max-rows": "1"})), expected)
        self.assertEqual(self.counts_of(self.lookup("LEFT JOIN")), {**expected, (9, None): 100})
        self.assertEqual(self.counts_of(self.lookup(on="o.client = c.id AND c.name <> 'Ann'")), {(2, 'Bob "b"'): 100})

    def test_a_lookup_that_cannot_be_made_fails_with_the_reason(self):
        ended = mullion.run_sql(self.lookup())
        self.assertEqual(ended.returncode, 1)
        self.assertIn("does not exist", ended.stderr)
        self.create_clients()
        ended = mullion.run_sql(self.lookup(**{"lookup.max-retries": "1", "url": "jdbc:postgresql://127.0.0.1:1/shop"}))
        self.assertEqual(ended.returncode, 1)
        self.assertIn("lookup.max-retries", ended.stderr)

    def test_a_missing_table_cannot_be_read(self):
        ended = mullion.run_sql(self.sink("client INT") + "SELECT * FROM result_table;")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("does not exist", ended.stderr)

    def test_rows_without_a_key_are_appended(self):
        self.postgres.sql(f"CREATE TABLE {self.table} (client int, amount int)")
        rows = client_amount.rows(3000, minutes=10)
        self.run_job(self.events(rows) + self.sink("client INT, amount INT")
                     + "INSERT INTO result_table SELECT client, amount FROM events;")
        self.assertEqual(self.postgres.sql(f"SELECT count(*), sum(amount) FROM {self.table}"),
                         [["3000", str(sum(row["amount"] for row in rows))]])

    def test_an_updating_result_needs_a_key(self):
        ended = mullion.run_sql(self.events([]) + self.sink("client INT, n BIGINT")
                                + "INSERT INTO result_table SELECT client, COUNT(*) FROM events GROUP BY client;")
        self.assertEqual(ended.returncode, 2)

    def test_a_row_that_the_table_does_not_take_is_set_aside_and_the_others_stay(self):
        self.postgres.sql(f"CREATE TABLE {self.table} (client int PRIMARY KEY, total int CHECK (total < 100))")
        ended = self.run_job(self.sink("client INT PRIMARY KEY NOT ENFORCED, total INT")
                             + "INSERT INTO result_table VALUES (1, 10), (2, 500), (3, 30);")
        self.assertEqual(self.postgres.sql(f"SELECT * FROM {self.table} ORDER BY client"), [["1", "10"], ["3", "30"]])
        strict = mullion.run_sql(self.sink("client INT PRIMARY KEY NOT ENFORCED, total INT")
                                 + "INSERT INTO result_table VALUES (4, 500);", "--strict")
        self.assertEqual(strict.returncode, 1, ended.stderr)
        self.assertIn("check constraint", strict.stderr)

    def test_a_missing_table_is_said_with_one_that_fits(self):
        ended = mullion.run_sql(self.sink("client INT PRIMARY KEY NOT ENFORCED, total INT") + "INSERT INTO result_table VALUES (1, 1);")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("does not exist", ended.stderr)
        self.assertIn(f'CREATE TABLE "{self.table}" ("client" integer, "total" integer, PRIMARY KEY ("client"))', ended.stderr)

    def test_a_wrong_password_ends_the_job_and_is_not_shown(self):
        ended = mullion.run_sql(self.sink("client INT", password="wrong-one") + "INSERT INTO result_table VALUES (1);")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("password authentication failed", ended.stderr)
        self.assertNotIn("wrong-one", ended.stderr)

    def test_unknown_options_are_refused_with_the_known_ones(self):
        ended = mullion.run_sql(self.sink("client INT", **{"sink.buffer-flush.max-row": "5"}) + "INSERT INTO result_table VALUES (1);")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("sink.buffer-flush.max-rows", ended.stderr)


class JdbcFaultsTest(JdbcCase):
    """Each has a server of its own that it stops, freezes and starts again."""

    def setUp(self):
        self.postgres = self.enterContext(Postgres())
        super().setUp()
        self.postgres.sql(f"CREATE TABLE {self.table} (client int PRIMARY KEY, amount int)")

    def test_a_restarted_server_misses_nothing(self):
        with mullion.Job(self.endless(), self.folder / "run") as job:
            job.wait_for(lambda: self.count() > 100, "the first rows")
            self.postgres.stop()
            wait_until(lambda: "trying again" in job.log(), 30, "the job says that the database is away")
            self.postgres.start()
            self.assertEqual(job.wait(60), 0)
        self.assertEqual(self.count(), 12000)
        self.assertIn("is back", job.log())

    def test_a_table_that_is_locked_holds_the_job_and_nothing_is_lost(self):
        with mullion.Job(self.endless(), self.folder / "run") as job:
            job.wait_for(lambda: self.count() > 100, "the first rows")
            self.postgres.sql(f"BEGIN; LOCK TABLE {self.table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT")
            self.assertEqual(job.wait(60), 0)
        self.assertEqual(self.count(), 12000)

    def test_a_killed_job_goes_on_where_it_was(self):
        job = mullion.Job(self.endless(), self.folder / "run")
        with job:
            job.wait_for(lambda: self.count() > 1500, "the first rows")
            job.kill()
        with mullion.Job(self.endless(), self.folder / "run") as job:
            self.assertEqual(job.wait(60), 0)
        self.assertEqual(self.count(), 12000)

    def test_a_server_that_starts_later_is_waited_for(self):
        self.postgres.stop()
        with mullion.Job(self.endless(), self.folder / "run") as job:
            wait_until(lambda: "trying again" in job.log(), 30, "the job says that the database is away")
            self.postgres.start()
            self.assertEqual(job.wait(60), 0)
        self.assertEqual(self.count(), 12000)

    def test_a_job_stopped_while_the_server_is_away_loses_nothing(self):
        with mullion.Job(self.endless(), self.folder / "run") as job:
            job.wait_for(lambda: self.count() > 100, "the first rows")
            self.postgres.stop()
            wait_until(lambda: "trying again" in job.log(), 30, "the job says that the database is away")
            self.assertEqual(job.stop(), 0)
        self.postgres.start()
        with mullion.Job(self.endless(), self.folder / "run") as job:
            self.assertEqual(job.wait(60), 0)
        self.assertEqual(self.count(), 12000)

    def test_strict_gives_up_after_its_retries(self):
        self.postgres.stop()
        ended = mullion.run_sql(self.sink("client INT PRIMARY KEY NOT ENFORCED, amount INT", **{"sink.max-retries": "1"})
                                + "INSERT INTO result_table VALUES (1, 1);", "--strict")
        self.assertEqual(ended.returncode, 1)
        self.postgres.start()


if __name__ == "__main__":
    unittest.main()
