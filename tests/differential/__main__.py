"""python3 tests/differential: the same jobs on Mullion and on the real Flink, and where the answers differ.

  --engine PATH          the program, default build/release/mullion
  --seeds FIRST:LAST     random jobs, one a seed
  --sweep NAME[,NAME…]   directed sweeps; 'all'; 'list' names them
  --expression TEXT      one expression over the table of edge values
  --most N               stop after so many differences (default 40)
"""

import argparse
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import sweep  # noqa: E402
from engine import Engine  # noqa: E402
from flink import Flink  # noqa: E402
from sweeps.all import SWEEPS, expression_sweep  # noqa: E402


class TooMany(Exception):
    """As many differences as were asked for."""


class Reporter:
    def __init__(self, most, brief):
        self.found, self._most, self.brief = 0, most, brief

    def __call__(self, case, flink, engine, lines):
        self.found += 1
        if self.brief:
            print(f"DIFFERS {(', '.join(case.items) or ' ;; '.join([*case.setup[2:], case.template]))[:300]}")
        else:
            print(f"DIFFERS {case}")
        print("".join(f"    {line}\n" for line in lines), flush=True)
        if self.found >= self._most:
            raise TooMany


def main():
    parser = argparse.ArgumentParser(prog="tests/differential", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", default=str(HERE.parents[1] / "build" / "release" / "mullion"))
    parser.add_argument("--seeds")
    parser.add_argument("--sweep", default="")
    parser.add_argument("--expression", action="append", default=[])
    parser.add_argument("--most", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.sweep == "list":
        print("\n".join(f"{name}: {len(chosen.expressions)}" for name, chosen in SWEEPS.items()))
        return 0
    names = list(SWEEPS) if arguments.sweep == "all" else [name for name in arguments.sweep.split(",") if name]
    chosen = [SWEEPS[name] for name in names] + ([expression_sweep(arguments.expression)] if arguments.expression else [])
    started, tried = time.monotonic(), 0
    engine, report = Engine(arguments.engine), Reporter(arguments.most, brief=True)
    with Flink(arguments.jobs) as flink:
        try:
            for one in chosen:
                tried += sweep.run(one, flink, engine, report)
            if arguments.seeds:
                import seeds

                first, last = map(int, arguments.seeds.split(":"))
                report.brief = False
                tried += seeds.run(range(first, last), flink, engine, report)
        except TooMany:
            print(f"stopped after {arguments.most} differences")
    print(f"{tried} tried, {report.found} differ, {time.monotonic() - started:.0f} s")
    return 1 if report.found else 0


if __name__ == "__main__":
    sys.exit(main())
