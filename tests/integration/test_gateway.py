"""`mullion submit` and a gateway that is away, slow, or talks nonsense: a small one in Python that does as it is told.
What a real cluster answers is tested in test_submit."""

import http.server
import json
import threading
import unittest

import mullion
import shared
from services import free_port

TEXT = {"name": "result", "logicalType": {"type": "VARCHAR", "nullable": True, "length": 2147483647}}
REFUSAL = ("<Exception on server side:\norg.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.\n"
           "\tat a.B\nCaused by: org.apache.flink.table.api.ValidationException: SQL validation failed. From line 1, column 8 to "
           "line 1, column 11: Column 'nope' not found in any table\n\tat c.D\nEnd of exception on server side>")


class FakeGateway(http.server.ThreadingHTTPServer):
    """Answers as Flink's gateway does. `sent` holds the statements; `answers` maps a statement to its result page, a status
    with a body, or a number of seconds to hang."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.sent, self.answers, self.properties, self.closed, self.info = [], {}, None, False, None

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.shutdown()
        self.server_close()


def page(rows=(), columns=(TEXT,), kind="SUCCESS_WITH_CONTENT", **more):
    return {"isQueryResult": False, "resultKind": kind, "results": {"columns": list(columns), "rowFormat": "JSON", "data": [
        {"kind": "INSERT", "fields": list(row)} for row in rows]}, **more}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, body, status=200):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def body(self):
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")

    def do_POST(self):
        gateway, body = self.server, self.body()
        if self.path == "/v1/sessions":
            gateway.properties = body.get("properties")
            return self.reply({"sessionHandle": "s1"})
        if self.path.endswith("/statements"):
            gateway.sent.append(body["statement"])
            return self.reply({"operationHandle": f"o{len(gateway.sent) - 1}"})
        return self.reply({"status": "CANCELED"})

    def do_GET(self):
        gateway = self.server
        if self.path == "/v1/info":
            return self.reply(gateway.info or {"productName": "Apache Flink", "version": "1.18.1"})
        if "/result/" not in self.path:
            return self.reply({"properties": {}})
        operation = int(self.path.split("/o")[2].split("/")[0])
        answer = gateway.answers.get(gateway.sent[operation], page([["OK"]], kind="SUCCESS"))
        if isinstance(answer, tuple):
            return self.reply(answer[1], answer[0])
        if self.path.endswith("/0"):
            return self.reply({"resultType": "PAYLOAD", "nextResultUri": self.path[:-1] + "1", **answer})
        return self.reply({"resultType": "EOS", **answer, "results": {**answer["results"], "data": []}})

    def do_DELETE(self):
        self.server.closed = self.server.closed or self.path == "/v1/sessions/s1"
        return self.reply({"status": "CLOSED"})


class GatewayTest(shared.ProgramTest):
    def setUp(self):
        super().setUp()
        self.gateway = self.enterContext(FakeGateway())

    def submit(self, sql, *options, gateway=None):
        job = self.folder / "job.sql"
        job.write_text(sql)
        return mullion.run("submit", "--gateway", gateway or self.gateway.url, *options, job)

    def test_statements_are_sent_as_they_are_written(self):
        sql = "-- first\nSET 'a' = ';';\nCREATE TABLE t (`x;y` INT) -- why\n WITH ('k' = 'v');\nBEGIN STATEMENT SET;\nEND;\n"
        ended = self.submit(sql, "--set", "parallelism.default=3")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(self.gateway.sent, ["SET 'a' = ';'", "CREATE TABLE t (`x;y` INT) -- why\n WITH ('k' = 'v')",
                                             "BEGIN STATEMENT SET", "END"])
        self.assertEqual(self.gateway.properties, {"parallelism.default": "3"})
        self.assertTrue(self.gateway.closed)

    def test_nothing_is_sent_of_a_file_that_cannot_be_cut(self):
        ended = self.submit("SELECT 'never closed;")
        self.assertEqual(ended.returncode, 2)
        self.assertEqual(self.gateway.sent, [])

    def test_rows_are_printed_and_jobs_followed(self):
        self.gateway.answers = {
            "SELECT 1": page([["a"], ["b"]], isQueryResult=True, jobID="11"),
            "INSERT INTO t SELECT 1": page([["22"]], jobID="22"),
            "SHOW JOBS": page([["22", "my job", "FINISHED"]], [{**TEXT, "name": name} for name in ("job id", "job name", "status")]),
        }
        ended = self.submit("SELECT 1; INSERT INTO t SELECT 1;", "--output", "json")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(ended.stdout.splitlines(), ['{"op":"+I","row":{"result":"a"}}', '{"op":"+I","row":{"result":"b"}}'])
        self.assertIn("job 22: FINISHED (my job)", ended.stderr)
        ended = self.submit("INSERT INTO t SELECT 1;", "--detach")
        self.assertNotIn("FINISHED", ended.stderr)

    def test_a_failed_job_is_exit_code_1(self):
        self.gateway.answers = {
            "INSERT INTO t SELECT 1": page([["22"]], jobID="22"),
            "SHOW JOBS": page([["22", "my job", "FAILED"]], [{**TEXT, "name": name} for name in ("job id", "job name", "status")]),
        }
        ended = self.submit("INSERT INTO t SELECT 1;")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("job 22 failed in the cluster", ended.stderr)

    def test_a_refusal_stops_there_with_the_place_flinks_words_and_ours(self):
        self.gateway.answers = {"SELECT nope FROM t": (500, {"errors": ["Internal server error.", REFUSAL]})}
        ended = self.submit("SHOW TABLES;\n  SELECT nope FROM t;\nSHOW VIEWS;")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("job.sql:2:10", ended.stderr)
        self.assertIn("ValidationException", ended.stderr)
        self.assertIn("ours: ", ended.stderr)
        self.assertEqual(self.gateway.sent, ["SHOW TABLES", "SELECT nope FROM t"])

    def test_nonsense_is_shown(self):
        for answer in ("<html>hello</html>", "[]", "{\"x\":1}"):
            self.gateway.info = answer
            ended = self.submit("SHOW TABLES;")
            self.assertEqual(ended.returncode, 1)
            self.assertIn("does not answer as a SQL Gateway does", ended.stderr)
        self.gateway.info = None
        self.gateway.answers = {"SHOW TABLES": (200, "{\"resultType\":\"PAYLOAD\"}")}
        self.assertIn("does not answer as a SQL Gateway does", self.submit("SHOW TABLES;").stderr)

    def test_a_gateway_that_is_away(self):
        ended = self.submit("SHOW TABLES;", gateway=f"http://127.0.0.1:{free_port()}")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("refuses connections", ended.stderr)
        self.assertIn("sql-gateway.sh", ended.stderr)

    def test_an_address_that_is_none(self):
        for address in ("ftp://x", "http://user:secret@localhost:1", "localhost:port"):
            ended = self.submit("SHOW TABLES;", gateway=address)
            self.assertEqual(ended.returncode, 2)
            self.assertNotIn("secret", ended.stderr)

    def test_a_script_runs_here_and_its_statements_there(self):
        self.gateway.answers = {"SHOW TABLES": page([["a"], ["b"]], [{**TEXT, "name": "table name"}])}
        script = self.folder / "job.py"
        script.write_text("from pyflink.table import EnvironmentSettings, TableEnvironment\n"
                          "t = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())\n"
                          "print([row[0] for row in t.execute_sql('SHOW TABLES').collect()])\n")
        ended = mullion.run("submit", "--gateway", self.gateway.url, "-py", script)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(ended.stdout, "['a', 'b']\n")


if __name__ == "__main__":
    unittest.main()
