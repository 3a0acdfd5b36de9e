#include "server/page_handler.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "server/embedded_assets.h"

namespace mullion {
namespace {

using Json = nlohmann::json;

class FakeMonitor final : public JobMonitor {
 public:
  JobView View() override { return view; }
  JobView view{
      .name = "j", .state = JobState::kRunning, .started_at_ms = 500, .now_ms = 1'000, .sql = "SELECT 1", .plan = "p"};
};

class PageHandlerTest : public testing::Test {
 protected:
  PageHandlerTest() { Fire(0, 12); }

  /// A window in which the total of key k is 100k + window.
  void Fire(int window, int keys) {
    std::vector<ResultRow> rows;
    for (int key = 1; key <= keys; ++key) {
      rows.push_back(
          {std::to_string(key), window * 60'000, (window + 1) * 60'000, {std::to_string(key * 100 + window)}});
    }
    history_.Append(rows);
  }
  HttpResponse Get(std::string path, std::vector<std::pair<std::string, std::string>> query = {}) {
    return page_->Handle({.method = "GET", .path = std::move(path), .query = std::move(query)});
  }
  std::unique_ptr<EventStream> Stream(std::vector<std::pair<std::string, std::string>> query = {},
                                      std::string last_id = {}) {
    return page_->OpenStream(
        {.method = "GET", .path = "/api/events", .query = std::move(query), .last_event_id = std::move(last_id)});
  }
  /// The fields of the one event of this type in the text.
  struct Event {
    std::string id;
    Json data;
  };
  static std::optional<Event> Find(const std::string& text, const std::string& type) {
    const size_t at = text.find("event: " + type + "\ndata: ");
    if (at == std::string::npos) return std::nullopt;
    const size_t data = text.find("data: ", at) + 6;
    Event event{"", Json::parse(text.substr(data, text.find("\n\n", data) - data))};
    const size_t id = text.rfind("id: ", at);
    if (id != std::string::npos) event.id = text.substr(id + 4, text.find('\n', id) - id - 4);
    return event;
  }

