#include "http/http_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mullion {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HttpUrl, ReadsHostPortAndPath) {
  HttpUrl url = *ParseHttpUrl("https://gateway.example:8443/flink/");
  EXPECT_TRUE(url.host.tls);
  EXPECT_EQ(url.host.name, "gateway.example");
  EXPECT_EQ(url.host.port, "8443");
  EXPECT_EQ(url.host.url, "https://gateway.example:8443");
  EXPECT_EQ(url.path, "/flink");
}

TEST(HttpUrl, TakesWhatIsLeftOutFromTheScheme) {
  EXPECT_EQ(ParseHttpUrl("localhost:8083")->host.url, "http://localhost:8083");
  EXPECT_EQ(ParseHttpUrl("http://localhost")->host.port, "80");
  EXPECT_EQ(ParseHttpUrl("HTTPS://localhost")->host.port, "443");
  EXPECT_EQ(ParseHttpUrl("http://[::1]:8083")->host.name, "::1");
  EXPECT_EQ(ParseHttpUrl("http://[::1]")->host.port, "80");
  EXPECT_EQ(ParseHttpUrl("http://localhost:8083/")->path, "");
}

TEST(HttpUrl, SaysWhatIsWrong) {
  EXPECT_THAT(ParseHttpUrl("ftp://x:1").error().what(), HasSubstr("http or https"));
  EXPECT_THAT(ParseHttpUrl("http://x:99999").error().what(), HasSubstr("'99999' is no port"));
  EXPECT_THAT(ParseHttpUrl("http://x:abc").error().what(), HasSubstr("'abc' is no port"));
  EXPECT_THAT(ParseHttpUrl("http://:8083").error().what(), HasSubstr("host's name is missing"));
  EXPECT_THAT(ParseHttpUrl("").error().what(), HasSubstr("host's name is missing"));
  EXPECT_THAT(ParseHttpUrl("http://x:1/a b").error().what(), HasSubstr("space"));
}

TEST(HttpUrl, NeverRepeatsAPassword) {
  EXPECT_THAT(ParseHttpUrl("http://me:secret@x:1").error().ToString(), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace mullion
