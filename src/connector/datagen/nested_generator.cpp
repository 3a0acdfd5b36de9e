#include "connector/datagen/nested_generator.h"

#include "column/value.h"

namespace mullion::datagen {
namespace {

constexpr int64_t kDefaultLength = 3;

class RowGenerator final : public FieldGenerator {
 public:
  RowGenerator(DataType type, std::vector<std::unique_ptr<FieldGenerator>> fields)
      : type_(std::move(type)), fields_(std::move(fields)) {}

  ColumnPtr Generate(const RowRange& rows) const override {
    auto column = std::make_shared<Column>(type_, rows.count);
    for (const auto& field : fields_) column->MutableChildren().push_back(field->Generate(rows));
    return column;
  }

 private:
  DataType type_;
  std::vector<std::unique_ptr<FieldGenerator>> fields_;
};

/// ARRAY (one part), MAP and MULTISET (two, the first of them unique within a row).
class CollectionGenerator final : public FieldGenerator {
 public:
  CollectionGenerator(DataType type, size_t length, std::vector<std::unique_ptr<FieldGenerator>> parts)
      : type_(std::move(type)), length_(length), parts_(std::move(parts)) {}

  ColumnPtr Generate(const RowRange& rows) const override {
    RowRange elements = rows;
    elements.first = rows.first * static_cast<int64_t>(length_);
    elements.count = rows.count * length_;
    elements.ms_per_row = length_ == 0 ? 0 : rows.ms_per_row / static_cast<double>(length_);
    std::vector<ColumnPtr> children;
    for (const auto& part : parts_) children.push_back(part->Generate(elements));
    auto column = std::make_shared<Column>(type_, rows.count);
    auto& offsets = column->MutableOffsets();
    offsets.push_back(0);
    std::vector<uint32_t> kept;
    for (size_t row = 0; row < rows.count; ++row) {
      size_t begin = kept.size();
      for (size_t i = row * length_; i < (row + 1) * length_; ++i) {
        if (parts_.size() == 1 || IsNewKey(*children[0], kept, begin, i)) kept.push_back(static_cast<uint32_t>(i));
      }
      offsets.push_back(static_cast<int32_t>(kept.size()));
    }
    for (const ColumnPtr& child : children) column->MutableChildren().push_back(Gather(*child, kept));
    return column;
  }

 private:
  static bool IsNewKey(const Column& keys, const std::vector<uint32_t>& kept, size_t begin, size_t at) {
    Value key = ReadValue(keys, at);
    for (size_t i = begin; i < kept.size(); ++i) {
      if (ReadValue(keys, kept[i]) == key) return false;
    }
    return true;
  }

  DataType type_;
  size_t length_;
  std::vector<std::unique_ptr<FieldGenerator>> parts_;
};

}  // namespace

Result<std::unique_ptr<FieldGenerator>> MakeNestedGenerator(const std::string& field, const DataType& type,
                                                            uint64_t seed, FieldOptions* options) {
  std::vector<std::pair<std::string, DataType>> parts;
  switch (type.kind()) {
    case TypeKind::kRow:
      for (const Field& inner : type.fields()) parts.emplace_back(inner.name, inner.type);
      break;
    case TypeKind::kMap:
      parts = {{"key", type.fields()[0].type}, {"value", type.fields()[1].type}};
      break;
    default:
      parts = {{"element", type.fields()[0].type}};
  }
  std::vector<std::unique_ptr<FieldGenerator>> generators;
  for (const auto& [name, part_type] : parts) {
    MULLION_ASSIGN(auto part, MakeFieldGenerator(field + "." + name, part_type, SubSeed(seed, name), options));
    generators.push_back(std::move(part));
  }
  if (type.kind() == TypeKind::kRow) return std::make_unique<RowGenerator>(type, std::move(generators));
  if (type.kind() == TypeKind::kMultiset) {
    TableDefinition few;  // Flink's range of counts
    few.options = {{"fields.count.min", "0"}, {"fields.count.max", "10"}};
    FieldOptions few_options(few);
    MULLION_ASSIGN(auto counts, MakeFieldGenerator("count", DataType::Int(), SubSeed(seed, "count"), &few_options));
    generators.push_back(std::move(counts));
  }
  MULLION_ASSIGN(std::optional<int64_t> length, options->Long(field, "length"));
  if (length && (*length < 0 || *length > 1'000'000)) {
    return Fail(options->Wrong(field, "length", "a length from 0 to 1000000"));
  }
  return std::make_unique<CollectionGenerator>(type, static_cast<size_t>(length.value_or(kDefaultLength)),
                                               std::move(generators));
}

}  // namespace mullion::datagen
