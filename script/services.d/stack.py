"""script/demo --stack: the reference system without containers, in one terminal: a real Kafka, a real Elasticsearch, the
generator, the reference job with its page, and the job that keeps the history. Ctrl-C stops all of it."""

import argparse
import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "integration"))

import client_amount  # noqa: E402
import mullion  # noqa: E402
from services import Elasticsearch, Kafka, ServerFailed  # noqa: E402
from services.process import die_with_parent  # noqa: E402

TOPIC = "client_amount"


def say(text):
    print(text, file=sys.stderr, flush=True)


def check_port(port, option):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"demo: port {port} is taken; choose another with {option}")


class Jobs:
    """The three `mullion run` processes; the first to end by itself ends the demo."""

    def __init__(self, folder):
        self._folder = folder
        self._running = {}

    def start(self, name, sql, *options, shown=False):
        path = self._folder / f"{name}.sql"
        path.write_text(sql)
        log = self._folder / f"{name}.log"
        command = [mullion.PROGRAM, "run", "--state-dir", self._folder / f"{name}-state", *options, path]
        with open(log, "ab") as out:
            # In a session of its own: Ctrl-C reaches this program alone, which then stops the jobs in order.
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=None if shown else out,
                                       stderr=None if shown else out, start_new_session=True, preexec_fn=die_with_parent)
        self._running[name] = (process, log)

    def ended(self):
        """(name, exit code, end of its log) of a job that ended by itself, or nothing."""
        for name, (process, log) in self._running.items():
            if process.poll() is not None:
                return name, process.returncode, log.read_text(errors="replace")[-2000:]
        return None

    def stop(self):
        for process, _ in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process, _ in self._running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def generator_sql(bootstrap, rate):
    sql = (mullion.EXAMPLES / "generator.sql").read_text()
    sql = mullion.with_options(sql, "generated", {"rows-per-second": rate})
    return mullion.with_options(sql, TOPIC, {"properties.bootstrap.servers": bootstrap})


def run(arguments, folder, stopping, stack):
    kafka = stack.enter_context(Kafka(partitions=4, folder=folder / "kafka", port=arguments.kafka_port))
    kafka.create_topic(TOPIC)
    say(f"Kafka            {kafka.bootstrap}, topic {TOPIC} with 4 partitions")
    node = stack.enter_context(Elasticsearch(folder=folder / "elasticsearch", port=arguments.es_port))
    say(f"Elasticsearch    {node.url}")
    jobs = Jobs(folder)
    stack.callback(jobs.stop)
    jobs.start("job", client_amount.job("job", kafka.bootstrap, node.url), "--ui", arguments.ui, shown=True)
    jobs.start("history", client_amount.job("history", kafka.bootstrap, node.url))
    jobs.start("generator", generator_sql(kafka.bootstrap, arguments.rate))
    say(f"the job's page   http://{arguments.ui}\n"
        f"documents        {node.url}/total_amount/_search    a minute's sums appear when the minute is over\n"
        f"history          {node.url}/total_amount_history/_search\n"
        f"logs             {folder}\n"
        f"{arguments.rate} rows a second; Ctrl-C stops everything")
    while not stopping.wait(0.2):
        if ended := jobs.ended():
            name, code, log = ended
            raise SystemExit(f"{log}\ndemo: {name} ended with exit code {code}")


def main():
    parser = argparse.ArgumentParser(prog="script/demo --stack", description=__doc__)
    parser.add_argument("--rate", type=int, default=10, help="the generator's rows a second (10)")
    parser.add_argument("--ui", default="127.0.0.1:8081", metavar="ADDRESS:PORT", help="where the job's page is (127.0.0.1:8081)")
    parser.add_argument("--kafka-port", type=int, default=9092)
    parser.add_argument("--es-port", type=int, default=9200)
    arguments = parser.parse_args()
    check_port(arguments.kafka_port, "--kafka-port")
    check_port(arguments.es_port, "--es-port")
    check_port(int(arguments.ui.rpartition(":")[2]), "--ui ADDRESS:PORT")

    stopping = threading.Event()

    def on_signal(_number, _frame):
        if stopping.is_set():
            sys.exit(130)
        say("\nstopping; once more stops at once")
        stopping.set()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    folder = Path(tempfile.mkdtemp(prefix="mullion-stack-"))
    try:
        with contextlib.ExitStack() as stack:
            run(arguments, folder, stopping, stack)
    except ServerFailed as error:
        sys.exit(f"demo: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
