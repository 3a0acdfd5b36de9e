"""A job that the engine runs for this script: its rows, its end, its state."""

import time

from pyflink._mullion import wire

ASK_MS = 500
ROWS_MAX = 4096


class RunningJob:
    """Asks the engine about one job; every call waits a little while at most and then asks again."""

    def __init__(self, job_id):
        self.job_id = job_id

    def _ask(self, op, **fields):
        return wire.connection().ask(op, job=self.job_id, **fields)

    def row_groups(self, form):
        """Lists of [op, values] as they come. `form`: "text" as print() shows them, "value" for Python."""
        end = False
        while not end:
            reply = self._ask("fetch", form=form, timeout_ms=ASK_MS, rows_max=ROWS_MAX)
            end = reply["end"]
            if reply["rows"]:
                yield reply["rows"]

    def wait_for_rows(self, timeout_ms=None):
        """Until there is a row to fetch, or none will come."""
        self._wait("rows", timeout_ms)

    def wait(self, timeout_ms=None):
        """Until the job has ended. Raises JobExecutionException when it failed, TimeoutError when the time is up."""
        self._wait("end", timeout_ms)

    def _wait(self, until, timeout_ms):
        deadline = None if timeout_ms is None else time.monotonic() + timeout_ms / 1000
        while True:
            left = ASK_MS if deadline is None else min(ASK_MS, max(0, round((deadline - time.monotonic()) * 1000)))
            if self._ask("wait", until=until, timeout_ms=left)["reached"]:
                return
            if deadline is not None and time.monotonic() >= deadline:
                raise TimeoutError(f"the job {self.job_id} still runs after {timeout_ms} ms")

    def state(self):
        """RUNNING, FINISHED, CANCELED, FAILED, …"""
        return self._ask("status")["state"]

    def cancel(self):
        self._ask("cancel")

    def savepoint(self):
        """A checkpoint now; where it lies."""
        return self._ask("savepoint")["path"]
