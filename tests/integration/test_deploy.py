"""The stack as far as it can be checked without containers: the compose files, the image's packages, the commands in it."""

import os
import re
import shutil
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

from services import wait_until

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PROGRAM = ROOT / "build" / "release" / "mullion"

# Stands in for the program: notes its arguments, and runs until it is told to end.
FAKE_MULLION = """#!/usr/bin/env bash
if [ "$1" = status ]; then [ -e "$MULLION_HOME/alive" ]; exit; fi
echo "$@" >>"$MULLION_HOME/calls"
case "$*" in
  *refused.sql) echo "error: no table of that name" >&2; exit 2 ;;
  *failing.sql) exit 1 ;;
  *bounded.sql) exit 0 ;;
esac
touch "$MULLION_HOME/alive"
trap 'rm -f "$MULLION_HOME/alive"; echo "checkpoint $*" >>"$MULLION_HOME/calls"; exit 0' TERM
while :; do sleep 0.05; done
"""


def compose(name):
    ended = subprocess.run(["docker-compose", "-f", DEPLOY / name, "config"], capture_output=True, text=True)
    return ended.returncode, ended.stdout, ended.stderr


class ComposeTest(unittest.TestCase):
    FILES = ("compose.yaml", "compose.kraft.yaml")

    def setUp(self):
        if not shutil.which("docker-compose"):
            self.skipTest("docker-compose is not installed")

    def test_docker_compose_takes_both_files(self):
        for name in self.FILES:
            code, out, err = compose(name)
            self.assertEqual(code, 0, err)
            for service in ("kafka", "elasticsearch", "kibana", "kibana-import", "generator", "history", "jobmanager"):
                self.assertRegex(out, rf"(?m)^  {service}:$", name)

    def test_the_files_differ_in_the_broker_alone(self):
        def without_broker(name):
            text = (DEPLOY / name).read_text()
            text = text[text.index("x-mullion"):]
            text = re.sub(r"(?ms)^  (zookeeper|kafka):\n.*?(?=^  elasticsearch:)", "", text)
            return re.sub(r"(?m)^  zookeeper-.*\n", "", text)

        self.assertEqual(*map(without_broker, self.FILES))

    def test_what_is_mounted_or_copied_exists(self):
        for name in self.FILES:
            for path in re.findall(r"- (\.\.?/[^:]+):", (DEPLOY / name).read_text()):
                self.assertTrue((DEPLOY / path).exists(), path)
        for line in re.findall(r"(?m)^COPY (?!--from)(.+)$", (DEPLOY / "Dockerfile").read_text()):
            for path in line.split()[:-1]:
                self.assertTrue((ROOT / path).exists(), path)

    def test_every_service_that_is_waited_for_has_a_health_check(self):
        for name in self.FILES:
            text = (DEPLOY / name).read_text()
            for service in set(re.findall(r"(\w+):\n\s+condition: service_healthy", text)):
                body = re.search(rf"(?ms)^  {service}:\n(.*?)(?=^\S|^  \w)", text).group(1)
                self.assertIn("healthcheck:", body, service)


class ImageTest(unittest.TestCase):
    @unittest.skipUnless(PROGRAM.exists(), "the program is not built")
    def test_the_image_installs_every_library_that_the_program_is_linked_with(self):
        dockerfile = (DEPLOY / "Dockerfile").read_text()
        runtime = set(re.search(r"(?s)FROM debian:12-slim\n(.*)", dockerfile).group(1).replace("\\\n", " ").split())
        linked = subprocess.run(["ldd", PROGRAM], check=True, capture_output=True, text=True).stdout
        # Only what the program itself names: apt brings what those libraries need.
        named = set(re.findall(r"NEEDED\s+(\S+)", subprocess.run(["objdump", "-p", PROGRAM], check=True, capture_output=True,
                                                                  text=True).stdout))
        for library, path in re.findall(r"(\S+) => (/\S+)", linked):
            if library not in named:
                continue
            # Debian moved /lib into /usr/lib, and its packages name the files by either.
            owners = [subprocess.run(["dpkg", "-S", name], capture_output=True, text=True).stdout
                      for name in (os.path.realpath(path), path, os.path.realpath(path).removeprefix("/usr"))]
            package = next(owner for owner in owners if owner).split(":")[0]
            self.assertTrue(package in runtime or package in ("libc6", "libgcc-s1"), f"{library} is of {package}")


