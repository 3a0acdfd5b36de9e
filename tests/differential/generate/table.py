"""A random table: its columns, how time is read and how far the watermark lags, and its rows."""

import datetime
import json
import random
from dataclasses import dataclass

ZONES_WITHOUT_LOSS = ["UTC", "Europe/Berlin", "America/New_York", "America/Los_Angeles"]
OTHER_ZONES = ["Asia/Shanghai", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"]

_EPOCH = datetime.datetime(1970, 1, 1)
_BASES = ["2024-03-05 10:00:00", "2024-03-30 22:30:00", "2024-10-27 00:00:00", "2021-11-07 07:00:00", "2023-12-31 23:58:00", "2024-02-29 00:00:00"]
_BEFORE_1970 = "1969-12-31 23:58:30"
NEVER_FIRES = "INTERVAL '90' DAY"


@dataclass
class Column:
    name: str
    type: str
    values: list


def _columns(chosen: random.Random):
    texts = ["a", "b", "c", "", "é", "A", "ab", "日本", None]
    return [
        Column("k", "STRING", chosen.sample(texts, chosen.randint(2, 4))),
        Column("g", "INT", [1, 2, None] if chosen.random() < 0.5 else [-1, 0, 1]),
        Column("v", "INT", [None, 0, 1, -1, 7, 50, 100, -33, *([2147483647] if chosen.random() < 0.2 else [])]),
        Column("b", "BIGINT", [None, 5, -7, 1234567890123, 3, *([9223372036854775807] if chosen.random() < 0.2 else [])]),
        Column("ti", "TINYINT", [None, 1, 100, -100, 27]),
        Column("d", "DOUBLE", [None, 0.5, -1.25, 100.125, 3.0, 0.0]),
        Column("f", "FLOAT", [None, 0.5, -2.25, 8.0]),
        Column("m", "DECIMAL(10, 2)", [None, 1.25, -3.5, 1000.01, 0.0]),
        Column("s", "STRING", [None, "x", "yy", "", "apple", "Zoo", "1", "2.5"]),
        Column("p", "BOOLEAN", [None, True, False]),
        Column("dt", "DATE", [None, "2024-02-29", "1969-07-20", "2000-01-01"]),
    ]


class Table:
    """`exact` tables have times between whole seconds, for which the watermark has to move with every row."""

    def __init__(self, chosen, name="t", safe=False, base=None, rows_most=60, like=None):
        self.chosen, self.name, self.safe = chosen, name, safe
        self.columns = like.columns if like else self._some_columns()
        self.local_time = like.local_time if like else chosen.random() < 0.3
        self.base = base or (like.base if like else chosen.choice(_BASES))
        if safe and like is None and base is None and chosen.random() < 0.25:
            self.base = _BEFORE_1970
        self.csv = chosen.random() < 0.2
        self.exact = not like and chosen.random() < 0.4
        self.lag = NEVER_FIRES if safe else chosen.choice(
            ["", "INTERVAL '1' SECOND", "INTERVAL '5' SECOND", "INTERVAL '10' SECOND", "INTERVAL '30' SECOND", "INTERVAL '1' MINUTE"])
        self.count = chosen.choice([chosen.randint(0, 6), chosen.randint(5, rows_most), rows_most])
        self.spread_s = chosen.choice([20, 60, 300, 3600])

    def _some_columns(self):
        columns = _columns(self.chosen)
        return columns[:3] + self.chosen.sample(columns[3:], self.chosen.randint(2, len(columns) - 3))

    def of_type(self, *types):
        return [column.name for column in self.columns if column.type.split("(")[0] in types]

    def numeric(self):
        return self.of_type("INT", "BIGINT", "TINYINT", "DOUBLE", "FLOAT", "DECIMAL")

    def names(self):
        return [column.name for column in self.columns]

    def ddl(self):
        columns = [f"{column.name} {column.type}" for column in self.columns]
        if self.local_time:
            columns += ["ms BIGINT", "ts AS TO_TIMESTAMP_LTZ(ms, 3)"]
        else:
            columns += ["ts TIMESTAMP(3)"]
        lag = f" - {self.lag}" if self.lag else ""
        columns.append(f"WATERMARK FOR ts AS ts{lag}")
        options = {"connector": "filesystem", "path": "${INPUT}/" + self.file(), "format": "csv" if self.csv else "json"}
        if self.csv:
            options["csv.null-literal"] = "<null>"
        return (f"CREATE TABLE {self.name} (\n  " + ",\n  ".join(columns) + "\n) WITH (\n  "
                + ",\n  ".join(f"'{key}' = '{value}'" for key, value in options.items()) + "\n)")

    def file(self):
        return f"{self.name}.csv" if self.csv else f"{self.name}.json"

    def lines(self):
        times = sorted(self._time_ms() for _ in range(self.count))
        if self.chosen.random() < 0.8:
            jitter = self.chosen.choice([0, 3, 10, 40])
            times.sort(key=lambda time: time + self.chosen.randint(-jitter, jitter) * 1000)
        lines = []
        for time in times:
            row = {column.name: self.chosen.choice(column.values) for column in self.columns}
            lines.append(self._line(row, time))
            if self.chosen.random() < 0.05:
                lines.append(lines[-1])
        return lines

    def _time_ms(self):
        base = int((datetime.datetime.fromisoformat(self.base) - _EPOCH).total_seconds() * 1000)
        edge = self.chosen.choice([1, 1, 5, 10])
        time = base + self.chosen.randint(0, self.spread_s // edge) * edge * 1000
        return time + self.chosen.choice([0, 0, -1, 1, 500]) if self.exact else time

    def _line(self, row, time):
        if self.local_time:
            row["ms"] = time
        else:
            text = (_EPOCH + datetime.timedelta(milliseconds=time)).isoformat(" ")
            row["ts"] = text[:-3] if "." in text else text
        if not self.csv:
            return json.dumps(row, ensure_ascii=False)
        return ",".join("<null>" if value is None else str(value).lower() if isinstance(value, bool) else str(value) for value in row.values())


@dataclass
class Job:
    """Tables with the settings that they need."""

    tables: list
    settings: list

    def setup(self):
        return [*(f"SET '{key}' = '{value}'" for key, value in self.settings), *(table.ddl() for table in self.tables)]

    def inputs(self):
        return {table.file(): table.lines() for table in self.tables}


def job_of(tables, chosen):
    settings = [("execution.runtime-mode", "streaming")]
    if any(table.local_time for table in tables):
        zones = ZONES_WITHOUT_LOSS + (OTHER_ZONES if all(table.safe for table in tables) else [])
        settings.append(("table.local-time-zone", chosen.choice(zones)))
    elif chosen.random() < 0.2:
        settings.append(("table.local-time-zone", chosen.choice(ZONES_WITHOUT_LOSS + OTHER_ZONES)))
    if any(table.exact for table in tables):
        settings.append(("pipeline.auto-watermark-interval", "0 ms"))
    return Job(tables, settings)
