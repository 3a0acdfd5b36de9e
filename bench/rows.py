"""The rows that are measured: made once by make_rows, kept in the cache outside the repository, with what they add up to."""

import json
import subprocess

from services.fetch import cache

FOLDER = cache().parent / "bench"


def _made(make_rows, name, arguments):
    """(path, {"row_count", "total"}) of a file of rows; its sums, written after it, say that it is complete."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path, sums = FOLDER / f"{name}.json", FOLDER / f"{name}.sums"
    if not sums.exists():
        count, clients, *part = arguments
        made = subprocess.run([make_rows, str(count), str(clients), path, *map(str, part)], check=True, capture_output=True)
        sums.write_bytes(made.stdout)
    return path, json.loads(sums.read_text())


def file_of(make_rows, count, clients):
    return _made(make_rows, f"{count}-rows-{clients}-clients", (count, clients))


def fill_topic(make_rows, kafka, topic, count, clients, partitions):
    """Writes the rows, dealt out to the partitions in turn so that time advances evenly in all; returns their sums."""
    kafka.create_topic(topic, partitions)
    sums = {"row_count": 0, "total": 0}
    for partition in range(partitions):
        path, part = _made(make_rows, f"{count}-rows-{clients}-clients-part-{partition}-of-{partitions}",
                           (count, clients, partition, partitions))
        subprocess.run(["kcat", "-P", "-b", kafka.bootstrap, "-t", topic, "-p", str(partition), "-X", "linger.ms=50", "-X",
                        "batch.num.messages=10000", "-l", path], check=True, capture_output=True)
        sums = {name: value + part[name] for name, value in sums.items()}
    return sums
