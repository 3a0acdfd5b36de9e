"""What scripts see of results: printed tables, Python values, errors, the connection itself."""

import datetime
import decimal
import io
import json
import os
import socket
import subprocess
import sys
import threading
import unittest

import fake_engine

from pyflink._mullion import tableau, type_text, wire
from pyflink._mullion.engine_session import ColumnInfo
from pyflink._mullion.values import row_of, value_of
from pyflink.common import Row, RowKind
from pyflink.table import DataTypes
from pyflink.util.exceptions import JobExecutionException, TableException


def column(name, data_type):
    return ColumnInfo(name, data_type)


class Tableau(unittest.TestCase):
    """Expected tables: Flink's documentation of TableResult.print() and its TableauStyle."""

    def test_widths_follow_the_types(self):
        out = io.StringIO()
        columns = [column("name", DataTypes.STRING()), column("n", DataTypes.INT()), column("at", DataTypes.TIMESTAMP(3))]
        tableau.write_stream(out, columns, [[["+I", ["Bob", "-1", None]]]], True)
        self.assertEqual(out.getvalue(), """\
+----+--------------------------------+-------------+-------------------------+
| op |                           name |           n |                      at |
+----+--------------------------------+-------------+-------------------------+
| +I |                            Bob |          -1 |                  <NULL> |
+----+--------------------------------+-------------+-------------------------+
1 row in set
""")

    def test_long_texts_are_cut_and_wide_letters_take_two_columns(self):
        out = io.StringIO()
        rows = [["+I", ["a long text that goes beyond thirty characters"]], ["+I", ["港"]]]
        tableau.write_stream(out, [column("txt", DataTypes.STRING())], [rows], False)
        lines = out.getvalue().splitlines()
        self.assertEqual(lines[3], "| a long text that goes beyon... |")
        self.assertEqual(lines[4], "|" + " " * 29 + "港 |")
        self.assertEqual(lines[-1], "2 rows in set")

    def test_no_rows(self):
        out = io.StringIO()
        tableau.write_stream(out, [column("a", DataTypes.INT())], [], True)
        self.assertEqual(out.getvalue(), "Empty set\n")

    def test_finished_rows_are_as_wide_as_their_content(self):
        out = io.StringIO()
        tableau.write_rows(out, ["table name"], [["o"], ["s"]])
        self.assertEqual(out.getvalue(), "+------------+\n| table name |\n+------------+\n|          o |\n|          s |\n"
                                         "+------------+\n2 rows in set\n")


class Values(unittest.TestCase):
    def test_every_type(self):
        cases = [
            (DataTypes.INT(), 7, 7), (DataTypes.BOOLEAN(), True, True), (DataTypes.DOUBLE(), "1.0E10", 1e10),
            (DataTypes.DOUBLE(), "Infinity", float("inf")), (DataTypes.DECIMAL(10, 2), "1.50", decimal.Decimal("1.50")),
            (DataTypes.DATE(), "1969-07-20", datetime.date(1969, 7, 20)),
            (DataTypes.TIMESTAMP(3), "2024-03-01 00:00:00.250", datetime.datetime(2024, 3, 1, 0, 0, 0, 250000)),
            (DataTypes.TIMESTAMP(9), "2024-03-01 00:00:00.123456789", datetime.datetime(2024, 3, 1, 0, 0, 0, 123456)),
            (DataTypes.TIME(), "23:59:58", datetime.time(23, 59, 58)), (DataTypes.BYTES(), "AP8=", b"\x00\xff"),
            (DataTypes.ARRAY(DataTypes.DATE()), ["2024-01-01", None], [datetime.date(2024, 1, 1), None]),
            (DataTypes.MAP(DataTypes.STRING(), DataTypes.INT()), [["a", 1]], {"a": 1}),
            (DataTypes.MULTISET(DataTypes.STRING()), [["a", 2]], {"a": 2}),
            (DataTypes.ROW([DataTypes.FIELD("x", DataTypes.INT())]), [3], Row(3)), (DataTypes.INT(), None, None),
        ]
        for data_type, cell, expected in cases:
            with self.subTest(repr(data_type)):
                self.assertEqual(value_of(cell, data_type), expected)

    def test_rows_have_their_kind_and_no_names(self):
        row = row_of("-U", [1, "one"], [column("k", DataTypes.INT()), column("s", DataTypes.STRING())])
        self.assertEqual(repr(row), "<Row(1, 'one')>")
        self.assertIs(row.get_row_kind(), RowKind.UPDATE_BEFORE)
        self.assertEqual(str(row.get_row_kind()), "-U")

    def test_rows_with_names(self):
        row = Row(name="Alice", age=11)
        self.assertEqual(repr(row), "Row(age=11, name='Alice')")
        self.assertEqual((row["name"], row.age, row[0]), ("Alice", 11, 11))
        self.assertEqual(Row("a", "b")(1, 2).as_dict(), {"a": 1, "b": 2})

    def test_types_come_back_from_the_engines_description(self):
        cases = ["BIGINT NOT NULL", "DECIMAL(38, 2)", "STRING", "ROW<`a` ARRAY<INT>, `b` TIMESTAMP_LTZ(3)>", "BYTES"]
        described = [
            {"kind": "BIGINT", "nullable": False}, {"kind": "DECIMAL", "precision": 38, "scale": 2, "nullable": True},
            fake_engine.STRING, {"kind": "ROW", "nullable": True, "fields": [
                {"name": "a", "type": {"kind": "ARRAY", "nullable": True, "fields": [{"name": "", "type": fake_engine.type_of("INT")}]}},
                {"name": "b", "type": fake_engine.type_of("TIMESTAMP_LTZ", precision=3)}]},
            fake_engine.type_of("VARBINARY", precision=2147483647)]
        self.assertEqual([type_text.full_text(type_text.from_engine(kind)) for kind in described], cases)


