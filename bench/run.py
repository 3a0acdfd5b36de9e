#!/usr/bin/env python3
"""script/bench: measures the program beside its yardsticks, in the same run, and checks every answer.

Prints one table and writes it to bench/results/. Fetches what it needs into the cache outside the repository. Exit code 0
when every number that is required was reached and every answer was right, else 1.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "integration"))

YARDSTICKS = ("chdb", "flink", "librdkafka")
REFERENCE_ROWS = 10_000_000


class Bench:
    """What every measurement wants to know, and its folders. Use with `with`: the folders go at the end."""

    def __init__(self, options):
        self.program = options.program
        self.make_rows, self.raw_consumer = options.tools / "make_rows", options.tools / "raw_consumer"
        self.line_producer = options.tools / "line_producer"
        self.rows, self.quick = options.rows, options.quick
        self.runs = 1 if options.quick else 3
        self.within_s = 120 + self.rows / 20_000
        self.notes = []
        self._without = options.without
        self._folder = None

    def wants(self, yardstick):
        return yardstick not in self._without

    def new_folder(self):
        return Path(tempfile.mkdtemp(dir=self._folder))

    @staticmethod
    def say(text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def __enter__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="mullion-bench-"))
        return self

    def __exit__(self, *exception):
        shutil.rmtree(self._folder, ignore_errors=True)


def measurements():
    """Name → what measures it; imported late, for the program's path must be known by then."""
    import dialect
    import running_job
    import throughput

    return {
        "few-clients": lambda bench: throughput.file_to_windows(bench, 4, 6),
        "many-clients": lambda bench: throughput.file_to_windows(bench, 1_000_000, 8),
        "dialect": dialect.windows_and_functions,
        "kafka": throughput.kafka_to_elasticsearch,
        "start": running_job.start_to_first_poll,
        "memory": running_job.memory,
        "latency": running_job.latency,
    }


NAMES = ("few-clients", "many-clients", "dialect", "kafka", "start", "memory", "latency")


def options():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help=f"of the throughput rows; {REFERENCE_ROWS:,} by default, 20,000 with --quick")
    parser.add_argument("--only", action="append", choices=NAMES, metavar="NAME", help=f"one of {', '.join(NAMES)}; may be repeated")
    parser.add_argument("--without", action="append", default=[], choices=YARDSTICKS, metavar="YARDSTICK",
                        help=f"leave out one of {', '.join(YARDSTICKS)}; may be repeated")
    parser.add_argument("--quick", action="store_true", help="one run of little: whether everything works, not how fast it is")
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "release" / "mullion")
    parser.add_argument("--tools", type=Path, default=ROOT / "build" / "release" / "bench", help="folder of make_rows and its like")
    parser.add_argument("--out", type=Path, help="the file that the table goes to; none with --quick")
    found = parser.parse_args()
    found.rows = found.rows or (20_000 if found.quick else REFERENCE_ROWS)
    if found.out is None and not found.quick:
        found.out = ROOT / "bench" / "results" / time.strftime("%Y-%m-%d-%H%M.txt")
    return found


def main():
    chosen = options()
    os.environ["MULLION_PROGRAM"] = str(chosen.program.resolve())
    import report

    command = " ".join(["script/bench", *sys.argv[1:]])
    with Bench(chosen) as bench:
        heading = report.heading(command, bench.rows, bench.runs)
        lines, failures = [], []
        for name, measure in measurements().items():
            if chosen.only and name not in chosen.only:
                continue
            bench.say(name)
            try:
                lines += measure(bench)
            except Exception as error:  # noqa: BLE001 - the other measurements still say something
                failures.append(f"{name} was not measured: {error}")
                bench.say(failures[-1])
        text = "\n".join([heading, report.table(lines), "", *bench.notes, *failures]).rstrip() + "\n"
    print(text, end="")
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(text)
    missed = any(line.passed is False or line.answer is False for line in lines)
    sys.exit(1 if missed or failures else 0)


if __name__ == "__main__":
    main()
