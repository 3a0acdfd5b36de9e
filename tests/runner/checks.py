"""Checks of the sources: each script of the table is one test, passed when it exits with 0."""

import subprocess
import time

from outcome import Outcome, Status

CHECKS = {
    "format": ["script/format", "--check"],
    "includes": ["script/check-includes"],
    "docs": ["script/check-docs"],
}


def run(root, selection):
    for name, command in CHECKS.items():
        test = f"checks/{name}"
        if not selection.wants(test):
            continue
        started = time.monotonic()
        ended = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
        status = Status.PASSED if ended.returncode == 0 else Status.FAILED
        lines = (ended.stdout + ended.stderr).splitlines()
        detail = "\n".join(lines[:40] + ([f"… and {len(lines) - 40} lines more"] if len(lines) > 40 else []))
        yield Outcome(test, status, time.monotonic() - started, "" if status is Status.PASSED else detail)


def names():
    return [f"checks/{name}" for name in CHECKS]
