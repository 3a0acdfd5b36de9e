// What time it is: CURRENT_TIMESTAMP and its kin, PROCTIME, CURRENT_WATERMARK.
#include <algorithm>

#include "expr/calendar.h"
#include "expr/function_table.h"

namespace mullion {
namespace {

enum class Clocked {
  kRow,    ///< now, whenever a row is evaluated
  kQuery,  ///< now in a stream; when a batch query began
};

Result<int64_t> Now(const EvalContext& context, Clocked clocked) {
  if (clocked == Clocked::kQuery && !context.streaming) return context.query_start_ms;
  if (!context.clock) return Fail(Error::Internal("the time is wanted without a clock"));
  return context.clock->NowMs();
}

/// `f(now_ms, zone)` is the same for all rows of a batch.
template <typename T, typename F>
Result<ExprPtr> BindNow(const Function& self, DataType type, Clocked clocked, F f) {
  DataType exact = type.NotNull();
  Kernel kernel = [=](const CallInput& in) -> Result<ColumnPtr> {
    MULLION_ASSIGN(auto now_ms, Now(in.context, clocked));
    MULLION_ASSIGN(auto zone, in.context.Zone());
    auto out = std::make_shared<Column>(exact, in.row_count);
    std::fill_n(out->template MutableValues<T>(), in.row_count, f(now_ms, *zone));
    return out;
  };
  return MakeKernelCall(self.name, exact, {}, std::move(kernel), Determinism::kNo);
}

template <Clocked kClocked>
Result<ExprPtr> BindInstant(const Function& self, Args) {
  return BindNow<int64_t>(self, DataType::TimestampLtz(3), kClocked, [](int64_t ms, const TimeZone&) { return ms; });
}

Result<ExprPtr> BindLocalTimestamp(const Function& self, Args) {
  return BindNow<int64_t>(self, DataType::Timestamp(3), Clocked::kQuery,
                          [](int64_t ms, const TimeZone& zone) { return zone.ToLocalMs(ms); });
}

Result<ExprPtr> BindCurrentDate(const Function& self, Args) {
  return BindNow<int32_t>(self, DataType::Date(), Clocked::kQuery, [](int64_t ms, const TimeZone& zone) {
    return static_cast<int32_t>(FloorDiv(zone.ToLocalMs(ms), kMsPerDay));
  });
}

Result<ExprPtr> BindCurrentTime(const Function& self, Args) {
  return BindNow<int32_t>(self, DataType::Time(0), Clocked::kQuery, [](int64_t ms, const TimeZone& zone) {
    int64_t of_day = FloorMod(zone.ToLocalMs(ms), kMsPerDay);
    return static_cast<int32_t>(of_day - of_day % 1000);
  });
}

/// The watermark before the row, in the type of the time attribute; NULL before the first one.
Result<ExprPtr> BindCurrentWatermark(const Function& self, Args args) {
  DataType type = args[0]->type().WithNullable(true);
  if (!type.IsTimestamp() || type.precision() > 3) {
    return Fail(ArgumentError(self, 0, type, "a time attribute (TIMESTAMP(3) or TIMESTAMP_LTZ(3))"));
  }
  Kernel kernel = [type](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    for (uint32_t row : in.rows) {
      int64_t watermark = std::max(in.context.watermark, in.batch.WatermarkBefore(row));
      out->MutableValues<int64_t>()[row] = watermark;
      if (watermark == kMinWatermark) out->SetNull(row);
    }
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel), Determinism::kNo);
}

constexpr Function kFunctions[] = {
    {"CURRENT_TIMESTAMP", 0, 0, "CURRENT_TIMESTAMP", BindInstant<Clocked::kQuery>},
    {"NOW", 0, 0, "NOW()", BindInstant<Clocked::kQuery>},
    {"CURRENT_ROW_TIMESTAMP", 0, 0, "CURRENT_ROW_TIMESTAMP()", BindInstant<Clocked::kRow>},
    {"PROCTIME", 0, 0, "PROCTIME()", BindInstant<Clocked::kRow>},
    {"LOCALTIMESTAMP", 0, 0, "LOCALTIMESTAMP", BindLocalTimestamp},
    {"CURRENT_DATE", 0, 0, "CURRENT_DATE", BindCurrentDate},
    {"CURRENT_TIME", 0, 0, "CURRENT_TIME", BindCurrentTime},
    {"LOCALTIME", 0, 0, "LOCALTIME", BindCurrentTime},
    {"CURRENT_WATERMARK", 1, 1, "CURRENT_WATERMARK(time attribute)", BindCurrentWatermark},
};

}  // namespace

std::span<const Function> ClockFunctions() {
  return kFunctions;
}

}  // namespace mullion
