"""The dashboard: the saved objects keep Kibana's rules, and each panel's own search, sent to the real Elasticsearch
that the jobs have filled, returns the numbers computed from the rows themselves."""

import copy
import unittest
from collections import Counter
from datetime import timedelta, timezone

import client_amount
import kibana_objects
import mullion
import shared

OBJECTS = kibana_objects.read(mullion.EXAMPLES / "kibana.ndjson")


class SavedObjectsTest(unittest.TestCase):
    def test_they_keep_the_rules_of_an_import(self):
        self.assertEqual(kibana_objects.problems(OBJECTS), [])

    def test_a_broken_rule_is_found(self):
        def with_change(change):
            objects = copy.deepcopy(OBJECTS)
            change({(item["type"], item["id"]): item for item in objects}, objects)
            return kibana_objects.problems(objects)

        for change, problem in [
            (lambda by, all_: all_.append(all_[0]), "twice"),
            (lambda by, all_: all_.remove(by[("index-pattern", "total_amount")]), "which is not in the file"),
            (lambda by, all_: by[("dashboard", "client-amount")]["migrationVersion"].update(dashboard="7.9.3"), "newer"),
            (lambda by, all_: by[("visualization", "client-amount-rows")]["attributes"].update(visState={}), "not JSON inside"),
            (lambda by, all_: all_[0].pop("attributes"), "attributes"),
        ]:
            with self.subTest(problem):
                self.assertIn(problem, "\n".join(with_change(change)))

    def test_the_data_views_have_the_time_fields_of_the_tables(self):
        views = {item["id"]: item["attributes"]["timeFieldName"] for item in OBJECTS if item["type"] == "index-pattern"}
        self.assertEqual(views, {"total_amount": "window_end", "total_amount_history": "window_start"})


class PanelsTest(shared.ProgramTest):
    """Both jobs run over rows of the generator's shape into the indices that the data views name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kafka, cls.node = shared.kafka(), shared.elasticsearch()
        for index in ("total_amount", "total_amount_history"):
            cls.node.delete_index(index)
            cls.addClassCleanup(cls.node.delete_index, index)
        cls.rows = client_amount.rows(6000, minutes=40, seed=7)
        topic = cls.new_name("panels")
        cls.kafka.create_topic(topic, 2)
        client_amount.produce(cls.kafka, topic, cls.rows, partitions=2)
        for name in ("job", "history"):
            sql = client_amount.job(name, cls.kafka.bootstrap, cls.node.url, {"topic": topic, **client_amount.BOUNDED})
            ended = mullion.run_sql(sql, within_s=120)
            assert ended.returncode == 0, ended.stderr
        for index in ("total_amount", "total_amount_history"):
            cls.node.refresh(index)

    def rows_of_panel(self, title):
        start = client_amount.START.replace(tzinfo=timezone.utc)
        for panel_title, view, state in kibana_objects.panels(OBJECTS):
            if panel_title == title:
                body = kibana_objects.search(view, state, start.isoformat(), (start + timedelta(hours=1)).isoformat())
                answer = self.node.call("POST", f"/{view['title']}/_search", body)
                return kibana_objects.table(state, answer["aggregations"])
        raise AssertionError(f"no panel {title}")

    @staticmethod
    def epoch_ms(time):
        return int(time.replace(tzinfo=timezone.utc).timestamp() * 1000)

    def test_every_panel_is_checked_here(self):
        titles = [title for title, _, _ in kibana_objects.panels(OBJECTS)]
        self.assertEqual(titles, ["Total per client over time", "Latest window per client", "Rows per minute"])

    def test_total_per_client_over_time(self):
        expected = {(self.epoch_ms(start), client, float(total))
                    for (client, start), (total, _) in client_amount.sums(self.rows).items()}
        self.assertEqual(set(self.rows_of_panel("Total per client over time")), expected)

    def test_latest_window_per_client(self):
        last = {}
        for (client, _), (total, _) in sorted(client_amount.sums(self.rows).items(), key=lambda entry: entry[0][1]):
            last[client] = float(total)
        self.assertEqual(self.rows_of_panel("Latest window per client"), sorted(last.items()))

    def test_rows_per_minute(self):
        minutes = Counter(self.epoch_ms(client_amount.window_of(row)) for row in self.rows)
        self.assertEqual(self.rows_of_panel("Rows per minute"), [(minute, float(n)) for minute, n in sorted(minutes.items())])

    def test_the_views_time_fields_are_dates_in_the_index(self):
        for _, view, _ in kibana_objects.panels(OBJECTS):
            mapping = self.node.call("GET", f"/{view['title']}/_mapping")[view["title"]]["mappings"]["properties"]
            self.assertEqual(mapping[view["timeFieldName"]]["type"], "date")


if __name__ == "__main__":
    unittest.main()
