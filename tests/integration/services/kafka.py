"""Real Kafka brokers: KRaft with one node, and the older shape with ZooKeeper."""

import socket
import subprocess

from .fetch import RECIPES, fetch
from .kafka_admin import KafkaAdmin
from .process import Server, free_port, wait_until

_COMMON = {
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.num.partitions": 1,
    "transaction.state.log.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    "message.max.bytes": 32 << 20,
    "auto.create.topics.enable": "false",
    # A killed broker is let in again once its last session has expired.
    "broker.session.timeout.ms": 4000,
    "broker.heartbeat.interval.ms": 1000,
}


def _java(heap, main_class, *arguments):
    return ["java", f"-Xmx{heap}", f"-Dlog4j.configuration=file:{RECIPES / 'log4j.properties'}", "-cp",
            f"{fetch('kafka')}/libs/*", main_class, *map(str, arguments)]


class Kafka(Server):
    """One KRaft broker. `bootstrap` is its address; the data stay in the folder over stop, kill and start.

    `partitions` is what `create_topic` gives a topic that does not say; `settings` are added to the broker's properties.
    """

    name = "kafka"

    def __init__(self, partitions=4, folder=None, port=None, settings=None, detached=False):
        super().__init__(folder, detached)
        self.partitions = partitions
        self.port = port or free_port()
        self.bootstrap = f"127.0.0.1:{self.port}"
        self.admin = KafkaAdmin("127.0.0.1", self.port)
        self._settings = {**_COMMON, "log.dirs": self.folder / "data", **self._identity(), **(settings or {})}

    def _identity(self):
        controller = free_port()
        return {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
        }

    def _write_properties(self):
        path = self.folder / "server.properties"
        path.write_text("".join(f"{key}={value}\n" for key, value in self._settings.items()))
        return path

    def _format(self, properties):
        subprocess.run(_java("256m", "kafka.tools.StorageTool", "format", "-t", "5L6g3nShT-eMCtK--X86sw", "-c", properties),
                       check=True, stdout=subprocess.DEVNULL)

    def launch(self):
        properties = self._write_properties()
        if not (self.folder / "data").exists():
            self._format(properties)
        super().launch()

    def command(self):
        return _java("512m", "kafka.Kafka", self.folder / "server.properties")

    def is_ready(self):
        return self.admin.brokers() > 0

    def create_topic(self, topic, partitions=None, config=None):
        """Returns once every partition has a leader, so that what comes next does not meet a half-made topic."""
        self.admin.create_topic(topic, partitions or self.partitions, config)
        wait_until(lambda: topic in self.admin.topics(), 15, f"topic {topic} has leaders")

    def produce(self, topic, lines, partition=None, key_delimiter=None, headers=None):
        """Writes one record a line (str or bytes), acknowledged by the broker; without a partition Kafka's client chooses."""
        data = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
        command = ["kcat", "-P", "-b", self.bootstrap, "-t", topic, "-X", "linger.ms=5", "-X", "message.max.bytes=33554432"]
        if partition is not None:
            command += ["-p", str(partition)]
        if key_delimiter is not None:
            command += ["-K", key_delimiter]
        for name, value in (headers or {}).items():
            command += ["-H", f"{name}={value}"]
        subprocess.run(command, input=data, check=True, stderr=subprocess.PIPE)

    def produce_null(self, topic, key, partition=0):
        """Writes a tombstone: a key with no value."""
        subprocess.run(["kcat", "-P", "-Z", "-b", self.bootstrap, "-t", topic, "-p", str(partition), "-K", "|"],
                       input=f"{key}|\n".encode(), check=True, stderr=subprocess.PIPE)

    def consume(self, topic, form=r"%s\n"):
        """Every record now in the topic, a line each, in kcat's format."""
        command = ["kcat", "-C", "-e", "-q", "-b", self.bootstrap, "-t", topic, "-o", "beginning", "-f", form]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


class ZooKeeper(Server):
    name = "zookeeper"

    def __init__(self, folder=None, detached=False):
        super().__init__(folder, detached)
        self.port = free_port()

    def launch(self):
        (self.folder / "zoo.cfg").write_text(
            f"dataDir={self.folder}/data\nclientPort={self.port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n"
            "maxClientCnxns=0\ntickTime=500\n4lw.commands.whitelist=ruok,dump\n")
        super().launch()

    def command(self):
        return _java("256m", "org.apache.zookeeper.server.quorum.QuorumPeerMain", self.folder / "zoo.cfg")

    def ask(self, word):
        """One of ZooKeeper's four-letter words."""
        with socket.create_connection(("127.0.0.1", self.port), 2) as connection:
            connection.sendall(word.encode())
            return connection.makefile().read()

    def is_ready(self):
        return self.ask("ruok") == "imok"


class ZooKeeperKafka(Kafka):
    """A broker that keeps its metadata in a ZooKeeper of its own, as the reference system does."""

    name = "kafka-zookeeper"

    def __init__(self, *arguments, **named):
        self.zookeeper = None
        super().__init__(*arguments, **named)

    def _identity(self):
        self.zookeeper = ZooKeeper(self.folder / "zookeeper", self.detached)
        return {
            "broker.id": 0,
            "zookeeper.connect": f"127.0.0.1:{self.zookeeper.port}",
            "zookeeper.session.timeout.ms": 2000,
            "listeners": f"PLAINTEXT://{self.bootstrap}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
        }

    def _format(self, properties):
        """ZooKeeper brokers format their folder themselves."""

    def launch(self):
        if not self.zookeeper.running():
            self.zookeeper.start()
        # A broker refuses to start while ZooKeeper still remembers the session of a killed one.
        wait_until(lambda: "/brokers/ids/0" not in self.zookeeper.ask("dump"), 20, "the last broker's session has expired")
        super().launch()

    def close(self):
        super().close()
        self.zookeeper.stop()
