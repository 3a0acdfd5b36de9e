#pragma once
// The three joins behind MakeJoin, and what they share. See JoinSpec. Each is owned by one worker, called by its
// thread.

#include <array>

#include "operator/changelog_builder.h"
#include "operator/relational.h"
#include "operator/row_key.h"

namespace mullion {

/// Keeps both sides and updates. Source of its change log: Flink's StreamingJoinOperator,
/// StreamingSemiAntiJoinOperator.
std::unique_ptr<Operator> MakeRegularJoin(JoinSpec spec);
std::unique_ptr<Operator> MakeIntervalJoin(JoinSpec spec);
std::unique_ptr<Operator> MakeWindowJoin(JoinSpec spec);

inline constexpr int kLeftPort = 0;
inline constexpr int kRightPort = 1;

/// Which side's rows come out without a partner.
inline bool IsOuter(JoinKind kind, int port) {
  return kind == JoinKind::kFull || kind == (port == kLeftPort ? JoinKind::kLeft : JoinKind::kRight);
}
inline bool IsSemiOrAnti(JoinKind kind) {
  return kind == JoinKind::kSemi || kind == JoinKind::kAnti;
}

inline const std::vector<int>& KeysOf(const JoinSpec& spec, int port) {
  return port == kLeftPort ? spec.left_keys : spec.right_keys;
}
inline const Schema& SchemaOf(const JoinSpec& spec, int port) {
  return port == kLeftPort ? spec.left : spec.right;
}

/// Left columns, then right columns (semi and anti: left only); the side that may be padded is nullable.
std::vector<DataType> JoinedTypes(const JoinSpec& spec);

/// The join key of rows of one side; one with a NULL in a key compared with `=` meets nothing.
class JoinKeyEncoder {
 public:
  JoinKeyEncoder(const JoinSpec& spec, int port, const Batch& batch)
      : null_safe_(&spec.null_safe), keys_(batch, KeysOf(spec, port)) {}

  std::string_view Encode(size_t row) { return keys_.Encode(row); }
  bool MeetsNothing(size_t row) const;

 private:
  const std::vector<bool>* null_safe_;
  RowEncoder keys_;
};

/// Decides the condition of a join for encoded rows.
class JoinMatcher {
 public:
  explicit JoinMatcher(const JoinSpec* spec) : spec_(spec) {}

  /// result[i]: `row` of side `port` fits candidates[i] of the other side. Valid until the next call.
  Result<const std::vector<bool>*> Match(const EvalContext& eval, int port, std::string_view row,
                                         const std::vector<std::string_view>& candidates);

 private:
  const JoinSpec* spec_;
  std::vector<bool> matches_;
};

/// Joined rows on their way out.
class JoinOutput {
 public:
  explicit JoinOutput(const JoinSpec* spec) : spec_(spec), changes_(JoinedTypes(*spec)) {}

  /// `row` is of side `port`, `other` of the other one.
  void Pair(ChangeKind kind, int port, std::string_view row, std::string_view other);
  /// `row` of side `port` and NULLs for the other.
  void Padded(ChangeKind kind, int port, std::string_view row);
  /// A left row alone (semi, anti).
  void Left(ChangeKind kind, std::string_view row) { changes_.Row(kind).Cells(row, spec_->left.size()); }

  Status Flush(Output& output) { return changes_.Flush(output); }
  Status FlushWhenFull(Output& output) { return changes_.FlushWhenFull(output); }

 private:
  const JoinSpec* spec_;
  ChangelogBuilder changes_;
};

}  // namespace mullion
