#include "connector/kafka/trouble.h"

#include <gtest/gtest.h>

#include <vector>

namespace mullion::kafka {
namespace {

class Lines final : public Logger {
 public:
  void Log(LogLevel, std::string_view message) override { all.emplace_back(message); }
  std::vector<std::string> all;
};

TEST(Trouble, IsLoggedOnceAChangeAndOnceWhenItIsOver) {
  Lines lines;
  Trouble trouble("kafka table orders", &lines);
  trouble.Clear();
  trouble.Set("broker a:1: Connection refused");
  trouble.Set("broker a:1: Connection refused");
  EXPECT_EQ(trouble.text(), "broker a:1: Connection refused");
  trouble.Clear();
  trouble.Clear();
  EXPECT_EQ(lines.all, (std::vector<std::string>{"kafka table orders waits: broker a:1: Connection refused",
                                                 "kafka table orders goes on"}));
}

// The texts are librdkafka 2.0.2's.
TEST(ReadableReason, NamesTheBrokerAndTheCause) {
  EXPECT_EQ(
      ReadableReason("127.0.0.1:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in "
                     "state CONNECT, 1 identical error(s) suppressed)"),
      "broker 127.0.0.1:1: Connection refused");
  EXPECT_EQ(ReadableReason("sasl_ssl://kafka:9093/bootstrap: SASL authentication error: Authentication failed (after "
                           "312ms in state AUTH_REQ)"),
            "broker kafka:9093: SASL authentication error: Authentication failed");
  EXPECT_EQ(ReadableReason("GroupCoordinator: 127.0.0.1:49031: Disconnected (after 2766ms in state UP)"),
            "broker 127.0.0.1:49031: Disconnected");
  EXPECT_EQ(
      ReadableReason("kafka:9092/bootstrap: Failed to resolve 'kafka:9092': Name or service not known (after 3ms in "
                     "state CONNECT)"),
      "broker kafka:9092: Failed to resolve 'kafka:9092': Name or service not known");
  EXPECT_EQ(ReadableReason("1/1 brokers are down"), "1/1 brokers are down");
}

}  // namespace
}  // namespace mullion::kafka
