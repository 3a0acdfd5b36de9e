#include "plan/settings.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggest.h"
#include "base/time_zone.h"
#include "connector/table.h"

namespace mullion::plan {
namespace {

enum class ValueKind { kAny, kDuration, kBool, kLong, kMemory, kZone, kChoice };

struct KnownKey {
  std::string_view key;
  ValueKind kind = ValueKind::kAny;
  std::string_view choices = {};  ///< separated by blanks
};

constexpr auto kKnownKeys = std::to_array<KnownKey>({
    {"execution.runtime-mode", ValueKind::kChoice, "streaming batch automatic"},
    {"execution.checkpointing.interval", ValueKind::kDuration},
    {"parallelism.default", ValueKind::kLong},
    {"pipeline.auto-watermark-interval", ValueKind::kDuration},
    {"pipeline.name", ValueKind::kAny},
    {"table.local-time-zone", ValueKind::kZone},
    {"table.exec.source.idle-timeout", ValueKind::kDuration},
    {"table.exec.source.cdc-events-duplicate", ValueKind::kBool},
    {"table.exec.state.ttl", ValueKind::kDuration},
    {"table.exec.sink.not-null-enforcer", ValueKind::kChoice, "error drop"},
    {"table.exec.sink.type-length-enforcer", ValueKind::kChoice, "ignore trim_pad"},
    {"table.exec.sink.upsert-materialize", ValueKind::kChoice, "none auto force"},
    {"table.exec.legacy-cast-behaviour", ValueKind::kChoice, "enabled disabled"},
    {"table.exec.emit.early-fire.enabled", ValueKind::kBool},
    {"table.exec.emit.early-fire.delay", ValueKind::kDuration},
    {"table.exec.emit.late-fire.enabled", ValueKind::kBool},
    {"table.exec.emit.late-fire.delay", ValueKind::kDuration},
    {"table.exec.emit.allow-lateness", ValueKind::kDuration},
    {"table.exec.mini-batch.enabled", ValueKind::kBool},
    {"table.exec.mini-batch.allow-latency", ValueKind::kDuration},
    {"table.exec.mini-batch.size", ValueKind::kLong},
    {"table.optimizer.agg-phase-strategy", ValueKind::kChoice, "auto one_phase two_phase"},
    {"table.dml-sync", ValueKind::kBool},
    {"mullion.bad-records", ValueKind::kChoice, "dead-letter skip fail"},
    {"mullion.idle-close", ValueKind::kDuration},
    {"mullion.max-future", ValueKind::kDuration},
});

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return std::tolower(x) == std::tolower(y); });
}

std::vector<std::string> Split(std::string_view words) {
  std::vector<std::string> out;
  while (!words.empty()) {
    size_t blank = words.find(' ');
    out.emplace_back(words.substr(0, blank));
    words = blank == std::string_view::npos ? std::string_view() : words.substr(blank + 1);
  }
  return out;
}

template <typename T>
Status WhetherParsed(const Result<T>& result) {
  if (result) return Ok();
  return Fail(result.error());
}

Status CheckValue(const KnownKey& known, const std::string& value) {
  switch (known.kind) {
    case ValueKind::kAny:
      return Ok();
    case ValueKind::kDuration:
      return WhetherParsed(ParseDurationMs(value));
    case ValueKind::kBool:
      return WhetherParsed(ParseBool(value));
    case ValueKind::kLong:
      return WhetherParsed(ParseLong(value));
    case ValueKind::kMemory:
      return WhetherParsed(ParseMemorySize(value));
    case ValueKind::kZone:
      return WhetherParsed(TimeZone::Find(value));
    case ValueKind::kChoice:
      break;
  }
  std::vector<std::string> choices = Split(known.choices);
  if (std::ranges::any_of(choices, [&](const std::string& c) { return EqualIgnoringCase(c, value); })) return Ok();
  return Fail(Error::User(fmt::format("'{}' is none of its values", value))
                  .Hint(fmt::format("write one of: {}", fmt::join(choices, ", "))));
}

Status CheckSetting(const std::string& key, const std::string& value) {
  auto known = std::ranges::find(kKnownKeys, key, &KnownKey::key);
  if (known != kKnownKeys.end()) {
    Status checked = CheckValue(*known, value);
    if (checked) return Ok();
    const Error& cause = checked.error();
    return Fail(Error::User(fmt::format("SET '{}' = '{}': the value does not fit the key", key, value))
                    .Why(cause.what())
                    .Hint(cause.hint()));
  }
  if (!key.starts_with("mullion.")) return Ok();
  std::vector<std::string> ours;
  for (const KnownKey& k : kKnownKeys) {
    if (k.key.starts_with("mullion.")) ours.emplace_back(k.key);
  }
  std::string near = DidYouMean(key, ours);
  return Fail(Error::User(fmt::format("unknown setting '{}'", key))
                  .Hint(near.empty() ? fmt::format("known are: {}", fmt::join(ours, ", ")) : near));
}

}  // namespace

Settings::Settings(std::map<std::string, std::string> defaults) : defaults_(std::move(defaults)), values_(defaults_) {}

Status Settings::CheckAll() const {
  for (const auto& [key, value] : values_) MULLION_TRY(CheckSetting(key, value));
  return Ok();
}

Status Settings::Set(const std::string& key, const std::string& value) {
  MULLION_TRY(CheckSetting(key, value));
  values_[key] = value;
  return Ok();
}

void Settings::Reset(const std::string& key) {
  if (auto it = defaults_.find(key); it != defaults_.end()) {
    values_[key] = it->second;
  } else {
    values_.erase(key);
  }
}

const std::string* Settings::Find(const std::string& key) const {
  auto it = values_.find(key);
  return it == values_.end() ? nullptr : &it->second;
}

std::string Settings::Text(const std::string& key, std::string_view fallback) const {
  const std::string* value = Find(key);
  return value ? *value : std::string(fallback);
}

int64_t Settings::DurationMs(const std::string& key, int64_t fallback_ms) const {
  const std::string* value = Find(key);
  return value ? ParseDurationMs(*value).value_or(fallback_ms) : fallback_ms;
}

bool Settings::Bool(const std::string& key, bool fallback) const {
  const std::string* value = Find(key);
  return value ? ParseBool(*value).value_or(fallback) : fallback;
}

}  // namespace mullion::plan
