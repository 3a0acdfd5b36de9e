#include "expr/function.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "expr/function_table.h"

namespace mullion {
namespace {

using Table = std::span<const Function> (*)();

constexpr Table kTables[] = {
    ArithmeticFunctions,      ComparisonFunctions, LogicFunctions,       ConditionalFunctions, LikeFunctions,
    RoundingFunctions,        MathFunctions,       TextFunctions,        TextSearchFunctions,  RegexpFunctions,
    EncodingFunctions,        HashFunctions,       UrlFunctions,         ClockFunctions,       DatePartFunctions,
    TimeArithmeticFunctions,  TimeTextFunctions,   ConstructorFunctions, ArrayFunctions,       JsonFunctions,
    JsonConstructorFunctions,
};

const Function* Find(std::string_view name) {
  for (Table table : kTables) {
    for (const Function& function : table()) {
      if (function.name == name) return &function;
    }
  }
  return nullptr;
}

std::string CountText(const Function& function) {
  if (function.args_min == function.args_max) return fmt::format("{}", function.args_min);
  if (function.args_max == kAnyCount) return fmt::format("at least {}", function.args_min);
  return fmt::format("{} to {}", function.args_min, function.args_max);
}

Status CheckCount(const Function& function, size_t count) {
  if (count >= function.args_min && count <= function.args_max) return Ok();
  return Fail(Error::User(fmt::format("{} takes {} argument{}, but got {}", function.name, CountText(function),
                                      function.args_max == 1 ? "" : "s", count))
                  .Hint(fmt::format("write {}", function.signature)));
}

std::string Ordinal(size_t i) {
  static constexpr std::string_view kEnds[] = {"st", "nd", "rd"};
  return fmt::format("{}{}", i + 1, i < 3 ? kEnds[i] : "th");
}

bool IsAtomic(const DataType& type) {
  return !type.IsNested() && !type.IsBinary();
}

Result<ExprPtr> ToText(const Function& self, const Args& args, size_t i) {
  const DataType& type = args[i]->type();
  if (type.kind() == TypeKind::kVarChar) return args[i];
  if (!IsAtomic(type) || type.IsInterval()) return Fail(ArgumentError(self, i, type, "a character string"));
  return MakeCast(args[i], DataType::String(), false);
}

Result<ExprPtr> ToNumber(const Function& self, const Args& args, size_t i, DataType to, std::string_view accepted) {
  const DataType& type = args[i]->type();
  if (!type.IsNumeric() && type.kind() != TypeKind::kNull) return Fail(ArgumentError(self, i, type, accepted));
  return MakeCast(args[i], std::move(to), false);
}

Result<ExprPtr> ToInteger(const Function& self, const Args& args, size_t i, DataType to) {
  const DataType& type = args[i]->type();
  if (!type.IsInteger() && type.kind() != TypeKind::kNull) return Fail(ArgumentError(self, i, type, "an integer"));
  return MakeCast(args[i], std::move(to), false);
}

Result<ExprPtr> ToBytes(const Function& self, const Args& args, size_t i) {
  const DataType& type = args[i]->type();
  if (!type.IsBinary() && !type.IsCharacter() && type.kind() != TypeKind::kNull) {
    return Fail(ArgumentError(self, i, type, "a binary or character string"));
  }
  return MakeCast(args[i], DataType::Bytes(), false);
}

Result<ExprPtr> ToWanted(const Function& self, const Args& args, size_t i, char letter) {
  const DataType& type = args[i]->type();
  bool null = type.kind() == TypeKind::kNull;
  switch (letter) {
    case 's':
      return ToText(self, args, i);
    case 'i':
      return ToInteger(self, args, i, DataType::Int());
    case 'l':
      return ToInteger(self, args, i, DataType::BigInt());
    case 'd':
      return ToNumber(self, args, i, DataType::Double(), "a number");
    case 'y':
      return ToBytes(self, args, i);
    case 'b':
      if (type.kind() != TypeKind::kBoolean && !null) return Fail(ArgumentError(self, i, type, "a BOOLEAN"));
      return MakeCast(args[i], DataType::Boolean(), false);
    case 'n':
      if (null) return MakeCast(args[i], DataType::Int(), false);
      if (!type.IsNumeric()) return Fail(ArgumentError(self, i, type, "a number"));
      return args[i];
    default:
      return args[i];
  }
}

}  // namespace

Error ArgumentError(const Function& self, size_t i, const DataType& got, std::string_view accepted) {
  return Error::User(fmt::format("the {} argument of {} is {}, but must be {}", Ordinal(i), self.name, got.ToString(),
                                 accepted))
      .Hint(fmt::format("write {}, with CAST(… AS …) where needed", self.signature));
}

Status Want(const Function& self, std::string_view letters, Args* args) {
  for (size_t i = 0; i < args->size(); ++i) {
    MULLION_ASSIGN((*args)[i], ToWanted(self, *args, i, letters[std::min(i, letters.size() - 1)]));
  }
  return Ok();
}

Result<std::string> WantSymbol(const Function& self, const Args& args, size_t i) {
  const Value* value = AsLiteral(*args[i]);
  if (value && !value->is_null() && args[i]->type().IsCharacter()) return value->AsText();
  return Fail(Error::User(fmt::format("the {} argument of {} must be a literal", Ordinal(i), self.name))
                  .Hint(fmt::format("write {}", self.signature)));
}

Result<int64_t> WantLiteralInt(const Function& self, const Args& args, size_t i) {
  const Value* value = AsLiteral(*args[i]);
  if (value && !value->is_null() && args[i]->type().IsInteger()) return value->AsInt();
  return Fail(Error::User(fmt::format("the {} argument of {} must be an integer literal", Ordinal(i), self.name))
                  .Hint(fmt::format("write {}", self.signature)));
}

Result<ExprPtr> MakeCall(std::string_view name, std::vector<ExprPtr> args) {
  const Function* function = Find(name);
  if (!function) {
    return Fail(Error::User(fmt::format("unknown function {}", name)).Hint(DidYouMean(name, ScalarFunctionNames())));
  }
  MULLION_TRY(CheckCount(*function, args.size()));
  return function->bind(*function, std::move(args));
}

bool IsScalarFunction(std::string_view name) {
  return Find(name) != nullptr;
}

std::vector<std::string> ScalarFunctionNames() {
  std::vector<std::string> names;
  for (Table table : kTables) {
    for (const Function& function : table()) names.emplace_back(function.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace mullion
