"""Whole statements that Flink refuses, beside some of their kind that it takes."""

SETUP = [
    "CREATE TABLE tx (client STRING, amount INT, price DOUBLE, note STRING, paid_at TIMESTAMP(3), tags ARRAY<STRING>, ts TIMESTAMP(3), "
    "WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')",
    "CREATE TABLE other (client STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', "
    "'path' = '${INPUT}/other.json', 'format' = 'json')",
]
INPUTS = {
    "tx.json": ['{"client": "a", "amount": 1, "price": 1.5, "ts": "2024-03-05 10:00:00", "tags": ["x"]}'],
    "other.json": ['{"client": "a", "amount": 1, "ts": "2024-03-05 10:00:01"}'],
}

_W = "TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"

QUERIES = f"""
SELECT client, window_start, SUM(amount) FROM {_W} GROUP BY client, window_start
SELECT client, window_end, SUM(amount) FROM {_W} GROUP BY client, window_start
SELECT client, window_start, window_end, amount FROM {_W} GROUP BY client, window_start, window_end
SELECT client, SUM(amount) FROM {_W} GROUP BY window_start, window_end
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(client), INTERVAL '1' MINUTE))
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(nope), INTERVAL '1' MINUTE))
SELECT * FROM TABLE(TUMBLE(TABLE nope, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts)))
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), 60))
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), '1 minute'))
SELECT * FROM TABLE(TUMBLE(TABLE tx, INTERVAL '1' MINUTE))
SELECT * FROM TABLE(TUMBLE(TABLE tx, ts, INTERVAL '1' MINUTE))
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts, client), INTERVAL '1' MINUTE))
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' SECOND, INTERVAL '1' SECOND))
SELECT * FROM TABLE(HOP(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
SELECT * FROM TABLE(CUMULATE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '0' MINUTE))
SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL -'1' MINUTE))
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '0' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL -'1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(HOP(TABLE tx, DESCRIPTOR(ts), INTERVAL '4' SECOND, INTERVAL '10' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(HOP(TABLE tx, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '5' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(HOP(TABLE tx, DESCRIPTOR(ts), INTERVAL '0' SECOND, INTERVAL '5' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(CUMULATE(TABLE tx, DESCRIPTOR(ts), INTERVAL '4' SECOND, INTERVAL '10' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(CUMULATE(TABLE tx, DESCRIPTOR(ts), INTERVAL '20' SECOND, INTERVAL '10' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MONTH)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' YEAR)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' WEEK)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '100' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '100' SECOND(3))) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '90' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL -'61' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(DATA => TABLE tx, TIMECOL => DESCRIPTOR(ts), SLIDE => INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TIMECOL => DESCRIPTOR(ts), DATA => TABLE tx, SIZE => INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(HOP(DATA => TABLE tx, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '1' MINUTE, SLIDE => INTERVAL '30' SECOND)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(SESSION(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE((SELECT * FROM tx), DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE (SELECT * FROM tx), DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT window_start, COUNT(DISTINCT client, amount) FROM {_W} GROUP BY window_start, window_end
SELECT window_start, ROLLUP(client) FROM {_W} GROUP BY window_start, window_end
SELECT client, COUNT(*) FROM {_W} GROUP BY ROLLUP (client, window_start, window_end)
SELECT client, COUNT(*) FROM {_W} GROUP BY GROUPING SETS ((client, window_start, window_end), (window_start, window_end))
SELECT client, COUNT(*) FROM {_W} GROUP BY GROUPING SETS ((client), ())
SELECT client, COUNT(*) FROM tx GROUP BY GROUPING SETS ((client), ())
SELECT client, amount, COUNT(*), GROUPING_ID(client, amount) FROM tx GROUP BY CUBE (client, amount)
SELECT GROUPING(amount), COUNT(*) FROM tx GROUP BY client
SELECT window_start FROM tx
SELECT COUNT(*) FROM tx GROUP BY TUMBLE(paid_at, INTERVAL '1' MINUTE)
SELECT COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MONTH)
SELECT COUNT(*) FROM tx GROUP BY TUMBLE(ts, amount)
SELECT COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE, TIME '00:00:10')
SELECT COUNT(*) FROM tx GROUP BY TUMBLE(ts)
SELECT COUNT(*) FROM tx GROUP BY HOP(ts, INTERVAL '1' MINUTE)
SELECT TUMBLE_START(ts, INTERVAL '2' MINUTE), COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
SELECT TUMBLE_START(ts, INTERVAL '1' MINUTE), COUNT(*) FROM tx GROUP BY client
SELECT TUMBLE_START(ts, INTERVAL '1' MINUTE) FROM tx
SELECT HOP_START(ts, INTERVAL '1' MINUTE, INTERVAL '2' MINUTE), COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
SELECT TUMBLE(ts, INTERVAL '1' MINUTE), COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
SELECT COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE), TUMBLE(ts, INTERVAL '2' MINUTE)
SELECT client, COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE), ROLLUP (client)
SELECT TUMBLE_PROCTIME(ts, INTERVAL '1' MINUTE) IS NULL, COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
SELECT COUNT(*) FROM tx WHERE TUMBLE_START(ts, INTERVAL '1' MINUTE) > ts GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
SELECT * FROM tx WHERE amount
SELECT * FROM tx WHERE client = 5
SELECT * FROM tx WHERE client > amount
SELECT client + 1 FROM tx
SELECT amount || client FROM tx
SELECT client || 1 FROM tx
SELECT amount + 'x' FROM tx
SELECT amount + TRUE FROM tx
SELECT -client FROM tx
SELECT NOT amount FROM tx
SELECT amount AND TRUE FROM tx
SELECT UPPER(amount) FROM tx
SELECT UPPER() FROM tx
SELECT UPPER(client, client) FROM tx
SELECT SUBSTRING(amount, 1) FROM tx
SELECT ABS(client) FROM tx
SELECT ROUND(client, 1) FROM tx
SELECT COALESCE() FROM tx
SELECT COALESCE(client, amount) FROM tx
SELECT CASE WHEN amount > 0 THEN client ELSE amount END FROM tx
SELECT CASE WHEN amount THEN 1 ELSE 0 END FROM tx
SELECT NULLIF(client, amount) FROM tx
SELECT IF(amount, 1, 2) FROM tx
SELECT CAST(tags AS INT) FROM tx
SELECT CAST(amount AS FOO) FROM tx
SELECT CAST(ts AS INT) FROM tx
SELECT CAST(ts AS BIGINT) FROM tx
SELECT CAST(TRUE AS DATE) FROM tx
SELECT CAST(amount AS DATE) FROM tx
SELECT tags['x'] FROM tx
SELECT client[1] FROM tx
SELECT tags.x FROM tx
SELECT tx.nope FROM tx
SELECT nope.client FROM tx
SELECT t.client FROM tx
SELECT client AS c FROM tx WHERE c = 'a'
SELECT client AS c, COUNT(*) FROM tx GROUP BY c
SELECT client, COUNT(*) AS n FROM tx GROUP BY client HAVING n > 1
SELECT client, COUNT(*) FROM tx HAVING COUNT(*) > 1
SELECT client FROM tx HAVING client = 'a'
SELECT client, COUNT(*) FROM tx
SELECT *, COUNT(*) FROM tx
SELECT COUNT(*), * FROM tx GROUP BY client
SELECT SUM(amount, price) FROM tx
SELECT SUM() FROM tx
SELECT SUM(*) FROM tx
SELECT AVG(client) FROM tx
SELECT MAX(tags) FROM tx
SELECT STDDEV_POP(client) FROM tx
SELECT LISTAGG(amount) FROM tx
SELECT LISTAGG(client, client) FROM tx
SELECT COUNT() FROM tx
SELECT COUNT(nope) FROM tx
SELECT SUM(COUNT(*)) FROM tx
SELECT COUNT(*) FROM tx WHERE COUNT(*) > 1
SELECT COUNT(*) FROM tx GROUP BY COUNT(*)
SELECT client FROM tx GROUP BY 1
SELECT client, COUNT(*) FROM tx GROUP BY 1
SELECT client, amount FROM tx ORDER BY 3
SELECT client FROM tx ORDER BY amount
SELECT client, ts FROM tx ORDER BY ts
SELECT client, ts FROM tx ORDER BY ts DESC
SELECT client FROM tx LIMIT 1
SELECT client FROM tx OFFSET 1
SELECT client FROM tx FETCH FIRST 1 ROWS ONLY
SELECT client FROM tx LIMIT -1
SELECT client FROM tx LIMIT amount
SELECT ROW_NUMBER() OVER (PARTITION BY client ORDER BY amount) FROM tx
SELECT client, ROW_NUMBER() OVER (PARTITION BY client ORDER BY ts) AS rn FROM tx
SELECT client, RANK() OVER (PARTITION BY client ORDER BY amount) AS rn FROM tx
SELECT * FROM (SELECT client, RANK() OVER (PARTITION BY client ORDER BY amount) AS rn FROM tx) WHERE rn <= 2
SELECT * FROM (SELECT client, DENSE_RANK() OVER (PARTITION BY client ORDER BY amount) AS rn FROM tx) WHERE rn <= 2
SELECT * FROM (SELECT client, ROW_NUMBER() OVER (ORDER BY amount) AS rn FROM tx) WHERE rn <= 2
SELECT * FROM (SELECT client, ROW_NUMBER() OVER (PARTITION BY client) AS rn FROM tx) WHERE rn <= 2
SELECT * FROM (SELECT client, amount, ROW_NUMBER() OVER (PARTITION BY client ORDER BY amount) AS rn FROM tx) WHERE rn > 2
SELECT * FROM (SELECT client, amount, ROW_NUMBER() OVER (PARTITION BY client ORDER BY amount) AS rn FROM tx) WHERE rn = 2
SELECT * FROM (SELECT client, amount, ROW_NUMBER() OVER (PARTITION BY client ORDER BY amount) AS rn FROM tx) WHERE rn <= amount
SELECT * FROM (SELECT *, RANK() OVER (PARTITION BY window_start, window_end ORDER BY amount) AS rn FROM {_W}) WHERE rn <= 2
SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start ORDER BY amount) AS rn FROM {_W}) WHERE rn <= 2
SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY client ORDER BY amount) AS rn FROM {_W}) WHERE rn <= 2
SELECT SUM(amount) OVER (PARTITION BY client ORDER BY amount) FROM tx
SELECT SUM(amount) OVER (PARTITION BY client) FROM tx
SELECT SUM(amount) OVER (ORDER BY ts DESC) FROM tx
SELECT SUM(amount) OVER (ORDER BY ts ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM tx
SELECT SUM(amount) OVER (ORDER BY ts ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) FROM tx
SELECT SUM(amount) OVER (ORDER BY ts, client) FROM tx
SELECT SUM(amount) OVER (PARTITION BY client ORDER BY ts), SUM(amount) OVER (PARTITION BY note ORDER BY ts) FROM tx
SELECT SUM(amount) OVER (PARTITION BY client ORDER BY ts), COUNT(*) OVER (PARTITION BY client ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM tx
SELECT LEAD(amount) OVER (PARTITION BY client ORDER BY ts) FROM tx
SELECT LAG(amount) OVER (PARTITION BY client ORDER BY ts) FROM tx
SELECT LAG(amount, 2, 0) OVER (PARTITION BY client ORDER BY ts) FROM tx
SELECT NTILE(2) OVER (ORDER BY ts) FROM tx
SELECT SUM(amount) OVER w FROM tx
SELECT * FROM tx, other
SELECT * FROM tx JOIN other
SELECT * FROM tx JOIN other ON tx.client = other.nope
SELECT client FROM tx JOIN other ON tx.client = other.client
SELECT tx.client FROM tx JOIN other ON tx.amount > other.amount
SELECT tx.client FROM tx LEFT JOIN other ON tx.amount > other.amount
SELECT tx.client FROM tx JOIN other USING (client)
SELECT client FROM tx JOIN other USING (client)
SELECT tx.client FROM tx NATURAL JOIN other
SELECT tx.client FROM tx JOIN tx ON tx.client = tx.client
SELECT a.client FROM tx a JOIN tx a ON a.client = a.client
SELECT tx.client, tx.ts FROM tx JOIN other ON tx.client = other.client AND tx.ts BETWEEN other.ts - INTERVAL '5' SECOND AND other.ts
SELECT tx.client FROM tx JOIN other ON tx.client = other.client AND tx.ts > other.ts
SELECT a.client FROM (SELECT * FROM {_W}) a JOIN (SELECT * FROM TABLE(TUMBLE(TABLE other, DESCRIPTOR(ts), INTERVAL '2' MINUTE))) b ON a.window_start = b.window_start AND a.window_end = b.window_end
SELECT a.client FROM (SELECT * FROM {_W}) a JOIN (SELECT * FROM TABLE(TUMBLE(TABLE other, DESCRIPTOR(ts), INTERVAL '1' MINUTE))) b ON a.window_start = b.window_start
SELECT client FROM tx UNION SELECT client FROM other
SELECT client FROM tx UNION ALL SELECT amount FROM other
SELECT client, amount FROM tx UNION ALL SELECT client FROM other
SELECT client FROM tx INTERSECT SELECT client FROM other
SELECT client FROM tx EXCEPT SELECT client FROM other
SELECT * FROM tx WHERE client IN (SELECT client, amount FROM other)
SELECT * FROM tx WHERE amount > (SELECT MAX(amount) FROM other)
SELECT * FROM tx WHERE amount = (SELECT amount FROM other)
SELECT (SELECT MAX(amount) FROM other) FROM tx
SELECT * FROM tx WHERE EXISTS (SELECT 1 FROM other WHERE other.nope = tx.client)
SELECT * FROM tx WHERE amount > ALL (SELECT amount FROM other)
SELECT * FROM tx WHERE amount = ANY (SELECT amount FROM other)
SELECT DISTINCT ON (client) client FROM tx
SELECT DISTINCT client, COUNT(*) FROM tx GROUP BY client
SELECT TOP 5 client FROM tx
SELECT client FROM tx WHERE
SELECT FROM tx
SELECT client, FROM tx
SELECT client FROM tx GROUP BY
SELECT client FROM tx GROUP client
SELECT client FROM (SELECT client FROM tx
SELECT client FROM tx WHERE client = 'a
SELECT "client" FROM tx
SELECT `client FROM tx
SELECT client FROM tx WHERE client = "a"
SELECT 1
SELECT 1 FROM tx WHERE 1 = 1 AND
SELEC client FROM tx
SELECT client FORM tx
SELECT value FROM tx
SELECT user FROM tx
SELECT client AS order FROM tx
SELECT client timestamp FROM tx
SELECT CLIENT FROM tx
SELECT client FROM TX
SELECT t.x FROM tx CROSS JOIN UNNEST(tags) AS t(x)
SELECT t.x FROM tx, UNNEST(tags) AS t(x)
SELECT x FROM tx CROSS JOIN UNNEST(client) AS t(x)
SELECT x, y FROM tx CROSS JOIN UNNEST(tags) AS t(x, y)
SELECT x FROM tx LEFT JOIN UNNEST(tags) AS t(x) ON TRUE
SELECT * FROM (VALUES (1, 'a'), (2)) AS t(a, b)
SELECT * FROM (VALUES (1, 'a'), ('b', 2)) AS t(a, b)
SELECT a FROM (VALUES (1), (2.5)) AS t(a)
SELECT * FROM (SELECT client, client FROM tx)
SELECT client FROM (SELECT client, amount AS client FROM tx)
WITH q AS (SELECT client FROM tx) SELECT amount FROM q
WITH q AS (SELECT client FROM tx), q AS (SELECT 1) SELECT * FROM q
WITH q(a, b) AS (SELECT client FROM tx) SELECT * FROM q
SELECT EXTRACT(FOO FROM ts) FROM tx
SELECT EXTRACT(YEAR FROM client) FROM tx
SELECT FLOOR(client TO HOUR) FROM tx
SELECT TIMESTAMPADD(FOO, 1, ts) FROM tx
SELECT TIMESTAMPDIFF(DAY, client, ts) FROM tx
SELECT ts + 1 FROM tx
SELECT ts + '1' FROM tx
SELECT ts - ts FROM tx
SELECT ts + ts FROM tx
SELECT INTERVAL 'x' DAY FROM tx
SELECT INTERVAL '1' FORTNIGHT FROM tx
SELECT INTERVAL 1 DAY FROM tx
SELECT DATE '2024-13-01' FROM tx
SELECT DATE 'today' FROM tx
SELECT TIMESTAMP '2024-01-01T00:00:00' FROM tx
SELECT TO_TIMESTAMP(amount) FROM tx
SELECT TO_DATE(ts) FROM tx
SELECT DATE_FORMAT(amount, 'yyyy') FROM tx
SELECT DATE_FORMAT(ts, 5) FROM tx
SELECT client LIKE 5 FROM tx
SELECT amount LIKE '1%' FROM tx
SELECT client LIKE 'a' ESCAPE 'ab' FROM tx
SELECT client IN (1, 'a') FROM tx
SELECT amount IN ('a', 'b') FROM tx
SELECT amount BETWEEN 'a' AND 'b' FROM tx
SELECT client BETWEEN 1 AND 2 FROM tx
SELECT amount = client FROM tx
SELECT ts = 'abc' FROM tx
SELECT price = client FROM tx
SELECT amount IS TRUE FROM tx
SELECT ARRAY[1, 'a'] FROM tx
SELECT ARRAY[] FROM tx
SELECT MAP['a', 1, 2, 'b'] FROM tx
SELECT CARDINALITY(client) FROM tx
SELECT JSON_VALUE(amount, '$.a') FROM tx
SELECT PROCTIME() FROM tx WHERE FALSE
SELECT CURRENT_WATERMARK(paid_at) FROM tx
SELECT CURRENT_WATERMARK(ts) FROM tx
SELECT MY_UDF(client) FROM tx
SELECT client.amount FROM tx
SELECT LENGTH(client) FROM tx
SELECT NVL(client, 'x') FROM tx
SELECT CONCAT(client, amount) FROM tx
SELECT REGEXP_LIKE(client, 'a') FROM tx
SELECT GETDATE() FROM tx
SELECT IFNULL(client, amount) FROM tx
SELECT GREATEST(client, amount) FROM tx
SELECT amount / 'x' FROM tx
SELECT amount % price FROM tx
SELECT POWER(client, 2) FROM tx
SELECT ROW(1, 2).a FROM tx
SELECT * FROM tx MATCH_RECOGNIZE (PARTITION BY client ORDER BY ts MEASURES A.amount AS a PATTERN (A) DEFINE A AS A.amount > 0)
SELECT * FROM tx FOR SYSTEM_TIME AS OF ts
SELECT * FROM tx TABLESAMPLE BERNOULLI (10)
SELECT * FROM tx PIVOT (SUM(amount) FOR client IN ('a'))
SELECT SUM(amount) FILTER (WHERE amount) FROM tx
SELECT SUM(amount) FILTER (amount > 0) FROM tx
SELECT SUM(DISTINCT *) FROM tx
SELECT COUNT(DISTINCT *) FROM tx
SELECT COUNT(*) FILTER (WHERE client) FROM tx
SELECT FIRST_VALUE(ts) FROM tx
SELECT LAST_VALUE(tags) FROM tx
SELECT COLLECT(client, amount) FROM tx
SELECT MAX(client, amount) FROM tx
SELECT client FROM tx GROUP BY client, TUMBLE(ts, INTERVAL '1' MINUTE) HAVING amount > 1
SELECT COUNT(*) FROM (SELECT client, COUNT(*) AS n FROM tx GROUP BY client) GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE v_counts, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end
SELECT * FROM {_W} WHERE window_start > '2024'
SELECT window_start + INTERVAL '1' HOUR FROM {_W}
SELECT * FROM default_catalog.default_database.tx
SELECT * FROM nope.tx
SELECT * FROM default_catalog.nope.tx
SELECT * FROM tx AS t(a, b)
SELECT t.a FROM tx AS t(a, b, c, d, e, f, g)
"""

