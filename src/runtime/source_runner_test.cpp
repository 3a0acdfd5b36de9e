#include "runtime/source_runner.h"

#include <gtest/gtest.h>

#include "connector/connector.h"

namespace mullion {
namespace {

constexpr int64_t kSecondNs = 1'000'000'000;

/// Two partitions at their ends, and a far side that the test takes away.
struct FarSide {
  std::vector<SplitStatus> splits{{.id = "t-0", .at_end = true}, {.id = "t-1", .at_end = true}};
  std::string trouble;
};

class ScriptedSource final : public Source {
 public:
  explicit ScriptedSource(const FarSide* far) : far_(far) {}
  Status Open(const SourceContext&, std::span<const SplitPosition>) override { return Ok(); }
  std::span<const SplitStatus> splits() const override { return far_->splits; }
  Status Poll() override { return Ok(); }
  Result<FetchedRun> Take(size_t, size_t) override { return Fail(Error::Internal("no data")); }
  void Commit(std::span<const SplitPosition>, bool) override {}
  bool bounded() const override { return false; }
  std::string trouble() const override { return far_->trouble; }
  void Close() override {}

 private:
  const FarSide* far_;
};

class ScriptedConnector final : public Connector {
 public:
  explicit ScriptedConnector(const FarSide* far) : far_(far) {}
  std::string_view name() const override { return "scripted"; }
  bool is_source() const override { return true; }
  bool is_sink() const override { return false; }
  std::vector<OptionSpec> options() const override { return {}; }
  Result<SourceTraits> CheckSource(const TableDefinition&) const override { return SourceTraits{}; }
  Result<SinkTraits> CheckSink(const TableDefinition&) const override { return SinkTraits{}; }
  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition&) const override {
    return std::make_unique<ScriptedSource>(far_);
  }
  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition&) const override {
    return Fail(Error::Internal("no sink"));
  }

 private:
  const FarSide* far_;
};

class SourceRunnerIdleTest : public testing::Test {
 protected:
  void SetUp() override {
    node_.connector = &connector_;
    node_.traits.push_down = true;
    node_.idle_timeout_ms = 5000;
    runner_ = std::make_unique<SourceRunner>(&node_, SourceRunnerOptions{.clock = &clock_});
    ASSERT_TRUE(runner_->Open({}));
  }
  void Wait(int64_t seconds) {
    clock_.Advance(seconds * 1000);
    runner_->UpdateSplits();
  }
  bool AnyIdle() const { return runner_->time().split(0).idle || runner_->time().split(1).idle; }

  FarSide far_;
  ScriptedConnector connector_{&far_};
  SourceNode node_;
  ManualClock clock_{0};
  std::unique_ptr<SourceRunner> runner_;
};

TEST_F(SourceRunnerIdleTest, ASplitAtItsEndIsIdleAfterTheTimeout) {
  Wait(4);
  EXPECT_FALSE(AnyIdle());
  Wait(1);
  EXPECT_TRUE(AnyIdle());
}

TEST_F(SourceRunnerIdleTest, ASplitThatHasMoreIsNeverIdle) {
  far_.splits[0].at_end = false;
  far_.splits[1].has_data = true;
  Wait(60);
  EXPECT_FALSE(AnyIdle());
}

TEST_F(SourceRunnerIdleTest, TimeWithoutTheFarSideIsNotSilence) {
  far_.trouble = "broker t:9092: Connection refused";
  Wait(60);
  EXPECT_FALSE(AnyIdle());
  far_.trouble.clear();
  Wait(4);
  EXPECT_FALSE(AnyIdle());
  Wait(1);
  EXPECT_TRUE(AnyIdle());
}

TEST_F(SourceRunnerIdleTest, ASplitThatWasIdleBeforeTheOutageHasToProveItAgain) {
  Wait(5);
  ASSERT_TRUE(AnyIdle());
  far_.trouble = "broker t:9092: Connection refused";
  Wait(1);
  EXPECT_FALSE(AnyIdle());
}

}  // namespace
}  // namespace mullion
