"""Bugs to plant, one at a time: (name, file, what stands there, what the bug makes of it)."""

MUTATIONS = [
    ("slice_end_off_by_one", "src/window/window.cpp", "  return remainder < 0 ? t - (remainder + size_ms) : t - remainder;",
     "  return remainder <= 0 ? t - (remainder + size_ms) : t - remainder;"),
    ("negative_times_round_up", "src/window/window.cpp", "  return remainder < 0 ? t - (remainder + size_ms) : t - remainder;", "  return t - remainder;"),
    ("offset_ignored", "src/window/window.cpp", "  int64_t remainder = (t - offset_ms) % size_ms;", "  int64_t remainder = (t - 0 * offset_ms) % size_ms;"),
    ("late_check_lost", "src/operator/window_aggregate.cpp", "if (clock_.slices().LastWindowEnd(slice.slice_end) <= fired_end_) {",
     "if (clock_.slices().LastWindowEnd(slice.slice_end) + 1'000'000 <= fired_end_) {"),
    ("late_check_too_strict", "src/operator/window_aggregate.cpp", "if (clock_.slices().LastWindowEnd(slice.slice_end) <= fired_end_) {",
     "if (slice.slice_end <= fired_end_) {"),
    ("average_rounds", "src/aggregate/sum.cpp", "static_cast<uint64_t>(sum / s.count);",
     "static_cast<uint64_t>((sum + s.count / 2) / s.count);"),
    ("decimal_average_truncates", "src/aggregate/sum.cpp", "if (twice >= s.count) quotient +=", "if (twice > 2 * s.count) quotient +="),
    ("sum_of_nothing_is_zero", "src/aggregate/sum.cpp", "    return s.count > 0 || zero_when_empty;\n  }\n};\n\nstruct RealSumResult",
     "    return s.count >= 0 || zero_when_empty;\n  }\n};\n\nstruct RealSumResult"),
    ("null_order_turned", "src/operator/row_order.cpp", "left_null == key.nulls_first ? -1 : 1", "left_null != key.nulls_first ? -1 : 1"),
    ("grouping_bits_turned", "src/operator/expand.cpp", "absent_bits * 2 + (set[k] ? 0 : 1)", "absent_bits * 2 + (set[k] ? 1 : 0)"),
    ("null_group_lost", "src/operator/expand.cpp", "if (!set[k]) out.columns[column]", "if (!set[k] || out.columns[column]->IsNull(0)) out.columns[column]"),
    ("over_frame_a_row_short", "src/operator/over.cpp", "return frame.size() > static_cast<size_t>(*spec_.preceding);",
     "return frame.size() >= static_cast<size_t>(*spec_.preceding);"),
    ("like_takes_underscore_literally", "src/expr/like_functions.cpp", "add(pattern.substr(0, 1), c == '_');", "add(pattern.substr(0, 1), false);"),
    ("months_backwards", "src/expr/time_arithmetic.cpp", "to_day < from_day ? -WholeMonthsOfDays(to_day, from_day)", "to_day < from_day ? WholeMonthsOfDays(to_day, from_day)"),
]