TABLES = """
CREATE TABLE bad (a INT) WITH ('connector' = 'nope')
CREATE TABLE bad (a INT) WITH ('path' = 'x')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'format' = 'json')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'nope')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json', 'json.nope' = 'x')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json', 'json.ignore-parse-errors' = 'maybe')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json', 'json.ignore-parse-errors' = 'true', 'json.fail-on-missing-field' = 'true')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json', 'json.timestamp-format.standard' = 'RFC')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'csv', 'csv.field-delimiter' = 'ab')
CREATE TABLE bad (a FOO) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a DECIMAL(39, 2)) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a DECIMAL(5, 6)) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a VARCHAR(0)) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a TIMESTAMP(10)) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, b AS nope + 1) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, b AS UPPER(a)) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, b AS SUM(a)) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, b AS a + 1, c AS b + 1) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, WATERMARK FOR nope AS nope) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, WATERMARK FOR a AS a) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (ts TIMESTAMP(3), WATERMARK FOR ts AS 5) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (ts TIMESTAMP(3), WATERMARK FOR ts AS ts - 5) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (ts TIMESTAMP(3), WATERMARK FOR ts AS CAST(ts AS STRING)) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (ts TIMESTAMP(3), WATERMARK FOR ts AS ts, WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (ts DATE, WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (ts TIMESTAMP_LTZ(6), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (ts TIMESTAMP(3), WATERMARK FOR ts AS nope - INTERVAL '1' SECOND) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' MONTH) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, PRIMARY KEY (a)) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, PRIMARY KEY (b) NOT ENFORCED) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT PRIMARY KEY NOT ENFORCED, b INT, PRIMARY KEY (b) NOT ENFORCED) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT NOT NULL) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad () WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, A INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT METADATA) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, ) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT b INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT)
CREATE TABLE bad (a INT) WITH (connector = 'filesystem')
CREATE TABLE bad (a INT) WITH ('connector' = filesystem)
CREATE TABLE tx (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a ARRAY<INT>, b MAP<STRING, INT>, c ROW<d INT>) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a MAP<INT, INT>) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a MULTISET<STRING>) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json')
CREATE TABLE bad (a INT, b STRING) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'raw')
CREATE TABLE bad LIKE tx
CREATE TABLE bad (b INT) LIKE nope
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/nowhere.json', 'format' = 'json')
CREATE TABLE bad (a INT) WITH ('connector' = 'filesystem', 'path' = '${INPUT}/tx.json', 'format' = 'json') PARTITIONED BY (b)
"""
