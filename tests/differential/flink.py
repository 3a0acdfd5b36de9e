"""The real Flink, in one JVM that stays: takes cases, gives answers in their order."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

from answer import Answer  # noqa: E402
from services.fetch import fetch  # noqa: E402


class Flink:
    """Use with `with`. `jobs_at_once`: jobs spend most of their time waiting for one another's threads, not computing."""

    def __init__(self, jobs_at_once=3):
        self._jobs_at_once = jobs_at_once
        self._folder = Path(tempfile.mkdtemp(prefix="mullion-oracle-"))
        self._count = 0

    def __enter__(self):
        libraries = str(fetch("flink") / "lib" / "*")
        classes = self._folder / "classes"
        subprocess.run(["javac", "-nowarn", "-d", classes, "-cp", libraries, *sorted((HERE / "oracle").glob("*.java"))], check=True)
        (self._folder / "log4j2.properties").write_text("rootLogger.level = OFF\n")
        command = ["java", "-Xmx2g", f"-Dlog4j2.configurationFile={self._folder / 'log4j2.properties'}", "-Duser.timezone=UTC",
                   "-cp", f"{libraries}:{classes}", "FlinkOracle", str(self._jobs_at_once)]
        self._errors = open(self._folder / "stderr", "wb")
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
                                         cwd=self._folder, text=True, encoding="utf-8")
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def answers(self, cases):
        """One answer for each case, in their order."""
        cases = list(cases)
        identities = []
        for case in cases:
            self._count += 1
            identity = str(self._count)
            identities.append(identity)
            folder = self._folder / identity
            folder.mkdir()
            case.write_inputs(folder)
            job = {"id": identity, "statements": case.statements(folder), "limit_ms": 60000}
            self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        found = {}
        while len(found) < len(cases):
            line = self._process.stdout.readline()
            if not line:
                raise RuntimeError(f"Flink's JVM is gone: {(self._folder / 'stderr').read_text()[-2000:]}")
            answer = json.loads(line)
            found[answer["id"]] = _answer(answer)
            shutil.rmtree(self._folder / answer["id"])
        return [found[identity] for identity in identities]

    def answer(self, case):
        return self.answers([case])[0]


def _answer(line):
    if "error" in line:
        return Answer(error=line["error"], refused=line["stage"] == "plan")
    columns = [(column["name"], column["type"]) for column in line["columns"]]
    return Answer(columns, [(row[0], row[1:]) for row in line["rows"]])
