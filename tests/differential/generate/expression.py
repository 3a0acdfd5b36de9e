"""Random scalar expressions of a wanted type over the columns of a table."""

_NUMBER = ["{n} + {n}", "{n} - {n}", "{n} * 2", "{n} / 3", "ABS({n})", "-{n}", "COALESCE({n}, 0)", "NULLIF({n}, 7)", "CASE WHEN {c} THEN {n} ELSE 0 END",
           "ROUND({n}, 1)", "FLOOR({n})", "CEIL({n})", "SIGN({n})", "CAST({n} AS BIGINT)", "CAST({n} AS DOUBLE)", "CAST({n} AS DECIMAL(12, 3))",
           "CHAR_LENGTH({t})", "IF({c}, {n}, {n})", "GREATEST({n}, 1)", "LEAST({n}, 50)", "TRY_CAST({t} AS INT)", "POWER({n}, 2)", "POSITION('a' IN {t})",
           "EXTRACT(SECOND FROM {time})", "EXTRACT(DAY FROM {time})", "HOUR({time})", "{n} * 1.5", "{n} + 0.25", "MOD(CAST({n} AS INT), 3)",
           "CAST({n} AS INT) % 4", "TIMESTAMPDIFF(SECOND, TIMESTAMP '2024-01-01 00:00:00', CAST({time} AS TIMESTAMP(3)))", "ASCII({t})", "TRUNCATE(CAST({n} AS DECIMAL(12, 3)), 1)"]
_TEXT = ["UPPER({t})", "LOWER({t})", "{t} || '-' || {t}", "CONCAT({t}, '!')", "CONCAT_WS(',', {t}, {t})", "SUBSTRING({t}, 2)", "SUBSTRING({t}, 1, 2)", "TRIM({t})",
         "COALESCE({t}, 'none')", "CAST({n} AS STRING)", "CAST({c} AS STRING)", "REPLACE({t}, 'a', 'b')", "LPAD({t}, 4, '*')", "REVERSE({t})", "NULLIF({t}, '')",
         "CASE WHEN {c} THEN {t} ELSE 'z' END", "DATE_FORMAT({time}, 'yyyy-MM-dd HH:mm')", "CAST({time} AS STRING)", "REGEXP_REPLACE({t}, '[a-b]', '#')",
         "SPLIT_INDEX({t}, 'p', 0)", "LEFT({t}, 1)", "RIGHT({t}, 1)", "INITCAP({t})", "REPEAT({t}, 2)", "IFNULL({t}, 'nil')", "MD5({t})",
         "DATE_FORMAT({time}, 'EEE HH')", "CAST(FLOOR({time} TO HOUR) AS STRING)", "CAST(CAST({time} AS DATE) AS STRING)"]
_CONDITION = ["{n} > 0", "{n} <= 7", "{n} <> 1", "{n} BETWEEN -5 AND 60", "{t} = 'a'", "{t} LIKE '%a%'", "{t} IS NULL", "{n} IS NOT NULL", "{t} <> ''",
              "{t} IN ('a', 'x', 'apple')", "{n} IN (1, 7, 50)", "{n} NOT IN (0, 5)", "NOT ({c})", "{c} AND {c}", "{c} OR {c}", "{t} IS NOT DISTINCT FROM {t}",
              "({c}) IS TRUE", "({c}) IS NOT FALSE", "{t} < 'b'", "CHAR_LENGTH({t}) > 1", "REGEXP({t}, '[a-z]')", "{t} NOT LIKE '_'", "{t} SIMILAR TO '(a|x)%'",
              "EXTRACT(SECOND FROM {time}) < 30", "COALESCE({c}, FALSE)", "{n} IS DISTINCT FROM {n}"]


class Expressions:
    """`time` is an expression of a timestamp type that holds no time attribute worth keeping."""

    def __init__(self, chosen, numbers, texts, conditions=(), time="ts"):
        self._chosen, self._time = chosen, time
        self._leaves = {"n": list(numbers) or ["1"], "t": list(texts) or ["'lit'"], "c": list(conditions) or ["TRUE"]}
        self._patterns = {"n": _NUMBER, "t": _TEXT, "c": _CONDITION}

    def make(self, kind, depth=2):
        if kind != "c" and (depth == 0 or self._chosen.random() < 0.4):
            return self._chosen.choice(self._leaves[kind])
        if kind == "c" and self._leaves["c"] != ["TRUE"] and self._chosen.random() < 0.2:
            return self._chosen.choice(self._leaves["c"])
        pattern = self._chosen.choice([p for p in self._patterns[kind] if depth > 0 or "{c}" not in p])
        text = pattern.replace("{time}", self._time)
        for name in "ntc":
            while "{" + name + "}" in text:
                text = text.replace("{" + name + "}", self._operand(name, depth - 1), 1)
        return text

    def _operand(self, kind, depth):
        text = self.make(kind, max(depth, 0))
        return text if text.replace("_", "").replace(".", "").isalnum() else f"({text})"

    def number(self):
        return self.make("n")

    def text(self):
        return self.make("t")

    def condition(self):
        return self.make("c")

    def any(self):
        return self.make(self._chosen.choice("ntc"))


def over(chosen, table, prefix=""):
    """Expressions over the columns of a table; `prefix` qualifies them."""
    names = lambda *types: [prefix + name for name in table.of_type(*types)]
    return Expressions(chosen, [prefix + name for name in table.numeric()], names("STRING"), names("BOOLEAN"), prefix + "ts")