  FakeMonitor monitor_;
  ResultHistory history_{{"sink", {"client"}, {{"total", true}}}};
  std::unique_ptr<HttpHandler> page_ = MakePageHandler(monitor_, &history_);
};

TEST_F(PageHandlerTest, ServesThePageAndEverythingItAsksFor) {
  const HttpResponse page = Get("/");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  size_t at = 0, found = 0;
  for (const std::string mark : {"href=\"", "src=\""}) {
    for (at = page.body.find(mark); at != std::string::npos; at = page.body.find(mark, at + 1)) {
      const size_t from = at + mark.size();
      const std::string path = page.body.substr(from, page.body.find('"', from) - from);
      EXPECT_EQ(Get(path).status, 200) << path;
      ++found;
    }
  }
  EXPECT_GT(found, 5u);
}

TEST_F(PageHandlerTest, NoFileOfThePageNamesAnotherMachineOrABareModule) {
  for (const EmbeddedAsset& asset : EmbeddedAssets()) {
    EXPECT_EQ(asset.body.find("from\"preact\""), std::string_view::npos) << asset.path;
    EXPECT_EQ(asset.body.find("//cdn"), std::string_view::npos) << asset.path;
    if (asset.content_type.starts_with("text/html")) {
      EXPECT_EQ(asset.body.find("://"), std::string_view::npos) << asset.path;
      EXPECT_EQ(asset.body.find("<script>"), std::string_view::npos) << asset.path;
      EXPECT_EQ(asset.body.find("style="), std::string_view::npos) << asset.path;
    }
  }
}

TEST_F(PageHandlerTest, AFileThatTheClientHasIsNotSentAgain) {
  const std::string etag = Get("/page.js").etag;
  ASSERT_FALSE(etag.empty());
  const auto again = page_->Handle({.method = "GET", .path = "/page.js", .if_none_match = etag});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(PageHandlerTest, UnknownPathsAndMethodsAreRefused) {
  for (const char* path : {"/x", "/../etc/passwd", "/page.js/", "/api", "//"}) EXPECT_EQ(Get(path).status, 404) << path;
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
    const auto response = page_->Handle({.method = method, .path = "/api/job"});
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(response.allow, "GET, HEAD");
  }
}

TEST_F(PageHandlerTest, TheJobComesWithItsTextsRatesAndResultColumns) {
  const Json answer = Json::parse(Get("/api/job").body);
  EXPECT_EQ(answer["job"]["name"], "j");
  EXPECT_EQ(answer["job"]["state"], "RUNNING");
  EXPECT_EQ(answer["texts"]["sql"], "SELECT 1");
  EXPECT_EQ(answer["results"]["value_columns"][0]["name"], "total");
  EXPECT_EQ(answer["rates"].size(), 1u);
  EXPECT_TRUE(answer["job"]["why"]["headline"].is_string());
}

TEST_F(PageHandlerTest, HealthIsBadWhenTheJobHasFailed) {
  EXPECT_EQ(Get("/healthz").status, 200);
  monitor_.view.state = JobState::kFailed;
  page_->Tick();
  EXPECT_EQ(Get("/healthz").status, 503);
}

TEST_F(PageHandlerTest, KeysAreSortedFilteredAndCapped) {
  Json page = Json::parse(Get("/api/keys", {{"sort", "total"}, {"order", "desc"}, {"limit", "2"}}).body);
  EXPECT_EQ(page["keys_found"], 12);
  EXPECT_EQ(page["rows"], Json::parse(R"([["12",0,60000,"1200"],["11",0,60000,"1100"]])"));
  page = Json::parse(Get("/api/keys", {{"filter", "1"}, {"limit", "banana"}}).body);
  EXPECT_EQ(page["keys_found"], 4) << "1, 10, 11, 12";
  Fire(1, 5'000);
  EXPECT_EQ(Json::parse(Get("/api/keys", {{"limit", "999999"}}).body)["rows"].size(), 200u);
}

TEST_F(PageHandlerTest, AStreamBeginsWithTheJobAndTheWindowsOfEightKeys) {
  const std::string text = Stream()->Next();
  ASSERT_TRUE(Find(text, "job"));
  const auto results = Find(text, "results");
  ASSERT_TRUE(results);
  EXPECT_EQ(results->id, "1000-12");
  EXPECT_EQ(results->data["key_count"], 12);
  EXPECT_EQ(results->data["keys"], Json::parse(R"(["5","6","7","8","9","10","11","12"])"));
  EXPECT_EQ(results->data["rows"].size(), 8u);
}

TEST_F(PageHandlerTest, AStreamSendsWhatIsNewAndOnlyThat) {
  const auto stream = Stream({{"key", "3"}, {"key", "4"}});
  stream->Next();
  EXPECT_EQ(stream->Next(), "") << "no tick, no result";
  page_->Tick();
  EXPECT_FALSE(Find(stream->Next(), "results"));
  Fire(1, 12);
  const auto results = Find(stream->Next(), "results");
  ASSERT_TRUE(results);
  EXPECT_EQ(results->data["rows"], Json::parse(R"([["3",60000,120000,"301"],["4",60000,120000,"401"]])"));
}

TEST_F(PageHandlerTest, AStreamGoesOnWhereAClientHadStopped) {
  const std::string id = Find(Stream({{"key", "3"}})->Next(), "results")->id;
  Fire(1, 12);
  const auto missed = Find(Stream({{"key", "3"}}, id)->Next(), "results");
  ASSERT_TRUE(missed);
  EXPECT_EQ(missed->data["rows"], Json::parse(R"([["3",60000,120000,"301"]])"));
  for (const std::string other : {"999-12", "1000-99999", "banana", "1000-x", ""}) {
    EXPECT_EQ(Find(Stream({{"key", "3"}}, other)->Next(), "results")->data["rows"].size(), 2u) << other;
  }
}

TEST_F(PageHandlerTest, TenThousandKeysDoNotMakeAnEventLarge) {
  const auto stream = Stream();
  stream->Next();
  Fire(1, 10'000);
  const std::string text = stream->Next();
  EXPECT_LT(text.size(), 10'000u);
  EXPECT_EQ(Find(text, "results")->data["key_count"], 10'000);
}

TEST_F(PageHandlerTest, AKeyThatIsFeaturedLaterBringsItsPast) {
  ResultHistory history({"sink", {"client"}, {{"total", true}}});
  const auto page = MakePageHandler(monitor_, &history);
  history.Append(std::vector<ResultRow>{{"1", 0, 60'000, {"5"}}});
  const auto stream = page->OpenStream({.method = "GET", .path = "/api/events"});
  stream->Next();
  history.Append(std::vector<ResultRow>{{"2", 0, 60'000, {"6"}}, {"2", 60'000, 120'000, {"7"}}});
  const auto results = Find(stream->Next(), "results");
  ASSERT_TRUE(results);
  EXPECT_EQ(results->data["rows"].size(), 2u);
  EXPECT_EQ(results->data["keys"], Json::parse(R"(["1","2"])"));
}

TEST_F(PageHandlerTest, AJobWithoutShownResultsHasAPageToo) {
  const auto page = MakePageHandler(monitor_, nullptr);
  EXPECT_TRUE(Json::parse(page->Handle({.method = "GET", .path = "/api/job"}).body)["results"].is_null());
  EXPECT_EQ(page->Handle({.method = "GET", .path = "/api/keys"}).status, 200);
  EXPECT_TRUE(Find(page->OpenStream({.method = "GET", .path = "/api/events"})->Next(), "job"));
}

}  // namespace
}  // namespace mullion
