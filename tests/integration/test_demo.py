"""`mullion demo`: the reference job with nothing to install, and the real stack in one terminal."""

import contextlib
import http.client
import re
import signal
import subprocess
import unittest
from pathlib import Path

import mullion
import shared
from services import free_port, request_json, wait_until
from services.process import die_with_parent


def get_page(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    return connection.getresponse()


def processes_naming(word):
    """The command lines of processes that hold the word."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if word in line:
                found.append(line)
    return found


class DemoTest(shared.ProgramTest):
    def demo(self, *options, speed=60):
        self.port, self.es_port = free_port(), free_port()
        arguments = ["--speed", speed, "--port", self.port, "--es-port", self.es_port, *options]
        return mullion.Job(folder=self.folder, verb="demo", options=arguments)

    def search(self):
        return request_json(f"http://127.0.0.1:{self.es_port}/total_amount/_search")

    def test_the_documents_are_answered_in_the_shape_of_elasticsearch(self):
        node = shared.elasticsearch()
        index = self.new_name("shape")
        self.addCleanup(node.delete_index, index)
        node.call("PUT", f"/{index}/_doc/1?refresh=true", {"client": 1})
        real = node.call("GET", f"/{index}/_search")
        with self.demo() as job:
            job.wait_for(lambda: len(self.search()["hits"]["hits"]) == 4, "the four clients' documents", 90)
            ours = self.search()
            self.assertEqual(set(ours), set(real))
            self.assertEqual(set(ours["hits"]), set(real["hits"]))
            self.assertEqual(ours["hits"]["total"], {"value": 4, "relation": "eq"})
            for hit in ours["hits"]["hits"]:
                self.assertEqual(set(hit), set(real["hits"]["hits"][0]))
                self.assertEqual(hit["_index"], "total_amount")
                document = hit["_source"]
                self.assertEqual(hit["_id"], str(document["client"]))
                self.assertEqual(list(document), ["client", "window_start", "window_end", "total_amount"])
                for field in ("window_start", "window_end"):
                    self.assertRegex(document[field], r"^\d{4}-\d\d-\d\d \d\d:\d\d:00$")
            self.assertEqual(job.stop(signal.SIGINT), 0)

    def test_the_address_of_the_page_is_printed_and_answers(self):
        with self.demo() as job:
            job.wait_for(lambda: f":{self.port}" in job.log() + job.output(), "the page's address", 5)
            page = get_page(self.port)
            self.assertEqual(page.status, 200)
            self.assertIn("default-src", page.headers["Content-Security-Policy"])
            addresses = set(re.findall(r"https?://[^\"' )]+", page.read().decode())) - {"http://www.w3.org/2000/svg"}
            self.assertEqual(addresses, set(), "the page needs no outside address")

    def test_the_index_is_there_before_the_first_result(self):
        with self.demo(speed=1) as job:
            job.wait_for(lambda: "documents:" in job.log(), "the documents' address", 10)
            self.assertEqual(self.search()["hits"]["total"]["value"], 0)

    def test_another_speed_begins_anew(self):
        for speed in (60, 30):
            with self.demo(speed=speed) as job:
                job.wait_for(lambda: len(self.search()["hits"]["hits"]) == 4, "the four clients' documents", 90)
                self.assertEqual(job.stop(signal.SIGINT), 0)

    def test_a_port_that_is_taken_is_named_with_its_option(self):
        with self.demo() as first:
            first.wait_for(self.search, "it answers", 10)
            second = mullion.run("demo", "--port", self.port, "--es-port", free_port())
            self.assertNotEqual(second.returncode, 0)
            self.assertIn(str(self.port), second.stderr)
            self.assertIn("--port", second.stderr)


class StackTest(shared.ProgramTest):
    def test_the_stack_runs_in_one_terminal_and_stops_as_a_whole(self):
        kafka_port, es_port, page_port = free_port(), free_port(), free_port()
        log_path = self.folder / "log.txt"
        with open(log_path, "wb") as log:
            stack = subprocess.Popen(
                ["python3", mullion.ROOT / "script" / "services.d" / "stack.py", "--rate", "200", "--ui", f"127.0.0.1:{page_port}",
                 "--kafka-port", str(kafka_port), "--es-port", str(es_port)],
                stdout=log, stderr=log, preexec_fn=die_with_parent)
        self.addCleanup(stack.kill)

        def documents():
            self.assertIsNone(stack.poll(), log_path.read_text())
            return request_json(f"http://127.0.0.1:{es_port}/total_amount/_search")["hits"]["hits"]

        wait_until(lambda: len(documents()) == 4, 150, "the documents of the first minute")
        self.assertEqual(get_page(page_port).status, 200)
        stack.send_signal(signal.SIGINT)
        self.assertEqual(stack.wait(60), 0, log_path.read_text())
        self.assertEqual(processes_naming("mullion-stack-"), [])


if __name__ == "__main__":
    unittest.main()
