#include "connector/kafka/client_settings.h"

#include <gtest/gtest.h>

#include "connector/kafka/client.h"

namespace mullion::kafka {
namespace {

TableDefinition Table(const std::map<std::string, std::string>& properties) {
  TableDefinition table;
  table.name = "orders";
  table.options["properties.bootstrap.servers"] = "kafka:9092";
  int line = 1;
  for (const auto& [name, value] : properties) {
    table.options["properties." + name] = value;
    table.option_positions["properties." + name] = {++line, 3, 4};
  }
  return table;
}

ClientSettings Read(const std::map<std::string, std::string>& properties) {
  auto settings = ReadClientSettings(Table(properties));
  EXPECT_TRUE(settings) << settings.error().ToString();
  return settings ? *settings : ClientSettings{};
}

std::string ErrorOf(const std::map<std::string, std::string>& properties) {
  auto settings = ReadClientSettings(Table(properties));
  EXPECT_FALSE(settings);
  return settings ? "" : settings.error().ToString();
}

TEST(ClientSettings, JavaNamesBecomeThoseOfLibrdkafkaEachForItsClient) {
  ClientSettings settings = Read({{"fetch.max.wait.ms", "50"},
                                  {"max.partition.fetch.bytes", "2000000"},
                                  {"request.timeout.ms", "20000"},
                                  {"max.request.size", "2000000"},
                                  {"receive.buffer.bytes", "-1"},
                                  {"security.protocol", "SASL_SSL"}});
  EXPECT_EQ(settings.bootstrap_servers, "kafka:9092");
  EXPECT_EQ(settings.consumer.at("fetch.wait.max.ms"), "50");
  EXPECT_EQ(settings.consumer.at("fetch.message.max.bytes"), "2000000");
  EXPECT_EQ(settings.consumer.at("socket.timeout.ms"), "20000");
  EXPECT_EQ(settings.consumer.at("socket.receive.buffer.bytes"), "0");
  EXPECT_EQ(settings.consumer.at("security.protocol"), "sasl_ssl");
  EXPECT_FALSE(settings.consumer.contains("message.max.bytes"));
  EXPECT_EQ(settings.producer.at("message.max.bytes"), "2000000");
  EXPECT_EQ(settings.producer.at("request.timeout.ms"), "20000");
  EXPECT_FALSE(settings.producer.contains("fetch.wait.max.ms"));
  EXPECT_TRUE(CheckSettings(settings.consumer));
  EXPECT_TRUE(CheckSettings(settings.producer));
}

TEST(ClientSettings, WhatMeansNothingHereIsIgnoredWithANote) {
  ClientSettings settings = Read({{"key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"},
                                  {"max.poll.records", "500"},
                                  {"enable.auto.commit", "true"}});
  EXPECT_EQ(settings.notes.size(), 3u);
  EXPECT_FALSE(settings.consumer.contains("enable.auto.commit"));
}

TEST(ClientSettings, UnknownPropertiesAreRefusedWithNearOnes) {
  std::string error = ErrorOf({{"auto.ofset.reset", "earliest"}});
  EXPECT_NE(error.find("'properties.auto.ofset.reset'"), std::string::npos) << error;
  EXPECT_NE(error.find("auto.offset.reset"), std::string::npos) << error;
  EXPECT_NE(error.find("line 2, column 3"), std::string::npos) << error;
  EXPECT_NE(ErrorOf({{"qqqqqqqqqqqqqqqqqqqqq", "1"}}).find("bootstrap.servers"), std::string::npos);
}

TEST(ClientSettings, WhatLoadsCodeOrRunsCommandsIsRefused) {
  for (const char* name : {"plugin.library.paths", "ssl.engine.location", "interceptor.classes", "metric.reporters",
                           "sasl.kerberos.kinit.cmd", "sasl.login.callback.handler.class", "partitioner.class",
                           "ssl.engine.factory.class", "config.providers"}) {
    EXPECT_NE(ErrorOf({{name, "x"}}).find("is refused"), std::string::npos) << name;
  }
}

TEST(ClientSettings, JaasBecomesMechanismUserAndPassword) {
  ClientSettings plain = Read({{"security.protocol", "SASL_PLAINTEXT"},
                               {"sasl.mechanism", "PLAIN"},
                               {"sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required "
                                "username=\"alice\" password=\"pw\";"}});
  EXPECT_EQ(plain.consumer.at("sasl.mechanisms"), "PLAIN");
  EXPECT_EQ(plain.consumer.at("sasl.username"), "alice");
  EXPECT_EQ(plain.producer.at("sasl.password"), "pw");
  ClientSettings scram = Read({{"sasl.mechanism", "SCRAM-SHA-512"},
                               {"sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required username='a' "
                                "password='b';"}});
  EXPECT_EQ(scram.consumer.at("sasl.mechanisms"), "SCRAM-SHA-512");
  EXPECT_TRUE(CheckSettings(scram.consumer));
}

TEST(ClientSettings, OtherLoginModulesAndMechanismsAreRefused) {
  EXPECT_NE(ErrorOf({{"sasl.jaas.config", "com.sun.security.auth.module.JndiLoginModule required x=y;"}})
                .find("JndiLoginModule is not supported"),
            std::string::npos);
  EXPECT_NE(ErrorOf({{"sasl.mechanism", "AWS_MSK_IAM"}}).find("'AWS_MSK_IAM' is not supported"), std::string::npos);
}

TEST(ClientSettings, TheBrokersNameIsCheckedUnlessTurnedOff) {
  EXPECT_EQ(Read({}).consumer.at("ssl.endpoint.identification.algorithm"), "https");
  ClientSettings off = Read({{"ssl.endpoint.identification.algorithm", ""}});
  EXPECT_EQ(off.consumer.at("ssl.endpoint.identification.algorithm"), "none");
  ASSERT_EQ(off.notes.size(), 1u);
  EXPECT_NE(off.notes[0].find("not checked"), std::string::npos);
}

TEST(ClientSettings, ResetAndIsolationHaveTheirWords) {
  EXPECT_EQ(Read({}).reset, ResetPolicy::kFail);
  EXPECT_EQ(Read({{"auto.offset.reset", "none"}}).reset, ResetPolicy::kFail);
  EXPECT_EQ(Read({{"auto.offset.reset", "latest"}}).reset, ResetPolicy::kLatest);
  EXPECT_NE(ErrorOf({{"auto.offset.reset", "newest"}}).find("earliest, latest or none"), std::string::npos);
  EXPECT_NE(ErrorOf({{"isolation.level", "committed"}}).find("read_committed"), std::string::npos);
}

TEST(ClientSettings, WithoutBrokersTheMessageNamesTheOption) {
  TableDefinition table;
  table.name = "orders";
  auto settings = ReadClientSettings(table);
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().hint().find("properties.bootstrap.servers"), std::string::npos);
}

}  // namespace
}  // namespace mullion::kafka