class Wire(unittest.TestCase):
    def setUp(self):
        engine, script = socket.socketpair()
        self.addCleanup(engine.close)
        self.addCleanup(script.close)
        self.engine = engine.makefile("rwb")
        self.connection = wire.Connection(script.makefile("rb"), script.makefile("wb"))

    def answer(self, reply):
        """Answers one request in the background; gives the thread."""
        def serve():
            self.request = json.loads(self.engine.readline())
            self.engine.write(json.dumps(reply).encode() + b"\n")
            self.engine.flush()
        thread = threading.Thread(target=serve)
        thread.start()
        self.addCleanup(thread.join)

    def test_a_request_is_one_line(self):
        self.answer({"kind": "ok"})
        self.assertEqual(self.connection.ask("execute", sql="SELECT 'ü\n'"), {"kind": "ok"})
        self.assertEqual(self.request, {"op": "execute", "sql": "SELECT 'ü\n'"})

    def test_errors_of_statements_and_of_jobs_are_apart(self):
        self.answer({"error": {"text": "no such table", "job_failed": False}})
        with self.assertRaisesRegex(TableException, "^no such table$"):
            self.connection.ask("execute")
        self.answer({"error": {"text": "the disk is full", "job_failed": True}})
        with self.assertRaises(JobExecutionException):
            self.connection.ask("wait")

    def test_errors_can_be_caught_as_py4js(self):
        from py4j.protocol import Py4JJavaError
        self.assertTrue(issubclass(TableException, Py4JJavaError))


class Outside(unittest.TestCase):
    """The package in a process of its own."""

    def run_script(self, text, **environment):
        return subprocess.run([sys.executable, "-B", "-c", text], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": sys.path[0], **environment})

    def test_without_mullion_it_says_how_to_run(self):
        ended = self.run_script("from pyflink.table import TableEnvironment\nTableEnvironment.create().execute_sql('SHOW TABLES')")
        self.assertIn("mullion run -py", ended.stderr)

    def test_the_end_of_the_engine_ends_the_script_quietly(self):
        engine, script = socket.socketpair()
        engine.close()
        ended = subprocess.run([sys.executable, "-B", "-c", "print('before')\nfrom pyflink.table import TableEnvironment\n"
                                "TableEnvironment.create().execute_sql('x')\nprint('after')"], capture_output=True, text=True,
                               env={**os.environ, "PYTHONPATH": sys.path[0], "MULLION_FD": str(script.fileno())},
                               pass_fds=[script.fileno()])
        script.close()
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "before\n", ""))


if __name__ == "__main__":
    unittest.main()
