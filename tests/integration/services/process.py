"""A server process: started in a folder of its own, waited for with a deadline, stopped by its process id."""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path


class ServerFailed(Exception):
    """The server did not come up, or went away; carries the end of its log."""


def free_port():
    """A port that nobody listens on now. Another process may take it before it is used; the server's log then says so."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, within_s, what, every_s=0.05):
    """Calls `condition` until it returns something true, and returns that; an exception of the condition counts as false."""
    deadline = time.monotonic() + within_s
    last = None
    while time.monotonic() < deadline:
        try:
            value = condition()
            if value:
                return value
            last = None
        except AssertionError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the condition met may be gone at the next try
            last = error
        time.sleep(every_s)
    raise AssertionError(f"waited {within_s:g} s for: {what}" + (f" (last error: {last!r})" if last else ""))


def die_with_parent():
    """Runs in the child: the kernel kills it when the process that started it ends, however it ends."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class Server(contextlib.AbstractContextManager):
    """One process with its folder, its log and its address.

    Subclasses give `name`, `command()` and `is_ready()`. `detached` servers outlive the process that started them.
    Owned by one thread.
    """

    name = "server"
    ready_within_s = 90
    stop_within_s = 20

    def __init__(self, folder=None, detached=False):
        self._temporary = folder is None
        self.folder = Path(folder or tempfile.mkdtemp(prefix=f"mullion-{self.name}-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log_path = self.folder / f"{self.name}.log"
        self.detached = detached
        self.process = None

    def command(self):
        raise NotImplementedError

    def environment(self):
        return dict(os.environ)

    def is_ready(self):
        raise NotImplementedError

    def start(self):
        """Starts the process and returns self once it answers."""
        self.launch()
        self.wait_ready()
        return self

    def launch(self):
        assert self.process is None, f"{self.name} runs already"
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=None if self.detached else die_with_parent)

    def wait_ready(self):
        def answers_or_died():
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}\n{self.log_tail()}")
            return self.is_ready()

        try:
            wait_until(answers_or_died, self.ready_within_s, f"{self.name} answers")
        except AssertionError as error:
            self.kill()
            raise ServerFailed(f"{error}\n{self.log_tail()}") from None

    def running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Asks the process to end, and ends it when it does not."""
        if self.running():
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(self.stop_within_s)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def kill(self):
        if self.running():
            self.process.kill()
            self.process.wait()
        self.process = None

    def freeze(self):
        """The process stays but answers nothing: connections hang."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def log_tail(self, lines=25):
        if not self.log_path.exists():
            return ""
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])

    def close(self):
        """Ends the process. A temporary folder goes with it, and then nothing is worth an orderly stop."""
        if self._temporary:
            self.kill()
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            self.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.close()
