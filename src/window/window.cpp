#include "window/window.h"

#include <numeric>

#include <fmt/format.h>

namespace mullion {

TimestampMs CellStart(TimestampMs t, int64_t size_ms, int64_t offset_ms) {
  int64_t remainder = (t - offset_ms) % size_ms;
  return remainder < 0 ? t - (remainder + size_ms) : t - remainder;
}

SliceAssigner::SliceAssigner(const WindowSpec& spec) : spec_(spec), slice_ms_(spec.size_ms) {
  if (spec.kind == WindowKind::kHop) slice_ms_ = std::gcd(spec.size_ms, spec.slide_ms);
  if (spec.kind == WindowKind::kCumulate) slice_ms_ = spec.slide_ms;
}

TimestampMs SliceAssigner::LastWindowEnd(TimestampMs slice_end) const {
  TimestampMs slice_start = slice_end - slice_ms_;
  switch (spec_.kind) {
    // The last window to hold the slice starts at the last slide point at or before the slice's start.
    case WindowKind::kHop:
      return CellStart(slice_start, spec_.slide_ms, spec_.offset_ms) + spec_.size_ms;
    case WindowKind::kCumulate:
      return CellStart(slice_start, spec_.size_ms, spec_.offset_ms) + spec_.size_ms;
    default:
      return slice_end;
  }
}

TimestampMs SliceAssigner::NextWindowEnd(TimestampMs t) const {
  if (spec_.kind != WindowKind::kHop) return SliceEnd(t);
  // Window ends lie at start + size for starts on the slide grid.
  return CellStart(t - spec_.size_ms, spec_.slide_ms, spec_.offset_ms) + spec_.slide_ms + spec_.size_ms;
}

TimestampMs SliceAssigner::FirstWindowEnd(TimestampMs slice_end) const {
  return NextWindowEnd(slice_end - 1);
}

TimestampMs SliceAssigner::WindowStart(TimestampMs window_end) const {
  if (spec_.kind != WindowKind::kCumulate) return window_end - spec_.size_ms;
  return CellStart(window_end - 1, spec_.size_ms, spec_.offset_ms);
}

void SliceAssigner::Windows(TimestampMs t, std::vector<TimeWindow>* out) const {
  out->clear();
  if (spec_.kind == WindowKind::kCumulate) {
    TimestampMs start = CellStart(t, spec_.size_ms, spec_.offset_ms);
    for (TimestampMs end = SliceEnd(t); end <= start + spec_.size_ms; end += slice_ms_) out->push_back({start, end});
    return;
  }
  int64_t step = spec_.kind == WindowKind::kHop ? spec_.slide_ms : spec_.size_ms;
  TimestampMs last_start = CellStart(t, step, spec_.offset_ms);
  // Windows whose start lies in (t - size, t]; none when the slide skips t (slide > size).
  TimestampMs first_start = last_start;
  while (first_start - step > t - spec_.size_ms) first_start -= step;
  for (TimestampMs start = first_start; start <= last_start; start += step) {
    if (start > t - spec_.size_ms) out->push_back({start, start + spec_.size_ms});
  }
}

namespace {

std::string DurationText(int64_t ms) {
  struct Unit {
    int64_t ms;
    const char* name;
  };
  static constexpr Unit kUnits[] = {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1'000, "s"}, {1, "ms"}};
  if (ms == 0) return "0 ms";
  for (const Unit& unit : kUnits) {
    if (ms % unit.ms == 0) return fmt::format("{} {}", ms / unit.ms, unit.name);
  }
  return fmt::format("{} ms", ms);
}

}  // namespace

std::string ToString(const WindowSpec& spec) {
  std::string offset = spec.offset_ms ? fmt::format(", offset=[{}]", DurationText(spec.offset_ms)) : "";
  std::string size = DurationText(spec.size_ms);
  std::string slide = DurationText(spec.slide_ms);
  switch (spec.kind) {
    case WindowKind::kTumble:
      return fmt::format("TUMBLE(size=[{}]{})", size, offset);
    case WindowKind::kHop:
      return fmt::format("HOP(size=[{}], slide=[{}]{})", size, slide, offset);
    case WindowKind::kCumulate:
      return fmt::format("CUMULATE(max_size=[{}], step=[{}]{})", size, slide, offset);
    case WindowKind::kSession:
      return fmt::format("SESSION(gap=[{}])", size);
  }
  return "?";
}

}  // namespace mullion
