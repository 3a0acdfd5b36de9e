"""Runs a sweep: many expressions over one table, a chunk at a time; a chunk that fails is tried one expression at a time."""

from dataclasses import dataclass

from answer import compare
from case import Case

CHUNK = 12


@dataclass
class Sweep:
    """`before` and `after` stand around the select items: 'SELECT id, ' and ' FROM v'. `alone`: one expression a query.
    `whole`: the expressions are whole statements, each followed by the query `after` where there is one."""

    name: str
    setup: list[str]
    inputs: dict[str, list[str]]
    expressions: list[str]
    before: str = "SELECT id, "
    after: str = " FROM v"
    alone: bool = False
    whole: bool = False
    chunk: int = CHUNK

    def case(self, expressions, first=0):
        if self.whole:
            statement, last = expressions[0], self.after
            setup = [*self.setup, statement] if last else self.setup
            return Case(f"{self.name} {first}", setup, self.inputs, last or statement)
        items = [f"{text} AS c{first + index}" for index, text in enumerate(expressions)]
        return Case(f"{self.name} {first}", self.setup, self.inputs, f"{self.before}{{items}}{self.after}", items)


def answers(sweep, flink, engine):
    """(case, Flink's answer, ours, differing lines) for every chunk on which both agree, and for every single expression of
    the other chunks."""
    size = 1 if sweep.alone else sweep.chunk
    starts = list(range(0, len(sweep.expressions), size))
    cases = [sweep.case(sweep.expressions[start:start + size], start) for start in starts]
    again = []
    for start, case, answer in zip(starts, cases, flink.answers(cases)):
        ours = engine.answer(case)
        lines = compare(answer, ours)
        if size > 1 and (lines or answer.error):
            again += range(start, min(start + size, len(sweep.expressions)))
        else:
            yield case, answer, ours, lines
    singles = [sweep.case([sweep.expressions[index]], index) for index in again]
    for case, answer in zip(singles, flink.answers(singles)):
        ours = engine.answer(case)
        yield case, answer, ours, compare(answer, ours)


def run(sweep, flink, engine, report):
    """Calls report(case, flink's answer, ours, lines) for each difference; returns the number of expressions tried."""
    for case, answer, ours, lines in answers(sweep, flink, engine):
        if lines:
            report(case, answer, ours, lines)
    return len(sweep.expressions)
