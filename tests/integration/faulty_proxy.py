"""A proxy in front of Elasticsearch that fails in the ways a test asks for. Each rule sees a request and may answer in the
server's place; a request that no rule answers is passed on."""

import http.client
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Request:
    def __init__(self, method, path, body):
        self.method, self.path, self.body = method, path, body

    def is_bulk(self):
        return self.path.split("?")[0].endswith("/_bulk")

    def actions(self):
        """(action, its metadata, its document or None) of each item of a bulk request."""
        lines = iter(self.body.decode().splitlines())
        found = []
        for line in lines:
            ((action, meta),) = json.loads(line).items()
            found.append((action, meta, None if action == "delete" else json.loads(next(lines))))
        return found


class Drop(Exception):
    """A rule raises this to close the connection without an answer."""


class FaultyProxy:
    """`rules` are tried in order: rule(request, forward) returns (status, headers, body) or None. `forward()` passes the
    request on, with another body if one is given, and returns that triple, so that a rule can also lose an answer."""

    def __init__(self, host, port):
        self.rules = []
        self.bulk_requests = []  # every bulk request that came in, in order
        self._lock = threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Request(self.command, self.path, body)

                def forward(body=body):
                    connection = http.client.HTTPConnection(host, port, timeout=60)
                    own = ("host", "connection", "content-length")
                    headers = {key: value for key, value in self.headers.items() if key.lower() not in own}
                    # Whole answers: a rule that changes one has to see all of its items.
                    path = re.sub(r"&filter_path=[^&]*", "", self.path)
                    connection.request(self.command, path, body, headers)
                    answer = connection.getresponse()
                    result = (answer.status, {"Content-Type": answer.getheader("Content-Type", "application/json")}, answer.read())
                    connection.close()
                    return result

                try:
                    status, headers, answer = proxy.answer(request, forward)
                except Drop:
                    self.close_connection = True
                    self.connection.close()
                    return
                except OSError:
                    status, headers, answer = 502, {}, b"the server behind the proxy is down"
                self.send_response(status)
                for key, value in {**headers, "Content-Length": str(len(answer))}.items():
                    self.send_header(key, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = handle_any

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, request, forward):
        with self._lock:
            if request.is_bulk():
                self.bulk_requests.append(request)
            rules = list(self.rules)
        for rule in rules:
            if (answer := rule(request, forward)) is not None:
                return answer
        return forward()

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self._server.shutdown()
        self._server.server_close()


def times(count, rule):
    """The rule for the first `count` bulk requests."""
    left = [count]
    lock = threading.Lock()

    def limited(request, forward):
        if not request.is_bulk():
            return None
        with lock:
            if left[0] == 0:
                return None
            left[0] -= 1
        return rule(request, forward)

    limited.spent = lambda: left[0] == 0
    return limited


def status(code, kind="circuit_breaking_exception"):
    """The whole request is refused."""
    body = json.dumps({"error": {"type": kind, "reason": "refused by the test"}, "status": code}).encode()
    return lambda request, forward: (code, {"Content-Type": "application/json"}, body)


def lose_answer(request, forward):
    """The server does the work, its answer never comes back: the ambiguous case."""
    forward()
    raise Drop


def drop(request, forward):
    raise Drop


def refuse_items(wanted, code=429, kind="es_rejected_execution_exception"):
    """Items for which wanted(document) holds are answered with `code`; the others of the same request are written."""

    def rule(request, forward):
        actions = request.actions()
        refused = {number for number, (_, _, document) in enumerate(actions) if document is not None and wanted(document)}
        if not refused:
            return None
        lines = []
        for number, (action, meta, document) in enumerate(actions):
            if number not in refused:
                lines += [{action: meta}] + ([] if document is None else [document])
        kept = "".join(json.dumps(line) + "\n" for line in lines).encode()
        written = iter(json.loads(forward(kept)[2])["items"] if kept else ())
        items = []
        for number, (action, meta, _) in enumerate(actions):
            if number in refused:
                items.append({action: {**meta, "status": code, "error": {"type": kind, "reason": "refused by the test"}}})
            else:
                items.append(next(written))
        return 200, {"Content-Type": "application/json"}, json.dumps({"took": 1, "errors": True, "items": items}).encode()

    return rule
