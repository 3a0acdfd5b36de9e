"""The reference job while it runs: how soon it polls, how much memory it takes, how soon a closed window can be read."""

import contextlib
import http.client
import re
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

import client_amount
import mullion
import report
import yardsticks
from fetch_watch import FetchWatch
from services import Elasticsearch, Flink, Kafka, wait_until

ROWS_A_SECOND = 1000
WARM_UP_WINDOWS = 10


class Producer:
    """A client that is kept open and sends each line at once."""

    def __init__(self, bench, kafka, topic):
        self._process = subprocess.Popen([bench.line_producer, kafka.bootstrap, topic], stdin=subprocess.PIPE)

    def send(self, *items):
        self._process.stdin.write("".join(client_amount.line(item) + "\n" for item in items).encode())
        self._process.stdin.flush()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._process.stdin.close()
        self._process.wait()


def statements_of(sql):
    """The statements of the reference job's text, which has no semicolon inside a literal."""
    text = re.sub(r"--[^\n]*", "", sql)
    return [statement.strip() for statement in text.split(";") if statement.strip()]


@contextlib.contextmanager
def on_mullion(bench, sql):
    with mullion.Job(sql, bench.new_folder(), ["--parallelism", "1"]) as job:
        yield [job.process.pid]


@contextlib.contextmanager
def on_flink(_bench, sql):
    """The same text on a cluster of its own; the processes that hold the job, without the gateway that took it."""
    with Flink() as flink:
        job = yardsticks.submit(flink, statements_of(sql))
        yield [process.pid for process in flink.processes()[:2]]
        yardsticks.cancel(flink, job)


def peak_resident_megabytes(pids):
    peaks = (re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()) for pid in pids)
    return sum(int(peak.group(1)) * 1024 for peak in peaks) / 1e6


def _job_text(kafka, node, topic, source=client_amount.EARLIEST):
    return client_amount.job("job", kafka.bootstrap, node.url, {**source, "topic": topic}, {"index": topic})


def start_to_first_poll(bench):
    """From exec to the first fetch request that reaches the broker, of a topic that holds rows; then its documents."""
    watch = FetchWatch()
    kafka = Kafka(settings={"advertised.listeners": f"PLAINTEXT://127.0.0.1:{watch.port}"})
    watch.start(kafka.port)
    with contextlib.closing(watch), kafka, Elasticsearch() as node:
        items = client_amount.rows(2000, minutes=10)
        kafka.create_topic("filled", 1)
        kafka.produce("filled", map(client_amount.line, items + client_amount.closing_rows(1, client_amount.START)), partition=0)
        expected = client_amount.reference_documents(items)
        times_ms, right = [], True
        for _ in range(bench.runs):
            watch.arm()
            start = time.monotonic()
            with on_mullion(bench, _job_text(kafka, node, "filled")):
                right = watch.fetched.wait(30) and right
                times_ms.append((watch.fetched_at - start) * 1000)
                wait_until(lambda: node.documents("filled") == expected, 30, "the documents of the filled topic")
            node.delete_index("filled")
            bench.say(f"start to first poll: {times_ms[-1]:.1f} ms")
        check_ms = median(_check_ms(bench, _job_text(kafka, node, "filled")) for _ in range(max(bench.runs, 10)))
    cluster_ms = _cluster_start_ms() if bench.wants("flink") else None
    return [report.bound("start to first poll", median(times_ms), "ms", 100, "Flink cluster, no job yet", cluster_ms, right),
            report.Line("mullion check of the reference job", f"{check_ms:.1f} ms")]


def _check_ms(bench, sql):
    job = bench.new_folder() / "job.sql"
    job.write_text(sql)
    start = time.monotonic()
    subprocess.run([bench.program, "check", job], check=True, capture_output=True)
    return (time.monotonic() - start) * 1000


def _cluster_start_ms():
    start = time.monotonic()
    with Flink():
        return (time.monotonic() - start) * 1000


def _feed(producer, items):
    """Sends the rows at their rate, a hundredth of a second's worth at a time."""
    start, piece = time.monotonic(), ROWS_A_SECOND // 100
    for first in range(0, len(items), piece):
        producer.send(*items[first:first + piece])
        time.sleep(max(0, start + (first + piece) / ROWS_A_SECOND - time.monotonic()))


def _memory(bench, kafka, node, topic, run):
    """(peak of the resident memory in MB, whether the documents are right); a minute of event time takes a second."""
    seconds = 3 if bench.quick else 20
    items = client_amount.rows(seconds * ROWS_A_SECOND, minutes=seconds)
    kafka.create_topic(topic, 1)
    with run(bench, _job_text(kafka, node, topic)) as pids, Producer(bench, kafka, topic) as producer:
        _feed(producer, items)
        producer.send(*client_amount.closing_rows(1, client_amount.START + timedelta(minutes=seconds)))
        expected = client_amount.reference_documents(items)
        wait_until(lambda: node.documents(topic) == expected, 60, "each client's last window")
        return peak_resident_megabytes(pids)


def memory(bench):
    with Kafka() as kafka, Elasticsearch() as node:
        ours = median(_memory(bench, kafka, node, f"fed_{number}", on_mullion) for number in range(bench.runs))
        flink = _memory(bench, kafka, node, "fed_flink", on_flink) if bench.wants("flink") else None
    return [report.bound(f"memory, reference job at {ROWS_A_SECOND} rows/s", ours, "MB", 60, "Flink 1.18.1, both parts", flink,
                         True)]


def _milliseconds_to_document(node_connection, index, name, producer, closing, expected):
    """From handing over the row that closes the window to the answer that holds its document."""
    deadline = time.monotonic() + 60
    start = time.monotonic()
    producer.send(closing)
    while True:
        node_connection.request("GET", f"/{index}/_source/{name}")
        answer = node_connection.getresponse()
        body = answer.read()
        if answer.status == 200:
            took_ms = (time.monotonic() - start) * 1000
            return took_ms, f'"total_amount":{expected}'.encode() in body
        if time.monotonic() > deadline:
            raise AssertionError(f"waited 60 s for document {name}, HTTP {answer.status}: {body[:200]!r}")


def _latency(bench, kafka, node, topic, run):
    """Row n opens client n's window, an own minute and an own document, and closes that of row n-1."""
    windows = 20 if bench.quick else 200
    kafka.create_topic(topic, 1)
    times_ms, right = [], True
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)

    def row(number):
        return client_amount.row(number, number, client_amount.START + timedelta(minutes=number, seconds=30))

    with run(bench, _job_text(kafka, node, topic)), Producer(bench, kafka, topic) as producer, contextlib.closing(connection):
        producer.send(row(0))
        for number in range(WARM_UP_WINDOWS + windows):
            took_ms, held = _milliseconds_to_document(connection, topic, number, producer, row(number + 1), number)
            right = right and held
            if number >= WARM_UP_WINDOWS:
                times_ms.append(took_ms)
    return median(times_ms), right


def latency(bench):
    with Kafka() as kafka, Elasticsearch() as node:
        ours, right = _latency(bench, kafka, node, "windows", on_mullion)
        flink, flink_right = _latency(bench, kafka, node, "windows_flink", on_flink) if bench.wants("flink") else (None, True)
    return [report.bound("window closed → document readable", ours, "ms", 60, "Flink 1.18.1", flink, right and flink_right)]
