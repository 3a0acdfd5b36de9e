#include "expr/time_unit.h"

#include "base/suggest.h"

namespace mullion {
namespace {

constexpr int64_t kDay = 86'400'000;

constexpr TimeUnit kUnits[] = {
    {UnitName::kMillennium, "MILLENNIUM", 12'000, 0},
    {UnitName::kCentury, "CENTURY", 1'200, 0},
    {UnitName::kDecade, "DECADE", 120, 0},
    {UnitName::kYear, "YEAR", 12, 0},
    {UnitName::kIsoYear, "ISOYEAR", 0, 0},
    {UnitName::kQuarter, "QUARTER", 3, 0},
    {UnitName::kMonth, "MONTH", 1, 0},
    {UnitName::kWeek, "WEEK", 0, 7 * kDay},
    {UnitName::kDay, "DAY", 0, kDay},
    {UnitName::kDayOfYear, "DOY", 0, 0},
    {UnitName::kDayOfWeek, "DOW", 0, 0},
    {UnitName::kIsoDayOfWeek, "ISODOW", 0, 0},
    {UnitName::kHour, "HOUR", 0, 3'600'000},
    {UnitName::kMinute, "MINUTE", 0, 60'000},
    {UnitName::kSecond, "SECOND", 0, 1'000},
    {UnitName::kMillisecond, "MILLISECOND", 0, 1},
    {UnitName::kMicrosecond, "MICROSECOND", 0, 0},
    {UnitName::kNanosecond, "NANOSECOND", 0, 0},
    {UnitName::kEpoch, "EPOCH", 0, 0},
};

}  // namespace

Result<TimeUnit> WantUnit(const Function& self, const Args& args, size_t i) {
  MULLION_ASSIGN(auto name, WantSymbol(self, args, i));
  std::string upper;
  for (char c : name) upper.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
  std::string_view wanted = upper;
  if (wanted.starts_with("SQL_TSI_")) wanted.remove_prefix(8);
  std::vector<std::string> names;
  for (const TimeUnit& unit : kUnits) {
    if (unit.name == wanted) return unit;
    names.emplace_back(unit.name);
  }
  return Fail(Error::User("unknown time unit " + name + " in " + std::string(self.name)).Hint(DidYouMean(name, names)));
}

Error BadUnit(const Function& self, std::string_view name) {
  return Error::User("the time unit " + std::string(name) + " does not fit " + std::string(self.name))
      .Hint("write " + std::string(self.signature));
}

}  // namespace mullion
