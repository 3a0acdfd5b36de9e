// raw_consumer BOOTSTRAP TOPIC PARTITIONS RECORDS: reads that many records of the topic, from the beginning of each
// partition, with librdkafka alone, and only counts them: the yardstick of the Kafka source. Its queues have the
// program's own limits. Prints count, bytes and seconds (from creating the client to the last record) as JSON.
#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "connector/kafka/queue_limits.h"

namespace {

constexpr int kPollMs = 1000;
constexpr int kSilentPollsMax = 30;

struct Destroy {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};

struct Counts {
  uint64_t records = 0;
  uint64_t bytes = 0;
};

bool Set(rd_kafka_conf_t* conf, const char* name, const std::string& value) {
  std::array<char, 256> reason{};
  if (rd_kafka_conf_set(conf, name, value.c_str(), reason.data(), reason.size()) == RD_KAFKA_CONF_OK) return true;
  std::fprintf(stderr, "raw_consumer: %s\n", reason.data());
  return false;
}

std::unique_ptr<rd_kafka_t, Destroy> MakeClient(const std::string& bootstrap,
                                                const mullion::kafka::QueueLimits& limits) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  const bool fine = Set(conf, "bootstrap.servers", bootstrap) && Set(conf, "group.id", "raw_consumer") &&
                    Set(conf, "enable.auto.commit", "false") && Set(conf, "enable.auto.offset.store", "false") &&
                    Set(conf, "queued.min.messages", std::to_string(limits.queued_min_messages)) &&
                    Set(conf, "queued.max.messages.kbytes", std::to_string(limits.queued_max_messages_kbytes)) &&
                    Set(conf, "fetch.message.max.bytes", std::to_string(limits.fetch_message_max_bytes));
  std::array<char, 256> reason{};
  rd_kafka_t* client = fine ? rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason.data(), reason.size()) : nullptr;
  if (client == nullptr) {
    std::fprintf(stderr, "raw_consumer: no client: %s\n", reason.data());
    rd_kafka_conf_destroy(conf);
  }
  return std::unique_ptr<rd_kafka_t, Destroy>(client);
}

/// Counts until `wanted` records have come; fewer when the topic falls silent before.
Counts Read(rd_kafka_queue_t* queue, uint64_t wanted) {
  std::array<rd_kafka_message_t*, 4096> batch{};
  Counts counts;
  for (int silent = 0; counts.records < wanted && silent < kSilentPollsMax;) {
    const ssize_t got = rd_kafka_consume_batch_queue(queue, kPollMs, batch.data(), batch.size());
    silent = got > 0 ? 0 : silent + 1;
    for (ssize_t i = 0; i < got; ++i) {
      rd_kafka_message_t* message = batch[static_cast<size_t>(i)];
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        ++counts.records;
        counts.bytes += message->len;
      }
      rd_kafka_message_destroy(message);
    }
  }
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("raw_consumer BOOTSTRAP TOPIC PARTITIONS RECORDS\n", stderr);
    return 2;
  }
  const int partitions = std::atoi(argv[3]);
  const uint64_t wanted = std::strtoull(argv[4], nullptr, 10);
  const mullion::kafka::QueueLimits limits = mullion::kafka::QueueLimitsFor(static_cast<size_t>(partitions));
  const auto start = std::chrono::steady_clock::now();
  auto client = MakeClient(argv[1], limits);
  if (!client) return 1;
  rd_kafka_poll_set_consumer(client.get());
  const std::unique_ptr<rd_kafka_topic_partition_list_t, Destroy> assignment(
      rd_kafka_topic_partition_list_new(partitions));
  for (int partition = 0; partition < partitions; ++partition) {
    rd_kafka_topic_partition_list_add(assignment.get(), argv[2], partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  if (rd_kafka_assign(client.get(), assignment.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    std::fputs("raw_consumer: the partitions were not assigned\n", stderr);
    return 1;
  }
  Counts counts;
  {
    const std::unique_ptr<rd_kafka_queue_t, Destroy> queue(rd_kafka_queue_get_consumer(client.get()));
    counts = Read(queue.get(), wanted);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("{\"records\": %" PRIu64 ", \"bytes\": %" PRIu64
              ", \"seconds\": %.6f, \"queued.min.messages\": %d, "
              "\"queued.max.messages.kbytes\": %d, \"fetch.message.max.bytes\": %d}\n",
              counts.records, counts.bytes, seconds.count(), limits.queued_min_messages,
              limits.queued_max_messages_kbytes, limits.fetch_message_max_bytes);
  rd_kafka_consumer_close(client.get());
  return counts.records == wanted ? 0 : 1;
}
