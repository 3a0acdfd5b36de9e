"""python3 tests/differential/plant.py PROGRAM [functions|aggregates]: writes tests/sql/functions and tests/sql/aggregates from
the sweeps, one file a function, answers recorded.

Expressions at which Flink itself breaks are left out, and those at which Mullion deliberately answers otherwise stand in
files of their own, written by hand. Existing files are written anew."""

import re
import sys
import zlib
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import case_file  # noqa: E402
import sweep  # noqa: E402
from engine import Engine  # noqa: E402
from flink import Flink  # noqa: E402
from sweeps import aggregates, edge_values  # noqa: E402
from sweeps.all import FUNCTION_SWEEPS, SWEEPS  # noqa: E402

FOLDER = HERE.parent / "sql" / "functions"
AGGREGATES = HERE.parent / "sql" / "aggregates"
A_QUERY = 6

_FORMS = [(r"\bIS (NOT )?JSON", "is_json"), (r"\bNOT LIKE\b|\bLIKE\b", "like"), (r"\bSIMILAR TO\b", "similar_to"), (r"\bOVERLAPS\b", "overlaps"),
          (r"\bBETWEEN\b", "between"), (r"\bIN \(", "in_list"), (r"IS (NOT )?(NULL|TRUE|FALSE|UNKNOWN)", "is_tests"),
          (r"DISTINCT FROM", "is_distinct_from"), (r"^CASE\b", "case"), (r"^(TRY_)?CAST\(", "cast"), (r"^ROW\(|^\(|^r\.|\(ROW", "row"), (r"^ARRAY\[|^ai|^astr", "array"),
          (r"^MAP\[|^mp", "map"), (r"^TRIM\(", "trim")]


def theme(sweep_name, expression):
    """The file that an expression belongs to."""
    if sweep_name.endswith("casts"):
        return "cast"
    head = re.match(r"([A-Z][A-Z_0-9]+)\(", expression)
    if head and head[1] not in ("CAST", "TRY_CAST", "ROW", "CASE"):
        return head[1].lower()
    for pattern, name in _FORMS:
        if re.search(pattern, expression):
            return name
    if re.search(r"\bAND\b|\bOR\b|\bNOT\b", expression):
        return "logic"
    if re.search(r"[<>=]", expression):
        return "comparison"
    if "INTERVAL" in expression:
        return "interval_arithmetic"
    if "||" in expression:
        return "concatenation"
    return "literals" if not re.search(r"\b[a-z]", re.sub(r"'[^']*'", "", expression)) else "arithmetic"


def _used_columns(expressions):
    words = set(re.findall(r"\b[a-z]+\b", re.sub(r"'(?:[^']|'')*'", "", " ".join(expressions))))
    return [name for name in edge_values.names() if name in words]


def _file(theme_name, settings, expressions):
    columns = _used_columns(expressions) if not any(text.startswith("v.") for text in expressions) else edge_values.names()
    queries = [case_file.Query("SELECT id, " + ", ".join(f"{text} AS c{index + 1}" for index, text in enumerate(expressions[start:start + A_QUERY])) + " FROM v")
               for start in range(0, len(expressions), A_QUERY)]
    title = f"{theme_name.upper()} over values at the edges: NULL, empty, negative, least and greatest, other alphabets."
    rows = edge_values.lines(columns) if columns else edge_values.lines([])[:1]
    return case_file.CaseFile(title, [*settings, edge_values.table(columns=columns)], {"v.json": rows}, queries)


def _wanted(text):
    """Of the many sums of two columns a third is enough to keep."""
    columns = set(re.findall(r"\b(?:ti|si|i|b|f|d|m|n)\b", text))
    return len(columns) < 2 or zlib.crc32(text.encode()) % 3 == 0


def agreeing(flink, engine):
    """Theme and settings → the expressions on which both agree."""
    found = defaultdict(list)
    for chosen in FUNCTION_SWEEPS.values():
        chosen.expressions = [text for text in dict.fromkeys(chosen.expressions)
                              if _wanted(text) and not re.search(r"RAND|UUID|NOW|CURRENT|LOCALTIME|UNIX_TIMESTAMP\(\)|PROCTIME", text)]
        for case, answer, _, lines in sweep.answers(chosen, flink, engine):
            texts = [re.sub(r" AS c\d+$", "", item) for item in case.items]
            if lines:
                print(f"left out: {texts[0]}")
            elif answer.error is None:
                for text in texts:
                    found[theme(chosen.name, text), tuple(chosen.setup[:-1])].append(text)
    return found


_SHOWN = {"tumble": ["ti", "i", "b", "d", "m", "s", "bo", "x", "l"], "hop": ["i", "m", "s"], "session": ["i", "d", "s"], "group": ["i", "b", "m", "s", "dt"],
          "all": ["i", "d", "m", "s"], "over": ["ti", "i", "m", "s"]}


def _is_shown(shape, text):
    column = re.search(r"\(\s*(?:DISTINCT )?([a-z]+)\)", text)
    return not column or column[1] in _SHOWN[shape]


def aggregate_files(flink, engine):
    """(path, file) for each shape of query, with the aggregates on which both agree."""
    for shape, (before, after) in aggregates.SHAPES.items():
        if shape not in _SHOWN:
            continue
        chosen = SWEEPS[f"aggregates_{shape}"]
        chosen.expressions = [text for text in dict.fromkeys(chosen.expressions) if _is_shown(shape, text)]
        kept = [re.sub(r" AS c\d+$", "", item) for case, answer, _, lines in sweep.answers(chosen, flink, engine)
                if not lines and answer.error is None for item in case.items]
        queries = [case_file.Query(before + ", ".join(f"{text} AS c{index + 1}" for index, text in enumerate(kept[start:start + A_QUERY])) + after)
                   for start in range(0, len(kept), A_QUERY)]
        title = f"Aggregates over NULLs, least and greatest values: {shape}."
        yield AGGREGATES / f"{shape}.case", case_file.CaseFile(title, aggregates.SETUP, {"v.json": aggregates.rows()}, queries)


def main():
    engine = Engine(sys.argv[1] if len(sys.argv) > 1 else HERE.parents[1] / "build" / "release" / "mullion")
    FOLDER.mkdir(parents=True, exist_ok=True)
    AGGREGATES.mkdir(parents=True, exist_ok=True)
    from recorder import record

    with Flink() as flink:
        paths = []
        for path, file in aggregate_files(flink, engine) if "functions" not in sys.argv else []:
            path.write_text(case_file.write(file), encoding="utf-8")
            paths.append(path)
        for (name, settings), expressions in (agreeing(flink, engine).items() if "aggregates" not in sys.argv else []):
            zone = "_in_berlin" if settings and (FOLDER / f"{name}.case") in paths else ""
            path = FOLDER / f"{name}{zone}.case"
            path.write_text(case_file.write(_file(name, settings, expressions)), encoding="utf-8")
            paths.append(path)
        print(f"{record(paths, flink)} answers in {len(paths)} files")


if __name__ == "__main__":
    main()
