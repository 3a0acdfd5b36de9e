"""GoogleTest programs: one a room, named by CTest; every case counts as a test."""

import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from outcome import Outcome, Status

PROGRAM_LIMIT_S = {"quick": 120, "default": 120, "night": 3600}


def programs(build):
    """Program name → path, of the tests that this build defines."""
    listing = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True, capture_output=True, text=True)
    commands = [test["command"] for test in json.loads(listing.stdout)["tests"] if test.get("command")]
    return {Path(command[0]).name: Path(command[0]) for command in commands}


def cases(path):
    """The Suite.Case names that the program holds."""
    listing = subprocess.run([path, "--gtest_list_tests"], check=True, capture_output=True, text=True, timeout=60)
    found, suite = [], ""
    for line in listing.stdout.splitlines():
        word = line.split("#")[0].strip()
        if line.startswith(" "):
            found.append(suite + word)
        elif word.endswith("."):
            suite = word
    return found


def _case_outcome(prefix, suite, case):
    failures = [failure["failure"] for failure in case.get("failures", [])]
    status = Status.FAILED if failures else Status.SKIPPED if case.get("result") == "SKIPPED" else Status.PASSED
    if case.get("status") == "NOTRUN":
        status = Status.SKIPPED
    return Outcome(f"{prefix}.{suite['name']}.{case['name']}", status, float(case["time"].rstrip("s")), "\n".join(failures))


def run_program(name, path, suite_name, selection):
    """Runs one program; a program that dies counts as one failed test beside what is unknown about its cases."""
    prefix = f"{suite_name}/{name}"
    arguments = []
    if selection.only is not None:
        wanted = [case for case in cases(path) if selection.wants(f"{prefix}.{case}")]
        if not wanted:
            return []
        arguments = ["--gtest_filter=" + ":".join(wanted)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [path, "--gtest_color=no", f"--gtest_output=json:{report}", *arguments]
        environment = {**os.environ, "TMPDIR": folder, "MULLION_TEST_TIER": selection.tier}
        try:
            ended = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, timeout=PROGRAM_LIMIT_S[selection.tier])
            output, why = ended.stdout, f"ended with exit code {ended.returncode}"
        except subprocess.TimeoutExpired as late:
            output, why = late.stdout or b"", f"still ran after {late.timeout:g} s"
        tail = "\n".join(output.decode(errors="replace").splitlines()[-40:])
        if not report.exists():
            return [Outcome(prefix, Status.FAILED, detail=f"{why}, without a report\n{tail}")]
        found = [_case_outcome(prefix, suite, case)
                 for suite in json.loads(report.read_text())["testsuites"] for case in suite["testsuite"]]
        if ended.returncode != 0 and not any(outcome.status is Status.FAILED for outcome in found):
            found.append(Outcome(prefix, Status.FAILED, detail=f"{why}, though every case passed\n{tail}"))
        return found


def run(suite_name, build, selection):
    """Yields the outcomes of every test program of a build, several programs at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(run_program, name, path, suite_name, selection) for name, path in programs(build).items()]
        for program in running:
            yield from program.result()


def names(suite_name, build):
    return [f"{suite_name}/{name}.{case}" for name, path in programs(build).items() for case in cases(path)]
