"""Real Elasticsearch and OpenSearch nodes, and the few calls that tests make to them."""

import json
import urllib.error
import urllib.request

from .fetch import RECIPES, fetch
from .process import Server, free_port


class HttpStatus(Exception):
    """The server answered with an error status; `body` is the decoded JSON, or the text."""

    def __init__(self, code, body):
        super().__init__(f"HTTP {code}: {body}")
        self.code, self.body = code, body


def request_json(url, method="GET", body=None, content_type="application/json", timeout_s=20):
    """One request; `body` is bytes, or a value that is sent as JSON."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": content_type})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout_s) as answer:
            text = answer.read().decode()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")
        try:
            body = json.loads(text)
        except ValueError:
            body = text
        raise HttpStatus(error.code, body) from None


class SearchNode(Server):
    """What both products share. `url` is the address."""

    part = None
    main_class = None

    def __init__(self, folder=None, port=None, settings=None, detached=False):
        super().__init__(folder, detached)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = settings or {}

    def launch(self):
        (self.folder / "config").mkdir(exist_ok=True)
        super().launch()

    def command(self):
        root = fetch(self.part)
        return ["java", "-Xms256m", "-Xmx512m", f"-Dlog4j2.configurationFile={RECIPES / 'log4j2.properties'}",
                "-Djava.security.manager=allow", "-cp", f"{root}/classes:{root}/libs/*", self.main_class, str(self.folder),
                str(self.port), *(f"{key}={value}" for key, value in self._settings.items())]

    def is_ready(self):
        return self.call("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s")["status"] in ("green", "yellow")

    def call(self, method, path, body=None, **named):
        return request_json(self.url + path, method, body, **named)

    def refresh(self, index):
        self.call("POST", f"/{index}/_refresh")

    def index_exists(self, index):
        try:
            self.call("GET", f"/{index}")
            return True
        except HttpStatus as error:
            if error.code == 404:
                return False
            raise

    def documents(self, index, size=10000):
        """Document id → document, of an index of at most `size`; none when the index is absent."""
        if not self.index_exists(index):
            return {}
        self.refresh(index)
        found = self.call("POST", f"/{index}/_search", {"size": size, "query": {"match_all": {}}, "version": True})
        return {hit["_id"]: hit["_source"] for hit in found["hits"]["hits"]}

    def delete_index(self, index):
        self.call("DELETE", f"/{index}?ignore_unavailable=true")


class Elasticsearch(SearchNode):
    name = part = "elasticsearch"
    main_class = "ElasticsearchMain"


class OpenSearch(SearchNode):
    name = part = "opensearch"
    main_class = "OpenSearchMain"
