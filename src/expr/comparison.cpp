// = <> < <= > >= and IS [NOT] DISTINCT FROM.
#include "expr/comparison.h"

#include <algorithm>
#include <type_traits>

#include "expr/binary_loop.h"
#include "expr/decimal_math.h"
#include "expr/type_rules.h"

namespace mullion {
namespace {

struct Equal {
  template <typename T>
  int8_t operator()(const T& a, const T& b) const {
    return a == b;
  }
};
struct NotEqual {
  template <typename T>
  int8_t operator()(const T& a, const T& b) const {
    return a != b;
  }
};
struct Less {
  template <typename T>
  int8_t operator()(const T& a, const T& b) const {
    return a < b;
  }
};
struct LessOrEqual {
  template <typename T>
  int8_t operator()(const T& a, const T& b) const {
    return a <= b;
  }
};

/// Texts may be compared only where they are asked for and not NULL: other rows hold no valid pointers.
template <typename Op>
void TextLoop(const CallInput& in, const uint8_t* nulls, int8_t* out) {
  View<std::string_view> a(in.args[0]);
  View<std::string_view> b(in.args[1]);
  for (uint32_t row : in.rows) {
    if (!nulls || !nulls[row]) out[row] = Op{}(a[row], b[row]);
  }
}

template <typename T, typename Op>
Result<ColumnPtr> RunCompare(const DataType& type, const CallInput& in) {
  auto out = std::make_shared<Column>(type, in.row_count);
  const uint8_t* nulls = MergeNulls(in, out.get());
  if constexpr (std::is_same_v<T, std::string_view>) {
    TextLoop<Op>(in, nulls, out->MutableValues<int8_t>());
  } else {
    BinaryLoop<T>(in, out->MutableValues<int8_t>(), Op{});
  }
  return out;
}

template <typename Op>
Kernel CompareKernel(Physical physical, DataType type) {
  return DispatchPhysical(physical, [&]<typename T>() -> Kernel {
    return [type](const CallInput& in) { return RunCompare<T, Op>(type, in); };
  });
}

template <typename Op>
Kernel DecimalKernel(int a_scale, int b_scale, DataType type) {
  return MapRows<bool, Int128, Int128>(
      std::move(type), [=](Int128 a, Int128 b) -> bool { return Op{}(DecimalCompare(a, a_scale, b, b_scale), 0); });
}

/// Arrays, maps and rows: equal when their values are; off the hot path.
Kernel NestedKernel(bool equal, DataType type) {
  return [equal, type](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    const uint8_t* nulls = MergeNulls(in, out.get());
    int8_t* values = out->MutableValues<int8_t>();
    const Arg& a = in.args[0];
    const Arg& b = in.args[1];
    for (uint32_t row : in.rows) {
      if (nulls && nulls[row]) continue;
      values[row] = (ReadValue(*a.column, a.At(row)) == ReadValue(*b.column, b.At(row))) == equal;
    }
    return out;
  };
}

struct Shape {
  Physical physical;
  bool decimal;
  int a_scale;
  int b_scale;
};

template <typename Op>
Kernel KernelOf(const Shape& shape, const DataType& type) {
  if (shape.decimal) return DecimalKernel<Op>(shape.a_scale, shape.b_scale, type);
  return CompareKernel<Op>(shape.physical, type);
}

/// ROW(a, b) = ROW(c, d) is a = c AND b = d, so that a NULL inside makes it NULL unless another pair differs.
Result<ExprPtr> CompareRows(const Function& self, const Args& args) {
  bool equal = self.name == "=";
  std::vector<ExprPtr> terms;
  for (size_t i = 0; i < args[0]->type().fields().size(); ++i) {
    ExprPtr name = TextLiteral(args[0]->type().fields()[i].name);
    MULLION_ASSIGN(auto left, MakeCall("FIELD", {args[0], std::move(name)}));
    name = TextLiteral(args[1]->type().fields()[i].name);
    MULLION_ASSIGN(auto right, MakeCall("FIELD", {args[1], std::move(name)}));
    MULLION_ASSIGN(auto term, MakeCall(self.name, {std::move(left), std::move(right)}));
    terms.push_back(std::move(term));
  }
  return equal ? MakeAnd(std::move(terms)) : MakeOr(std::move(terms));
}

bool IsRowConstructor(const Expr& expr) {
  return expr.type().kind() == TypeKind::kRow && !expr.type().nullable();
}

Result<ExprPtr> BindCompare(const Function& self, Args args) {
  bool equality = self.name == "=" || self.name == "<>";
  if (equality && IsRowConstructor(*args[0]) && IsRowConstructor(*args[1]) &&
      args[0]->type().fields().size() == args[1]->type().fields().size()) {
    return CompareRows(self, args);
  }
  MULLION_TRY(MakeComparable(self, &args));
  const DataType& a = args[0]->type();
  const DataType& b = args[1]->type();
  DataType type = NullableLike(DataType::Boolean(), args);
  Shape shape{a.physical(), a.kind() == TypeKind::kDecimal && a.scale() != b.scale(), a.scale(), b.scale()};
  if (shape.physical == Physical::kNested) {
    if (self.name != "=" && self.name != "<>") return Fail(ArgumentError(self, 0, a, "of a type with an order"));
    return MakeKernelCall(self.name, type, std::move(args), NestedKernel(self.name == "=", type));
  }
  // a > b is computed as b < a.
  Kernel kernel;
  bool swap = self.name[0] == '>';
  if (swap) std::swap(shape.a_scale, shape.b_scale);
  if (self.name == "=") {
    kernel = KernelOf<Equal>(shape, type);
  } else if (self.name == "<>") {
    kernel = KernelOf<NotEqual>(shape, type);
  } else {
    kernel = self.name.ends_with("=") ? KernelOf<LessOrEqual>(shape, type) : KernelOf<Less>(shape, type);
  }
  if (swap) {
    kernel = [kernel = std::move(kernel)](const CallInput& in) {
      Arg swapped[] = {in.args[1], in.args[0]};
      return kernel(CallInput{in.context, in.batch, swapped, in.rows, in.row_count});
    };
  }
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

/// Never NULL: NULL is a value like others, equal to itself.
Result<ExprPtr> BindDistinct(const Function& self, Args args) {
  MULLION_TRY(MakeComparable(self, &args));
  bool distinct = self.name == "IS DISTINCT FROM";
  MULLION_ASSIGN(auto equal, MakeCall("=", {MakeInputRef(0, args[0]->type()), MakeInputRef(1, args[1]->type())}));
  DataType type = DataType::Boolean().NotNull();
  Kernel kernel = [=](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    int8_t* values = out->MutableValues<int8_t>();
    Batch pair{.row_count = in.row_count};
    for (const Arg& arg : in.args) pair.columns.push_back(Spread(arg, in.row_count));
    MULLION_ASSIGN(auto same, equal->Evaluate(in.context, pair, in.rows));
    for (uint32_t row : in.rows) {
      bool a_null = in.args[0].IsNull(row);
      bool b_null = in.args[1].IsNull(row);
      bool is_same = a_null || b_null ? a_null && b_null : same->Values<int8_t>()[row] != 0;
      values[row] = is_same != distinct;
    }
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"=", 2, 2, "a = b", BindCompare},
    {"<>", 2, 2, "a <> b", BindCompare},
    {"<", 2, 2, "a < b", BindCompare},
    {"<=", 2, 2, "a <= b", BindCompare},
    {">", 2, 2, "a > b", BindCompare},
    {">=", 2, 2, "a >= b", BindCompare},
    {"IS DISTINCT FROM", 2, 2, "a IS DISTINCT FROM b", BindDistinct},
    {"IS NOT DISTINCT FROM", 2, 2, "a IS NOT DISTINCT FROM b", BindDistinct},
    {"IN", 2, kAnyCount, "a IN (b, …)", BindIn},
    {"NOT IN", 2, kAnyCount, "a NOT IN (b, …)", BindIn},
    {"BETWEEN", 3, 3, "a BETWEEN low AND high", BindBetween},
    {"NOT BETWEEN", 3, 3, "a NOT BETWEEN low AND high", BindBetween},
};

bool IsAtomic(const DataType& type) {
  return !type.IsNested();
}

/// The type that both sides take when they are not of one family, or an error.
Result<DataType> ComparisonType(const Function& self, const DataType& a, const DataType& b) {
  if (a.IsNumeric() && b.IsNumeric()) {
    if (a.IsInteger() && b.IsInteger()) return a.kind() >= b.kind() ? a : b;
    if (a.kind() == TypeKind::kDecimal || b.kind() == TypeKind::kDecimal) return DataType::Double();
    // As Java promotes: with a DOUBLE to DOUBLE, an integer with a FLOAT to FLOAT.
    bool real = a.kind() == TypeKind::kDouble || b.kind() == TypeKind::kDouble;
    return real ? DataType::Double() : DataType::Float();
  }
  bool a_time = a.IsTimestamp() || a.kind() == TypeKind::kDate;
  bool b_time = b.IsTimestamp() || b.kind() == TypeKind::kDate;
  if (a_time && b_time) {
    bool instant = a.kind() == TypeKind::kTimestampLtz || b.kind() == TypeKind::kTimestampLtz;
    int precision = std::max(a.precision(), b.precision());
    // Where one side has no digits behind the milliseconds, Flink tests for equality by the milliseconds alone.
    bool equality = self.name == "=" || self.name == "<>";
    if (equality && std::min(a.precision(), b.precision()) <= 3) precision = std::min(precision, 3);
    return instant ? DataType::TimestampLtz(precision) : DataType::Timestamp(precision);
  }
  if (a.IsCharacter() && b.IsCharacter()) return DataType::String();
  // A text beside something else is read as that.
  if (a.IsCharacter() && IsAtomic(b) && !b.IsInterval()) return b;
  if (b.IsCharacter() && IsAtomic(a) && !a.IsInterval()) return a;
  if (a.IsBinary() && b.IsBinary()) return DataType::Bytes();
  if (a.kind() == b.kind() && !a.IsNested()) return a;
  const DataType both[] = {a, b};
  Result<DataType> common = CommonType(both);
  if (common) return common;
  return Fail(
      Error::User("cannot compare " + a.ToString() + " with " + b.ToString() + " (" + std::string(self.name) + ")")
          .Hint("bring both sides to one type with CAST(… AS …)"));
}

/// True for an integer literal that the narrower integer type of the other side holds: then no column needs widening.
bool LiteralFits(const Expr& literal, const DataType& other) {
  const Value* value = AsLiteral(literal);
  if (!value || value->is_null() || !literal.type().IsInteger() || !other.IsInteger()) return false;
  int64_t v = value->AsInt();
  switch (other.kind()) {
    case TypeKind::kTinyInt:
      return v == static_cast<int8_t>(v);
    case TypeKind::kSmallInt:
      return v == static_cast<int16_t>(v);
    case TypeKind::kInt:
      return v == static_cast<int32_t>(v);
    default:
      return true;
  }
}

}  // namespace

Status MakeComparable(const Function& self, Args* args) {
  ExprPtr& left = (*args)[0];
  ExprPtr& right = (*args)[1];
  if (left->type().kind() == TypeKind::kNull) left = NullLiteral(right->type());
  if (right->type().kind() == TypeKind::kNull) right = NullLiteral(left->type());
  const DataType a = left->type();
  const DataType b = right->type();
  bool exact = a.IsNumeric() && b.IsNumeric() && !a.IsApproximate() && !b.IsApproximate();
  if (exact && (a.kind() == TypeKind::kDecimal || b.kind() == TypeKind::kDecimal)) {
    // Decimals of different scales are compared as they are: no common type could hold both in 38 digits.
    for (ExprPtr& side : std::span(*args).first(2)) {
      MULLION_ASSIGN(side, MakeCast(side, ToDecimalType(side->type()), false));
    }
    return Ok();
  }
  if (a.SameExceptNull(b)) return Ok();
  if (a.IsCharacter() && b.IsCharacter()) return Ok();
  if (a.IsBinary() && b.IsBinary()) return Ok();
  if (LiteralFits(*left, b) || LiteralFits(*right, a)) {
    bool left_literal = LiteralFits(*left, b);
    ExprPtr& literal = left_literal ? left : right;
    literal = MakeLiteral(left_literal ? b : a, *AsLiteral(*literal));
    return Ok();
  }
  MULLION_ASSIGN(auto type, ComparisonType(self, a, b));
  for (ExprPtr& side : std::span(*args).first(2)) {
    MULLION_ASSIGN(side, MakeCast(side, type.WithNullable(true), false));
  }
  return Ok();
}

std::span<const Function> ComparisonFunctions() {
  return kFunctions;
}

}  // namespace mullion
