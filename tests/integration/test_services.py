"""The real servers themselves: what the other tests take for granted of them."""

import unittest

from services import EARLIEST, Elasticsearch, Kafka, KafkaError, OpenSearch, ZooKeeperKafka, wait_until


class KafkaAnswers(unittest.TestCase):
    broker = Kafka

    @classmethod
    def setUpClass(cls):
        cls.kafka = cls.enterClassContext(cls.broker(partitions=2))

    def test_what_is_produced_to_a_partition_is_read_back_in_order(self):
        self.kafka.create_topic("order")
        self.kafka.produce("order", ["a", "b"], partition=1)
        self.kafka.produce("order", ["c"], partition=1)
        self.assertEqual(self.kafka.consume("order", r"%p %o %s\n"), ["1 0 a", "1 1 b", "1 2 c"])
        self.assertEqual(self.kafka.admin.offsets("order"), {0: 0, 1: 3})

    def test_deleted_records_move_the_earliest_offset(self):
        self.kafka.create_topic("deleted")
        self.kafka.produce("deleted", ["a", "b", "c"], partition=0)
        self.kafka.admin.delete_records_before("deleted", {0: 2})
        self.assertEqual(self.kafka.admin.offsets("deleted", EARLIEST), {0: 2, 1: 0})
        self.assertEqual(self.kafka.consume("deleted"), ["c"])

    def test_a_commit_is_what_the_group_has_committed(self):
        self.kafka.create_topic("committed")
        self.assertEqual(self.kafka.admin.committed("readers", "committed"), {})
        self.kafka.admin.commit("readers", "committed", {1: 7})
        self.assertEqual(self.kafka.admin.committed("readers", "committed"), {1: 7})

    def test_partitions_can_be_added_and_topics_deleted(self):
        self.kafka.create_topic("grown", 1)
        self.kafka.admin.add_partitions("grown", 3)
        wait_until(lambda: self.kafka.admin.topics().get("grown") == 3, 10, "three partitions")
        self.kafka.admin.delete_topic("grown")
        wait_until(lambda: "grown" not in self.kafka.admin.topics(), 10, "the topic is gone")
        with self.assertRaises(KafkaError):
            self.kafka.admin.delete_topic("grown")

    def test_data_survive_a_kill(self):
        self.kafka.create_topic("kept")
        self.kafka.produce("kept", ["a"], partition=0)
        self.kafka.kill()
        self.kafka.start()
        wait_until(lambda: self.kafka.consume("kept") == ["a"], 20, "the record is there again")


class ZooKeeperKafkaAnswers(KafkaAnswers):
    broker = ZooKeeperKafka


class ElasticsearchAnswers(unittest.TestCase):
    node_class = Elasticsearch
    version = "7.8.0"

    @classmethod
    def setUpClass(cls):
        cls.node = cls.enterClassContext(cls.node_class())

    def test_it_is_the_version_that_the_project_names(self):
        self.assertEqual(self.node.call("GET", "/")["version"]["number"], self.version)

    def test_documents_are_found_by_id(self):
        self.assertEqual(self.node.documents("absent"), {})
        self.node.call("PUT", "/some/_doc/7", {"client": 7})
        self.assertEqual(self.node.documents("some"), {"7": {"client": 7}})
        self.node.delete_index("some")
        self.assertFalse(self.node.index_exists("some"))


class OpenSearchAnswers(ElasticsearchAnswers):
    node_class = OpenSearch
    version = "2.19.0"


if __name__ == "__main__":
    unittest.main()
