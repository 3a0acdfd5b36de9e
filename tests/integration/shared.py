"""One Kafka and one Elasticsearch for all modules of a run, started by the first that asks; and the tier of the run.

A test that stops or freezes a server starts its own.
"""

import atexit
import itertools
import os
import shutil
import tempfile
import unittest
from pathlib import Path

import mullion
from services import Elasticsearch, Kafka, OpenSearch

NIGHT = os.environ.get("MULLION_TEST_TIER") == "night"

_running = {}
_numbers = itertools.count(1)


def _server(server_class):
    if server_class not in _running:
        _running[server_class] = server_class().start()
        atexit.register(_running[server_class].close)
    return _running[server_class]


def kafka():
    return _server(Kafka)


def elasticsearch():
    return _server(Elasticsearch)


def opensearch():
    return _server(OpenSearch)


class ProgramTest(unittest.TestCase):
    """A test that needs the built program: a folder of its own, and names that no other test uses."""

    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        if not mullion.PROGRAM.exists():
            raise unittest.SkipTest(f"{mullion.PROGRAM} is not built")

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mullion-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    @staticmethod
    def new_name(word):
        return f"{word}_{os.getpid()}_{next(_numbers)}"
