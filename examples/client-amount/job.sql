-- The reference job: the sum of `amount` per `client` per minute of event time, from Kafka into Elasticsearch.
-- One document per client: {"client":4,"window_start":"2024-05-11 18:04:00","window_end":"2024-05-11 18:05:00","total_amount":414}

CREATE TABLE transaction_msg (
  client INT,
  amount INT,
  ts TIMESTAMP(3),
  WATERMARK FOR ts AS ts
) WITH (
  'connector' = 'kafka',
  'topic' = 'client_amount',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.group.id' = 'test',
  'scan.startup.mode' = 'latest-offset',
  'format' = 'json'
);

CREATE TABLE es_sink (
  client INT PRIMARY KEY NOT ENFORCED,
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  total_amount INT
) WITH (
  'connector' = 'elasticsearch-7',
  'hosts' = 'http://elasticsearch:9200',
  'index' = 'total_amount',
  'document-id.key-delimiter' = '$',
  'format' = 'json'
);

INSERT INTO es_sink
SELECT client, window_start, window_end, SUM(amount)
FROM TABLE(TUMBLE(TABLE transaction_msg, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY client, window_start, window_end;
