"""Run by a Python that has chdb: the windows of a file of rows, one thread; prints seconds and answer as JSON."""

import json
import sys
import time

import chdb

QUERY = """
SELECT sum(row_count) AS row_count, sum(total) AS total FROM (
  SELECT client, toStartOfMinute(ts) AS minute, count() AS row_count, sum(amount) AS total
  FROM file('{path}', JSONEachRow, 'client Int32, amount Int32, ts DateTime') GROUP BY client, minute)
GROUP BY toStartOfDay(minute)
SETTINGS max_threads = 1, input_format_parallel_parsing = 0, output_format_json_quote_64bit_integers = 0
"""

chdb.query("SELECT 1", "JSONEachRow")
start = time.monotonic()
answer = str(chdb.query(QUERY.format(path=sys.argv[1]), "JSONEachRow"))
seconds = time.monotonic() - start
print(json.dumps({"seconds": seconds, **json.loads(answer)}))
