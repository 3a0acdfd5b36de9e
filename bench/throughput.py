"""Rows a second: file → windows with few and with many clients, Kafka → windows → Elasticsearch."""

import json
import subprocess
import time
from statistics import median

import jobs
import report
import rows
import yardsticks
from services import Elasticsearch, Flink, Kafka

CHECKPOINTS = [("execution.checkpointing.interval", "10 s")]


class WorkFailed(Exception):
    """The program ended with an error; carries what it said."""


def timed_run(bench, folder, statements):
    """Wall-clock seconds of the whole process, one worker, from an empty state directory."""
    job = folder / "job.sql"
    job.write_text(jobs.script(statements, CHECKPOINTS))
    command = [bench.program, "run", "--parallelism", "1", "--from-scratch", "--state-dir", folder / "state", job]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=bench.within_s)
    seconds = time.monotonic() - start
    if done.returncode != 0:
        raise WorkFailed(f"mullion ended with {done.returncode}\n{done.stderr[-3000:]}")
    return seconds


def summed(folder):
    """The lines of a filesystem sink added up; a file that begins with a dot is not finished."""
    answer = {"row_count": 0, "total": 0}
    for path in folder.glob("[!.]*"):
        for line in path.read_text().splitlines():
            answer = {name: value + json.loads(line)[name] for name, value in answer.items()}
    return answer


def summed_documents(node, index):
    documents = node.documents(index).values()
    return {name: sum(document[name] for document in documents) for name in ("row_count", "total")}


def _file_job(bench, path, run):
    """Statements with a results folder of their own, and the folder."""
    results = bench.new_folder() / "results"
    return run(jobs.file_to_windows(path, results)), summed(results)


def file_to_windows(bench, clients, over_flink):
    work = f"file → windows, {clients:,} clients"
    path, expected = rows.file_of(bench.make_rows, bench.rows, clients)
    one_path, _ = rows.file_of(bench.make_rows, 1, clients)
    ours, chdb, flink, right = [], [], [], {"ours": True, "chdb": True, "flink": True}

    def note(who, seconds, answer):
        {"ours": ours, "chdb": chdb, "flink": flink}[who].append(seconds)
        right[who] = right[who] and answer == expected
        bench.say(f"{work}: {who} {report.rate(bench.rows, seconds)}, {answer}")

    start_up = [_file_job(bench, one_path, lambda job: timed_run(bench, bench.new_folder(), job))[0]
                for _ in range(bench.runs)]
    for _ in range(bench.runs):
        note("ours", *_file_job(bench, path, lambda job: timed_run(bench, bench.new_folder(), job)))
        if bench.wants("chdb"):
            note("chdb", *yardsticks.chdb(path))
    if bench.wants("flink"):
        with Flink() as cluster:
            # The first run warms the cluster up and is not counted.
            for number in range(bench.runs + 1):
                took = _file_job(bench, path, lambda job: yardsticks.flink_seconds(cluster, job, bench.within_s))
                if number > 0:
                    note("flink", *took)
    seconds = median(ours)
    lines = [report.Line(f"{work}: the same for one row", f"{median(start_up) * 1000:.1f} ms")]
    if chdb:
        lines.append(report.against(work, bench.rows, seconds, "chdb, one thread", median(chdb), 1,
                                    right["ours"] and right["chdb"]))
    if flink:
        lines.append(report.against(work, bench.rows, seconds, "Flink 1.18.1", median(flink), over_flink,
                                    right["ours"] and right["flink"]))
    return lines if chdb or flink else [*lines, report.Line(work, report.rate(bench.rows, seconds), answer=right["ours"])]


def _kafka_work(bench, kafka, node, partitions, required):
    work = f"Kafka → windows → Elasticsearch, {partitions} partition{'s' if partitions > 1 else ''}"
    topic, index = f"rows_{partitions}", f"totals_{partitions}"
    expected = rows.fill_topic(bench.make_rows, kafka, topic, bench.rows, 4, partitions)
    statements = jobs.kafka_to_elasticsearch(kafka.bootstrap, topic, node.url, index)
    ours, raw, flink, right, queues = [], [], [], [], None

    def note(who, figures, seconds):
        answer = summed_documents(node, index)
        node.delete_index(index)
        figures.append(seconds)
        right.append(answer == expected)
        bench.say(f"{work}: {who} {report.rate(bench.rows, seconds)}, {answer}")

    for _ in range(bench.runs):
        note("ours", ours, timed_run(bench, bench.new_folder(), statements))
        if bench.wants("librdkafka"):
            seconds, count, queues = yardsticks.raw_consumer(bench.raw_consumer, kafka, topic, partitions, bench.rows)
            raw.append(seconds)
            right.append(count == bench.rows)
            bench.say(f"{work}: librdkafka {report.rate(count, seconds)}, {queues}")
    if bench.wants("flink"):
        with Flink() as cluster:
            for number in range(bench.runs + 1):
                note("flink", flink if number > 0 else [], yardsticks.flink_seconds(cluster, statements, bench.within_s))
    if queues:
        bench.notes.append(f"{work}: both consumers have " + ", ".join(f"{key} {value}" for key, value in queues.items()))
    seconds, lines = median(ours), []
    if raw:
        lines.append(report.against(work, bench.rows, seconds, "librdkafka, counting", median(raw), required and 0.9, all(right)))
    if flink:
        lines.append(report.against(work, bench.rows, seconds, "Flink 1.18.1", median(flink), required and 3.5, all(right)))
    return lines or [report.Line(work, report.rate(bench.rows, seconds), answer=all(right))]


def kafka_to_elasticsearch(bench):
    """One partition is what the requirement is about; four are printed beside it."""
    with Kafka() as kafka, Elasticsearch() as node:
        return _kafka_work(bench, kafka, node, 1, True) + _kafka_work(bench, kafka, node, 4, None)
