"""The test run counts what happened, also when a test, a class or a whole program dies."""

import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import python_suite
import unit
from outcome import Selection, Status

ROOT = Path(__file__).resolve().parents[2]

MODULE = """
import os, unittest
class Good(unittest.TestCase):
    def test_passes(self): pass
    def test_fails(self): self.assertEqual(1, 2)
    @unittest.skip("not here")
    def test_skips(self): pass
    def test_fails_in_a_subtest(self):
        for i in range(3):
            with self.subTest(i=i): self.assertNotEqual(i, 1)
class NoStart(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise OSError("no server")
    def test_never_runs(self): pass
"""


def script(path, text):
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


class RunnerTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def results(self, module, only=None):
        (self.folder / "test_sample.py").write_text(module)
        found = python_suite.run(self.folder, Selection("quick", only))
        return {outcome.name.partition("/")[2]: outcome.status for outcome in found}

    def test_every_test_of_a_module_counts_once(self):
        self.assertEqual(self.results(MODULE), {
            "test_sample.Good.test_passes": Status.PASSED,
            "test_sample.Good.test_fails": Status.FAILED,
            "test_sample.Good.test_skips": Status.SKIPPED,
            "test_sample.Good.test_fails_in_a_subtest": Status.FAILED,
            "setUpClass (test_sample.NoStart)": Status.FAILED,
        })

    def test_a_pattern_chooses_tests(self):
        self.assertEqual(list(self.results(MODULE, "*/*test_passes")), ["test_sample.Good.test_passes"])

    def test_a_test_process_that_dies_is_a_failure(self):
        dies = "import os, unittest\nclass Dies(unittest.TestCase):\n    def test_it(self): os._exit(3)\n"
        self.assertEqual(list(self.results(dies).values()), [Status.FAILED])

    def test_a_module_that_does_not_load_is_a_failure(self):
        self.assertEqual(list(self.results("import no_such_module\n").values()), [Status.FAILED])

    def test_a_unit_test_program_that_dies_is_a_failure(self):
        program = script(self.folder / "crash_test", "#!/bin/sh\necho 'invariant broken'; exit 134\n")
        (outcome,) = unit.run_program("crash_test", program, "unit", Selection("quick"))
        self.assertEqual(outcome.status, Status.FAILED)
        self.assertIn("invariant broken", outcome.detail)

    def test_the_cases_of_a_unit_test_program_are_counted_from_its_report(self):
        report = """{"testsuites": [{"name": "Sum", "testsuite": [
            {"name": "adds", "status": "RUN", "result": "COMPLETED", "time": "0.5s"},
            {"name": "wraps", "status": "RUN", "result": "COMPLETED", "time": "0s", "failures": [{"failure": "1 is not 2"}]},
            {"name": "later", "status": "RUN", "result": "SKIPPED", "time": "0s"}]}]}"""
        program = script(self.folder / "sum_test", f"#!/bin/sh\ncat > \"${{2#--gtest_output=json:}}\" <<'E'\n{report}\nE\nexit 1\n")
        found = {outcome.name: outcome.status for outcome in unit.run_program("sum_test", program, "unit", Selection("quick"))}
        self.assertEqual(found, {"unit/sum_test.Sum.adds": Status.PASSED, "unit/sum_test.Sum.wraps": Status.FAILED,
                                 "unit/sum_test.Sum.later": Status.SKIPPED})


class IncludeCheckTest(unittest.TestCase):
    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.root / "CMakeLists.txt").write_text(
            "mullion_room(base)\nmullion_room(sql DEPS base)\nmullion_room(connector/kafka DEPS base\n  sql)\n")

    def check(self, path, text):
        file = self.root / "src" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        ended = subprocess.run([sys.executable, ROOT / "script" / "check-includes", self.root], capture_output=True, text=True)
        return ended.returncode, ended.stdout

    def test_own_room_and_named_rooms_may_be_included(self):
        self.assertEqual(self.check("base/error.h", ""), (0, ""))
        self.assertEqual(self.check("connector/kafka/reader.h", '#include <map>\n#include "base/error.h"\n'), (0, ""))

    def test_another_room_may_not(self):
        self.check("sql/parser.h", "")
        code, text = self.check("base/error.h", '#include "sql/parser.h"\n')
        self.assertEqual(code, 1)
        self.assertIn("src/base/error.h:1: room base may not include room sql", text)

    def test_a_file_outside_the_rooms_is_found(self):
        code, text = self.check("other/thing.cpp", "")
        self.assertEqual(code, 1)
        self.assertIn("src/other/thing.cpp: its folder is not a room", text)

    def test_a_path_that_is_not_from_the_source_folder_is_found(self):
        self.assertIn('"error.h" does not start with a room', self.check("base/error.cpp", '#include "error.h"\n')[1])


class DocumentCheckTest(unittest.TestCase):
    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        subprocess.run(["git", "init", "-q", self.root], check=True)
        (self.root / "src" / "base").mkdir(parents=True)
        (self.root / "src" / "base" / "error.h").write_text("class SliceStore { int slice_end_ms; };\n")

    def check(self, name, text):
        (self.root / name).write_text(text)
        ended = subprocess.run([sys.executable, ROOT / "script" / "check-docs", self.root], capture_output=True, text=True)
        return ended.stdout

    def test_names_and_paths_that_exist_pass(self):
        self.assertEqual(self.check("ARCHITECTURE.md", "`SliceStore::slice_end_ms` in `base/error.h` and `src/base/`, `GROUP BY`\n"), "")

    def test_a_name_that_no_source_holds_is_found(self):
        self.assertIn("ARCHITECTURE.md:1: the sources hold no name GoneStore", self.check("ARCHITECTURE.md", "`GoneStore::Run`\n"))

    def test_a_path_that_does_not_exist_is_found(self):
        self.assertIn("there is no file base/gone.h", self.check("ARCHITECTURE.md", "`base/gone.h`\n"))

    def test_a_link_that_leads_nowhere_is_found(self):
        self.assertIn("README.md:1: the link docs/x.md leads nowhere", self.check("README.md", "[x](docs/x.md) [y](https://a.b/c)\n"))


if __name__ == "__main__":
    unittest.main()
