// IN over a list, BETWEEN.
#include <algorithm>
#include <type_traits>

#include "expr/comparison.h"

namespace mullion {
namespace {

/// A list of literals, sorted. TRUE when the value is among them, else NULL when NULL is, else FALSE.
template <typename T>
class LiteralList {
 public:
  explicit LiteralList(std::span<const ExprPtr> literals) {
    for (const ExprPtr& literal : literals) {
      if (AsLiteral(*literal)->is_null()) {
        has_null_ = true;
        continue;
      }
      ColumnPtr one = MakeConstantColumn(literal->type(), *AsLiteral(*literal), 1);
      values_.push_back(one->Values<T>()[0]);
      columns_.push_back(std::move(one));
    }
    std::sort(values_.begin(), values_.end());
  }

  bool has_null() const { return has_null_; }
  bool Contains(const T& value) const {
    // A handful is found sooner by looking at each.
    if (values_.size() <= 8) return std::find(values_.begin(), values_.end(), value) != values_.end();
    return std::binary_search(values_.begin(), values_.end(), value);
  }

 private:
  std::vector<T> values_;
  std::vector<ColumnPtr> columns_;  ///< hold the bytes of texts
  bool has_null_ = false;
};

template <typename T>
Kernel ListKernel(const DataType& type, std::span<const ExprPtr> literals, bool negated) {
  auto list = std::make_shared<const LiteralList<T>>(literals);
  return MapRows<bool, T>(type, [list, negated](const T& value) -> std::optional<bool> {
    if (list->Contains(value)) return !negated;
    if (list->has_null()) return std::nullopt;
    return negated;
  });
}

Result<ExprPtr> ListOfLiterals(const Function& self, Args args, bool negated) {
  DataType type = DataType::Boolean();
  Args literals(args.begin() + 1, args.end());
  Kernel kernel = DispatchPhysical(args[0]->type().physical(),
                                   [&]<typename T>() { return ListKernel<T>(type, literals, negated); });
  // The list is in the kernel and, for EXPLAIN, in the name.
  std::string name(self.name);
  for (size_t i = 0; i < literals.size(); ++i) name += (i ? ", " : " (") + literals[i]->ToString({});
  std::vector<ExprPtr> value{args[0]};
  return MakeKernelCall(name + ")", type, std::move(value), std::move(kernel));
}

}  // namespace

Result<ExprPtr> BindIn(const Function& self, Args args) {
  bool negated = self.name == "NOT IN";
  bool literals = std::all_of(args.begin() + 1, args.end(), [](const ExprPtr& arg) { return IsLiteral(*arg); });
  std::vector<DataType> types;
  for (const ExprPtr& arg : args) types.push_back(arg->type());
  Result<DataType> common = CommonType(types);
  if (literals && common && !common->IsNested() && common->kind() != TypeKind::kNull) {
    bool folded = true;
    for (ExprPtr& arg : args) {
      bool literal = IsLiteral(*arg);
      MULLION_ASSIGN(arg, MakeCast(arg, common->WithNullable(true), false));
      folded &= !literal || IsLiteral(*arg);
    }
    if (folded) return ListOfLiterals(self, std::move(args), negated);
  }
  std::vector<ExprPtr> terms;
  for (size_t i = 1; i < args.size(); ++i) {
    MULLION_ASSIGN(auto term, MakeCall(negated ? "<>" : "=", {args[0], args[i]}));
    terms.push_back(std::move(term));
  }
  return negated ? MakeAnd(std::move(terms)) : MakeOr(std::move(terms));
}

Result<ExprPtr> BindBetween(const Function& self, Args args) {
  bool negated = self.name == "NOT BETWEEN";
  MULLION_ASSIGN(auto low, MakeCall(negated ? "<" : ">=", {args[0], args[1]}));
  MULLION_ASSIGN(auto high, MakeCall(negated ? ">" : "<=", {args[0], args[2]}));
  std::vector<ExprPtr> terms{std::move(low), std::move(high)};
  return negated ? MakeOr(std::move(terms)) : MakeAnd(std::move(terms));
}

}  // namespace mullion
