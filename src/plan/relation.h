#pragma once
// The relational tree between the text and the JobPlan: what is computed, typed, before columns are pruned and
// operators are chosen. Built bottom-up by the planners, owned from the root down, rewritten in place by prune.h, read
// by lower.h. One thread. Invariants: expressions of a node are over its inputs' columns (a join: left columns, then
// right columns); `columns` is the node's output, positions identify.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "aggregate/aggregate.h"
#include "column/type.h"
#include "column/value.h"
#include "expr/expr.h"
#include "operator/relational.h"
#include "operator/window_aggregate.h"
#include "window/window.h"

namespace mullion::plan {

struct Rel;
struct BoundSource;
using RelPtr = std::unique_ptr<Rel>;

/// Whether a column still is the relation's time: only then windows and interval joins may follow it.
enum class TimeAttribute : uint8_t { kNone, kRowtime, kProctime };
enum class WindowRole : uint8_t { kNone, kStart, kEnd, kTime };

/// The windows of one window function. Columns of the same function share the object.
struct WindowInfo {
  WindowSpec spec;
  DataType time_type;  ///< of the time attribute it was made from
  bool processing_time = false;
  bool legacy = false;       ///< of GROUP BY TUMBLE(…): its columns group no further windows
  bool counts_rows = false;  ///< sizes of `spec` are numbers of rows, per key

  TextPosition position;

  bool SameWindows(const WindowInfo& other) const {
    return spec == other.spec && counts_rows == other.counts_rows && time_type.kind() == other.time_type.kind() &&
           processing_time == other.processing_time;
  }
};
using WindowInfoPtr = std::shared_ptr<const WindowInfo>;

struct RankRel;

/// One output column and what is known of it beside its type. Lost as soon as it goes through an expression.
struct RelColumn {
  std::string name;
  DataType type;
  TimeAttribute time = TimeAttribute::kNone;
  WindowRole window_role = WindowRole::kNone;
  WindowInfoPtr window;     ///< set when window_role is
  RankRel* rank = nullptr;  ///< this is the number of that ROW_NUMBER(): WHERE may bound it
};

/// A table read: all columns of the declaration, in order. `table` is shared by equal scans.
struct ScanRel {
  std::shared_ptr<const BoundSource> table;
  std::vector<int> kept;  ///< declared columns that are the output
};

struct ValuesRel {
  std::vector<ValueList> rows;
};

/// Filter and projection.
struct CalcRel {
  ExprPtr condition;             ///< may be null
  std::vector<ExprPtr> columns;  ///< the output; empty with pass_through
  bool pass_through = false;
};

/// Rows of all inputs; columns of the first.
struct UnionRel {};

/// Appends window_start, window_end, window_time.
struct WindowTableFunctionRel {
  WindowInfoPtr window;
  int time_column = -1;
  std::vector<int> partition_by;  ///< SESSION only
};

/// Output: keys, calls, properties.
struct WindowAggregateRel {
  WindowInfoPtr window;
  int time_column = -1;  ///< of the input; -1 when rows carry their window
  int start_column = -1;
  int end_column = -1;
  bool legacy = false;
  std::vector<int> keys;
  std::vector<AggregateCall> calls;
  std::vector<WindowProperty> properties;
  EmitStrategy emit;
};

/// Output: keys, calls.
struct GroupAggregateRel {
  std::vector<int> keys;
  std::vector<AggregateCall> calls;
};

/// Output: the input with `keys` nullable, then the grouping set's number.
struct ExpandRel {
  std::vector<int> keys;
  std::vector<std::vector<bool>> sets;
};

/// ROW_NUMBER() OVER (…) appended. It runs only when a WHERE above bounds the number: then it is a Top-N or a
/// deduplication.
struct RankRel {
  std::vector<int> partition_by;
  std::vector<SortKey> order_by;
  std::string function;  ///< ROW_NUMBER, RANK, DENSE_RANK
  int64_t first = 1;
  std::optional<int64_t> last;
  bool number_used = true;  ///< somebody reads the number
  TextPosition position;
};

/// Output: input, then calls.
struct OverRel {
  std::vector<int> partition_by;
  int time_column = -1;
  bool processing_time = false;
  bool rows = false;
  std::optional<int64_t> preceding;
  std::vector<AggregateCall> calls;
};

/// Output: left columns then right columns (semi, anti: left only).
struct JoinRel {
  JoinKind kind = JoinKind::kInner;
  std::vector<int> left_keys, right_keys;
  std::vector<bool> null_safe;
  ExprPtr condition;
  int left_window_end = -1, right_window_end = -1;
  int left_time = -1, right_time = -1;
  bool processing_time = false;
  int64_t lower_ms = 0, upper_ms = 0;
};

/// Output: input, then the element (a ROW's fields one by one), then the ordinality.
struct UnnestRel {
  int column = -1;
  bool outer = false;
  bool with_ordinality = false;
};

/// Output: input, then the table's columns.
struct LookupJoinRel {
  std::shared_ptr<const BoundSource> table;
  std::vector<int> keys;        ///< of the input
  std::vector<int> table_keys;  ///< physical columns of the table, one a key
  ExprPtr condition;            ///< over the output; may be null
  bool outer = false;
};

struct SortRel {
  std::vector<SortKey> order_by;  ///< empty: only the limit
  int64_t offset = 0;
  int64_t limit = -1;
};

/// Each row as often as a BIGINT column of it says; none or less: not at all.
struct ReplicateRel {
  int count_column = -1;
};

/// Rows in order of event time (the first key), each when the watermark passes it.
struct TimeSortRel {
  std::vector<SortKey> order_by;
};

/// An upsert stream made a changelog.
struct NormalizeRel {
  std::vector<int> keys;
};

using RelNode = std::variant<ScanRel, ValuesRel, CalcRel, UnionRel, WindowTableFunctionRel, WindowAggregateRel,
                             GroupAggregateRel, ExpandRel, RankRel, OverRel, JoinRel, UnnestRel, LookupJoinRel,
                             ReplicateRel, SortRel, TimeSortRel, NormalizeRel>;

struct Rel {
  RelNode node;
  std::vector<RelPtr> inputs;
  std::vector<RelColumn> columns;
  bool updates = false;       ///< the output holds more than +I
  bool update_before = true;  ///< … and -U before +U; decided by changelog.h

  template <typename T>
  T* As() {
    return std::get_if<T>(&node);
  }
  template <typename T>
  const T* As() const {
    return std::get_if<T>(&node);
  }
};

/// The output as name and type.
Schema SchemaOf(const Rel& rel);
/// Column i as an expression.
ExprPtr ColumnOf(const Rel& rel, int column);

/// WHERE. Joins the condition of a filter that is already there.
RelPtr MakeFilter(RelPtr input, ExprPtr condition);
/// SELECT. A plain column keeps its time and window; `names` has one name an expression.
RelPtr MakeProject(RelPtr input, std::vector<ExprPtr> columns, const std::vector<std::string>& names);
/// What a projection of `expr` over `input` knows of its column.
RelColumn ProjectedColumn(const Rel& input, const Expr& expr, std::string name);
/// UNION ALL; the inputs have the same number of columns of the same types.
RelPtr MakeUnion(std::vector<RelPtr> inputs);
/// One row without columns: SELECT without FROM.
RelPtr MakeSingleRow();

/// The position of a column that holds the end of the rows' window, adding it as a last column where the relation's
/// windows allow; nullopt for rows that are not of a window.
std::optional<int> ExposeWindowEnd(Rel& rel);

}  // namespace mullion::plan
