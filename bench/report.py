"""The table: one line for each pair of our number and a yardstick's."""

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Line:
    """`ratio` is how many times better we are; `passed` is None where nothing is required."""

    work: str
    ours: str
    yardstick: str = "—"
    theirs: str = "—"
    ratio: float | None = None
    required: str = "—"
    passed: bool | None = None
    answer: bool | None = None

    def cells(self):
        words = {None: "—", True: "pass", False: "FAIL"}
        held = {None: "—", True: "right", False: "WRONG"}
        return [self.work, self.ours, self.yardstick, self.theirs, "—" if self.ratio is None else f"{self.ratio:.2f}",
                self.required, words[self.passed], held[self.answer]]


def rate(count, seconds):
    return f"{count / seconds / 1e6:.3f} M rec/s"


def against(work, count, seconds, yardstick, their_seconds, at_least, answer):
    """A throughput beside a yardstick's; `at_least` times it is required, None for nothing."""
    ratio = their_seconds / seconds
    return Line(work, rate(count, seconds), yardstick, rate(count, their_seconds), ratio,
                "—" if at_least is None else f"{at_least:g}×", None if at_least is None else ratio >= at_least, answer)


def bound(work, value, unit, most, yardstick=None, theirs=None, answer=None):
    """A number that must not exceed `most`."""
    beside = {} if theirs is None else {"yardstick": yardstick, "theirs": f"{theirs:.1f} {unit}", "ratio": theirs / value}
    return Line(work, f"{value:.1f} {unit}", **beside, required=f"at most {most:g} {unit}", passed=value <= most,
                answer=answer)


def table(lines):
    head = ["work", "ours", "yardstick", "its number", "ratio", "required", "verdict", "answer"]
    cells = [head, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    rows = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in cells]
    return "\n".join([rows[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *rows[1:]])


def _cpu():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def heading(command, count, runs):
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    return (f"{command}\ncommit {commit.stdout.strip() or 'unknown'}; {os.cpu_count()} × {_cpu()}; Linux "
            f"{platform.release()}; load before {load}\n{count:,} rows; medians of {runs}; ratio: how many times better\n")
