"""CAST and TRY_CAST from every type to every type."""

_COLUMNS = ["ti", "si", "i", "b", "f", "d", "m", "n", "s", "num", "xt", "bo", "dt", "t", "x", "y", "l", "ai", "astr", "mp", "r"]
_TYPES = ["TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(5, 2)", "DECIMAL(10, 0)", "DECIMAL(38, 18)", "STRING", "VARCHAR(3)",
          "CHAR(4)", "BOOLEAN", "DATE", "TIME", "TIMESTAMP(0)", "TIMESTAMP(3)", "TIMESTAMP(9)", "TIMESTAMP_LTZ(3)", "TIMESTAMP_LTZ(0)", "BYTES", "VARBINARY(3)",
          "BINARY(4)", "ARRAY<STRING>", "ARRAY<BIGINT>", "MAP<STRING, STRING>", "ROW<a STRING, b STRING, c STRING>", "INTERVAL DAY", "INTERVAL SECOND(3)"]

_LITERALS = ["'1'", "' 1 '", "'1.5'", "'-1.5e2'", "'abc'", "''", "'true'", "'TRUE'", "'t'", "'yes'", "'1 '", "'0'", "'n'", "'2024-02-29'", "'2024-2-9'",
             "'2024-02-29 10:11:12'", "'2024-02-29 10:11:12.123456'", "'2024-02-29T10:11:12'", "'10:11:12'", "'10:11'", "'10:11:12.345'", "'128'", "'-129'",
             "'99999999999'", "'1e400'", "'NaN'", "'Infinity'", "'1_000'", "'+5'", "'-0'", "'.5'", "'5.'", "'0x10'", "'2024'", "'24:00:00'",
             "1.5", "-1.5", "2.5", "127.9", "128", "-129", "99999999999", "1e10", "1e40", "1e300", "-0.9", "0.5", "0", "1", "1e0", "1.0", "100.0",
             "12345.6789", "0.00000001", "1e-7", "1234567890.123e0", "TRUE", "FALSE", "DATE '2024-02-29'", "TIME '10:11:12'",
             "TIMESTAMP '2024-02-29 10:11:12.345678'", "X'61ff'", "X''", "CAST(0.1 AS FLOAT)", "CAST(1e10 AS FLOAT)", "CAST(1e7 AS FLOAT)",
             "CAST(123456.789 AS FLOAT)", "CAST('NaN' AS DOUBLE)", "CAST('Infinity' AS DOUBLE)", "CAST(NULL AS STRING)", "NULL", "INTERVAL '1' DAY",
             "INTERVAL '1-2' YEAR TO MONTH", "ARRAY[1, 2]", "MAP['a', 1]", "ROW(1, 'a', TRUE)"]

COLUMN_CASTS = [f"TRY_CAST({column} AS {type_text})" for column in _COLUMNS for type_text in _TYPES]
PLAIN_CASTS = [f"CAST({column} AS {type_text})" for column in _COLUMNS for type_text in _TYPES]
LITERAL_CASTS = [f"{cast}({literal} AS {type_text})" for literal in _LITERALS for type_text in _TYPES for cast in ("CAST", "TRY_CAST")]
