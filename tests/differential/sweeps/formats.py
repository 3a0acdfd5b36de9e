"""Every type read from every kind of JSON value and CSV text, with and without ignore-parse-errors."""

import json

from case import Case

TYPES = ["BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(5, 2)", "DECIMAL(20, 0)", "DECIMAL(38, 18)", "STRING", "CHAR(3)",
         "VARCHAR(3)", "BYTES", "BINARY(2)", "DATE", "TIME", "TIME(3)", "TIMESTAMP(0)", "TIMESTAMP(3)", "TIMESTAMP(9)", "TIMESTAMP_LTZ(3)", "ARRAY<INT>",
         "ARRAY<STRING>", "MAP<STRING, INT>", "ROW<a INT, b STRING>", "MAP<STRING, ARRAY<INT>>", "INTERVAL DAY"]

_TEXTS = ["", " ", "1", " 1 ", "-1", "+1", "01", "1.5", "1.50", "1e2", "1E400", "-0", "128", "-129", "32768", "2147483648", "9223372036854775808",
          "123456789012345678901234567890", "0.123456789012345678901", "999.995", "1000", "NaN", "Infinity", "true", "TRUE", "True", "false", "yes", "t", "null", "NULL", "abc",
          "abcdef", "é", "aGk=", "aGk", "2024-02-29", "2024-2-9", "2023-02-29", "20240229", "2024-02-29 ", "10:11:12", "10:11", "10:11:12.5", "10:11:12.123456789", "24:00:00",
          "10:11:12Z", "2024-02-29 10:11:12", "2024-02-29 10:11:12.1", "2024-02-29 10:11:12.123456789", "2024-02-29T10:11:12", "2024-02-29T10:11:12.123", "2024-02-29 10:11:12Z",
          "2024-02-29T10:11:12Z", "2024-02-29T10:11:12.5Z", "2024-02-29T10:11:12+02:00", "2024-02-29 10:11", "1709201472000", "1,2", "1;2", "[1,2]", "{}", "a\"b", "0x10", "1_000", "1L", "1f"]
_JSON = ["null", "true", "false", "0", "1", "-1", "-0", "127", "128", "-129", "40000", "3000000000", "9223372036854775807", "9223372036854775808", "1.0", "1.5", "-1.5", "1.999",
         "1e2", "1E-2", "1e40", "1e400", "0.1", "123.455", "123.445", "99999.999", "123456789012345678901234567890", "0.123456789012345678901", "[]", "[1]", "[1,2.7,\"3\"]", "[null]",
         "[\"a\",1,true,null]", "[[1]]", "{}", "{\"a\":1}", "{\"a\":1,\"b\":\"x\"}", "{\"a\":\"x\"}", "{\"b\":2}", "{\"a\":null,\"c\":[1]}", "{\"k\":[1,2]}", "{\"a\":1.5}",
         *[json.dumps(text, ensure_ascii=False) for text in _TEXTS]]


def _case(name, type_text, suffix, lines, options):
    words = "".join(f", '{key}' = '{value}'" for key, value in options.items())
    ddl = (f"CREATE TABLE t (id INT, v {type_text}) WITH ('connector' = 'filesystem', 'path' = '${{INPUT}}/t.{suffix}', 'format' = '{suffix}'{words})")
    return Case(name, ["SET 'table.local-time-zone' = 'Europe/Berlin'", ddl], {f"t.{suffix}": lines}, "SELECT id, v FROM t")


def lenient_cases():
    for type_text in TYPES:
        for standard in ("SQL", "ISO-8601"):
            if standard == "SQL" or type_text.startswith("TIME"):
                lines = [f'{{"id":{index},"v":{value}}}' for index, value in enumerate(_JSON)]
                yield _case(f"json {type_text} {standard} lenient", type_text, "json", lines, {"json.ignore-parse-errors": "true", "json.timestamp-format.standard": standard})
        lines = [f"{index},{text}" for index, text in enumerate(_TEXTS) if '"' not in text and "," not in text]
        yield _case(f"csv {type_text} lenient", type_text, "csv", lines, {"csv.ignore-parse-errors": "true"})


def strict_cases():
    for type_text in TYPES:
        for value in _JSON:
            yield _case(f"json {type_text} of {value}", type_text, "json", [f'{{"id":1,"v":{value}}}'], {})
        for text in _TEXTS:
            if '"' not in text and "," not in text:
                yield _case(f"csv {type_text} of {text}", type_text, "csv", [f"1,{text}"], {})
