"""A proxy in front of a broker that passes everything on and notes when the first fetch request comes by."""

import contextlib
import socket
import struct
import threading
import time

_FETCH = 1


class FetchWatch:
    """Advertise `port` as the broker's. `fetched` is set at the first fetch after arm(), `fetched_at` its monotonic time."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.fetched = threading.Event()
        self.fetched_at = None
        self._target = None

    def start(self, target):
        self._target = ("127.0.0.1", target)
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self):
        self.fetched.clear()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    broker = socket.create_connection(self._target)
                except OSError:
                    client.close()
                    continue
                broker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._requests, args=(client, broker), daemon=True).start()
                threading.Thread(target=self._answers, args=(broker, client), daemon=True).start()

    def _requests(self, client, broker):
        """Each request is its size in four bytes, then its kind in two."""
        with contextlib.suppress(OSError), client.makefile("rb") as stream:
            while len(head := stream.read(4)) == 4:
                body = stream.read(struct.unpack(">i", head)[0])
                if struct.unpack_from(">h", body)[0] == _FETCH and not self.fetched.is_set():
                    self.fetched_at = time.monotonic()
                    self.fetched.set()
                broker.sendall(head + body)
        with contextlib.suppress(OSError):
            broker.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _answers(broker, client):
        with contextlib.suppress(OSError):
            while data := broker.recv(1 << 16):
                client.sendall(data)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)

    def close(self):
        self._listener.close()
