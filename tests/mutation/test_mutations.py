"""The corpus finds planted bugs: each mutation is built in a copy of the tree, and the corpus must fail on it."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

from mutations import MUTATIONS  # noqa: E402


class Mutations(unittest.TestCase):
    """The copy and its build serve all mutations; only what a mutation touches is built anew."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="mullion-mutations-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.tree, cls.build = cls.folder / "tree", cls.folder / "build"
        listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                                 capture_output=True, text=True).stdout
        for name in filter(None, listing.split("\0")):
            if (ROOT / name).is_file():
                (cls.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, cls.tree / name)
        configure = ["cmake", "-S", cls.tree, "-B", cls.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", "-DCMAKE_CXX_FLAGS=-O1"]
        subprocess.run(configure, check=True, stdout=subprocess.DEVNULL)
        cls.compile()
        assert cls.corpus_passes(), "the corpus fails without a mutation"

    @classmethod
    def compile(cls):
        subprocess.run(["cmake", "--build", cls.build, "--target", "mullion"], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def corpus_passes(cls):
        command = [sys.executable, "-m", "unittest", "-q", "-f", "test_corpus.Corpus"]
        environment = {**os.environ, "MULLION_PROGRAM": str(cls.build / "mullion")}
        return subprocess.run(command, cwd=cls.tree / "tests" / "sql", env=environment, capture_output=True).returncode == 0


def _test_of(name, file, old, new):
    def test(self):
        path = self.tree / file
        text = path.read_text()
        self.assertEqual(text.count(old), 1, f"{file} does not hold the line that {name} changes exactly once")
        path.write_text(text.replace(old, new))
        try:
            self.compile()
            self.assertFalse(self.corpus_passes(), f"no query of the corpus notices {name}")
        finally:
            path.write_text(text)

    return test


for mutation in MUTATIONS:
    setattr(Mutations, f"test_{mutation[0]}", _test_of(*mutation))
