"""The reference job's data, made and summed up independently of the program: rows in Python, sums in Python."""

import json
import random
from collections import defaultdict
from datetime import datetime, timedelta

import mullion

START = datetime(2024, 5, 11, 18, 0)


def text(time):
    return time.strftime("%Y-%m-%d %H:%M:%S")


def row(client, amount, time):
    return {"client": client, "amount": amount, "ts": text(time)}


def line(item):
    return json.dumps(item, separators=(",", ":"))


def rows(count, minutes, seed=1, start=START, clients=4):
    """`count` rows in the order of their event time, spread over `minutes` from `start`."""
    chance = random.Random(seed)
    step = timedelta(minutes=minutes) / count
    return [row(chance.randint(1, clients), chance.randint(1, 200), start + step * number) for number in range(count)]


def window_of(item):
    """The start of the minute that holds the row."""
    return datetime.strptime(item["ts"], "%Y-%m-%d %H:%M:%S").replace(second=0)


def sums(items):
    """(client, window start) → (sum of amounts, number of rows)."""
    found = defaultdict(lambda: (0, 0))
    for item in items:
        key = (item["client"], window_of(item))
        found[key] = (found[key][0] + item["amount"], found[key][1] + 1)
    return dict(found)


def document(client, window_start, total):
    return {"client": client, "window_start": text(window_start), "window_end": text(window_start + timedelta(minutes=1)),
            "total_amount": total}


def reference_documents(items):
    """What the index of the reference job holds in the end: each client's last window, under the client's number."""
    found = {}
    for (client, start), (total, _) in sorted(sums(items).items(), key=lambda entry: entry[0][1]):
        found[str(client)] = document(client, start, total)
    return found


def history_documents(items):
    """What history.sql leaves: every window of every client, with the number of its rows."""
    found = {}
    for (client, start), (total, count) in sums(items).items():
        end = start + timedelta(minutes=1)
        # The connector writes a TIMESTAMP inside an id as Java does: without seconds when they are zero.
        found[f"{client}${end.strftime('%Y-%m-%dT%H:%M')}"] = {**document(client, start, total), "row_count": count}
    return found


def produce(kafka, topic, items, partitions=None):
    """Writes the rows; with `partitions`, round robin, so that event time advances evenly in each."""
    if partitions is None:
        kafka.produce(topic, map(line, items))
        return
    for partition in range(partitions):
        kafka.produce(topic, map(line, items[partition::partitions]), partition=partition)


def closing_rows(partitions, after, client=99):
    """One row a partition, far behind all others: takes the watermark beyond every window that matters."""
    return [row(client, 0, after + timedelta(hours=1)) for _ in range(partitions)]


def job(name, kafka, search, source=None, sink=None, settings=None):
    """The text of examples/client-amount/NAME.sql for these servers, with options of its tables and settings changed."""
    sql = (mullion.EXAMPLES / f"{name}.sql").read_text()
    source_table, sink_table = {"job": ("transaction_msg", "es_sink"), "history": ("transaction_msg", "history_sink")}[name]
    sql = mullion.with_options(sql, source_table, {"properties.bootstrap.servers": kafka, **(source or {})})
    sql = mullion.with_options(sql, sink_table, {"hosts": search, **(sink or {})})
    return "".join(f"SET '{key}' = '{value}';\n" for key, value in (settings or {}).items()) + sql


BOUNDED = {"scan.startup.mode": "earliest-offset", "scan.bounded.mode": "latest-offset"}
EARLIEST = {"scan.startup.mode": "earliest-offset"}
