"""The browser tests (*_test.mjs, node's own test runner) as tests of this run: each file runs once, each of its tests is
one here. They need the build's page_fixture and mullion, Debian's chromium, and `npm ci` in web/."""

import functools
import re
import subprocess
import unittest
from pathlib import Path

FOLDER = Path(__file__).parent
LIMIT_S = 240


@functools.cache
def results(file):
    """Name of a test → (passed, what node says of it), from its TAP output."""
    run = subprocess.run(["node", "--test", "--test-reporter=tap", file], capture_output=True, text=True, timeout=LIMIT_S)
    parts = re.split(r"^(ok|not ok) \d+ - (.*)$", run.stdout, flags=re.MULTILINE)
    found = {name: (verdict == "ok", said) for verdict, name, said in zip(parts[1::3], parts[2::3], parts[3::3])}
    return found, run.stdout + run.stderr


def test_of(file, name):
    def run(self):
        found, output = results(file)
        passed, said = found.get(name, (False, output))
        self.assertTrue(passed, said)
    return run


def cases(file):
    names = re.findall(r"^test\('((?:[^'\\]|\\.)*)'", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    methods = {"test_" + re.sub(r"\W+", "_", name): test_of(file, name) for name in names}
    title = "".join(part.capitalize() for part in file.stem.removesuffix("_test").split("_"))
    return type(title, (unittest.TestCase,), {**methods, "__module__": __name__})


for path in sorted(FOLDER.glob("*_test.mjs")):
    case = cases(path)
    globals()[case.__name__] = case
del case, path


if __name__ == "__main__":
    unittest.main()
