#include "plan/emit_strategy.h"

#include <fmt/format.h>

namespace mullion::plan {
namespace {

constexpr const char* kLateness = "table.exec.emit.allow-lateness";

struct Firing {
  bool enabled = false;
  std::optional<int64_t> delay_ms;
};

Firing FiringOf(const Settings& settings, std::string_view which) {
  Firing firing;
  std::string key = fmt::format("table.exec.emit.{}-fire", which);
  firing.enabled = settings.Bool(key + ".enabled", false);
  if (settings.Find(key + ".delay")) firing.delay_ms = settings.DurationMs(key + ".delay", 0);
  return firing;
}

Status CheckDelay(const Firing& firing, std::string_view which, std::string_view capital, TextPosition position) {
  if (!firing.enabled || (firing.delay_ms && *firing.delay_ms >= 0)) return Ok();
  return Fail(Error::User(fmt::format("{}-fire delay should not be null or negative value when enable {}-fire emit "
                                      "strategy",
                                      capital, which))
                  .At(position)
                  .Hint(fmt::format("SET 'table.exec.emit.{}-fire.delay' = '1 s'; '0 s' fires at every row", which)));
}

/// How long late rows are taken: its own setting, else the time that state is kept.
int64_t LatenessMs(const Settings& settings) {
  return settings.DurationMs(kLateness, settings.DurationMs("table.exec.state.ttl", 0));
}

Status CheckLate(const EmitStrategy& emit, bool processing_time, TextPosition position) {
  if (!processing_time && emit.allowed_lateness_ms <= 0) {
    return Fail(Error::User("The 'AFTER WATERMARK' emit strategy requires set 'allow-lateness' or "
                            "'minIdleStateRetentionTime' in table config")
                    .At(position)
                    .Hint(fmt::format("SET '{}' = '1 min'", kLateness)));
  }
  if (*emit.late_delay_ms <= emit.allowed_lateness_ms) return Ok();
  return Fail(Error::User(fmt::format("Allow-lateness [{}ms] should not be smaller than Late-fire delay [{}ms] when "
                                      "enable late-fire emit strategy",
                                      emit.allowed_lateness_ms, *emit.late_delay_ms))
                  .At(position));
}

std::string DelayText(int64_t delay_ms) {
  return delay_ms == 0 ? "no delay" : fmt::format("delay {} millisecond", delay_ms);
}

}  // namespace

Result<EmitStrategy> BindEmitStrategy(const PlanContext& context, const WindowInfo& window, TextPosition position) {
  EmitStrategy emit;
  Firing early = FiringOf(*context.settings, "early");
  Firing late = FiringOf(*context.settings, "late");
  if (!context.streaming || (!early.enabled && !late.enabled)) return emit;
  if (!window.legacy && context.strict) {
    return Fail(
        Error::User("Currently, window table function based aggregate doesn't support early-fire and late-fire "
                    "configuration 'table.exec.emit.early-fire.enabled' and 'table.exec.emit.late-fire.enabled'")
            .At(position)
            .Hint("use CUMULATE, RESET these settings, or leave --strict out"));
  }
  if (window.spec.kind == WindowKind::kSession) {
    return Fail(Error::User("Session window doesn't support EMIT strategy currently").At(position));
  }
  if (window.counts_rows) return Fail(Unsupported("early and late firing of windows that count rows", position));
  MULLION_TRY(CheckDelay(early, "early", "Early", position));
  MULLION_TRY(CheckDelay(late, "late", "Late", position));
  if (early.enabled) emit.early_delay_ms = early.delay_ms;
  if (!late.enabled) return emit;
  emit.late_delay_ms = late.delay_ms;
  emit.allowed_lateness_ms = LatenessMs(*context.settings);
  MULLION_TRY(CheckLate(emit, window.processing_time, position));
  if (!window.processing_time) return emit;
  // No row is late for the machine's clock.
  emit.late_delay_ms = std::nullopt;
  emit.allowed_lateness_ms = 0;
  return emit;
}

std::string ToString(const EmitStrategy& emit) {
  std::string text;
  if (emit.early_delay_ms) text = "early " + DelayText(*emit.early_delay_ms);
  if (emit.late_delay_ms) text += (text.empty() ? "late " : ", late ") + DelayText(*emit.late_delay_ms);
  return text;
}

}  // namespace mullion::plan
