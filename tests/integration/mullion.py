"""The program under test: started with a job, watched, stopped, killed; only what the command line promises is used."""

import json
import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path

from services import wait_until
from services.process import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("MULLION_PROGRAM") or ROOT / "build" / "release" / "mullion")
EXAMPLES = ROOT / "examples" / "client-amount"


def run(*arguments, within_s=60, **named):
    """Runs the program to its end; returns the CompletedProcess with text output."""
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=within_s, **named)


def run_sql(sql, *options, within_s=60):
    """Runs a job text to its end, without keeping state."""
    with tempfile.TemporaryDirectory() as folder:
        job = Path(folder) / "job.sql"
        job.write_text(sql)
        return run("run", "--state-dir", Path(folder) / "state", *options, job, within_s=within_s)


def rows_of(completed):
    """The rows that a final SELECT printed with --output json."""
    return [json.loads(line)["row"] for line in completed.stdout.splitlines()]


def with_options(sql, table, options):
    """The job text with WITH options of one table set; None takes an option away."""
    match = re.search(rf"(?s)CREATE TABLE {table}\b.*?\) WITH \((.*?)\n\);", sql)
    pairs = dict(re.findall(r"'([^']+)' = '([^']*)'", match.group(1)))
    pairs = {key: value for key, value in {**pairs, **options}.items() if value is not None}
    text = ",".join(f"\n  '{key}' = '{value}'" for key, value in pairs.items())
    return sql[:match.start(1)] + text + sql[match.end(1):]


class Job:
    """One `mullion run` (or another long-running verb). The state directory outlives the process, so that it can resume.

        with Job(sql, folder) as job: ...        killed at the end if it still runs
    """

    def __init__(self, sql=None, folder=None, options=(), verb="run", script=None, state=True):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state_dir = self.folder / "state"
        self.log_path = self.folder / "log.txt"
        self.out_path = self.folder / "out.txt"
        arguments = [verb, "--state-dir", self.state_dir] if state else [verb]
        arguments += options
        if script is not None:
            arguments += ["-py", script]
        elif sql is not None:
            job_path = self.folder / "job.sql"
            job_path.write_text(sql)
            arguments.append(job_path)
        self._command = [str(PROGRAM), *map(str, arguments)]
        self.process = None

    def start(self):
        with open(self.log_path, "ab") as log, open(self.out_path, "ab") as out:
            self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=out, stderr=log, cwd=self.folder,
                                            preexec_fn=die_with_parent)
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, _value, _trace):
        self.kill()
        if kind is not None:
            print(self.log()[-3000:])

    def running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.running():
            self.process.kill()
            self.process.wait()

    def send(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM, within_s=30):
        """Asks for an orderly end and returns the exit code."""
        self.send(number)
        return self.wait(within_s)

    def wait(self, within_s=60):
        """The exit code, once it has ended by itself."""
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the job still runs after {within_s} s\n{self.log()[-3000:]}") from None

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def output(self):
        return self.out_path.read_text()

    def ask(self, verb):
        """`mullion status` and its like, of this job."""
        return run(verb, "--state-dir", self.state_dir)

    def wait_for(self, condition, what, within_s=60):
        """Waits for the condition while the job runs; a job that ended meanwhile is an error with its log."""

        def ended_or_true():
            if not self.running():
                raise AssertionError(f"the job ended with {self.process.returncode}\n{self.log()[-3000:]}")
            return condition()

        try:
            return wait_until(ended_or_true, within_s, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log()[-3000:]}") from None

    def resident_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) << 10
