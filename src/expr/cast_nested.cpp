// Casts among arrays, maps, multisets and rows: their elements are cast.
#include "expr/cast.h"

#include <numeric>

namespace mullion {
namespace {

/// One kernel a child; none where the child stays as it is.
using ChildKernels = std::vector<Kernel>;

Result<ColumnPtr> CastChild(const Kernel& kernel, const CallInput& in, const ColumnPtr& child) {
  if (!kernel) return child;
  Selection rows(child->size());
  std::iota(rows.begin(), rows.end(), 0U);
  Arg arg[] = {{child, false}};
  return kernel(CallInput{in.context, in.batch, arg, rows, child->size()});
}

/// TRY_CAST of an array one of whose elements could not be cast is NULL as a whole.
void NullWhereElementFailed(const Column& from, Column* out) {
  const Column& before = *from.children()[0];
  const Column& after = *out->children()[0];
  for (size_t row = 0; row < out->size(); ++row) {
    if (out->IsNull(row)) continue;
    for (auto i = static_cast<size_t>(out->offsets()[row]); i < static_cast<size_t>(out->offsets()[row + 1]); ++i) {
      if (!after.IsNull(i) || before.IsNull(i)) continue;
      out->SetNull(row);
      break;
    }
  }
}

}  // namespace

Result<Kernel> CastNested(const Cast& cast) {
  const auto& from = cast.from.fields();
  const auto& to = cast.to.fields();
  if (cast.from.kind() != cast.to.kind() || from.size() != to.size()) {
    return Fail(Error::User("there is no cast from " + cast.from.ToString() + " to " + cast.to.ToString()));
  }
  ChildKernels kernels(from.size());
  for (size_t i = 0; i < from.size(); ++i) {
    if (from[i].type.SameExceptNull(to[i].type)) continue;
    MULLION_ASSIGN(kernels[i], FindCast({from[i].type, to[i].type, cast.try_cast}));
  }
  bool try_array = cast.try_cast && cast.from.kind() == TypeKind::kArray;
  return [kernels = std::move(kernels), type = cast.result(), try_array](const CallInput& in) -> Result<ColumnPtr> {
    const Column& column = *in.args[0].column;
    auto out = std::make_shared<Column>(type, in.row_count);
    MergeNulls(in, out.get());
    out->MutableOffsets().assign(column.offsets().begin(), column.offsets().end());
    for (size_t i = 0; i < column.children().size(); ++i) {
      // The counts of a MULTISET have no kernel.
      static const Kernel kNone;
      MULLION_ASSIGN(auto child, CastChild(i < kernels.size() ? kernels[i] : kNone, in, column.children()[i]));
      out->MutableChildren().push_back(std::move(child));
    }
    if (try_array) NullWhereElementFailed(column, out.get());
    return out;
  };
}

}  // namespace mullion
