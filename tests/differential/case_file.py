"""The files of tests/sql: a feature's schema, rows and queries, with the answers that Flink gave.

  # What the feature is.
  --- setup                      statements, each ending in a semicolon at the end of its line; ${INPUT} is the input's folder
  --- input NAME                 a file, line by line
  --- query                      one statement
  --- rows                       a line 'name TYPE | name TYPE', then a JSON array a row: the rows that are left when all
                                 changes are applied, sorted; 'rows updating' when Flink sent changes
  --- refused / --- failed       instead of rows: before it ran, or on the way; the first line of Flink's error
  --- instead REASON             after Flink's answer, when Mullion's is deliberately another: rows, or the word refused
  --- query …                    any number of queries share setup and input
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from answer import Answer, bare_type, fold
from case import Case


@dataclass
class Expected:
    """`verdict`: rows, refused, failed. Rows are JSON lines under a header of columns."""

    verdict: str
    updating: bool = False
    columns: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    error: str = ""


@dataclass
class Query:
    text: str
    expected: Expected | None = None
    instead: Expected | None = None
    reason: str = ""


@dataclass
class CaseFile:
    title: str
    setup: list
    inputs: dict
    queries: list

    def cases(self, name):
        return [Case(f"{name} query {number}", self.setup, self.inputs, query.text)
                for number, query in enumerate(self.queries, 1)]


def _sections(text):
    """(heading, lines) pairs; the first has the heading ''."""
    found = [("", [])]
    for line in text.split("\n"):
        if line.startswith("--- "):
            found.append((line[4:].strip(), []))
        else:
            found[-1][1].append(line)
    return [(heading, lines[:-1] if lines and not lines[-1] else lines) for heading, lines in found]


def _statements(lines):
    text = "\n".join(lines)
    return [statement.strip() for statement in re.split(r";[ \t]*(?:\n|$)", text) if statement.strip()]


def _columns(line):
    return [tuple(column.split(" ", 1)) for column in line.split(" | ")] if line else []


def _expected(words, lines):
    if words[0] == "rows":
        return Expected("rows", "updating" in words, _columns(lines[0] if lines else ""), lines[1:])
    return Expected(words[0], error="\n".join(lines))


def parse(text):
    (_, head), *sections = _sections(text)
    file = CaseFile("\n".join(line.removeprefix("#").strip() for line in head if line), [], {}, [])
    for heading, lines in sections:
        words = heading.split()
        if words[0] == "setup":
            file.setup = _statements(lines)
        elif words[0] == "input":
            file.inputs[words[1]] = lines
        elif words[0] == "query":
            file.queries.append(Query("\n".join(lines).strip().rstrip(";")))
        elif words[0] == "instead":
            query = file.queries[-1]
            query.reason = heading.removeprefix("instead").strip()
            refused = lines and lines[0].strip() == "refused"
            query.instead = Expected("refused") if refused else Expected("rows", query.expected.updating, query.expected.columns, lines)
        else:
            file.queries[-1].expected = _expected(words, lines)
    return file


def _answer_text(expected):
    if expected.verdict != "rows":
        return f"--- {expected.verdict}\n{expected.error}\n"
    header = " | ".join(f"{name} {type_text}" for name, type_text in expected.columns)
    return f"--- rows{' updating' if expected.updating else ''}\n{header}\n" + "".join(f"{line}\n" for line in expected.lines)


def write(file):
    text = "".join(f"# {line}\n" for line in file.title.split("\n"))
    if file.setup:
        text += "--- setup\n" + "".join(f"{statement};\n" for statement in file.setup)
    for name, lines in file.inputs.items():
        text += f"--- input {name}\n" + "".join(f"{line}\n" for line in lines)
    for query in file.queries:
        text += f"--- query\n{query.text};\n" + (_answer_text(query.expected) if query.expected else "")
        if query.instead:
            body = "refused\n" if query.instead.verdict == "refused" else "".join(f"{line}\n" for line in query.instead.lines)
            text += f"--- instead {query.reason}\n{body}"
    return text


def read(path):
    return parse(Path(path).read_text(encoding="utf-8"))


def record(answer):
    """Flink's answer as it is kept."""
    if answer.error is not None:
        lines = answer.error.strip().split("\n")
        return Expected(answer.verdict(), error=lines[0][:300])
    columns = [(name, bare_type(type_text)) for name, type_text in answer.columns]
    types = [type_text for _, type_text in columns]
    left = fold(answer.changes, types)
    texts = {row: json.dumps(values, ensure_ascii=False)
             for op, values in answer.changes if op in ("+I", "+U")
             for row in [fold([("+I", values)], types)[0]]}
    return Expected("rows", not answer.is_append_only(), columns, sorted(texts[row] for row in left))


def answer_of(expected):
    """What was kept, as an answer to compare with."""
    if expected.verdict != "rows":
        return Answer(error=expected.error or expected.verdict, refused=expected.verdict == "refused")
    changes = [("+I", json.loads(line)) for line in expected.lines]
    if expected.updating and changes:
        changes[:0] = [("+I", changes[0][1]), ("-U", changes[0][1])]
    return Answer(expected.columns, changes)
