#include "server/script_protocol.h"

#include <sys/socket.h>
#include <thread>

#include <gtest/gtest.h>

#include "base/unix_socket.h"

namespace mullion {
namespace {

/// Knows one job, "j", of two rows.
class FakeHandler final : public ScriptHandler {
 public:
  Result<ScriptExecuted> Execute(int64_t session, const std::string& sql) override {
    last_session = session;
    if (sql == "DDL") return StatementDone{"OK"};
    if (sql == "SELECT") return ScriptJob{"j", Schema{{{"a", DataType::Int()}}}, true, true};
    return Fail(Error::User("no such word").At({1, 3, 2}).Hint("write SELECT"));
  }
  Result<std::vector<QueryColumn>> Describe(int64_t, const std::string&) override {
    return std::vector<QueryColumn>{{"a", DataType::Int(), ""}};
  }
  ScriptResult<ScriptRows> Fetch(const std::string& job, int64_t, size_t) override {
    if (job != "j") return std::unexpected(ScriptError{Error::User("there is no job")});
    ColumnBuilder builder(DataType::Int());
    builder.Append(Value::Int(1));
    builder.Append(Value::Int(2));
    Batch batch{.row_count = 2, .columns = {builder.Finish()}};
    batch.kinds = {ChangeKind::kInsert, ChangeKind::kDelete};
    return ScriptRows{Schema{{{"a", DataType::Int()}}}, {batch}, *TimeZone::Find("UTC"), true};
  }
  ScriptResult<bool> Wait(const std::string&, bool, int64_t) override {
    return std::unexpected(ScriptError{Error::Outside("the disk is full", false), true});
  }
  Result<std::string> State(const std::string&) override { return "RUNNING"; }
  Status Cancel(const std::string&) override { return Ok(); }
  Result<std::string> Savepoint(const std::string&) override { return Fail(Error::User("the job keeps no state")); }
  bool closed() const override { return is_closed; }

  int64_t last_session = 0;
  bool is_closed = false;
};

std::string Answer(std::string_view line, FakeHandler& handler) {
  return AnswerScript(line, handler).value_or("");
}

TEST(ScriptProtocol, StatementsAreAnsweredByTheirKind) {
  FakeHandler handler;
  EXPECT_EQ(Answer(R"({"op":"execute","session":7,"sql":"DDL"})", handler), R"({"kind":"ok"})");
  EXPECT_EQ(handler.last_session, 7);
  EXPECT_EQ(Answer(R"({"op":"execute","session":1,"sql":"SELECT"})", handler),
            R"({"kind":"job","job":"j","columns":[{"name":"a","type":{"kind":"INT","nullable":true}}],)"
            R"("returns_rows":true,"streaming":true})");
}

TEST(ScriptProtocol, ErrorsShowThePlaceInTheScriptsOwnSqlOnly) {
  FakeHandler handler;
  std::string made = Answer(R"({"op":"execute","session":1,"sql":"A bc"})", handler);
  EXPECT_EQ(made.find('^'), std::string::npos) << made;
  std::string written = Answer(R"({"op":"execute","session":1,"sql":"A bc","written":true})", handler);
  EXPECT_NE(written.find('^'), std::string::npos) << written;
}

TEST(ScriptProtocol, RowsComeWithTheirChange) {
  FakeHandler handler;
  EXPECT_EQ(Answer(R"({"op":"fetch","job":"j","form":"value","timeout_ms":1,"rows_max":9})", handler),
            R"({"rows":[["+I",[1]],["-D",[2]]],"end":true})");
}

TEST(ScriptProtocol, JobsThatFailedAreToldApartFromStatements) {
  FakeHandler handler;
  std::string failed = Answer(R"({"op":"wait","job":"j","until":"end","timeout_ms":1})", handler);
  EXPECT_NE(failed.find(R"("job_failed":true)"), std::string::npos) << failed;
  std::string unknown = Answer(R"({"op":"fetch","job":"x"})", handler);
  EXPECT_NE(unknown.find(R"("job_failed":false)"), std::string::npos) << unknown;
  EXPECT_EQ(Answer(R"({"op":"status","job":"j"})", handler), R"({"state":"RUNNING"})");
  EXPECT_EQ(Answer(R"({"op":"cancel","job":"j"})", handler), "{}");
}

TEST(ScriptProtocol, WhatIsNotUnderstoodIsAnError) {
  FakeHandler handler;
  for (const char* line : {"", "{", "[]", "3", R"({"op":"fly"})", R"({"op":"fetch","rows_max":"many"})"}) {
    EXPECT_NE(Answer(line, handler).find("error"), std::string::npos) << line;
  }
}

TEST(ScriptProtocol, AClosedHandlerEndsTheConnectionAtTheNextStatement) {
  FakeHandler handler;
  handler.is_closed = true;
  EXPECT_FALSE(AnswerScript(R"({"op":"execute","session":1,"sql":"DDL"})", handler).has_value());
  EXPECT_TRUE(AnswerScript(R"({"op":"fetch","job":"j"})", handler).has_value());
}

TEST(ScriptProtocol, ServesRequestsThatComeInPieces) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  FileDescriptor script(ends[0]), engine(ends[1]);
  FakeHandler handler;
  std::thread serving([&] { ServeScript(engine.get(), handler); });
  ASSERT_TRUE(WriteAll(script.get(), R"({"op":"execute","ses)"));
  ASSERT_TRUE(WriteAll(script.get(), "sion\":1,\"sql\":\"DDL\"}\n"));
  auto line = ReadLine(script.get(), 1000);
  shutdown(script.get(), SHUT_RDWR);
  serving.join();
  ASSERT_TRUE(line) << line.error().ToString();
  EXPECT_EQ(*line, R"({"kind":"ok"})");
}

}  // namespace
}  // namespace mullion
