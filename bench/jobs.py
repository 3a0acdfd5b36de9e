"""The measured jobs' text, the same for the program and for Flink: a list of statements each."""

_ROW = "client INT, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts"
_MINUTE = "FROM TABLE(TUMBLE(TABLE rows_in, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"

DROPS = ["DROP VIEW IF EXISTS measured", "DROP VIEW IF EXISTS minutes", "DROP TABLE IF EXISTS rows_in", "DROP TABLE IF EXISTS results"]


def script(statements, settings=()):
    return "".join(f"{statement};\n" for statement in [f"SET '{key}' = '{value}'" for key, value in settings] + list(statements))


def summed_up(rows_path, results_folder, views, query):
    """`query` gives closed_at, row_count, total; a one-day window over it leaves one line: both added up."""
    return [
        f"CREATE TABLE rows_in ({_ROW}) WITH ('connector' = 'filesystem', 'path' = '{rows_path}', 'format' = 'json')",
        *views,
        f"CREATE VIEW measured AS {query}",
        f"CREATE TABLE results (row_count BIGINT, total BIGINT) WITH ('connector' = 'filesystem', "
        f"'path' = '{results_folder}', 'format' = 'json')",
        # Wider before they are added up: Flink's sum of INT is INT, and wraps.
        "INSERT INTO results SELECT SUM(row_count), SUM(CAST(total AS BIGINT)) FROM TABLE(TUMBLE(TABLE measured, "
        "DESCRIPTOR(closed_at), INTERVAL '1' DAY)) GROUP BY window_start, window_end",
    ]


def file_to_windows(rows_path, results_folder):
    """One-minute windows per client."""
    return summed_up(rows_path, results_folder, [],
                     f"SELECT client, window_time AS closed_at, COUNT(*) AS row_count, SUM(amount) AS total "
                     f"{_MINUTE} GROUP BY client, window_start, window_end, window_time")


def kafka_to_elasticsearch(bootstrap, topic, url, index):
    """Every window of every client becomes a document with the number of its rows and their total."""
    return [
        f"CREATE TABLE rows_in ({_ROW}) WITH ('connector' = 'kafka', 'topic' = '{topic}', "
        f"'properties.bootstrap.servers' = '{bootstrap}', 'properties.group.id' = 'bench', "
        "'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset', 'format' = 'json')",
        "CREATE TABLE results (client INT, window_start TIMESTAMP(3), window_end TIMESTAMP(3), row_count BIGINT, "
        "total INT, PRIMARY KEY (client, window_end) NOT ENFORCED) WITH ('connector' = 'elasticsearch-7', "
        f"'hosts' = '{url}', 'index' = '{index}', 'document-id.key-delimiter' = '$', 'format' = 'json')",
        f"INSERT INTO results SELECT client, window_start, window_end, COUNT(*), SUM(amount) {_MINUTE} "
        "GROUP BY client, window_start, window_end",
    ]
