// DISTINCT around any function: the first of equal arguments is added, and taken back with the last of them. The state
// is the bag of arguments, then the state of the function.

#include <memory>

#include "aggregate/basic_aggregates.h"
#include "aggregate/state_access.h"
#include "aggregate/value_bag.h"
#include "base/binary.h"
#include "column/row_codec.h"

namespace mullion {
namespace {

struct BagState {
  ValueBag* bag;
};

class Distinct final : public AggregateFunction {
 public:
  Distinct(AggregatePtr inner, std::vector<DataType> types, std::vector<bool> keyed)
      : AggregateFunction(inner->result_type()),
        inner_(std::move(inner)),
        types_(std::move(types)),
        keyed_(std::move(keyed)) {}

  size_t state_size() const override { return sizeof(BagState) + inner_->state_size(); }
  bool mergeable() const override { return inner_->mergeable(); }
  bool order_sensitive() const override { return inner_->order_sensitive(); }
  bool retractable() const override { return inner_->retractable(); }
  bool has_heap() const override { return true; }

  void Init(char* state) const override {
    StateAt<BagState>(state, 0).bag = new ValueBag();
    inner_->Init(InnerOf(state));
  }
  void Destroy(char* state) const override {
    delete StateAt<BagState>(state, 0).bag;
    inner_->Destroy(InnerOf(state));
  }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    Changed changed = Change(groups, offset, args, rows, 1, 1);
    inner_->Add(changed.groups, offset + sizeof(BagState), args, changed.rows);
  }
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override {
    Changed changed = Change(groups, offset, args, rows, -1, 0);
    inner_->Retract(changed.groups, offset + sizeof(BagState), args, changed.rows);
  }

  void Merge(char* to, const char* from) const override {
    ValueBag& bag = *StateAt<BagState>(to, 0).bag;
    std::vector<std::string_view> fresh;
    for (const auto& [value, count] : reinterpret_cast<const BagState*>(from)->bag->InOrder()) {
      int64_t after = bag.Change(value, count);
      if (after > 0 && after - count <= 0) fresh.push_back(value);
    }
    if (fresh.empty()) return;
    std::vector<ColumnPtr> args = Decoded(fresh);
    std::vector<char*> groups(fresh.size(), to);
    std::vector<uint32_t> rows(fresh.size());
    for (uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
    inner_->Add(groups, sizeof(BagState), args, rows);
  }

  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    return inner_->Finish(groups, offset + sizeof(BagState));
  }

  void Encode(const char* state, std::string* out) const override {
    reinterpret_cast<const BagState*>(state)->bag->Encode(out);
    inner_->Encode(state + sizeof(BagState), out);
  }
  Status Decode(std::string_view* bytes, char* state) const override {
    StateAt<BagState>(state, 0).bag = nullptr;
    inner_->Init(InnerOf(state));
    auto bag = std::make_unique<ValueBag>();
    MULLION_TRY(bag->Decode(bytes));
    MULLION_TRY(inner_->Decode(bytes, InnerOf(state)));
    StateAt<BagState>(state, 0).bag = bag.release();
    return Ok();
  }

 private:
  struct Changed {
    std::vector<char*> groups;
    std::vector<uint32_t> rows;
  };

  static char* InnerOf(char* state) { return state + sizeof(BagState); }

  /// Counts the arguments by `by`; gives the rows whose arguments then are there `wanted` times.
  Changed Change(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
                 std::span<const uint32_t> rows, int64_t by, int64_t wanted) const {
    Changed changed;
    std::string value;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (args[0]->IsNull(rows[i])) continue;
      value.clear();
      for (size_t a = 0; a < args.size(); ++a) {
        if (keyed_[a]) EncodeValue(*args[a], rows[i], &value);
      }
      if (StateAt<BagState>(groups[i], offset).bag->Change(value, by) != wanted) continue;
      changed.groups.push_back(groups[i]);
      changed.rows.push_back(rows[i]);
    }
    return changed;
  }

  /// Arguments as columns; constants are not read.
  std::vector<ColumnPtr> Decoded(const std::vector<std::string_view>& values) const {
    std::vector<ColumnBuilder> builders;
    for (size_t a = 0; a < types_.size(); ++a) {
      if (keyed_[a]) builders.emplace_back(types_[a]);
    }
    for (std::string_view value : values) {
      MULLION_CHECK(DecodeRow(value, builders).has_value(), "a distinct value does not decode");
    }
    std::vector<ColumnPtr> args(types_.size());
    size_t next = 0;
    for (size_t a = 0; a < types_.size(); ++a) {
      if (keyed_[a]) args[a] = builders[next++].Finish();
    }
    return args;
  }

  AggregatePtr inner_;
  std::vector<DataType> types_;
  std::vector<bool> keyed_;
};

}  // namespace

AggregatePtr MakeDistinct(AggregatePtr inner, std::vector<DataType> types, std::vector<bool> keyed) {
  return std::make_shared<Distinct>(std::move(inner), std::move(types), std::move(keyed));
}

}  // namespace mullion
