"""Kibana's saved objects: the rules a file must keep to be imported by 7.8 and later, and the search that each panel sends."""

import json

# The newest migration that Kibana 7.8 knows for each type: a greater one is refused as "more recent".
NEWEST_MIGRATION = {"index-pattern": "7.6.0", "visualization": "7.4.2", "dashboard": "7.3.0"}
GRID_COLUMNS = 48
INDEX_REFERENCE = "kibanaSavedObjectMeta.searchSourceJSON.index"
JSON_TEXTS = {
    "index-pattern": ["fields"],
    "visualization": ["visState", "uiStateJSON"],
    "dashboard": ["panelsJSON", "optionsJSON"],
}


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def version(text):
    return tuple(map(int, text.split(".")))


def problems(objects):
    """Every broken rule, in words."""
    found, seen = [], set()
    known = {(item.get("type"), item.get("id")) for item in objects}
    for item in objects:
        name = f"{item.get('type')}:{item.get('id')}"
        kind = item.get("type")
        if kind not in NEWEST_MIGRATION:
            found.append(f"{name}: unsupported type")
            continue
        if not item.get("id") or not isinstance(item.get("attributes"), dict):
            found.append(f"{name}: needs an id and attributes")
            continue
        if name in seen:
            found.append(f"{name}: twice in the file")
        seen.add(name)
        migration = item.get("migrationVersion", {}).get(kind)
        if migration and version(migration) > version(NEWEST_MIGRATION[kind]):
            found.append(f"{name}: migration {migration} is newer than Kibana 7.8 knows")
        for reference in item.get("references", []):
            if (reference["type"], reference["id"]) not in known:
                found.append(f"{name}: refers to {reference['type']}:{reference['id']}, which is not in the file")
        found += [f"{name}: {problem}" for problem in _attribute_problems(kind, item)]
    return found


def _attribute_problems(kind, item):
    attributes = item["attributes"]
    for field in JSON_TEXTS[kind]:
        try:
            json.loads(attributes[field])
        except (KeyError, TypeError, ValueError):
            yield f"{field} is not JSON inside a string"
            return
    if kind == "index-pattern":
        if not attributes.get("timeFieldName"):
            yield "has no time field"
        return
    source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    if kind == "visualization":
        yield from _visualization_problems(item, source)
    else:
        yield from _dashboard_problems(item)


def _visualization_problems(item, source):
    state = json.loads(item["attributes"]["visState"])
    names = [reference["name"] for reference in item["references"]]
    if source.get("indexRefName") != INDEX_REFERENCE or names != [INDEX_REFERENCE]:
        yield "does not refer to its data view"
    if state["title"] != item["attributes"]["title"]:
        yield "has two titles"
    ids = [aggregation["id"] for aggregation in state["aggs"]]
    if len(set(ids)) != len(ids):
        yield "has two aggregations of one id"
    metrics = [aggregation["id"] for aggregation in state["aggs"] if aggregation["schema"] == "metric"]
    for series in state["params"].get("seriesParams", []):
        if series["data"]["id"] not in metrics:
            yield f"draws series {series['data']['id']}, which is no metric"
    for aggregation in state["aggs"]:
        order = aggregation["params"].get("orderBy")
        if order is not None and order not in (*metrics, "_key", "_count"):
            yield f"orders by {order}, which is no metric"


def _dashboard_problems(item):
    attributes = item["attributes"]
    names = {reference["name"] for reference in item["references"]}
    cells = set()
    for panel in json.loads(attributes["panelsJSON"]):
        grid = panel["gridData"]
        if grid["i"] != panel["panelIndex"]:
            yield f"panel {panel['panelIndex']} has another index in its grid"
        if panel["panelRefName"] not in names:
            yield f"panel {panel['panelIndex']} refers to nothing"
        own = {(x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])}
        if grid["x"] + grid["w"] > GRID_COLUMNS or own & cells:
            yield f"panel {panel['panelIndex']} overlaps or leaves the grid"
        cells |= own
    if attributes.get("timeRestore") and not (attributes.get("timeFrom") and attributes.get("timeTo")):
        yield "restores a time that it does not name"


# What one letter of an interval means to Elasticsearch.
CALENDAR = {"s": "1s", "m": "1m", "h": "1h", "d": "1d", "w": "1w"}


def panels(objects):
    """(title, data view, visState) of every panel of every dashboard."""
    by_key = {(item["type"], item["id"]): item for item in objects}
    for dashboard in (item for item in objects if item["type"] == "dashboard"):
        references = {reference["name"]: (reference["type"], reference["id"]) for reference in dashboard["references"]}
        for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
            visualization = by_key[references[panel["panelRefName"]]]
            (view_reference,) = visualization["references"]
            view = by_key[(view_reference["type"], view_reference["id"])]["attributes"]
            yield visualization["attributes"]["title"], view, json.loads(visualization["attributes"]["visState"])


def search(view, state, time_from, time_to):
    """The body of the search for one panel, as Kibana builds it: buckets nested in their order, metrics in the innermost."""
    metrics = {aggregation["id"]: {aggregation["type"]: {"field": aggregation["params"]["field"]}}
               for aggregation in state["aggs"] if aggregation["enabled"] and aggregation["schema"] == "metric"}
    body = metrics
    for aggregation in reversed([a for a in state["aggs"] if a["enabled"] and a["schema"] != "metric"]):
        # A bucket that orders by a metric carries that metric itself; here all of them do, which changes no bucket.
        body = {aggregation["id"]: {**_bucket(aggregation), "aggs": {**metrics, **body}}}
    span = {"gte": time_from, "lt": time_to, "format": "strict_date_optional_time"}
    return {"size": 0, "aggs": body, "query": {"bool": {"filter": [{"match_all": {}}, {"range": {view["timeFieldName"]: span}}]}}}


def _bucket(aggregation):
    params = aggregation["params"]
    if aggregation["type"] == "date_histogram":
        return {"date_histogram": {"field": params["field"], "calendar_interval": CALENDAR[params["interval"]],
                                   "time_zone": "UTC", "min_doc_count": params["min_doc_count"]}}
    if aggregation["type"] == "terms":
        return {"terms": {"field": params["field"], "order": {params["orderBy"]: params["order"]}, "size": params["size"]}}
    raise ValueError(f"no rule for a {aggregation['type']} bucket")


def table(state, aggregations):
    """The rows that the panel draws: (bucket keys…, metric values…), out of the answer's aggregations."""
    buckets = [a["id"] for a in state["aggs"] if a["schema"] != "metric"]
    metrics = [a["id"] for a in state["aggs"] if a["schema"] == "metric"]

    def walk(node, left, keys):
        if not left:
            yield (*keys, *(node[metric]["value"] for metric in metrics))
            return
        for bucket in node[left[0]]["buckets"]:
            yield from walk(bucket, left[1:], (*keys, bucket["key"]))

    return list(walk(aggregations, buckets, ()))
