"""Runs a case on Mullion, to the letter: `mullion run --strict --output json`."""

import json
import os
import subprocess
import tempfile
from decimal import Decimal
from pathlib import Path

from answer import Answer

LIMIT_S = 60


class Engine:
    """`options` go to `run` in front of the job file: --batch-rows 1."""

    def __init__(self, binary, options=()):
        self.binary, self.options = binary, list(options)

    def answer(self, case, with_types=True):
        answer = self._run(case)
        described = case.described() if with_types and answer.error is None else None
        if described is not None:
            types = self._run(described)
            if types.error is None and len(types.changes) == len(answer.columns or types.changes):
                names = answer.names() or [values[0] for _, values in types.changes]
                answer.columns = [(name, values[1]) for name, (_, values) in zip(names, types.changes)]
        return answer

    def _run(self, case):
        with tempfile.TemporaryDirectory(prefix="mullion-case-") as name:
            folder = Path(name)
            case.write_inputs(folder)
            job = folder / "job.sql"
            job.write_text(case.script(folder), encoding="utf-8")
            command = [self.binary, "run", "--strict", "--output", "json", *self.options, str(job)]
            try:
                ended = subprocess.run(command, cwd=folder, env={**os.environ, "TZ": "UTC"}, stdin=subprocess.DEVNULL,
                                       capture_output=True, timeout=LIMIT_S)
            except subprocess.TimeoutExpired:
                return Answer(error=f"still ran after {LIMIT_S} s")
        output = ended.stdout.decode("utf-8", "replace")
        messages = ended.stderr.decode("utf-8", "replace")
        if ended.returncode == 0:
            return self._rows(output)
        if ended.returncode not in (1, 2):
            messages = f"CRASHED with status {ended.returncode}\n{messages}"
        return Answer(error=messages or "no message", refused=ended.returncode == 2)

    @staticmethod
    def _rows(output):
        answer = Answer()
        for line in output.split("\n"):
            if line:
                change = json.loads(line, parse_float=Decimal)
                answer.changes.append((change["op"], list(change["row"].values())))
                answer.columns = answer.columns or [(name, None) for name in change["row"]]
        return answer
