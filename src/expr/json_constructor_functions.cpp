// JSON_STRING, JSON_OBJECT, JSON_ARRAY.
#include <cmath>
#include <map>

#include "base/json_string.h"
#include "column/text.h"
#include "expr/base64.h"
#include "expr/build_rows.h"
#include "expr/function_table.h"
#include "expr/json_constructor.h"

namespace mullion {
namespace {

void AppendAsJson(const DataType& type, const Value& value, std::string* out);

void AppendMembers(const DataType& type, const ValueList& list, std::string* out) {
  const auto& fields = type.fields();
  bool row = type.kind() == TypeKind::kRow;
  size_t step = row ? 1 : 2;
  DataType count = DataType::Int();
  std::map<std::string, std::string> members;
  for (size_t i = 0; i + step <= list.size(); i += step) {
    const DataType& inner = row ? fields[i].type : (type.kind() == TypeKind::kMap ? fields[1].type : count);
    std::string text;
    AppendAsJson(inner, list[row ? i : i + 1], &text);
    members.insert_or_assign(row ? fields[i].name : ToText(fields[0].type, list[i]), std::move(text));
  }
  AppendJsonObject(members, out);
}

void AppendElements(const DataType& type, const ValueList& list, std::string* out) {
  out->push_back('[');
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out->push_back(',');
    AppendAsJson(type.fields()[0].type, list[i], out);
  }
  out->push_back(']');
}

void AppendRealAsJson(double v, const std::string& text, std::string* out) {
  std::isfinite(v) ? void(out->append(text)) : AppendJsonString(text, out);
}

/// Times are ISO 8601 in quotes, TIMESTAMP_LTZ in UTC; bytes base 64.
void AppendAsJson(const DataType& type, const Value& value, std::string* out) {
  if (value.is_null()) return void(out->append("null"));
  switch (type.kind()) {
    case TypeKind::kBoolean:
      return void(out->append(value.AsInt() != 0 ? "true" : "false"));
    case TypeKind::kTinyInt:
    case TypeKind::kSmallInt:
    case TypeKind::kInt:
    case TypeKind::kBigInt:
      return void(out->append(ToText(type, value)));
    case TypeKind::kDecimal:
      return AppendJavaDecimal(ToText(type, value), out);
    case TypeKind::kFloat:
    case TypeKind::kDouble:
      return AppendRealAsJson(value.AsReal(), ToText(type, value), out);
    case TypeKind::kBinary:
    case TypeKind::kVarBinary: {
      std::string text;
      AppendBase64(value.AsText(), &text);
      return AppendJsonString(text, out);
    }
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz: {
      std::string text = ToText(type, value);
      text[text.find(' ')] = 'T';
      if (text.contains('.')) text.erase(text.find_last_not_of('0') + 1);
      if (text.ends_with('.')) text.pop_back();
      if (type.kind() == TypeKind::kTimestampLtz) text += 'Z';
      return AppendJsonString(text, out);
    }
    case TypeKind::kArray:
      return AppendElements(type, value.AsList(), out);
    case TypeKind::kMap:
    case TypeKind::kMultiset:
    case TypeKind::kRow:
      return AppendMembers(type, value.AsList(), out);
    default:
      return AppendJsonString(ToText(type, value), out);
  }
}

Result<ExprPtr> BindJsonString(const Function& self, Args args) {
  DataType from = args[0]->type();
  DataType type = NullableLike(DataType::String(), args);
  Kernel kernel = BuildRows(type, NullPolicy::kStrict, [from](size_t row, const CallInput& in) -> Result<Value> {
    std::string text;
    AppendAsJson(from, ReadArg(in.args[0], row), &text);
    return Value::Text(std::move(text));
  });
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

/// One value of a constructor: its type, and whether its text is JSON already.
struct Part {
  DataType type;
  bool json;

  void Append(const Value& value, std::string* out) const {
    if (json && !value.is_null()) return void(out->append(value.AsText()));
    AppendAsJson(type, value, out);
  }
};

class JsonConstructor final : public Node {
 public:
  JsonConstructor(std::string name, std::vector<ExprPtr> args)
      : Node(DataType::String().NotNull(), std::move(args)), name_(std::move(name)) {
    object_ = name_.starts_with("JSON_OBJECT");
    absent_ = name_ == "JSON_OBJECT ABSENT ON NULL" || name_ == "JSON_ARRAY";
    for (const ExprPtr& arg : this->args()) parts_.push_back({arg->type(), IsJsonConstructor(*arg)});
  }

  Result<ColumnPtr> Evaluate(const EvalContext& context, const Batch& batch,
                             std::span<const uint32_t> rows) const override {
    std::vector<ColumnPtr> none(args().size());
    MULLION_ASSIGN(auto inputs, EvaluateArgs(args(), none, context, batch, rows));
    Kernel kernel = BuildRows(type(), NullPolicy::kCallAll, [this](size_t row, const CallInput& in) -> Result<Value> {
      return Value::Text(object_ ? ObjectText(row, in) : ArrayText(row, in));
    });
    return kernel(CallInput{context, batch, inputs, rows, batch.row_count});
  }
  std::string ToString(const Schema& input) const override { return CallText(name_, args(), input); }

 protected:
  ExprPtr WithArgs(std::vector<ExprPtr> args) const override {
    return std::make_shared<JsonConstructor>(name_, std::move(args));
  }

 private:
  /// A repeated key takes the last value.
  std::string ObjectText(size_t row, const CallInput& in) const {
    std::map<std::string, std::string> members;
    for (size_t i = 0; i + 1 < in.args.size(); i += 2) {
      Value value = ReadArg(in.args[i + 1], row);
      if (absent_ && value.is_null()) continue;
      std::string text;
      parts_[i + 1].Append(value, &text);
      members.insert_or_assign(ToText(parts_[i].type, ReadArg(in.args[i], row)), std::move(text));
    }
    std::string object;
    AppendJsonObject(members, &object);
    return object;
  }
  std::string ArrayText(size_t row, const CallInput& in) const {
    std::string text = "[";
    for (size_t i = 0; i < in.args.size(); ++i) {
      Value value = ReadArg(in.args[i], row);
      if (absent_ && value.is_null()) continue;
      if (text.size() > 1) text += ',';
      parts_[i].Append(value, &text);
    }
    return text + "]";
  }

  std::string name_;
  bool object_;
  bool absent_;  ///< NULLs are left out
  std::vector<Part> parts_;
};

Result<ExprPtr> BindConstructor(const Function& self, Args args) {
  bool object = self.name.starts_with("JSON_OBJECT");
  if (object && args.size() % 2 != 0) {
    return Fail(Error::User("JSON_OBJECT takes keys and values, but got an odd number of arguments")
                    .Hint("write JSON_OBJECT(KEY 'a' VALUE b, …)"));
  }
  for (size_t i = 0; object && i < args.size(); i += 2) {
    if (!args[i]->type().IsCharacter()) return Fail(ArgumentError(self, i, args[i]->type(), "a character string"));
  }
  return std::make_shared<JsonConstructor>(std::string(self.name), std::move(args));
}

constexpr Function kFunctions[] = {
    {"JSON_STRING", 1, 1, "JSON_STRING(value)", BindJsonString},
    {"JSON_OBJECT", 0, kAnyCount, "JSON_OBJECT(KEY key VALUE value, …)", BindConstructor},
    {"JSON_OBJECT ABSENT ON NULL", 0, kAnyCount, "JSON_OBJECT(KEY key VALUE value, … ABSENT ON NULL)", BindConstructor},
    {"JSON_ARRAY", 0, kAnyCount, "JSON_ARRAY(value, …)", BindConstructor},
    {"JSON_ARRAY NULL ON NULL", 0, kAnyCount, "JSON_ARRAY(value, … NULL ON NULL)", BindConstructor},
};

}  // namespace

bool IsJsonConstructor(const Expr& expr) {
  return dynamic_cast<const JsonConstructor*>(&expr) != nullptr;
}

std::span<const Function> JsonConstructorFunctions() {
  return kFunctions;
}

}  // namespace mullion
