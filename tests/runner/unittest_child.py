"""unittest_child.py FOLDER PIPE PATTERN [--list]: runs the test_*.py modules of a folder whose tests match the pattern,
and writes one JSON line a test to the pipe. A test that runs longer than its limit fails and the rest go on."""

import fnmatch
import json
import os
import signal
import sys
import time
import unittest
from pathlib import Path

LIMIT_S = {"quick": 60, "default": 300, "night": 3600}


def each_test(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each_test(test)
        else:
            yield test


class Report(unittest.TestResult):
    """One line a test; a subtest that fails fails its test."""

    def __init__(self, folder, pipe, limit_s):
        super().__init__()
        self._folder, self._pipe, self._limit_s = folder, pipe, limit_s
        self._started, self._troubles_before = 0.0, 0

    def say(self, name, status, detail=""):
        line = {"name": name, "status": status, "seconds": round(time.monotonic() - self._started, 3), "detail": detail}
        self._pipe.write(json.dumps(line) + "\n")
        self._pipe.flush()

    def startTest(self, test):
        super().startTest(test)
        self._started, self._troubles_before = time.monotonic(), self._troubles()
        signal.alarm(self._limit_s)

    def _troubles(self):
        return len(self.failures) + len(self.errors) + len(self.unexpectedSuccesses)

    def stopTest(self, test):
        signal.alarm(0)
        name = f"{self._folder}/{test.id()}"
        skipped = [reason for skipped_test, reason in self.skipped if skipped_test is test]
        if self._troubles() > self._troubles_before:
            own = [text for _, text in self.failures + self.errors]
            self.say(name, "failed", "\n".join(own[-(self._troubles() - self._troubles_before):]))
        else:
            self.say(name, "skipped" if skipped else "passed", "\n".join(skipped))
        super().stopTest(test)

    def addError(self, test, error):
        super().addError(test, error)
        if not isinstance(test, unittest.TestCase):  # setUpClass or setUpModule failed: no test of it started
            self._started = time.monotonic()
            self.say(f"{self._folder}/{test.id()}", "failed", self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        if not isinstance(test, unittest.TestCase):  # a whole class or module
            self._started = time.monotonic()
            self.say(f"{self._folder}/{test.id()}", "skipped", reason)


def on_alarm(_signal, _frame):
    raise TimeoutError("the test ran longer than its limit")


def main():
    folder, pipe, pattern = Path(sys.argv[1]), os.fdopen(int(sys.argv[2]), "w"), sys.argv[3]
    os.set_inheritable(pipe.fileno(), False)
    signal.signal(signal.SIGALRM, on_alarm)
    suite = unittest.defaultTestLoader.discover(str(folder), "test_*.py", top_level_dir=str(folder))
    wanted = [test for test in each_test(suite) if fnmatch.fnmatchcase(f"{folder.name}/{test.id()}", pattern)]
    report = Report(folder.name, pipe, LIMIT_S[os.environ["MULLION_TEST_TIER"]])
    if "--list" in sys.argv:
        for test in wanted:
            report.say(f"{folder.name}/{test.id()}", "skipped")
    else:
        unittest.defaultTestLoader.suiteClass(wanted).run(report)


if __name__ == "__main__":
    main()
