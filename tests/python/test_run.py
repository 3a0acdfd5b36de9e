"""`mullion run -py`: how scripts start, end and are stopped. Needs the built program."""

import os
import signal
import subprocess
import tempfile
import textwrap
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("MULLION_PROGRAM") or ROOT / "build" / "release" / "mullion")
BEGIN = """
import os, sys
from pyflink.table import DataTypes, EnvironmentSettings, TableEnvironment
from pyflink.table.expressions import col, lit
t_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
"""
UNBOUNDED = """
t_env.execute_sql("CREATE TABLE ticks (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '200')")
t_env.execute_sql("CREATE TABLE nowhere (n BIGINT) WITH ('connector' = 'blackhole')")
"""
DEADLINE_S = 30


@unittest.skipUnless(PROGRAM.exists(), f"{PROGRAM} is not built")
class ScriptTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def command(self, text, options=(), arguments=()):
        script = self.folder / "job.py"
        script.write_text(BEGIN + textwrap.dedent(text))
        return [PROGRAM, "run", "--state-dir", self.folder / "state", *options, "-py", script, *arguments]

    def run_script(self, text, options=(), arguments=()):
        return subprocess.run(self.command(text, options, arguments), capture_output=True, text=True, cwd=self.folder,
                              timeout=DEADLINE_S)

    def start(self, text, options=()):
        process = subprocess.Popen(self.command(text, options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   cwd=self.folder, start_new_session=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def end(self, process):
        out, err = process.communicate(timeout=DEADLINE_S)
        return process.returncode, out, err


class Start(ScriptTest):
    def test_rows_of_a_query_are_printed(self):
        ended = self.run_script("t_env.sql_query('SELECT 1 AS n1').execute().print()")
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertEqual(ended.stdout.splitlines()[1], "| op |          n1 |")
        self.assertEqual(ended.stdout.splitlines()[3], "| +I |           1 |")

    def test_a_table_stands_in_sql_by_its_name(self):
        ended = self.run_script("""
            table = t_env.from_elements([(1,), (5,)], ['n'])
            print(table)
            t_env.sql_query(f"SELECT MAX(n) AS m FROM {table} WHERE n < 5").execute().print()
            t_env.execute_sql("SELECT n FROM %s" % table).print()
            """)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(ended.stdout.splitlines()[0], "UnnamedTable$0")
        self.assertEqual(ended.stdout.count("| +I |"), 3)

    def test_what_follows_the_script_is_its_own(self):
        ended = self.run_script("print(sys.argv[1:])", arguments=["--output", "x", "-v", "a b"])
        self.assertEqual(ended.stdout, "['--output', 'x', '-v', 'a b']\n")

    def test_imports_beside_the_script_and_from_pyfs(self):
        (self.folder / "beside.py").write_text("word = 'beside'\n")
        (self.folder / "lib").mkdir()
        (self.folder / "lib" / "far.py").write_text("word = 'far'\n")
        ended = self.run_script("import beside, far; print(beside.word, far.word)", options=["-pyfs", self.folder / "lib"])
        self.assertEqual(ended.stdout, "beside far\n", ended.stderr)

    def test_another_interpreter(self):
        ended = self.run_script("", options=["-pyexec", "/no/such/python"])
        self.assertEqual(ended.returncode, 2)
        self.assertIn("/no/such/python", ended.stderr)

    def test_no_such_script(self):
        ended = subprocess.run([PROGRAM, "run", "-py", self.folder / "absent.py"], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("absent.py", ended.stderr)

    def test_settings_of_the_command_line_hold(self):
        ended = self.run_script("print(t_env.get_config().get_local_timezone())", options=["--set", "table.local-time-zone=Asia/Tokyo"])
        self.assertEqual(ended.stdout, "Asia/Tokyo\n", ended.stderr)


class Look(ScriptTest):
    """`check -py` and `explain -py`: the script runs, its jobs do not."""

    def look(self, command, text):
        words = self.command(UNBOUNDED + text)
        return subprocess.run([PROGRAM, command, *words[words.index("-py"):]], capture_output=True, text=True,
                              cwd=self.folder, timeout=DEADLINE_S)

    def test_explain_prints_the_plans_of_the_jobs(self):
        ended = self.look("explain", "t_env.from_path('ticks').filter(col('n') > 1).execute_insert('nowhere').wait()")
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertIn("Sink: nowhere(fields=[n])\n+- Calc(select=[n], where=[(n > 1)])\n", ended.stdout)

    def test_check_counts_the_jobs_and_shows_errors(self):
        ended = self.look("check", "t_env.from_path('ticks').execute().print()")
        self.assertEqual(ended.returncode, 0)
        self.assertIn("job.py: fine, 1 job", ended.stderr)
        self.assertEqual(self.look("check", "t_env.from_path('absent')").returncode, 1)


class End(ScriptTest):
    def test_an_exception_ends_the_script_with_1(self):
        ended = self.run_script("print('before')\nt_env.sql_query('SELECT * FROM absent_table')")
        self.assertEqual((ended.returncode, ended.stdout), (1, "before\n"))
        self.assertIn("Traceback", ended.stderr)
        self.assertIn("absent_table", ended.stderr)

    def test_the_scripts_own_exit_code(self):
        self.assertEqual(self.run_script("sys.exit(3)").returncode, 3)

    def test_an_insert_without_wait_goes_on_to_its_end(self):
        ended = self.run_script(f"""
            t_env.execute_sql("CREATE TABLE ticks (n BIGINT) WITH ('connector' = 'datagen', 'fields.n.kind' = 'sequence', "
                              "'fields.n.start' = '1', 'fields.n.end' = '100', 'rows-per-second' = '100')")
            t_env.execute_sql("CREATE TABLE files (n BIGINT) WITH ('connector' = 'filesystem', 'path' = '{self.folder}/out', "
                              "'format' = 'csv')")
            t_env.from_path("ticks").execute_insert("files")
            print("the last line")
            """)
        self.assertEqual((ended.returncode, ended.stdout), (0, "the last line\n"), ended.stderr)
        written = sorted(int(line) for file in (self.folder / "out").glob("[!._]*") for line in file.read_text().split())
        self.assertEqual(written, list(range(1, 101)))

    def test_a_job_that_fails_after_the_last_line_is_told(self):
        ended = self.run_script("t_env.execute_sql('SELECT 1 / n FROM (VALUES (0)) AS t(n)').print()")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("JobExecutionException", ended.stderr)

    def test_a_failure_that_the_script_has_caught_is_not_told_again(self):
        ended = self.run_script("""
            try:
                t_env.execute_sql('SELECT 1 / n FROM (VALUES (0)) AS t(n)').print()
            except Exception as error:
                print("caught", type(error).__name__)
            """)
        self.assertEqual((ended.returncode, ended.stdout), (0, "caught JobExecutionException\n"), ended.stderr)

    def test_rows_that_nobody_takes_hold_nothing_up(self):
        ended = self.run_script(UNBOUNDED + "t_env.from_path('ticks').execute()\nprint('done')")
        self.assertEqual((ended.returncode, ended.stdout), (0, "done\n"), ended.stderr)

    def test_closing_a_loop_over_rows_ends_its_job(self):
        ended = self.run_script(UNBOUNDED + textwrap.dedent("""
            result = t_env.from_path('ticks').execute()
            with result.collect() as rows:
                print(len([next(rows) for _ in range(50)]))
            result.wait()
            print(result.get_job_client().get_job_status().result().name)
            """))
        self.assertEqual((ended.returncode, ended.stdout), (0, "50\nCANCELED\n"), ended.stderr)


class Signals(ScriptTest):
    def wait_for_line(self, process, text):
        deadline = time.monotonic() + DEADLINE_S
        for line in process.stdout:
            if line.strip() == text:
                return
            self.assertLess(time.monotonic(), deadline, text)
        self.fail(f"ended before it printed {text!r}: {process.stderr.read()}")

    def test_a_signal_stops_a_waiting_script(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number):
                process = self.start(UNBOUNDED + textwrap.dedent("""
                    result = t_env.from_path('ticks').execute_insert('nowhere')
                    print('started')
                    result.wait()
                    t_env.execute_sql('SHOW TABLES').print()
                    """))
                self.wait_for_line(process, "started")
                os.killpg(process.pid, number)
                code, out, err = self.end(process)
                self.assertEqual((code, out), (0, ""), err)

    def test_a_signal_stops_jobs_after_the_last_line(self):
        process = self.start(UNBOUNDED + "t_env.from_path('ticks').execute_insert('nowhere')\nprint('last')")
        self.wait_for_line(process, "last")
        process.send_signal(signal.SIGTERM)
        code, _, err = self.end(process)
        self.assertEqual(code, 0, err)

    def test_a_script_that_asks_nothing_is_ended(self):
        process = self.start("import time\nprint('busy')\ntime.sleep(600)")
        self.wait_for_line(process, "busy")
        process.send_signal(signal.SIGINT)
        code, _, err = self.end(process)
        self.assertEqual(code, 0, err)

    def test_a_printed_query_ends_with_its_last_rows(self):
        process = self.start(UNBOUNDED + "t_env.from_path('ticks').execute().print()")
        self.assertTrue(process.stdout.readline().startswith("+--"))
        process.send_signal(signal.SIGTERM)
        code, out, err = self.end(process)
        self.assertEqual(code, 0, err)
        self.assertTrue(out.endswith(" in set\n"), out[-200:])


if __name__ == "__main__":
    unittest.main()
