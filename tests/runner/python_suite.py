"""Folders of unittest modules (tests/NAME/test_*.py): each folder runs in one child process, so that its modules can
share servers; the child reports over a pipe as it goes."""

import json
import os
import subprocess
import sys
from pathlib import Path

from outcome import Outcome, Status

CHILD = Path(__file__).with_name("unittest_child.py")


def exists(folder):
    return any(folder.glob("test_*.py"))


def _child(folder, selection, *arguments):
    read, write = os.pipe()
    environment = {**os.environ, "MULLION_TEST_TIER": selection.tier, "PYTHONPATH": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, CHILD, folder, str(write), selection.only or "*", *arguments]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[write])
    os.close(write)
    with open(read, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
    if process.wait() != 0:
        yield {"name": f"{folder.name}/(runner)", "status": "failed", "seconds": 0,
               "detail": f"the test process ended with {process.returncode}"}


def run(folder, selection):
    for line in _child(folder, selection):
        yield Outcome(line["name"], Status(line["status"]), line["seconds"], line["detail"])


def names(folder, selection):
    return [line["name"] for line in _child(folder, selection, "--list")]
