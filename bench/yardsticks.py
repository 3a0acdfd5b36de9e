"""What the program is measured against: chdb, a raw librdkafka consumer, a Flink cluster. Each returns seconds and answer."""

import json
import subprocess
import sys
from pathlib import Path

import jobs
import rows
from services import request_json, wait_until

_CHDB = "chdb==4.4.0"


def chdb_python():
    """A Python that has chdb, in the cache; fetched by the first who wants it."""
    folder = rows.FOLDER / _CHDB
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", _CHDB], check=True, stdout=subprocess.DEVNULL)
        (folder / "complete").touch()
    return folder / "bin" / "python"


def chdb(rows_path):
    """The query's own time: what Python and the engine need to start does not count."""
    query = Path(__file__).with_name("chdb_query.py")
    done = subprocess.run([chdb_python(), query, rows_path], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return found.pop("seconds"), found


def raw_consumer(program, kafka, topic, partitions, count):
    """librdkafka alone; the seconds are its own, from making the client to the last record. The third value: its queues."""
    done = subprocess.run([program, kafka.bootstrap, topic, str(partitions), str(count)], check=True, capture_output=True,
                          text=True)
    found = json.loads(done.stdout)
    return found["seconds"], found["records"], {key: value for key, value in found.items() if "." in key}


def submit(flink, statements):
    """Hands a job to the cluster, parallelism 1, and returns its id."""
    for statement in ["SET 'parallelism.default' = '1'", *jobs.DROPS, *statements[:-1]]:
        flink.execute(statement)
    ((_, (job,)),) = flink.execute(statements[-1])
    return job


def flink_seconds(flink, statements, within_s):
    """Runs a bounded job to its end; the cluster's own count of the time, without start-up and planning."""
    job = submit(flink, statements)

    def ended():
        found = request_json(f"{flink.rest}/jobs/{job}")
        if found["state"] in ("FAILED", "CANCELED"):
            raise AssertionError(f"Flink's job ended as {found['state']}")
        return found["duration"] if found["state"] == "FINISHED" else None

    return wait_until(ended, within_s, "Flink's job has finished") / 1000


def cancel(flink, job):
    request_json(f"{flink.rest}/jobs/{job}?mode=cancel", "PATCH", b"")
    wait_until(lambda: request_json(f"{flink.rest}/jobs/{job}")["state"] == "CANCELED", 60, "Flink's job is cancelled")
