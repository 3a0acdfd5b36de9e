"""Arithmetic and the numeric functions, over every numeric type and over pairs of types."""

_TYPES = ["ti", "si", "i", "b", "f", "d", "m", "n"]
_SAFE = ["j", "d", "m", "b", "f"]

_UNARY = ["-{0}", "+{0}", "ABS({0})", "SIGN({0})", "CEIL({0})", "FLOOR({0})", "ROUND({0})", "ROUND({0}, 1)", "ROUND({0}, -1)",
          "TRUNCATE({0})", "TRUNCATE({0}, 1)", "TRUNCATE({0}, -1)", "SQRT(ABS({0}))", "EXP({0} / 1000)", "LN(ABS({0}) + 1)",
          "LOG10(ABS({0}) + 1)", "LOG2(ABS({0}) + 1)", "LOG(ABS({0}) + 1)", "LOG(2, ABS({0}) + 1)", "SIN({0})", "COS({0})", "TAN({0})",
          "COT({0} + 1)", "ASIN(SIGN({0}))", "ACOS(SIGN({0}))", "ATAN({0})", "SINH(SIGN({0}))", "COSH(SIGN({0}))", "TANH({0})",
          "DEGREES({0})", "RADIANS({0})", "POWER({0}, 2)", "POWER(2, SIGN({0}))", "ATAN2({0}, 2)", "{0} + 1", "{0} - 1.5",
          "{0} * 2", "{0} / 4", "{0} * 1.25", "{0} / 3.0", "{0} * 1e0", "{0} IS NULL", "{0} > 0", "{0} = 0", "{0} BETWEEN -1 AND 1",
          "{0} IN (0, 1, 127)", "{0} NOT BETWEEN SYMMETRIC 5 AND -5", "NULLIF({0}, 0)", "COALESCE({0}, 0)", "COALESCE({0}, 1.5)",
          "IFNULL({0}, 0)", "CASE WHEN {0} > 0 THEN {0} ELSE 0 END", "CASE WHEN {0} > 0 THEN {0} ELSE 0.5 END", "IF({0} > 0, {0}, 7)"]
_BINARY = ["{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} / NULLIF({1}, 0)", "{0} < {1}", "{0} = {1}", "GREATEST({0}, {1})", "LEAST({0}, {1})",
           "COALESCE({0}, {1})", "CASE WHEN bo THEN {0} ELSE {1} END", "POWER({0}, {1} / {1})", "NULLIF({0}, {1})", "IF(bo, {0}, {1})",
           "IFNULL({0}, {1})", "{0} IS DISTINCT FROM {1}"]
_INTEGERS = ["ti", "si", "i", "b"]

