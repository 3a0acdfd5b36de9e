-- Beside the reference job, which keeps one document per client: one document per client and minute, for charts over time.

CREATE TABLE transaction_msg (
  client INT,
  amount INT,
  ts TIMESTAMP(3),
  WATERMARK FOR ts AS ts
) WITH (
  'connector' = 'kafka',
  'topic' = 'client_amount',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.group.id' = 'history',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

CREATE TABLE history_sink (
  client INT,
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  total_amount INT,
  row_count BIGINT,
  PRIMARY KEY (client, window_end) NOT ENFORCED
) WITH (
  'connector' = 'elasticsearch-7',
  'hosts' = 'http://elasticsearch:9200',
  'index' = 'total_amount_history',
  'document-id.key-delimiter' = '$',
  'format' = 'json'
);

INSERT INTO history_sink
SELECT client, window_start, window_end, SUM(amount), COUNT(*)
FROM TABLE(TUMBLE(TABLE transaction_msg, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY client, window_start, window_end;
