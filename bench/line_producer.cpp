// line_producer BOOTSTRAP TOPIC: sends each line of standard input to partition 0 as a record, the moment it is read,
// and ends with the input once all are acknowledged. (kcat waits until its input buffer is full.)
#include <librdkafka/rdkafka.h>

#include <array>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

namespace {

constexpr int kFlushMs = 10'000;

struct Destroy {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};

std::unique_ptr<rd_kafka_t, Destroy> MakeClient(const char* bootstrap) {
  std::array<char, 256> reason{};
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  const bool fine = rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap, reason.data(), reason.size()) == 0 &&
                    rd_kafka_conf_set(conf, "linger.ms", "0", reason.data(), reason.size()) == 0;
  rd_kafka_t* client = fine ? rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason.data(), reason.size()) : nullptr;
  if (client == nullptr) {
    std::fprintf(stderr, "line_producer: no client: %s\n", reason.data());
    rd_kafka_conf_destroy(conf);
  }
  return std::unique_ptr<rd_kafka_t, Destroy>(client);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("line_producer BOOTSTRAP TOPIC\n", stderr);
    return 2;
  }
  auto client = MakeClient(argv[1]);
  if (!client) return 1;
  for (std::string line; std::getline(std::cin, line);) {
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client.get(), RD_KAFKA_V_TOPIC(argv[2]), RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_VALUE(line.data(), line.size()),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      std::fprintf(stderr, "line_producer: %s\n", rd_kafka_err2str(error));
      return 1;
    }
    rd_kafka_poll(client.get(), 0);
  }
  return rd_kafka_flush(client.get(), kFlushMs) == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : 1;
}
