"""The connection to the engine: one JSON object a line each way, over the socket that Mullion left open for us.

One request is answered at a time; any thread may ask. What takes long is asked for again and again with a time limit, so
that no thread keeps the others from asking."""

import json
import os
import socket
import sys
import threading

from pyflink.util.exceptions import JobExecutionException, TableException

FD_VARIABLE = "MULLION_FD"


class Connection:
    """The line to the engine. `reader` and `writer` are binary files."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self._lock = threading.Lock()

    @classmethod
    def inherited(cls):
        """The socket this process was started with."""
        number = os.environ.get(FD_VARIABLE)
        if number is None:
            raise RuntimeError("this pyflink belongs to Mullion: start the script with `mullion run -py SCRIPT.py`")
        line = socket.socket(fileno=int(number))
        line.set_inheritable(False)
        return cls(line.makefile("rb"), line.makefile("wb"))

    def ask(self, op, **fields):
        """The engine's answer to a request, a dictionary.

        Raises TableException for what cannot be carried out, JobExecutionException for a job that failed. When the engine
        has ended, so does this process: nobody reads its results any more."""
        request = json.dumps({"op": op, **fields}, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            try:
                self._writer.write(request)
                self._writer.flush()
                line = self._reader.readline()
            except OSError:
                line = b""
        if not line:
            end_with_engine()
        reply = json.loads(line)
        error = reply.get("error")
        if error is None:
            return reply
        raise (JobExecutionException if error["job_failed"] else TableException)(error["text"])


def end_with_engine():
    """Stops at once and quietly: the engine was stopped by a signal, or it has said what went wrong itself."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


_current = None


def connection():
    """The connection of this process."""
    global _current
    if _current is None:
        _current = Connection.inherited()
    return _current


def use(other):
    """Takes another connection, for tests; gives the one before."""
    global _current
    before, _current = _current, other
    return before