class FlinkCommandTest(unittest.TestCase):
    """The commands `jobmanager` and `flink` of the image, with a stand-in for the program."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.home = self.folder / "home"
        self.home.mkdir()
        binary = self.folder / "bin" / "mullion"
        binary.parent.mkdir()
        binary.write_text(FAKE_MULLION)
        binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
        for name in ("job.sql", "script.py", "refused.sql", "failing.sql", "bounded.sql"):
            (self.folder / name).touch()
        self.environment = {**os.environ, "PATH": f"{binary.parent}:{os.environ['PATH']}", "MULLION_HOME": str(self.home),
                            "MULLION_JOB": str(self.folder / "job.sql"), "MULLION_RESTART_AFTER_S": "0.1"}
        self.start()

    def start(self):
        self.service = subprocess.Popen([DEPLOY / "bin" / "jobmanager"], env=self.environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop, self.service)

    @staticmethod
    def stop(service):
        if service.poll() is None:
            service.terminate()
        return service.wait(20)

    def calls(self):
        path = self.home / "calls"
        return [line.replace("run --ui 0.0.0.0:8081 ", "") for line in path.read_text().splitlines()] if path.exists() else []

    def wait_for_calls(self, *calls):
        expected = [call.replace("@", str(self.folder)) for call in calls]
        wait_until(lambda: self.calls() == expected, 20, f"{expected}")

    def flink(self, *arguments):
        ended = subprocess.run([DEPLOY / "bin" / "flink", *arguments], env=self.environment, cwd=self.folder,
                               capture_output=True, text=True)
        return ended.returncode, ended.stdout, ended.stderr

    def test_without_a_submission_the_own_job_runs_until_the_service_is_stopped(self):
        self.wait_for_calls("@/job.sql")
        self.assertEqual(self.stop(self.service), 0)
        self.assertEqual(self.calls(), [f"{self.folder}/job.sql", f"checkpoint {self.folder}/job.sql"])

    def test_a_submitted_script_takes_the_place_of_the_running_job_and_stays_over_a_restart(self):
        self.wait_for_calls("@/job.sql")
        code, out, err = self.flink("run", "-py", "script.py")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"Job has been submitted with JobID [0-9a-f]{32}\n")
        self.wait_for_calls("@/job.sql", "checkpoint @/job.sql", "-py @/script.py")
        self.stop(self.service)
        self.start()
        wait_until(lambda: self.calls()[-1] == f"-py {self.folder}/script.py", 20, "the script runs again")

    def test_a_refused_job_is_reported_with_its_message_and_not_started_again(self):
        self.wait_for_calls("@/job.sql")
        code, _, err = self.flink("run", "refused.sql")
        self.assertEqual(code, 2)
        self.assertIn("error: no table of that name", err)
        code, out, _ = self.flink("run", "job.sql")
        self.assertEqual(code, 0)
        self.wait_for_calls("@/job.sql", "checkpoint @/job.sql", "@/refused.sql", "@/job.sql")

    def test_a_failed_job_starts_again(self):
        self.wait_for_calls("@/job.sql")
        self.flink("run", "failing.sql")
        wait_until(lambda: self.calls().count(f"{self.folder}/failing.sql") > 1, 20, "the job is started again")

    def test_a_job_that_ends_is_not_started_again(self):
        self.wait_for_calls("@/job.sql")
        code, out, _ = self.flink("run", "bounded.sql")
        self.assertEqual(code, 0)
        self.assertIn("has finished", out)
        self.flink("run", "job.sql")
        self.wait_for_calls("@/job.sql", "checkpoint @/job.sql", "@/bounded.sql", "@/job.sql")

    def test_options_of_flink_are_translated(self):
        self.wait_for_calls("@/job.sql")
        self.flink("run", "-d", "-p", "2", "-Dpipeline.name=sums", "-pyexec", "/usr/bin/python3", "--python", "script.py")
        self.wait_for_calls("@/job.sql", "checkpoint @/job.sql", "--parallelism 2 --set pipeline.name=sums -py @/script.py")

    def test_the_listed_job_can_be_cancelled(self):
        self.wait_for_calls("@/job.sql")
        _, out, _ = self.flink("list")
        job = re.search(r" : ([0-9a-f]{32}) : .*job\.sql \(RUNNING\)", out).group(1)
        self.assertEqual(self.flink("cancel", "0" * 32)[0], 1)
        self.assertEqual(self.flink("cancel", job)[:2], (0, f"Cancelled job {job}.\n"))
        self.wait_for_calls("@/job.sql", "checkpoint @/job.sql")
        self.assertNotIn("RUNNING", self.flink("list")[1])

    def test_a_file_that_is_not_there_is_named(self):
        code, _, err = self.flink("run", "-py", "absent.py")
        self.assertEqual(code, 2)
        self.assertIn("cannot read absent.py", err)


if __name__ == "__main__":
    unittest.main()
