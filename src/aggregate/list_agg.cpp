// LISTAGG whose rows only grow: the text so far.

#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"

namespace mullion {
namespace {

struct JoinedText {
  std::string text;
  bool any = false;

  void Append(std::string_view value, std::string_view separator) {
    if (any) text += separator;
    text += value;
    any = true;
  }
  void Encode(std::string* out) const { PutBytes(text, out); }
  Status Decode(std::string_view* bytes) {
    BinaryReader reader(bytes, "a stored LISTAGG");
    MULLION_ASSIGN(text, reader.Bytes());
    any = true;
    return Ok();
  }
};

class ListAgg final : public HeapAggregate<JoinedText> {
 public:
  explicit ListAgg(std::string separator) : HeapAggregate(DataType::String()), separator_(std::move(separator)) {}

  bool mergeable() const override { return false; }
  bool order_sensitive() const override { return true; }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    const auto* values = args[0]->Values<std::string_view>();
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!args[0]->IsNull(rows[i])) ObjectOf(groups[i], offset).Append(values[rows[i]], separator_);
    }
  }
  void Merge(char* to, const char* from) const override {
    const JoinedText* other = reinterpret_cast<const HeapState*>(from)->object;
    if (other != nullptr) ObjectOf(to, 0).Append(other->text, separator_);
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    auto arena = std::make_shared<Arena>();
    auto* values = out->MutableValues<std::string_view>();
    for (size_t i = 0; i < groups.size(); ++i) {
      const JoinedText* joined = Find(groups[i], offset);
      values[i] = joined ? arena->Copy(joined->text) : std::string_view{};
      if (joined == nullptr) out->SetNull(i);
    }
    out->Keep(arena);
    return out;
  }

 private:
  std::string separator_;
};

}  // namespace

AggregatePtr MakeListAgg(const DataType& type, std::string separator, bool retract) {
  if (!type.IsCharacter()) return nullptr;
  if (retract) return MakeRetractableListAgg(type, std::move(separator));
  return std::make_shared<ListAgg>(std::move(separator));
}

}  // namespace mullion
