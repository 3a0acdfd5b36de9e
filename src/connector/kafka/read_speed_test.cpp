// How fast the source reads beside a raw librdkafka consumer that only counts, with the same queue limits. Prints;
// never fails for being slow. Runs when MULLION_TEST_KAFKA names a broker and MULLION_SPEED_TOPIC a topic there that is
// full.
#include <sys/resource.h>

#include <fmt/format.h>

#include "connector/kafka/queue_limits.h"
#include "connector/kafka/real_broker.h"

namespace mullion::kafka {
namespace {

struct Speed {
  int64_t records = 0;
  int64_t bytes = 0;
  double seconds = 0;
  double user_seconds = 0;
  double system_seconds = 0;
};

/// What this process has used so far.
Speed UsedSoFar() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return {.user_seconds = seconds(usage.ru_utime), .system_seconds = seconds(usage.ru_stime)};
}

class ReadSpeed : public KafkaReal {
 protected:
  void SetUp() override {
    KafkaReal::SetUp();
    if (IsSkipped()) return;
    const char* topic = std::getenv("MULLION_SPEED_TOPIC");
    if (topic == nullptr) GTEST_SKIP() << "MULLION_SPEED_TOPIC names no topic";
    topic_ = topic;
  }

  Speed ReadRaw(int partitions, int64_t records) {
    QueueLimits limits = QueueLimitsFor(static_cast<size_t>(partitions));
    auto client = MakeClient(ClientKind::kConsumer,
                             {{"bootstrap.servers", bootstrap_},
                              {"group.id", "speed"},
                              {"enable.auto.commit", "false"},
                              {"enable.auto.offset.store", "false"},
                              {"queued.min.messages", std::to_string(limits.queued_min_messages)},
                              {"queued.max.messages.kbytes", std::to_string(limits.queued_max_messages_kbytes)},
                              {"fetch.message.max.bytes", std::to_string(limits.fetch_message_max_bytes)}},
                             &listener_);
    Speed speed;
    int64_t start = clock_.MonotonicNs();
    Speed before = UsedSoFar();
    std::vector<Partition> all;
    for (int i = 0; i < partitions; ++i) all.push_back({topic_, i});
    rd_kafka_assign(client->get(), MakePartitionList(all, 0).get());
    QueueHandle queue(rd_kafka_queue_get_consumer(client->get()));
    std::vector<rd_kafka_message_t*> messages(10'000);
    while (speed.records < records) {
      ssize_t count = rd_kafka_consume_batch_queue(queue.get(), 100, messages.data(), messages.size());
      for (ssize_t i = 0; i < count; ++i) {
        rd_kafka_message_t* message = messages[static_cast<size_t>(i)];
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
          ++speed.records;
          speed.bytes += static_cast<int64_t>(message->len);
        }
        rd_kafka_message_destroy(message);
      }
    }
    return Finished(speed, start, before);
  }

  Speed ReadOurs() {
    Speed speed;
    int64_t start = clock_.MonotonicNs();
    Speed before = UsedSoFar();
    auto source = Open(Table({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}}));
    while (!AllFinished(*source)) {
      EXPECT_TRUE(source->Poll());
      bool any = false;
      for (size_t i = 0; i < source->splits().size(); ++i) {
        if (!source->splits()[i].has_data) continue;
        any = true;
        auto run = source->Take(i, 16'384);
        speed.records += static_cast<int64_t>(run->values.size());
        speed.bytes += static_cast<int64_t>(run->values.bytes.size());
      }
      if (!any) waker_.WaitFor(100);
    }
    return Finished(speed, start, before);
  }

  Speed Finished(Speed speed, int64_t start_ns, const Speed& before) const {
    Speed now = UsedSoFar();
    speed.seconds = static_cast<double>(clock_.MonotonicNs() - start_ns) / 1e9;
    speed.user_seconds = now.user_seconds - before.user_seconds;
    speed.system_seconds = now.system_seconds - before.system_seconds;
    return speed;
  }

  static void Print(std::string_view who, const Speed& speed) {
    fmt::print("{:>4}: {} records, {:.2f} s, {:.2f} M rec/s, CPU {:.2f} s user, {:.2f} s system\n", who, speed.records,
               speed.seconds, static_cast<double>(speed.records) / speed.seconds / 1e6, speed.user_seconds,
               speed.system_seconds);
    std::fflush(stdout);
  }
};

TEST_F(ReadSpeed, BesideARawConsumer) {
  bool created = false;
  int partitions = *EnsureTopic(admin_.get(), topic_, false, 5000, &created);
  QueueLimits limits = QueueLimitsFor(static_cast<size_t>(partitions));
  fmt::print("{} partitions; queued.min.messages={} queued.max.messages.kbytes={} fetch.message.max.bytes={}\n",
             partitions, limits.queued_min_messages, limits.queued_max_messages_kbytes, limits.fetch_message_max_bytes);
  for (int round = 0; round < 3; ++round) {
    Speed ours = ReadOurs();
    Print("ours", ours);
    Speed raw = ReadRaw(partitions, ours.records);
    Print("raw", raw);
    EXPECT_EQ(raw.bytes, ours.bytes);
    fmt::print("ratio {:.2f}\n", raw.seconds / ours.seconds);
  }
}

}  // namespace
}  // namespace mullion::kafka
