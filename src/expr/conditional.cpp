#include "expr/conditional.h"

#include <algorithm>
#include <cstring>

#include "expr/function.h"
#include "expr/function_table.h"

namespace mullion {

RowMerge::RowMerge(const DataType& type, size_t row_count) : out_(std::make_shared<Column>(type, row_count)) {
  if (type.physical() == Physical::kNested) {
    source_of_row_.assign(row_count, 0);
    return;
  }
  std::memset(out_->MutableNulls(), 1, row_count);
}

void RowMerge::Take(ColumnPtr from, std::span<const uint32_t> rows) {
  if (rows.empty()) return;
  if (source_of_row_.empty()) {
    CopyFlat(*from, rows);
    return;
  }
  sources_.push_back(std::move(from));
  for (uint32_t row : rows) source_of_row_[row] = static_cast<uint32_t>(sources_.size());
}

void RowMerge::CopyFlat(const Column& from, std::span<const uint32_t> rows) {
  out_->KeepAllOf(from);
  uint8_t* nulls = out_->MutableNulls();
  const uint8_t* from_nulls = from.nulls();
  for (uint32_t row : rows) nulls[row] = from_nulls ? from_nulls[row] : 0;
  DispatchPhysical(from.type().physical(), [&]<typename T>() {
    const T* in = from.Values<T>();
    T* out = out_->MutableValues<T>();
    for (uint32_t row : rows) out[row] = in[row];
  });
}

ColumnPtr RowMerge::FinishNested() {
  ColumnBuilder builder(out_->type());
  for (size_t row = 0; row < source_of_row_.size(); ++row) {
    if (source_of_row_[row] == 0) {
      builder.AppendNull();
    } else {
      builder.AppendFrom(*sources_[source_of_row_[row] - 1], row);
    }
  }
  return builder.Finish();
}

ColumnPtr RowMerge::Finish() {
  return source_of_row_.empty() ? std::move(out_) : FinishNested();
}

namespace {

/// Arguments: condition, result, condition, result, …, otherwise. All results have type().
class Case final : public Node {
 public:
  using Node::Node;

  Result<ColumnPtr> Evaluate(const EvalContext& context, const Batch& batch,
                             std::span<const uint32_t> rows) const override {
    RowMerge merge(type(), batch.row_count);
    Selection left(rows.begin(), rows.end());
    Selection matched;
    for (size_t i = 0; i + 1 < args().size() && !left.empty(); i += 2) {
      MULLION_ASSIGN(auto condition, args()[i]->Evaluate(context, batch, left));
      Split(*condition, &left, &matched);
      if (matched.empty()) continue;
      MULLION_ASSIGN(auto result, args()[i + 1]->Evaluate(context, batch, matched));
      merge.Take(std::move(result), matched);
    }
    if (!left.empty()) {
      MULLION_ASSIGN(auto otherwise, args().back()->Evaluate(context, batch, left));
      merge.Take(std::move(otherwise), left);
    }
    return merge.Finish();
  }

  std::string ToString(const Schema& input) const override {
    std::string text = "CASE";
    for (size_t i = 0; i + 1 < args().size(); i += 2) {
      text += " WHEN " + args()[i]->ToString(input) + " THEN " + args()[i + 1]->ToString(input);
    }
    return text + " ELSE " + args().back()->ToString(input) + " END";
  }

 protected:
  ExprPtr WithArgs(std::vector<ExprPtr> args) const override { return std::make_shared<Case>(type(), std::move(args)); }

 private:
  static void Split(const Column& condition, Selection* left, Selection* matched) {
    matched->clear();
    size_t kept = 0;
    for (uint32_t row : *left) {
      if (!condition.IsNull(row) && condition.Values<int8_t>()[row] != 0) {
        matched->push_back(row);
      } else {
        (*left)[kept++] = row;
      }
    }
    left->resize(kept);
  }
};

/// The first argument that is not NULL; later ones are evaluated only for the rows still open.
class Coalesce final : public Node {
 public:
  using Node::Node;

  Result<ColumnPtr> Evaluate(const EvalContext& context, const Batch& batch,
                             std::span<const uint32_t> rows) const override {
    RowMerge merge(type(), batch.row_count);
    Selection left(rows.begin(), rows.end());
    Selection taken;
    for (const ExprPtr& arg : args()) {
      if (left.empty()) break;
      MULLION_ASSIGN(auto column, arg->Evaluate(context, batch, left));
      taken.clear();
      size_t kept = 0;
      for (uint32_t row : left) {
        if (column->IsNull(row)) {
          left[kept++] = row;
        } else {
          taken.push_back(row);
        }
      }
      left.resize(kept);
      merge.Take(std::move(column), taken);
    }
    return merge.Finish();
  }
  std::string ToString(const Schema& input) const override { return CallText("COALESCE", args(), input); }

