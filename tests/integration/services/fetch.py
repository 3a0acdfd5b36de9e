"""Brings the real servers into a cache outside the repository, through Maven and pip, and says where they are.

Safe when two processes fetch at once: one works, the other waits for the lock and finds the work done.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

RECIPES = Path(__file__).resolve().parents[3] / "script" / "services.d"
MAVEN_DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"


def cache():
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mullion" / "services"


class FetchFailed(Exception):
    pass


def _run(command, cwd, log):
    with open(log, "ab") as out:
        if subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=out).returncode != 0:
            tail = "\n".join(Path(log).read_text(errors="replace").splitlines()[-15:])
            raise FetchFailed(f"{' '.join(map(str, command[:3]))} … failed; its output:\n{tail}")


def _maven(pom, target, log, transitive=True):
    _run(["mvn", "-q", "-B", "-f", RECIPES / pom, f"{MAVEN_DEPENDENCY_PLUGIN}:copy-dependencies", "-DincludeScope=runtime",
          f"-DoutputDirectory={target}", f"-DexcludeTransitive={'false' if transitive else 'true'}"], RECIPES, log)


def _java_server(pom, main_class):
    """Jars of a pom and, compiled against them, our main class that starts the node."""

    def fetch(folder, log):
        _maven(pom, folder / "libs", log)
        if main_class:
            (folder / "classes").mkdir()
            _run(["javac", "-nowarn", "-cp", f"{folder}/libs/*", "-d", folder / "classes", RECIPES / main_class], folder, log)

    return fetch


def _flink(folder, log):
    """The cluster's jars lie inside Flink's Python distribution; the connectors and the gateway come beside them."""
    _run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", folder / "download",
          "apache-flink-libraries==1.18.1"], folder, log)
    archive = next((folder / "download").glob("*.tar.gz"))
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = Path(member.name).parts  # apache-flink-libraries-1.18.1/deps/lib/x.jar
            if member.isfile() and len(parts) == 4 and parts[1] == "deps" and parts[2] in ("lib", "opt"):
                (folder / parts[2]).mkdir(exist_ok=True)
                with tar.extractfile(member) as source, open(folder / parts[2] / parts[3], "wb") as target:
                    shutil.copyfileobj(source, target)
    shutil.rmtree(folder / "download")
    _maven("flink-lib.xml", folder / "lib", log, transitive=False)
    _maven("flink-gateway.xml", folder / "gw", log, transitive=False)


# name → (version, files the result depends on, how to fetch)
_PARTS = {
    "kafka": ("3.7.2", ["kafka.xml"], _java_server("kafka.xml", None)),
    "elasticsearch": ("7.8.0", ["elasticsearch.xml", "ElasticsearchMain.java"],
                      _java_server("elasticsearch.xml", "ElasticsearchMain.java")),
    "opensearch": ("2.19.0", ["opensearch.xml", "OpenSearchMain.java"],
                   _java_server("opensearch.xml", "OpenSearchMain.java")),
    "flink": ("1.18.1", ["flink-lib.xml", "flink-gateway.xml"], _flink),
}

NAMES = tuple(_PARTS)


def folder_of(name):
    """Where the part lies once it is fetched. A changed recipe makes a new folder."""
    version, recipes, _ = _PARTS[name]
    digest = hashlib.sha256(b"".join((RECIPES / recipe).read_bytes() for recipe in recipes)).hexdigest()[:8]
    return cache() / f"{name}-{version}-{digest}"


def fetched(name):
    return folder_of(name).is_dir()


def fetch(name):
    """Fetches the part unless it is there; returns its folder."""
    folder = folder_of(name)
    if folder.is_dir():
        return folder
    cache().mkdir(parents=True, exist_ok=True)
    with open(cache() / f".{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder
        started = time.monotonic()
        print(f"services: fetching {folder.name.rsplit('-', 1)[0]}", file=sys.stderr, flush=True)
        unfinished = folder.with_name(folder.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        log = cache() / f"{name}.fetch.log"
        log.unlink(missing_ok=True)
        _PARTS[name][2](unfinished, log)
        unfinished.rename(folder)
        print(f"services: {folder.name} after {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return folder
