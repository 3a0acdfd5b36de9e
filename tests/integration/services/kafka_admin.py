"""A few requests of the Kafka protocol, spoken directly: topics, offsets, deleting records.

The oldest non-flexible version of each request that a 3.7 broker answers. One connection a call; any thread.
"""

import socket
import struct

from .process import wait_until

EARLIEST = -2
LATEST = -1

_LIST_OFFSETS, _METADATA, _OFFSET_COMMIT, _OFFSET_FETCH, _FIND_COORDINATOR = 2, 3, 8, 9, 10
_CREATE_TOPICS, _DELETE_TOPICS, _DELETE_RECORDS, _CREATE_PARTITIONS = 19, 20, 21, 37


class KafkaError(Exception):
    """The broker answered with this error code."""

    def __init__(self, what, code):
        super().__init__(f"{what}: Kafka error code {code}")
        self.code = code


def _string(text):
    if text is None:
        return struct.pack(">h", -1)
    data = text.encode()
    return struct.pack(">h", len(data)) + data


def _array(items):
    items = list(items)
    return struct.pack(">i", len(items)) + b"".join(items)


class _Reader:
    def __init__(self, data):
        self._data, self._at = data, 0

    def number(self, code):
        (value,) = struct.unpack_from(">" + code, self._data, self._at)
        self._at += struct.calcsize(">" + code)
        return value

    def string(self):
        size = self.number("h")
        if size < 0:
            return None
        self._at += size
        return self._data[self._at - size:self._at].decode()

    def array(self, item):
        return [item() for _ in range(self.number("i"))]


def _check(what, code):
    if code != 0:
        raise KafkaError(what, code)


class KafkaAdmin:
    def __init__(self, host, port, timeout_s=10):
        self._address, self._timeout_s = (host, port), timeout_s

    def _call(self, api, version, body):
        request = struct.pack(">hhi", api, version, 1) + _string("mullion-test") + body
        with socket.create_connection(self._address, self._timeout_s) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            stream = connection.makefile("rb")
            (size,) = struct.unpack(">i", stream.read(4))
            return _Reader(stream.read(size)[4:])

    @staticmethod
    def _read_brokers(answer):
        return answer.array(lambda: (answer.number("i"), answer.string(), answer.number("i"), answer.string()))

    def brokers(self):
        """How many brokers have joined; a starting one answers before it has."""
        return len(self._read_brokers(self._call(_METADATA, 1, struct.pack(">i", -1))))

    def topics(self):
        """Topic name → number of partitions; topics that are being made are not among them."""
        answer = self._call(_METADATA, 1, struct.pack(">i", -1))
        self._read_brokers(answer)
        answer.number("i")
        found = {}

        def partition():
            code, _, leader = answer.number("h"), answer.number("i"), answer.number("i")
            answer.array(lambda: answer.number("i"))
            answer.array(lambda: answer.number("i"))
            return code == 0 and leader >= 0

        def topic():
            code, name, _ = answer.number("h"), answer.string(), answer.number("b")
            partitions = answer.array(partition)
            if code == 0 and partitions and all(partitions):
                found[name] = len(partitions)

        answer.array(topic)
        return found

    def create_topic(self, name, partitions=1, config=None):
        entries = _array(_string(key) + _string(str(value)) for key, value in (config or {}).items())
        topic = _string(name) + struct.pack(">ih", partitions, 1) + _array([]) + entries
        answer = self._call(_CREATE_TOPICS, 0, _array([topic]) + struct.pack(">i", 10000))
        answer.array(lambda: _check(f"create topic {answer.string()}", answer.number("h")))

    def delete_topic(self, name):
        answer = self._call(_DELETE_TOPICS, 0, _array([_string(name)]) + struct.pack(">i", 10000))
        answer.array(lambda: _check(f"delete topic {answer.string()}", answer.number("h")))

    def add_partitions(self, name, total):
        topic = _string(name) + struct.pack(">ii", total, -1)
        answer = self._call(_CREATE_PARTITIONS, 0, _array([topic]) + struct.pack(">ib", 10000, 0))
        answer.number("i")
        answer.array(lambda: _check(f"add partitions to {answer.string()}", answer.number("h")) or answer.string())

    def offsets(self, topic, which=LATEST):
        """Partition → offset; `which` is LATEST, EARLIEST or a timestamp in ms (then -1 where no record is as new)."""
        wanted = [struct.pack(">iq", partition, which) for partition in range(self.topics()[topic])]
        body = struct.pack(">i", -1) + _array([_string(topic) + _array(wanted)])
        answer = self._call(_LIST_OFFSETS, 1, body)
        found = {}

        def partition():
            number, code, _, offset = (answer.number(c) for c in "ihqq")
            _check(f"offsets of {topic} partition {number}", code)
            found[number] = offset

        answer.array(lambda: (answer.string(), answer.array(partition)))
        return found

    def delete_records_before(self, topic, offsets):
        """Deletes what stands before the given offset of each partition: they become the earliest offsets."""
        partitions = _array(struct.pack(">iq", partition, offset) for partition, offset in offsets.items())
        answer = self._call(_DELETE_RECORDS, 0, _array([_string(topic) + partitions]) + struct.pack(">i", 10000))
        answer.number("i")

        def partition():
            number, _, code = (answer.number(c) for c in "iqh")
            _check(f"delete records of {topic} partition {number}", code)

        answer.array(lambda: (answer.string(), answer.array(partition)))

    def _wait_for_coordinator(self, group):
        """The first group of a broker's life makes it create the topic of offsets."""

        def answered():
            return self._call(_FIND_COORDINATOR, 0, _string(group)).number("h") == 0

        wait_until(answered, 20, f"coordinator of group {group}")

    def committed(self, group, topic):
        """Partition → committed offset of the consumer group; partitions without one are left out."""
        self._wait_for_coordinator(group)
        partitions = _array(struct.pack(">i", partition) for partition in range(self.topics()[topic]))
        answer = self._call(_OFFSET_FETCH, 1, _string(group) + _array([_string(topic) + partitions]))
        found = {}

        def partition():
            number, offset, _, code = answer.number("i"), answer.number("q"), answer.string(), answer.number("h")
            _check(f"committed offset of {group} on {topic} partition {number}", code)
            if offset >= 0:
                found[number] = offset

        answer.array(lambda: (answer.string(), answer.array(partition)))
        return found

    def commit(self, group, topic, offsets):
        """Commits offsets for a group that has no members."""
        self._wait_for_coordinator(group)
        partitions = _array(struct.pack(">iq", partition, offset) + _string("") for partition, offset in offsets.items())
        body = _string(group) + struct.pack(">i", -1) + _string("") + struct.pack(">q", -1)
        answer = self._call(_OFFSET_COMMIT, 2, body + _array([_string(topic) + partitions]))

        def partition():
            number, code = answer.number("i"), answer.number("h")
            _check(f"commit of {group} on {topic} partition {number}", code)

        answer.array(lambda: (answer.string(), answer.array(partition)))
