"""A real Flink cluster: JobManager, one TaskManager and the SQL Gateway, out of the published jars."""

import os
import shutil
import tempfile
from pathlib import Path

from .elasticsearch import request_json
from .fetch import RECIPES, fetch
from .process import Server, free_port, wait_until


def _mebibytes(count):
    return f"{count << 20}b"


# Flink's shell scripts work these out; started without them, the processes want them one by one.
_JOB_MANAGER_MEMORY = {
    "jobmanager.memory.off-heap.size": _mebibytes(128),
    "jobmanager.memory.jvm-overhead.min": _mebibytes(192),
    "jobmanager.memory.jvm-metaspace.size": _mebibytes(256),
}
_TASK_MANAGER_MEMORY = {
    "taskmanager.cpu.cores": "2.0",
    "taskmanager.memory.task.heap.size": _mebibytes(1500),
    "taskmanager.memory.task.off-heap.size": "0b",
    "taskmanager.memory.network.min": _mebibytes(256),
    "taskmanager.memory.network.max": _mebibytes(256),
    "taskmanager.memory.framework.heap.size": _mebibytes(128),
    "taskmanager.memory.framework.off-heap.size": _mebibytes(128),
    "taskmanager.memory.managed.size": _mebibytes(1024),
    "taskmanager.memory.jvm-metaspace.size": _mebibytes(256),
    "taskmanager.memory.jvm-overhead.min": "429496736b",
    "taskmanager.memory.jvm-overhead.max": "429496736b",
}


class _Part(Server):
    """One of the cluster's processes."""

    def __init__(self, name, folder, command, ready, detached):
        self.name = name
        super().__init__(folder, detached)
        self._command, self._ready = command, ready

    def command(self):
        return self._command

    def environment(self):
        return {**os.environ, "FLINK_CONF_DIR": str(self.folder / "conf")}

    def is_ready(self):
        return self._ready()


class FlinkStatementFailed(Exception):
    """The gateway's own error text."""


class Flink:
    """`rest` is the monitoring API's address, `gateway` the SQL Gateway's. Use with `with`, or start() and close()."""

    name = "flink"

    def __init__(self, slots=4, folder=None, detached=False, settings=None):
        self._temporary = folder is None
        self.folder = Path(folder or tempfile.mkdtemp(prefix="mullion-flink-"))
        self._detached = detached
        rest_port, gateway_port, rpc_port = free_port(), free_port(), free_port()
        self.rest = f"http://127.0.0.1:{rest_port}"
        self.gateway = f"http://127.0.0.1:{gateway_port}"
        self._settings = {
            "jobmanager.rpc.address": "localhost",
            "jobmanager.rpc.port": rpc_port,
            "jobmanager.memory.heap.size": "1g",
            "taskmanager.host": "localhost",
            "taskmanager.numberOfTaskSlots": slots,
            "taskmanager.resource-id": "tm1",
            "rest.address": "localhost",
            "rest.port": rest_port,
            "rest.bind-port": rest_port,
            "sql-gateway.endpoint.rest.address": "localhost",
            "sql-gateway.endpoint.rest.port": gateway_port,
            "io.tmp.dirs": self.folder / "tmp",
            **(settings or {}),
        }
        self._parts = []
        self._session = None

    def start(self):
        root = fetch("flink")
        (self.folder / "conf").mkdir(parents=True, exist_ok=True)
        (self.folder / "tmp").mkdir(exist_ok=True)
        conf = self.folder / "conf" / "flink-conf.yaml"
        conf.write_text("".join(f"{key}: {value}\n" for key, value in self._settings.items()))
        shutil.copy(RECIPES / "log4j2.properties", self.folder / "conf")

        def java(options, jars, main_class, *arguments):
            return ["java", *options, f"-Dlog4j.configurationFile={conf.parent}/log4j2.properties", "-cp",
                    ":".join(f"{root}/{folder}/*" for folder in jars), main_class, *arguments]

        def memory(figures):
            return [word for key, value in figures.items() for word in ("-D", f"{key}={value}")]

        entry = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
        runner = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
        conf_arguments = ["-c", str(conf.parent)]
        try:
            self._start("jobmanager", java(["-Xmx1g"], ["lib"], entry, *conf_arguments, *memory(_JOB_MANAGER_MEMORY)),
                        lambda: request_json(self.rest + "/overview"))
            # Only now: a TaskManager that finds no JobManager backs off for a long while.
            self._start("taskmanager", java(["-Xmx1628m", "-XX:MaxDirectMemorySize=512m"], ["lib"], runner, *conf_arguments,
                                            *memory(_TASK_MANAGER_MEMORY)),
                        lambda: request_json(self.rest + "/overview")["taskmanagers"] == 1)
            self._start("gateway", java(["-Xmx1g"], ["lib", "gw", "opt"], "org.apache.flink.table.gateway.SqlGateway"),
                        lambda: request_json(self.gateway + "/v1/info"))
        except BaseException:
            self.close()
            raise
        return self

    def _start(self, name, command, ready):
        part = _Part(name, self.folder, command, ready, self._detached)
        self._parts.append(part)
        part.start()

    def processes(self):
        return [part.process for part in self._parts if part.running()]

    def execute(self, statement, within_s=120):
        """Runs one statement in this cluster's session and returns its rows: a list of (kind, fields).

        An INSERT returns once the job is submitted; its row holds the job's id.
        """
        if self._session is None:
            opened = request_json(self.gateway + "/v1/sessions", "POST", {})
            self._session = f"{self.gateway}/v1/sessions/{opened['sessionHandle']}"
        operation = request_json(self._session + "/statements", "POST", {"statement": statement})["operationHandle"]
        address = f"{self._session}/operations/{operation}"

        def ended():
            status = request_json(address + "/status")["status"]
            return status if status in ("FINISHED", "ERROR", "CANCELED") else None

        status = wait_until(ended, within_s, f"Flink ends the statement {statement[:60]!r}")
        if status != "FINISHED":
            raise FlinkStatementFailed(self._error_of(address))
        rows, token = [], f"{address}/result/0"
        while token:
            answer = request_json(token)
            if answer["resultType"] != "NOT_READY":
                rows += [(row["kind"], row["fields"]) for row in answer["results"]["data"]]
            following = answer.get("nextResultUri")
            token = self.gateway + following if following else None
        return rows

    @staticmethod
    def _error_of(address):
        try:
            request_json(address + "/result/0")
        except Exception as error:  # noqa: BLE001 - the gateway reports a failed statement as an HTTP error
            return str(error)
        return "the gateway gave no reason"

    def close(self):
        for part in reversed(self._parts):
            part.stop()
        self._parts.clear()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.close()
