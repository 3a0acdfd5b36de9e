"""Makes a case on which two engines differ smaller: fewer select items, fewer rows, while they still differ."""

from dataclasses import replace

from answer import compare

TRIES_MOST = 60


class _Tries:
    def __init__(self, flink, engine, most):
        self._flink, self._engine, self.left = flink, engine, most

    def differs(self, case):
        self.left -= 1
        return self.left >= 0 and bool(
            compare(self._flink.answer(case), self._engine.answer(case), case.order_is_free()))


def _fewer_items(case, tries):
    """Halves first, then one at a time."""
    for index in reversed(range(len(case.items))):
        if len(case.items) > 1 and tries.left > 0:
            shorter = replace(case, items=case.items[:index] + case.items[index + 1:])
            if tries.differs(shorter):
                case = shorter
    return case


def _fewer_rows(case, tries):
    for name in case.inputs:
        size = max(1, len(case.inputs[name]) // 2)
        while tries.left > 0:
            start = 0
            while start < len(case.inputs[name]) and tries.left > 0:
                lines = case.inputs[name]
                shorter = replace(case, inputs={**case.inputs, name: lines[:start] + lines[start + size:]})
                if tries.differs(shorter):
                    case = shorter
                else:
                    start += size
            if size == 1:
                break
            size = max(1, size // 2)
    return case


def smaller(case, flink, engine, tries_most=TRIES_MOST):
    tries = _Tries(flink, engine, tries_most)
    return _fewer_rows(_fewer_items(case, tries), tries)
