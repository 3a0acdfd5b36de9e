"""What every suite reports: one outcome for each test."""

import enum
import fnmatch
from dataclasses import dataclass


class Status(enum.Enum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass
class Outcome:
    """`name` is suite/program-or-module.Case.test; `detail` says why a test failed or was skipped."""

    name: str
    status: Status
    seconds: float = 0.0
    detail: str = ""


@dataclass
class Selection:
    """What was asked for: the tier, and a pattern over the names of tests."""

    tier: str
    only: str | None = None

    def wants(self, name):
        return self.only is None or fnmatch.fnmatchcase(name, self.only)

    def wants_suite(self, suite):
        """Whether any test of the suite could be wanted: spares starting servers for nothing."""
        return self.only is None or fnmatch.fnmatchcase(suite, self.only.split("/")[0])
