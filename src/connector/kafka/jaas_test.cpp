#include "connector/kafka/jaas.h"

#include <gtest/gtest.h>

namespace mullion::kafka {
namespace {

TEST(Jaas, ReadsTheModuleAndItsOptions) {
  auto entry = ParseJaas(
      "org.apache.kafka.common.security.scram.ScramLoginModule required\n  username=\"al'ice\" password='s\\'e;c\"ret' "
      "tokenauth=true;");
  ASSERT_TRUE(entry) << entry.error().ToString();
  EXPECT_EQ(entry->module, "ScramLoginModule");
  EXPECT_EQ(entry->options.at("username"), "al'ice");
  EXPECT_EQ(entry->options.at("password"), "s'e;c\"ret");
  EXPECT_EQ(entry->options.at("tokenauth"), "true");
}

TEST(Jaas, RefusesDamagedTextWithoutRepeatingIt) {
  for (const char* text : {"", ";", "Module", "Module required", "Module required username;",
                           "Module required password=\"secret;", "Module required password=secret"}) {
    auto entry = ParseJaas(text);
    ASSERT_FALSE(entry) << text;
    EXPECT_EQ(entry.error().ToString().find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace mullion::kafka
