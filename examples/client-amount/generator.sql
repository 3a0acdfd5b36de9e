-- The generator of the reference system: {"client": 1..4, "amount": 1..200, "ts": "YYYY-MM-DD HH:MM:SS"} into Kafka.
--
-- The rate: 'rows-per-second' below. The stack sets it from RATE (deploy/compose.yaml) or --rate (script/demo --stack).
-- For a fixed number of rows add 'number-of-rows' = '…' beside it; the job then ends by itself.

CREATE TABLE generated (
  client INT,
  amount INT,
  ts TIMESTAMP(3)             -- datagen gives a TIMESTAMP the time at which the row is made
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '10',
  'fields.client.min' = '1',
  'fields.client.max' = '4',
  'fields.amount.min' = '1',
  'fields.amount.max' = '200'
);

CREATE TABLE client_amount (
  client INT,
  amount INT,
  ts TIMESTAMP(0)             -- whole seconds: written as 'YYYY-MM-DD HH:MM:SS'
) WITH (
  'connector' = 'kafka',
  'topic' = 'client_amount',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'json'
);

INSERT INTO client_amount
SELECT client, amount, CAST(ts AS TIMESTAMP(0))
FROM generated;
