// Casts among DATE, TIME, TIMESTAMP and TIMESTAMP_LTZ.
#include "expr/calendar.h"
#include "expr/cast.h"

namespace mullion {
namespace {

enum class Shift { kNone, kToLocal, kToUtc };

Shift ShiftOf(const DataType& from, const DataType& to) {
  bool from_instant = from.kind() == TypeKind::kTimestampLtz;
  bool to_instant = to.kind() == TypeKind::kTimestampLtz;
  if (from_instant == to_instant) return Shift::kNone;
  return from_instant ? Shift::kToLocal : Shift::kToUtc;
}

/// From a timestamp or what is turned into one, to a timestamp or what is made of one. `finish` gets the wall clock (or
/// the instant, where both sides are TIMESTAMP_LTZ).
template <typename Out, typename In, typename Start, typename Finish>
Kernel MapTime(const Cast& cast, Start start, Finish finish) {
  Shift shift = ShiftOf(cast.from, cast.to);
  return MapRows<Out, In>(cast.result(), [=](RowEnv& env, In value) -> Result<Out> {
    Instant at = start(value);
    if (shift != Shift::kNone) {
      MULLION_ASSIGN(auto zone, env.context().Zone());
      at.ms = shift == Shift::kToLocal ? zone->ToLocalMs(at.ms) : zone->ToUtcMs(at.ms);
    }
    return finish(at);
  });
}

template <typename In, typename Start>
Kernel ToTime(const Cast& cast, Start start) {
  int precision = cast.to.precision();
  switch (cast.to.kind()) {
    case TypeKind::kDate:
      // Toward 1970, as Flink rounds before it: 1969-12-31 23:59 is 1970-01-01. TIMESTAMP_LTZ has its own, right way.
      if (cast.from.kind() == TypeKind::kTimestamp) {
        return MapTime<int32_t, In>(cast, start, [](Instant at) { return static_cast<int32_t>(at.ms / kMsPerDay); });
      }
      return MapTime<int32_t, In>(cast, start, [](Instant at) {
        return static_cast<int32_t>((at.ms - FloorMod(at.ms, kMsPerDay)) / kMsPerDay);
      });
    case TypeKind::kTime:
      // The milliseconds stay, though TIME has none by its type: so does Flink.
      return MapTime<int32_t, In>(cast, start,
                                  [](Instant at) { return static_cast<int32_t>(FloorMod(at.ms, kMsPerDay)); });
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      if (cast.to.physical() == Physical::kInt64) {
        return MapTime<int64_t, In>(cast, start, [precision](Instant at) { return TruncateInstant(at, precision).ms; });
      }
      return MapTime<Int128, In>(
          cast, start, [precision](Instant at) { return WriteInstant<Int128>(TruncateInstant(at, precision)); });
    default:
      return nullptr;
  }
}

}  // namespace

Instant InstantOfNs(Int128 ns) {
  Int128 ms = ns / 1'000'000;
  auto rest = static_cast<int32_t>(ns % 1'000'000);
  if (rest < 0) {
    --ms;
    rest += 1'000'000;
  }
  return {static_cast<int64_t>(ms), rest};
}

Instant TruncateInstant(Instant at, int precision) {
  static constexpr int32_t kUnits[] = {1000, 100, 10, 1};
  static constexpr int32_t kNsUnits[] = {1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
  if (precision <= 3) return {at.ms / kUnits[precision] * kUnits[precision], 0};
  int32_t unit = kNsUnits[precision - 3];
  return {at.ms, at.ns_of_ms / unit * unit};
}

Kernel CastTime(const Cast& cast) {
  switch (cast.from.kind()) {
    case TypeKind::kDate:
      if (cast.to.kind() == TypeKind::kTime) return nullptr;
      return ToTime<int32_t>(cast, [](int32_t days) { return Instant{days * kMsPerDay, 0}; });
    case TypeKind::kTime:
      if (cast.to.kind() == TypeKind::kDate) return nullptr;
      return ToTime<int32_t>(cast, [](int32_t ms) { return Instant{ms, 0}; });
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      if (cast.from.physical() == Physical::kInt64) return ToTime<int64_t>(cast, ReadInstant<int64_t>);
      return ToTime<Int128>(cast, ReadInstant<Int128>);
    default:
      return nullptr;
  }
}

}  // namespace mullion
