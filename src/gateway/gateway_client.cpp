#include "gateway/gateway_client.h"

#include <algorithm>
#include <future>

#include <fmt/format.h>

#include "base/json_string.h"
#include "gateway/gateway_rows.h"
#include "gateway/json_reply.h"

namespace mullion {
namespace {

/// How long questions are asked again while the gateway is away.
constexpr int64_t kAwayMsMax = 30'000;
constexpr int64_t kAskAgainMs = 500;
constexpr int64_t kFirstPauseMs = 20;
constexpr int64_t kPauseMsMax = 500;
constexpr size_t kShownBytesMax = 200;

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

std::unexpected<GatewayError> FailWith(Error error) {
  return std::unexpected(GatewayError{std::move(error)});
}

std::unexpected<GatewayError> Nonsense(const std::string& url, std::string_view what, std::string_view answer) {
  std::string shown(answer.substr(0, kShownBytesMax));
  std::ranges::replace(shown, '\n', ' ');
  if (answer.size() > kShownBytesMax) shown += "…";
  return FailWith(Error::Outside(fmt::format("{} does not answer as a SQL Gateway does", url), false)
                      .Why(fmt::format("{}: '{}'", what, shown))
                      .Hint("name the gateway's own address: its port is 8083 unless configured otherwise; 8081 is the "
                            "cluster's page"));
}

Error Away(const HttpFailure& failure) {
  bool away = failure.kind == HttpFailure::Kind::kUnreachable;
  Error error = Error::Outside(away ? "the SQL Gateway is away" : "the SQL Gateway gives no answer", true);
  return std::move(error)
      .Why(failure.text)
      .Hint(
          "a Flink cluster's gateway is started with bin/sql-gateway.sh start; --gateway takes its address, such as "
          "http://localhost:8083");
}

/// The gateway's {"errors": […]}: the longest of them is the stack trace, the others say that there is one.
GatewayError Refusal(const std::string& url, const HttpAnswer& answer, const JsonReply& reply) {
  std::string longest;
  if (auto errors = reply.Find("errors")) {
    for (const JsonReply& error : errors->Elements()) {
      std::string text = error.Text();
      if (text.size() > longest.size()) longest = std::move(text);
    }
  }
  FlinkError flink = ReadStackTrace(longest);
  std::string what = fmt::format("{} refuses with status {}", url, answer.status);
  Error error = flink.IsAboutTheStatement() ? Error::User(std::move(what)) : Error::Outside(std::move(what), false);
  std::string why;
  for (const std::string& cause : flink.Telling()) why += (why.empty() ? "" : "\n") + cause;
  return {std::move(error).Why(std::move(why)), std::move(flink)};
}

std::string OperationPath(const GatewayOperation& operation) {
  return fmt::format("/v1/sessions/{}/operations/{}", operation.session, operation.id);
}

}  // namespace

GatewayClient::GatewayClient(std::unique_ptr<HttpTransport> transport, std::string url,
                             std::function<bool(int64_t)> pause)
    : transport_(std::move(transport)), url_(std::move(url)), pause_(std::move(pause)) {}

GatewayClient::~GatewayClient() {
  transport_->Stop();
}

GatewayResult<std::string> GatewayClient::Ask(HttpCall call) {
  std::string question = call.method + " " + call.target;
  auto promise = std::make_shared<std::promise<HttpOutcome>>();
  std::future<HttpOutcome> future = promise->get_future();
  transport_->Send(std::move(call), [promise](HttpOutcome outcome) { promise->set_value(std::move(outcome)); });
  HttpOutcome outcome = future.get();
  if (!outcome) return FailWith(Away(outcome.error()));
  auto reply = JsonReply::Parse(outcome->body);
  if (outcome->status != 200) {
    if (reply && reply->Find("errors")) {
      if (outcome->status == 404) return Nonsense(url_, question + " is answered with status 404", outcome->body);
      return std::unexpected(Refusal(url_, *outcome, *reply));
    }
    return Nonsense(url_, fmt::format("{} is answered with status {}", question, outcome->status), outcome->body);
  }
  if (!reply || !reply->IsObject()) return Nonsense(url_, question + " is answered with", outcome->body);
  return std::move(outcome->body);
}

GatewayResult<std::string> GatewayClient::AskUntilAnswered(const std::string& target) {
  for (int64_t waited_ms = 0;; waited_ms += kAskAgainMs) {
    auto answer = Ask({"GET", target, "", ""});
    if (answer || !answer.error().error.retry() || waited_ms >= kAwayMsMax) return answer;
    if (!pause_(kAskAgainMs)) return answer;
  }
}

GatewayResult<GatewayInfo> GatewayClient::Info() {
  MULLION_ASSIGN(std::string body, Ask({"GET", "/v1/info", "", ""}));
  JsonReply reply = *JsonReply::Parse(body);
  GatewayInfo info{reply.TextOf("productName"), reply.TextOf("version")};
  if (info.product.empty()) return Nonsense(url_, "GET /v1/info names no product", body);
  return info;
}

GatewayResult<std::string> GatewayClient::OpenSession(const std::map<std::string, std::string>& properties) {
  std::string text;
  for (const auto& [key, value] : properties) {
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", Quoted(key), Quoted(value));
  }
  MULLION_ASSIGN(std::string body, Ask({"POST", "/v1/sessions", "application/json",
                                        fmt::format(R"({{"properties":{{{}}}}})", text), false}));
  std::string session = JsonReply::Parse(body)->TextOf("sessionHandle");
  if (session.empty()) return Nonsense(url_, "the answer to POST /v1/sessions names no session", body);
  return session;
}

GatewayResult<std::map<std::string, std::string>> GatewayClient::SessionSettings(const std::string& session) {
  MULLION_ASSIGN(std::string body, Ask({"GET", "/v1/sessions/" + session, "", ""}));
  auto properties = JsonReply::Parse(body)->Find("properties");
  if (!properties) return Nonsense(url_, "the session has no properties", body);
  std::map<std::string, std::string> out;
  for (auto& [key, value] : properties->Texts()) out[key] = value;
  return out;
}

void GatewayClient::CloseSession(const std::string& session) {
  (void)Ask({"DELETE", "/v1/sessions/" + session, "", ""});
}

GatewayResult<GatewayOperation> GatewayClient::Send(const std::string& session, std::string_view statement) {
  HttpCall call{"POST", fmt::format("/v1/sessions/{}/statements", session), "application/json",
                fmt::format(R"({{"statement":{}}})", Quoted(statement)), false};
  MULLION_ASSIGN(std::string body, Ask(std::move(call)));
  std::string operation = JsonReply::Parse(body)->TextOf("operationHandle");
  if (operation.empty()) return Nonsense(url_, "the answer to a statement names no operation", body);
  return GatewayOperation{session, std::move(operation)};
}

std::string GatewayClient::FirstPage(const GatewayOperation& operation) {
  return OperationPath(operation) + "/result/0";
}

GatewayResult<GatewayPage> GatewayClient::Fetch(const std::string& target) {
  MULLION_ASSIGN(std::string body, AskUntilAnswered(target));
  JsonReply reply = *JsonReply::Parse(body);
  GatewayPage page;
  page.next = reply.TextOf("nextResultUri");
  std::string type = reply.TextOf("resultType");
  if (type == "NOT_READY" && !page.next.empty()) return page;
  auto results = reply.Find("results");
  auto columns = results ? results->Find("columns") : std::nullopt;
  auto data = results ? results->Find("data") : std::nullopt;
  if ((type != "PAYLOAD" && type != "EOS") || !columns || !data || (type == "PAYLOAD" && page.next.empty())) {
    return Nonsense(url_, "GET " + target + " is answered with no result", body);
  }
  page.ready = true;
  page.is_query = reply.BoolOf("isQueryResult", false);
  page.has_content = reply.TextOf("resultKind") == "SUCCESS_WITH_CONTENT";
  page.job_id = reply.TextOf("jobID");
  page.columns = ReadGatewayColumns(*columns);
  if (type == "EOS") page.next.clear();
  auto rows = ReadGatewayRows(page.columns, *data);
  if (!rows) return FailWith(std::move(rows).error());
  page.rows = *std::move(rows);
  return page;
}

void GatewayClient::Cancel(const GatewayOperation& operation) {
  (void)Ask({"POST", OperationPath(operation) + "/cancel", "application/json", "{}", false});
}

void GatewayClient::Close(const GatewayOperation& operation) {
  (void)Ask({"DELETE", OperationPath(operation) + "/close", "", ""});
}

GatewayResult<GatewayRows> GatewayClient::Run(const std::string& session, std::string_view statement) {
  MULLION_ASSIGN(GatewayOperation operation, Send(session, statement));
  GatewayRows out;
  int64_t pause_ms = kFirstPauseMs;
  for (std::string target = FirstPage(operation); !target.empty();) {
    MULLION_ASSIGN(GatewayPage page, Fetch(target));
    target = page.next;
    if (!page.ready) {
      if (!pause_(pause_ms)) {
        Cancel(operation);
        return FailWith(Error::Outside("interrupted", false));
      }
      pause_ms = std::min(pause_ms * 2, kPauseMsMax);
      continue;
    }
    out.columns = std::move(page.columns);
    if (!page.rows.empty()) out.batches.push_back(std::move(page.rows));
  }
  Close(operation);
  return out;
}

}  // namespace mullion
