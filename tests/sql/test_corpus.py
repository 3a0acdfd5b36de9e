"""The corpus: every query of every file gives the rows that the real Flink gave, a batch at a time and row by row."""

import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "differential"))

import case_file  # noqa: E402
from answer import compare  # noqa: E402
from engine import Engine  # noqa: E402

PROGRAM = os.environ.get("MULLION_PROGRAM") or ROOT / "build" / "release" / "mullion"


def _differences(engine, path):
    file = case_file.read(path)
    for case, query in zip(file.cases(path.stem), file.queries):
        wanted = query.instead or query.expected
        if wanted is None:
            yield f"{case.name}: Flink's answer is not recorded"
            continue
        lines = compare(case_file.answer_of(wanted), engine.answer(case, with_types=not engine.options), case.order_is_free())
        if lines:
            yield f"{case.name}: {query.text}\n    " + "\n    ".join(lines)


class Corpus(unittest.TestCase):
    def check(self, path, options=()):
        found = list(_differences(Engine(PROGRAM, options), path))
        self.assertFalse(found, "\n" + "\n".join(found))


class RowByRow(Corpus):
    """Equivalence: the size of the batches changes nothing."""


def _add_tests():
    for path in sorted(HERE.rglob("*.case")):
        name = "_".join(path.relative_to(HERE).with_suffix("").parts)
        setattr(Corpus, f"test_{name}", lambda self, p=path: self.check(p))
        setattr(RowByRow, f"test_{name}", lambda self, p=path: self.check(p, ["--batch-rows", "1"]))


_add_tests()
