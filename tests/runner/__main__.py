"""The test run behind script/test: collects every suite of the tier, prints what fails, ends with the counts."""

import argparse
import sys
import time
from pathlib import Path

import checks
import python_suite
import unit
from outcome import Outcome, Selection, Status

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"

# Folders of Python tests and the tiers that run them.
PYTHON_SUITES = {
    "runner": ("quick", "default", "night"),
    "python": ("quick", "default", "night"),
    "sql": ("quick", "default", "night"),
    "integration": ("default", "night"),
    "browser": ("default", "night"),
    "crash": ("default", "night"),
    "mutation": ("night",),
}


def suites(selection):
    """Suite name → (how to run it, how to list it)."""
    found = {"checks": (lambda: checks.run(ROOT, selection), checks.names)}
    builds = {"unit": ROOT / "build" / "release"}
    if selection.tier == "night":
        builds["unit-sanitized"] = ROOT / "build" / "dev"
    for name, build in builds.items():
        found[name] = (lambda n=name, b=build: unit.run(n, b, selection), lambda n=name, b=build: unit.names(n, b))
    for name, tiers in PYTHON_SUITES.items():
        folder = TESTS / name
        if selection.tier in tiers and python_suite.exists(folder):
            found[name] = (lambda f=folder: python_suite.run(f, selection), lambda f=folder: python_suite.names(f, selection))
    return {name: suite for name, suite in found.items() if selection.wants_suite(name)}


def run_suite(name, run, verbose):
    """Runs one suite and prints it; returns its outcomes."""
    started, outcomes = time.monotonic(), []
    try:
        for outcome in run():
            outcomes.append(outcome)
            if outcome.status is Status.FAILED:
                print(f"FAILED {outcome.name}\n    " + outcome.detail.rstrip().replace("\n", "\n    "), flush=True)
            elif verbose or outcome.seconds >= 1:
                print(f"{outcome.status.value:7} {outcome.name} ({outcome.seconds:.1f} s) {outcome.detail}".rstrip(), flush=True)
    except Exception as error:  # noqa: BLE001 - a suite that can't run is a failure among others, not the end of the run
        outcomes.append(Outcome(name, Status.FAILED, detail=repr(error)))
        print(f"FAILED {name}: the suite could not run: {error!r}", flush=True)
    print(f"{name}: {summary(outcomes)} in {time.monotonic() - started:.1f} s", flush=True)
    return outcomes


def summary(outcomes):
    count = {status: sum(outcome.status is status for outcome in outcomes) for status in Status}
    text = f"{count[Status.PASSED]} passed, {count[Status.FAILED]} failed"
    return text + (f", {count[Status.SKIPPED]} skipped" if count[Status.SKIPPED] else "")


def main():
    parser = argparse.ArgumentParser(prog="script/test")
    tier = parser.add_mutually_exclusive_group()
    tier.add_argument("--quick", dest="tier", action="store_const", const="quick", default="default")
    tier.add_argument("--night", dest="tier", action="store_const", const="night")
    parser.add_argument("--only", metavar="GLOB")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    selection = Selection(arguments.tier, arguments.only)
    if arguments.list:
        for _, names in suites(selection).values():
            print("".join(f"{name}\n" for name in names() if selection.wants(name)), end="")
        return 0
    outcomes = []
    for name, (run, _) in suites(selection).items():
        outcomes += run_suite(name, run, arguments.verbose)
    failed = [outcome.name for outcome in outcomes if outcome.status is Status.FAILED]
    if failed:
        print("\nfailed:\n  " + "\n  ".join(failed))
    if not outcomes:
        print(f"no test matches {arguments.only!r}", file=sys.stderr)
    print(summary(outcomes))
    return 1 if failed or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
