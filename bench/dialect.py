"""A row of the table for each kind of window and each class of aggregates and functions, beside Flink in the same run. Every
job's results are added up by a one-day window over them; both must come to the same two sums."""

from statistics import median

import jobs
import report
import rows
import throughput
import yardsticks
from services import Flink

CLIENTS = 10_000
OVER_FLINK = 4
ROWS_PART = 4  # of the run's rows: there are many jobs

_TUMBLE = "TABLE(TUMBLE(TABLE rows_in, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"
_BY_WINDOW = "GROUP BY client, window_start, window_end, window_time"


def _windows(function, total="SUM(amount)"):
    """closed_at, row_count, total of a window table function, per client."""
    return (f"SELECT window_time AS closed_at, COUNT(*) AS row_count, CAST({total} AS BIGINT) AS total "
            f"FROM TABLE({function}) {_BY_WINDOW}")


def _aggregate(total):
    return _windows("TUMBLE(TABLE rows_in, DESCRIPTOR(ts), INTERVAL '1' MINUTE)", total)


def _group_window(name, arguments):
    return (f"SELECT {name}_ROWTIME({arguments}) AS closed_at, COUNT(*) AS row_count, CAST(SUM(amount) AS BIGINT) AS total "
            f"FROM rows_in GROUP BY client, {name}({arguments})")


_PER_MINUTE = (f"(SELECT client, window_start, window_end, window_time, COUNT(*) AS row_count, SUM(amount) AS total "
               f"FROM {_TUMBLE} {_BY_WINDOW})")

JOBS = {
    "TUMBLE": _aggregate("SUM(amount)"),
    "HOP, six windows a row": _windows("HOP(TABLE rows_in, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '1' MINUTE)"),
    "CUMULATE, six steps": _windows("CUMULATE(TABLE rows_in, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '1' MINUTE)"),
    "group window TUMBLE": _group_window("TUMBLE", "ts, INTERVAL '1' MINUTE"),
    "group window HOP": _group_window("HOP", "ts, INTERVAL '30' SECOND, INTERVAL '1' MINUTE"),
    "group window SESSION": _group_window("SESSION", "ts, INTERVAL '2' SECOND"),
    "cascade": "SELECT window_time AS closed_at, SUM(row_count) AS row_count, CAST(SUM(total) AS BIGINT) AS total FROM "
               "TABLE(TUMBLE(TABLE minutes, DESCRIPTOR(closed_at), INTERVAL '5' MINUTE)) GROUP BY client, window_start, "
               "window_end, window_time",
    "window Top-3": f"SELECT window_time AS closed_at, row_count, CAST(total AS BIGINT) AS total FROM (SELECT *, ROW_NUMBER() "
                    f"OVER (PARTITION BY window_start, window_end ORDER BY total DESC, client) AS n FROM {_PER_MINUTE}) "
                    f"WHERE n <= 3",
    "window deduplication": f"SELECT window_time AS closed_at, CAST(1 AS BIGINT) AS row_count, CAST(amount AS BIGINT) AS total "
                            f"FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, client ORDER BY ts) AS n "
                            f"FROM {_TUMBLE}) WHERE n <= 1",
    "GROUPING SETS": f"SELECT window_time AS closed_at, COUNT(*) AS row_count, CAST(SUM(amount) AS BIGINT) AS total FROM {_TUMBLE} "
                     "GROUP BY window_start, window_end, window_time, GROUPING SETS ((client), ())",
    "AVG, MIN, MAX": _aggregate("AVG(amount) + MIN(amount) + MAX(amount)"),
    "STDDEV_POP, VAR_SAMP": _aggregate("STDDEV_POP(amount) + COALESCE(VAR_SAMP(amount), 0)"),
    "COUNT(DISTINCT)": _aggregate("COUNT(DISTINCT amount)"),
    "LISTAGG": _aggregate("CHAR_LENGTH(LISTAGG(CAST(amount AS STRING)))"),
    "FIRST_VALUE, LAST_VALUE": _aggregate("FIRST_VALUE(amount) + LAST_VALUE(amount)"),
    "FILTER, CASE": _aggregate("SUM(CASE WHEN amount > 150 THEN 2 ELSE 1 END) + COUNT(*) FILTER (WHERE amount < 120)"),
    "text functions": _aggregate("SUM(CHAR_LENGTH(CONCAT(UPPER(CAST(client AS STRING)), '-', SUBSTRING(CAST(amount AS STRING), 2))))"),
    "regular expressions": _aggregate("SUM(CHAR_LENGTH(REGEXP_REPLACE(CAST(amount AS STRING), '[02468]', 'ee')))"),
    "time functions": _aggregate("SUM(EXTRACT(SECOND FROM ts) + CHAR_LENGTH(DATE_FORMAT(ts, 'yyyy-MM-dd')))"),
}

MINUTES = (f"CREATE VIEW minutes AS SELECT client, window_time AS closed_at, COUNT(*) AS row_count, SUM(amount) AS total "
           f"FROM {_TUMBLE} {_BY_WINDOW}")


def _measure(bench, cluster, path, name, query):
    count = bench.rows // ROWS_PART
    views = [MINUTES] if "TABLE minutes" in query else []
    ours, answers = [], []
    for _ in range(bench.runs):
        results = bench.new_folder() / "results"
        ours.append(throughput.timed_run(bench, bench.new_folder(), jobs.summed_up(path, results, views, query)))
        answers.append(throughput.summed(results))
    bench.say(f"{name}: ours {report.rate(count, median(ours))}, {answers[-1]}")
    if cluster is None:
        return report.Line(name, report.rate(count, median(ours)))
    # The first run warms the cluster up and is not counted.
    for _ in range(2):
        results = bench.new_folder() / "results"
        theirs = yardsticks.flink_seconds(cluster, jobs.summed_up(path, results, views, query), bench.within_s)
        answers.append(throughput.summed(results))
    bench.say(f"{name}: flink {report.rate(count, theirs)}, {answers[-1]}")
    right = answers[0]["row_count"] > 0 and all(answer == answers[0] for answer in answers)
    return report.against(name, count, median(ours), "Flink 1.18.1", theirs, OVER_FLINK, right)


def windows_and_functions(bench):
    path, _ = rows.file_of(bench.make_rows, bench.rows // ROWS_PART, CLIENTS)
    if not bench.wants("flink"):
        return [_measure(bench, None, path, name, query) for name, query in JOBS.items()]
    with Flink() as cluster:
        return [_measure(bench, cluster, path, name, query) for name, query in JOBS.items()]
