#include "server/control_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/unix_socket.h"

namespace mullion {
namespace {

using testing::HasSubstr;

class FakeJob final : public ControlHandler {
 public:
  JobView View() override { return {.name = "j", .state = JobState::kRunning}; }
  Status Stop() override { return stopped = true, Ok(); }
  Result<std::string> Savepoint() override {
    if (full) return Fail(Error::Outside("cannot write the savepoint", true).Why("No space left on device"));
    return "/state/savepoint-1";
  }
  std::atomic<bool> stopped = false;
  std::atomic<bool> full = false;
};

class ControlSocketTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "control-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    dir_ = name;
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }
  std::unique_ptr<ControlSocket> Listen(const std::filesystem::path& dir) {
    auto socket = ControlSocket::Listen(dir, job_);
    EXPECT_TRUE(socket) << socket.error().ToString();
    return socket ? *std::move(socket) : nullptr;
  }
  std::filesystem::path file() const { return dir_ / ControlSocket::kFileName; }

  std::filesystem::path dir_;
  FakeJob job_;
};

TEST_F(ControlSocketTest, AnswersEachCommand) {
  const auto socket = Listen(dir_);
  auto reply = AskControl(dir_, ControlCommand::kStatus);
  ASSERT_TRUE(reply) << reply.error().ToString();
  EXPECT_THAT(reply->text, HasSubstr("state        RUNNING"));
  EXPECT_EQ(nlohmann::json::parse(reply->json)["job"]["name"], "j");
  EXPECT_THAT(AskControl(dir_, ControlCommand::kWhy)->text, HasSubstr("No rows yet"));
  EXPECT_EQ(AskControl(dir_, ControlCommand::kDlq)->text, "No row was set aside.\n");
  EXPECT_THAT(AskControl(dir_, ControlCommand::kSavepoint)->text, HasSubstr("/state/savepoint-1"));
  EXPECT_FALSE(job_.stopped);
  EXPECT_TRUE(AskControl(dir_, ControlCommand::kStop));
  EXPECT_TRUE(job_.stopped);
}

TEST_F(ControlSocketTest, TheJobsOwnErrorArrives) {
  const auto socket = Listen(dir_);
  job_.full = true;
  const auto reply = AskControl(dir_, ControlCommand::kSavepoint);
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().ToString(), HasSubstr("No space left on device"));
}

TEST_F(ControlSocketTest, WithoutAJobItSaysSo) {
  for (const auto& dir : {dir_, dir_ / "absent"}) {
    const auto reply = AskControl(dir, ControlCommand::kStatus);
    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().ToString(), HasSubstr("no job is running in " + dir.string()));
    EXPECT_EQ(reply.error().fault(), Fault::kUser);
  }
}

TEST_F(ControlSocketTest, OnlyItsOwnerMayOpenTheFile) {
  const auto socket = Listen(dir_);
  struct stat info {};
  ASSERT_EQ(stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(ControlSocketTest, TheFileGoesWithTheSocket) {
  Listen(dir_).reset();
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(ControlSocketTest, TheFileOfADeadProcessIsReplaced) {
  { const auto dead = ListenUnix(file()); }
  ASSERT_TRUE(std::filesystem::exists(file()));
  const auto socket = Listen(dir_);
  EXPECT_TRUE(AskControl(dir_, ControlCommand::kStatus));
}

TEST_F(ControlSocketTest, TheSocketOfALivingProcessIsRespected) {
  const auto socket = Listen(dir_);
  const auto second = ControlSocket::Listen(dir_, job_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().ToString(), HasSubstr("another process runs the job"));
  EXPECT_TRUE(AskControl(dir_, ControlCommand::kStatus));
}

TEST_F(ControlSocketTest, ADirectoryWithALongNameWorks) {
  const auto deep = dir_ / std::string(120, 'a') / std::string(120, 'b');
  std::filesystem::create_directories(deep);
  const auto socket = Listen(deep);
  EXPECT_TRUE(AskControl(deep, ControlCommand::kStatus));
}

TEST_F(ControlSocketTest, RequestsThatAreNoneGetAnError) {
  const auto socket = Listen(dir_);
  for (const std::string line : {"", "banana", "[]", R"({"command":7})", R"({"command":"dance"})"}) {
    const auto fd = ConnectUnix(file());
    ASSERT_TRUE(fd);
    SetTimeouts(fd->get(), 10'000);
    ASSERT_TRUE(WriteAll(fd->get(), line + "\n"));
    const auto reply = ReadLine(fd->get(), 1 << 20);
    ASSERT_TRUE(reply) << line;
    EXPECT_FALSE(nlohmann::json::parse(*reply)["ok"].get<bool>()) << line;
  }
}

TEST_F(ControlSocketTest, AnEndlessLineIsCutOff) {
  const auto socket = Listen(dir_);
  const auto fd = ConnectUnix(file());
  ASSERT_TRUE(fd);
  SetTimeouts(fd->get(), 10'000);
  while (WriteAll(fd->get(), std::string(4096, 'x'))) {
  }
  EXPECT_FALSE(ReadLine(fd->get(), 100));
  EXPECT_TRUE(AskControl(dir_, ControlCommand::kStatus));
}

TEST_F(ControlSocketTest, AClientThatSaysNothingDelaysNobodyAndNotTheEnd) {
  auto socket = Listen(dir_);
  const auto silent = ConnectUnix(file());
  ASSERT_TRUE(silent);
  EXPECT_TRUE(AskControl(dir_, ControlCommand::kStatus));
  const auto before = std::chrono::steady_clock::now();
  socket.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

TEST(ControlCommand, AnUnknownNameIsAnsweredWithTheKnownOnes) {
  EXPECT_EQ(*ParseControlCommand("why"), ControlCommand::kWhy);
  EXPECT_THAT(ParseControlCommand("wy").error().hint(), HasSubstr("status, why, stop, savepoint, dlq"));
}

}  // namespace
}  // namespace mullion
