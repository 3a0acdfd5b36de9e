"""PostgreSQL, Debian's: a cluster of its own in a folder, on a free port of 127.0.0.1, one user with a password."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from .process import Server, ServerFailed, free_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
USER, PASSWORD, DATABASE = "mullion", "secret", "shop"


class Postgres(Server):
    """`url` is the JDBC address of the database `shop`; sql() runs statements in it. Stop it and start it again at will."""

    name = "postgres"

    def __init__(self, folder=None, detached=False):
        super().__init__(folder, detached)
        if not BINARIES:
            raise ServerFailed("PostgreSQL is not installed: script/setup --servers installs Debian's postgresql")
        self._binaries = BINARIES[-1]
        self.port = free_port()
        self.data = self.folder / "data"
        self.url = f"jdbc:postgresql://127.0.0.1:{self.port}/{DATABASE}"
        self.user, self.password = USER, PASSWORD

    def _as_server(self, *command):
        """PostgreSQL does not run as root: then it runs as the user that its package has made."""
        if os.getuid() != 0:
            return [*command]
        # A change of user takes back what die_with_parent() asked for.
        tied = [] if self.detached else ["--pdeathsig", "KILL"]
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *tied, *command]

    def _initialise(self):
        self.data.mkdir()
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            self.folder.chmod(0o755)
            for path in (self.data, password):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        made = subprocess.run(
            self._as_server(self._binaries / "initdb", "-D", self.data, "-U", USER, "--pwfile", password, "--auth", "scram-sha-256",
                            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"), cwd="/", capture_output=True, text=True)
        if made.returncode != 0:
            raise ServerFailed(f"initdb failed: {made.stderr}")

    def launch(self):
        fresh = not self.data.exists()
        if fresh:
            self._initialise()
        super().launch()
        if fresh:
            self.wait_ready()
            self.sql(f"CREATE DATABASE {DATABASE}", database="postgres")

    def command(self):
        return self._as_server(
            self._binaries / "postgres", "-D", self.data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=32MB")

    def is_ready(self):
        self.sql("SELECT 1", database="postgres")
        return True

    def sql(self, statement, database=DATABASE):
        """Runs one statement as the superuser; its rows as lists of texts, NULL as None."""
        ended = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-P", "null=\x02", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
             "-p", str(self.port), "-U", USER, "-d", database, "-c", statement],
            env={**os.environ, "PGPASSWORD": PASSWORD, "PGCONNECT_TIMEOUT": "5"}, capture_output=True, text=True)
        if ended.returncode != 0:
            raise RuntimeError(ended.stderr.strip())
        return [[None if cell == "\x02" else cell for cell in line.split("\x1f")] for line in ended.stdout.splitlines()]

    def stop(self):
        """At once, without waiting for the clients to leave."""
        if self.running():
            self.process.send_signal(signal.SIGINT)
            self.process.wait(self.stop_within_s)
        self.process = None

    def close(self):
        self.stop()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)
