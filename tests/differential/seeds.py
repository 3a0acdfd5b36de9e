"""Random jobs, one a seed: both engines, the answers compared, a difference minimised."""

import random

import minimise
from answer import compare
from generate import unwindowed, windowed

BATCH = 24


def case_of(seed):
    chosen = random.Random(seed)
    shapes = windowed.SHAPES if chosen.random() < 0.65 else unwindowed.SHAPES
    shape = chosen.choice(shapes)
    case = shape(chosen)
    case.name = f"seed {seed}, {shape.__name__}"
    return case


def run(seeds, flink, engine, report, tally=None):
    """Returns the number of seeds tried. `tally` counts what Flink made of them."""
    seeds = list(seeds)
    for start in range(0, len(seeds), BATCH):
        cases = [case_of(seed) for seed in seeds[start:start + BATCH]]
        for case, answer in zip(cases, flink.answers(cases)):
            ours = engine.answer(case)
            lines = compare(answer, ours, case.order_is_free())
            if tally is not None:
                tally[answer.verdict()] += 1
            if lines:
                small = minimise.smaller(case, flink, engine)
                answer, ours = flink.answer(small), engine.answer(small)
                report(small, answer, ours, compare(answer, ours, small.order_is_free()) or lines)
    return len(seeds)