 protected:
  ExprPtr WithArgs(std::vector<ExprPtr> args) const override {
    return std::make_shared<Coalesce>(type(), std::move(args));
  }
};

/// Where FLOATs and DECIMALs meet in a function (not in CASE and IF, which are Calcite's), DOUBLE wins over FLOAT, and
/// a FLOAT after a DECIMAL over the DECIMAL. Nothing where CommonType is right.
std::optional<DataType> CommonApproximate(std::span<const DataType> types) {
  bool any_float = false;
  DataType common = DataType::Null();
  for (const DataType& type : types) {
    if (type.kind() == TypeKind::kNull) continue;
    if (!type.IsNumeric()) return std::nullopt;
    any_float |= type.kind() == TypeKind::kFloat;
    if (common.kind() == TypeKind::kDouble || type.kind() == TypeKind::kDouble) {
      common = DataType::Double();
    } else if (type.kind() == TypeKind::kFloat) {
      common = type;
    } else if (common.kind() == TypeKind::kFloat && type.kind() == TypeKind::kDecimal) {
      common = DataType::Double();
    } else if (common.kind() != TypeKind::kFloat) {
      common = type;
    }
  }
  return any_float ? std::optional(common) : std::nullopt;
}

/// Coerces all arguments from `first` on to their common type.
Result<DataType> MakeOneType(const Function& self, Args* args, size_t first) {
  std::vector<DataType> types;
  for (size_t i = first; i < args->size(); ++i) types.push_back((*args)[i]->type());
  Result<DataType> common = CommonType(types);
  if (auto approximate = CommonApproximate(types); approximate && first == 0) common = *approximate;
  if (!common)
    return Fail(
        Error::User("the arguments of " + std::string(self.name) + " have no common type").Why(common.error().what()));
  for (size_t i = first; i < args->size(); ++i) {
    MULLION_ASSIGN((*args)[i], MakeCast((*args)[i], common->WithNullable(true), false));
  }
  return *common;
}

/// IF(condition, then, otherwise)
Result<ExprPtr> BindIf(const Function& self, Args args) {
  const DataType& condition = args[0]->type();
  if (condition.kind() != TypeKind::kBoolean) return Fail(ArgumentError(self, 0, condition, "a BOOLEAN"));
  MULLION_ASSIGN(auto type, MakeOneType(self, &args, 1));
  return MakeCase({{args[0], args[1]}}, args[2], type);
}

Result<ExprPtr> BindCoalesce(const Function& self, Args args) {
  MULLION_ASSIGN(auto type, MakeOneType(self, &args, 0));
  bool nullable = std::all_of(args.begin(), args.end(), [](const ExprPtr& arg) { return arg->type().nullable(); });
  return std::make_shared<Coalesce>(type.WithNullable(nullable), std::move(args));
}

/// NULLIF(a, b): the type of a.
Result<ExprPtr> BindNullIf(const Function&, Args args) {
  MULLION_ASSIGN(auto equal, MakeCall("=", {args[0], args[1]}));
  DataType type = args[0]->type().WithNullable(true);
  return MakeCase({{equal, NullLiteral(type)}}, args[0], type);
}

/// GREATEST, LEAST: NULL when any argument is.
Result<ExprPtr> BindExtreme(const Function& self, Args args) {
  MULLION_ASSIGN(auto type, MakeOneType(self, &args, 0));
  if (type.IsNested()) return Fail(ArgumentError(self, 0, type, "of a type with an order"));
  std::string_view better = self.name == "GREATEST" ? ">" : "<";
  DataType exact = NullableLike(type, args);
  MULLION_ASSIGN(auto compare, MakeCall(better, {MakeInputRef(0, type), MakeInputRef(1, type)}));
  Kernel kernel = [=](const CallInput& in) -> Result<ColumnPtr> {
    Batch pair{.row_count = in.row_count};
    ColumnPtr best = Spread(in.args[0], in.row_count);
    for (const Arg& arg : in.args.subspan(1)) {
      pair.columns = {Spread(arg, in.row_count), best};
      MULLION_ASSIGN(auto is_better, compare->Evaluate(in.context, pair, in.rows));
      Selection take, keep;
      for (uint32_t row : in.rows) {
        bool null = is_better->IsNull(row);
        if (!null) (is_better->Values<int8_t>()[row] != 0 ? take : keep).push_back(row);
      }
      RowMerge merge(exact, in.row_count);
      merge.Take(pair.columns[0], take);
      merge.Take(best, keep);
      best = merge.Finish();
    }
    return best;
  };
  return MakeKernelCall(self.name, exact, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"IF", 3, 3, "IF(condition, then, otherwise)", BindIf},
    {"COALESCE", 1, kAnyCount, "COALESCE(a, b, …)", BindCoalesce},
    {"IFNULL", 2, 2, "IFNULL(value, otherwise)", BindCoalesce},
    {"NULLIF", 2, 2, "NULLIF(a, b)", BindNullIf},
    {"GREATEST", 1, kAnyCount, "GREATEST(a, b, …)", BindExtreme},
    {"LEAST", 1, kAnyCount, "LEAST(a, b, …)", BindExtreme},
};

}  // namespace

ExprPtr MakeCase(std::vector<std::pair<ExprPtr, ExprPtr>> branches, ExprPtr otherwise, DataType type) {
  std::vector<ExprPtr> args;
  for (auto& [condition, result] : branches) {
    args.push_back(std::move(condition));
    args.push_back(std::move(result));
  }
  args.push_back(otherwise ? std::move(otherwise) : NullLiteral(type));
  bool nullable = false;
  for (size_t i = 1; i < args.size(); i += 2) nullable |= args[i]->type().nullable();
  nullable |= args.back()->type().nullable();
  for (size_t i = 0; i < args.size(); ++i) {
    bool condition = i % 2 == 0 && i + 1 < args.size();
    if (!condition && args[i]->type().kind() == TypeKind::kNull) args[i] = NullLiteral(type);
  }
  return std::make_shared<Case>(type.WithNullable(nullable), std::move(args));
}

std::span<const Function> ConditionalFunctions() {
  return kFunctions;
}

}  // namespace mullion
