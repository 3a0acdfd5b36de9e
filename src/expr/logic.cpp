// AND, OR, NOT and the IS tests: three-valued logic.
#include <algorithm>
#include <cstring>

#include "expr/function.h"
#include "expr/function_table.h"

namespace mullion {
namespace {

/// AND when `decisive` is FALSE, OR when it is TRUE: the first decisive term decides a row, and later terms are not
/// evaluated for it. Undecided rows with a NULL term are NULL.
class Junction final : public Node {
 public:
  Junction(bool decisive, std::vector<ExprPtr> terms)
      : Node{NullableLike(DataType::Boolean(), terms), std::move(terms)}, decisive_(decisive) {}  // in this order

  Result<ColumnPtr> Evaluate(const EvalContext& context, const Batch& batch,
                             std::span<const uint32_t> rows) const override {
    auto out = std::make_shared<Column>(type(), batch.row_count);
    int8_t* values = out->MutableValues<int8_t>();
    std::memset(values, !decisive_, batch.row_count);
    Selection open;
    std::span<const uint32_t> left = rows;
    for (const ExprPtr& term : args()) {
      MULLION_ASSIGN(auto column, term->Evaluate(context, batch, left));
      left = Narrow(*column, left, out.get(), &open);
      if (left.empty()) break;
    }
    return out;
  }
  std::string ToString(const Schema& input) const override { return CallText(decisive_ ? "OR" : "AND", args(), input); }
  bool decisive() const { return decisive_; }

 protected:
  ExprPtr WithArgs(std::vector<ExprPtr> args) const override {
    return std::make_shared<Junction>(decisive_, std::move(args));
  }

 private:
  /// Writes what `term` decides, and keeps the rows that it leaves open.
  std::span<const uint32_t> Narrow(const Column& term, std::span<const uint32_t> rows, Column* out,
                                   Selection* open) const {
    const int8_t* truth = term.Values<int8_t>();
    const uint8_t* nulls = term.nulls();
    int8_t* values = out->MutableValues<int8_t>();
    uint8_t* out_nulls = nulls ? out->MutableNulls() : (out->has_nulls() ? out->MutableNulls() : nullptr);
    // `rows` may be *open itself: the write position never passes the read position.
    open->resize(std::max(open->size(), rows.size()));
    size_t kept = 0;
    for (uint32_t row : rows) {
      bool null = nulls && nulls[row];
      bool decided = !null && (truth[row] != 0) == decisive_;
      if (decided) {
        values[row] = decisive_;
        if (out_nulls) out_nulls[row] = 0;
      } else if (null) {
        out_nulls[row] = 1;
      }
      (*open)[kept] = row;
      kept += !decided;
    }
    return std::span<const uint32_t>(*open).first(kept);
  }

  bool decisive_;
};

ExprPtr MakeJunction(bool decisive, std::vector<ExprPtr> terms) {
  MULLION_CHECK(!terms.empty());
  if (terms.size() == 1) return std::move(terms[0]);
  std::vector<ExprPtr> flat;
  for (ExprPtr& term : terms) {
    auto* inner = dynamic_cast<const Junction*>(term.get());
    if (inner && inner->decisive() == decisive) {
      flat.insert(flat.end(), inner->args().begin(), inner->args().end());
    } else {
      flat.push_back(std::move(term));
    }
  }
  return std::make_shared<Junction>(decisive, std::move(flat));
}

template <bool kDecisive>
Result<ExprPtr> BindJunction(const Function& self, Args args) {
  MULLION_TRY(Want(self, "b", &args));
  return MakeJunction(kDecisive, std::move(args));
}

Result<ExprPtr> BindNot(const Function& self, Args args) {
  MULLION_TRY(Want(self, "b", &args));
  DataType type = args[0]->type();
  return BindRows<bool, bool>(self, type, std::move(args), [](bool b) { return !b; });
}

Result<ExprPtr> BindIsNull(const Function& self, Args args) {
  bool wanted = self.name == "IS NULL";
  DataType type = DataType::Boolean().NotNull();
  Kernel kernel = [=](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    int8_t* values = out->MutableValues<int8_t>();
    const Arg& arg = in.args[0];
    const uint8_t* nulls = arg.column->nulls();
    for (size_t i = 0; i < in.row_count; ++i) values[i] = (nulls && nulls[arg.At(i)]) == wanted;
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

/// IS [NOT] TRUE, FALSE, UNKNOWN: `null`, `no` and `yes` are the answers for NULL, FALSE and TRUE.
template <bool kNull, bool kNo, bool kYes>
Result<ExprPtr> BindIs(const Function& self, Args args) {
  MULLION_TRY(Want(self, "b", &args));
  DataType type = DataType::Boolean().NotNull();
  Kernel kernel = [type](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    int8_t* values = out->MutableValues<int8_t>();
    View<bool> truth(in.args[0]);
    for (uint32_t row : in.rows) values[row] = in.args[0].IsNull(row) ? kNull : (truth[row] ? kYes : kNo);
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"AND", 1, kAnyCount, "a AND b", BindJunction<false>},
    {"OR", 1, kAnyCount, "a OR b", BindJunction<true>},
    {"NOT", 1, 1, "NOT a", BindNot},
    {"IS NULL", 1, 1, "a IS NULL", BindIsNull},
    {"IS NOT NULL", 1, 1, "a IS NOT NULL", BindIsNull},
    {"IS TRUE", 1, 1, "a IS TRUE", BindIs<false, false, true>},
    {"IS NOT TRUE", 1, 1, "a IS NOT TRUE", BindIs<true, true, false>},
    {"IS FALSE", 1, 1, "a IS FALSE", BindIs<false, true, false>},
    {"IS NOT FALSE", 1, 1, "a IS NOT FALSE", BindIs<true, false, true>},
    {"IS UNKNOWN", 1, 1, "a IS UNKNOWN", BindIs<true, false, false>},
    {"IS NOT UNKNOWN", 1, 1, "a IS NOT UNKNOWN", BindIs<false, true, true>},
};

}  // namespace

ExprPtr MakeAnd(std::vector<ExprPtr> terms) {
  return MakeJunction(false, std::move(terms));
}
ExprPtr MakeOr(std::vector<ExprPtr> terms) {
  return MakeJunction(true, std::move(terms));
}

std::span<const Function> LogicFunctions() {
  return kFunctions;
}

Result<Selection> Filter(const Expr& condition, const EvalContext& context, const Batch& batch,
                         std::span<const uint32_t> rows) {
  Selection kept;
  std::span<const uint32_t> left = rows;
  auto keep_true = [&](const Expr& term) -> Status {
    MULLION_ASSIGN(auto column, term.Evaluate(context, batch, left));
    const int8_t* truth = column->Values<int8_t>();
    const uint8_t* nulls = column->nulls();
    kept.resize(std::max(kept.size(), left.size()));
    size_t count = 0;
    for (uint32_t row : left) {
      kept[count] = row;
      count += nulls ? (truth[row] != 0 && nulls[row] == 0) : truth[row] != 0;
    }
    left = std::span<const uint32_t>(kept).first(count);
    return Ok();
  };
  // A row that one term of an AND does not make TRUE is out: the next terms see fewer rows.
  auto* junction = dynamic_cast<const Junction*>(&condition);
  if (junction && !junction->decisive()) {
    for (const ExprPtr& term : junction->args()) MULLION_TRY(keep_true(*term));
  } else {
    MULLION_TRY(keep_true(condition));
  }
  kept.resize(left.size());
  return kept;
}

}  // namespace mullion
