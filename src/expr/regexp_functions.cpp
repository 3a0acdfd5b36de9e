// REGEXP, REGEXP_EXTRACT, REGEXP_REPLACE.
#include "expr/function_table.h"
#include "expr/regexp.h"

namespace mullion {
namespace {

using Sv = std::string_view;
using RegexpPtr = std::shared_ptr<const Regexp>;

/// A literal pattern, compiled once: one that cannot be used is the user's error now, while a bad one from a column
/// makes its row NULL, as in Flink. nullptr when the pattern is no literal.
Result<RegexpPtr> CompileLiteral(const Expr& pattern) {
  const Value* value = AsLiteral(pattern);
  if (!value || value->is_null()) return nullptr;
  return Regexp::Compile(value->AsText());
}

/// The pattern from a column that a batch used last.
struct LastPattern {
  std::string text;
  RegexpPtr regexp;
  bool valid = false;
};

const Regexp* Find(const RegexpPtr& literal, Sv pattern, LastPattern* last) {
  if (literal) return literal.get();
  if (!last->valid || last->text != pattern) {
    last->text = pattern;
    last->valid = true;
    auto compiled = Regexp::Compile(pattern);
    last->regexp = compiled ? *compiled : nullptr;
  }
  return last->regexp.get();
}

/// `f(env, regexp, row)` gives optional<Out>; `bad` is the answer for a pattern that cannot be used.
template <typename Out, typename F>
Result<ExprPtr> BindPattern(const Function& self, DataType type, Args args, std::optional<Out> bad, F f) {
  using Stored = std::conditional_t<std::is_same_v<Out, bool>, int8_t, Out>;
  MULLION_ASSIGN(auto literal, CompileLiteral(*args[1]));
  Kernel kernel = [type, literal, bad, f](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    const uint8_t* nulls = MergeNulls(in, out.get());
    Stored* values = out->template MutableValues<Stored>();
    RowEnv env(in.context);
    LastPattern last;
    View<Sv> patterns(in.args[1]);
    for (uint32_t row : in.rows) {
      values[row] = Stored{};
      if (nulls && nulls[row]) continue;
      const Regexp* regexp = Find(literal, patterns[row], &last);
      std::optional<Out> result = regexp ? f(env, *regexp, in, row) : bad;
      if (result) values[row] = static_cast<Stored>(*result);
      if (!result) out->SetNull(row);
    }
    env.KeepBytes(in, out.get());
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

Sv TextAt(const CallInput& in, size_t arg, uint32_t row) {
  return View<Sv>(in.args[arg])[row];
}

Result<ExprPtr> BindRegexp(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  DataType type = NullableLike(DataType::Boolean(), args);
  const Value* pattern = AsLiteral(*args[1]);
  bool never = pattern && !pattern->is_null() && pattern->AsText().empty();  // Flink: an empty pattern is FALSE
  return BindPattern<bool>(self, type, std::move(args), false,
                           [never](RowEnv&, const Regexp& regexp, const CallInput& in, uint32_t row) {
                             return std::optional<bool>(!never && regexp.Finds(TextAt(in, 0, row)));
                           });
}

Result<ExprPtr> BindRegexpExtract(const Function& self, Args args) {
  bool whole = args.size() == 2;
  if (whole) args.push_back(IntLiteral(0));
  MULLION_TRY(Want(self, "ssi", &args));
  return BindPattern<Sv>(self, DataType::String(), std::move(args), std::nullopt,
                         [](RowEnv&, const Regexp& regexp, const CallInput& in, uint32_t row) {
                           return regexp.Extract(TextAt(in, 0, row), View<int32_t>(in.args[2])[row]);
                         });
}

Result<ExprPtr> BindRegexpReplace(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  return BindPattern<Sv>(self, DataType::String(), std::move(args), std::nullopt,
                         [](RowEnv& env, const Regexp& regexp, const CallInput& in, uint32_t row) {
                           std::string& out = env.Scratch();
                           regexp.ReplaceAll(TextAt(in, 0, row), TextAt(in, 2, row), &out);
                           return std::optional<Sv>(env.Keep(out));
                         });
}

constexpr Function kFunctions[] = {
    {"REGEXP", 2, 2, "REGEXP(text, pattern)", BindRegexp},
    {"REGEXP_EXTRACT", 2, 3, "REGEXP_EXTRACT(text, pattern [, group])", BindRegexpExtract},
    {"REGEXP_REPLACE", 3, 3, "REGEXP_REPLACE(text, pattern, replacement)", BindRegexpReplace},
};

}  // namespace

std::span<const Function> RegexpFunctions() {
  return kFunctions;
}

}  // namespace mullion