EXPRESSIONS = "\n".join(
    ["|".join(pattern.format(name) for name in _TYPES) for pattern in _UNARY]
    + ["|".join(pattern.format(left, right) for left in _TYPES for right in _TYPES) for pattern in _BINARY]
    + ["|".join(f"{left} % NULLIF({right}, 0)" for left in _INTEGERS + ["m"] for right in _INTEGERS + ["m"])]
    + ["|".join(f"MOD({left}, NULLIF({right}, 0))" for left in _INTEGERS + ["n"] for right in _INTEGERS + ["n"])]
    + ["""
i / 0|d / 0|m / 0|d % 2|MOD(i, 0)|m % 0.7|i / j|b / j|i % j|ti / ti|1 / 3|1.0 / 3|10 / 4|10.0 / 4|7 / 2.0|1e0 / 3|-7 / 2|-7 % 2|7 % -2
PI()|PI|E()|BIN(i)|BIN(b)|BIN(ti)|HEX(i)|HEX(b)|HEX(s)|HEX(ti)|BIN(-1)|HEX(-1)|HEX('')|BIN(0)|BIN(4)|HEX(255)
ROUND(d, 2)|ROUND(m, 2)|ROUND(n, 5)|ROUND(m, -2)|ROUND(i, -2)|ROUND(d, -2)|ROUND(m, j)|ROUND(d, j)|ROUND(2.5)|ROUND(-2.5)|ROUND(3.5)|ROUND(1.005, 2)
ROUND(CAST(2.5 AS DOUBLE))|ROUND(CAST(-2.5 AS DOUBLE))|ROUND(CAST(1.005 AS DOUBLE), 2)|ROUND(99.95, 1)|ROUND(0.5)|ROUND(-0.5)|ROUND(12345, -3)
TRUNCATE(1.999, 2)|TRUNCATE(-1.999, 1)|TRUNCATE(m, j)|TRUNCATE(d, j)|TRUNCATE(42.345, 5)|TRUNCATE(CAST(42.345 AS FLOAT), 1)
CEIL(1.1)|CEIL(-1.1)|FLOOR(-1.1)|CEILING(d)|FLOOR(m)|CEIL(n)|CEIL(99.9)|FLOOR(CAST(-0.5 AS DOUBLE))|CEIL(CAST(-0.5 AS DOUBLE))
SQRT(d)|SQRT(m)|SQRT(-1)|LN(0)|LN(-1)|LOG10(0)|LOG2(0)|LOG(0, 2)|LOG(10, 100)|LOG(2.5, 8)|EXP(1)|EXP(1000)|EXP(d)|POWER(0, 0)|POWER(-8, 1.0/3)|POWER(10, 400)
POWER(d, 0.5)|POWER(2, -1)|POWER(m, 2)|POWER(i, j)|ACOS(2)|ASIN(d)|ATAN2(0, 0)|ATAN2(-0.0, -1)|COT(0)|COT(1)|SIN(0)|SIGN(0)|SIGN(-0.5)|SIGN(CAST(-0.0 AS DOUBLE))
SIGN(m)|ABS(-128)|ABS(ti)|ABS(i)|ABS(b)|-ti|-i|-b|-(-i)|ABS(-1.5)|ABS(CAST(-0.0 AS DOUBLE))|- d|+d
1 + 2 * 3 - 4 / 2|(1 + 2) * 3|2 * -3|1 - -1|5 - 3 - 1|100 / 10 / 2|2.0 * 3.00|1.1 + 2.22|1.1 - 2.22|0.1 + 0.2|1e0 + 0.1|123456789012345678901234567890.12345678|0.00000000001
.5|5.|1e3|1E-3|1.5e10|2147483648|9223372036854775807|-9223372036854775808|9223372036854775808|-2147483648|00012|1.10|-0.0|100000000000000000000
CAST(1 AS DECIMAL(38, 10)) / 3|CAST(1 AS DECIMAL(38, 0)) / 3|CAST(1 AS DECIMAL(38, 18)) * CAST(1 AS DECIMAL(38, 18))|CAST(1 AS DECIMAL(20, 10)) * CAST(1 AS DECIMAL(20, 10))
CAST(1 AS DECIMAL(38, 38))|CAST(0.5 AS DECIMAL(38, 38)) + CAST(1 AS DECIMAL(38, 0))|CAST(99999 AS DECIMAL(5, 0)) + CAST(1 AS DECIMAL(5, 0))|CAST(1.5 AS DECIMAL(2, 1)) % CAST(1 AS DECIMAL(10, 5))
m * m|m * m * m|n * n|n + n|n - n|n / m|m / n|n * m|m / 3|m / j|m / b|b / m|i / m|m % j|m + i|m * b|m + d|m * f|f * d|d * f|f + d|f + i|f * b|f / 3|d / 3|f + m|i + f|ti + si|ti * ti|si * si|ti + 1|si - 1|i + 1|b + 1|i * i|b * b|i * b|ti - b
m = i|m < d|n = m|f = d|f = 0.1|CAST(0.1 AS FLOAT) = CAST(0.1 AS DOUBLE)|d = 1.5|m = 2.5|i = 1.0|i = 1e0|b = d|f > m|b > 9223372036854775806|d > 1e307|i < b
CAST('NaN' AS DOUBLE)|CAST('Infinity' AS DOUBLE)|CAST('-Infinity' AS FLOAT)|CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE)|CAST('NaN' AS DOUBLE) > 1|CAST('NaN' AS DOUBLE) < 1|d = -0.0|CAST('NaN' AS FLOAT) <> 1
1e0 / 0|0e0 / 0|-1e0 / 0|CAST(1 AS FLOAT) / 0|SQRT(CAST('NaN' AS DOUBLE))|GREATEST(1, 2.5, 3)|LEAST(1, 2.5, 1e0)|GREATEST(i, NULL)|GREATEST(d, e, f)|LEAST(m, n)|GREATEST(1)|LEAST('a', 'b')
RAND(1)|RAND_INTEGER(10, 1)|RAND(1) < 1|RAND_INTEGER(1)|RAND(j) >= 0|UUID() IS NOT NULL|CHAR_LENGTH(UUID())
i + NULL|NULL + 1|CAST(NULL AS INT) + i|i & 1|i | 1|i ^ 2|~i|BITAND(i, 1)|i << 1|i DIV 2|i MOD 2|i != 0|i <> 0|NOT i = 0|i == 0|i <=> 0
bo|NOT bo|bo AND i > 0|bo OR i > 0|bo IS TRUE|bo IS NOT TRUE|bo IS FALSE|bo IS NOT FALSE|bo IS UNKNOWN|bo IS NOT UNKNOWN|bo = TRUE|bo <> FALSE|bo > FALSE|bo AND NULL|bo OR NULL|NULL AND FALSE|NULL OR TRUE|bo = (i > 0)
TRUE|FALSE|UNKNOWN|CAST(NULL AS BOOLEAN)|bo IS NOT DISTINCT FROM NULL|bo = bo|CASE WHEN bo THEN 1 END|CASE WHEN NULL THEN 1 ELSE 2 END|CASE WHEN i > 0 THEN 'p' WHEN i < 0 THEN 'neg' ELSE 'z' END
CASE i WHEN 0 THEN 'zero' WHEN 12 THEN 'twelve' END|CASE WHEN i > 0 THEN 1 WHEN i < 0 THEN 2.5 END|CASE WHEN i > 0 THEN i WHEN i < 0 THEN b ELSE d END|CASE WHEN bo THEN 'ab' ELSE 'abc' END || '|'|NULLIF(1, 1)|NULLIF(i, 1.0)|NULLIF(m, 2.5)|COALESCE(NULL, NULL, 3)|COALESCE(NULL, i, 3.5)|COALESCE(1, i)
IF(TRUE, 1, 2)|IF(bo, i, j)|IF(NULL, 1, 2)|IF(i > 0, 'a', 'bcd')|IF(bo, 1, 2.5)|IF(bo, i, NULL)|IFNULL(NULL, 5)|IFNULL(i, 1.5)|IFNULL(bo, FALSE)|IFNULL(m, i)
i BETWEEN j AND 100|i NOT BETWEEN 0 AND 10|i BETWEEN SYMMETRIC 10 AND 0|i BETWEEN NULL AND 10|i IN (1, 2, NULL)|i NOT IN (1, NULL)|i IN (1.0, 12)|m IN (2.5, 1)|d IN (1.5, 2)|(i, j) IN ((0, 1), (1, 1))|(i, j) = (0, 1)
TYPEOF(i)|TYPEOF(1)|TYPEOF(m)|TYPEOF('abc')|TYPEOF(NULL)|TYPEOF(ai)|TYPEOF(r)|TYPEOF(i, TRUE)|TYPEOF(1.5)|TYPEOF(1e0)|TYPEOF(s || u)|TYPEOF(CURRENT_TIMESTAMP)|TYPEOF(INTERVAL '1' DAY)|TYPEOF(x - z)
"""])
