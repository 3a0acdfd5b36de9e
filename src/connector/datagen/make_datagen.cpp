#include "connector/datagen/make_datagen.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "connector/datagen/datagen_source.h"

namespace mullion {
namespace {

using namespace datagen;

Error WrongOption(const TableDefinition& table, const std::string& key, std::string_view needed) {
  Error error = Error::User(fmt::format("table {}: option '{}' = '{}' is not valid", table.name, key,
                                        StringOption(table, key, "")))
                    .Hint(fmt::format("It takes {}.", needed));
  auto it = table.option_positions.find(key);
  return it == table.option_positions.end() ? std::move(error) : std::move(error).At(it->second);
}

struct Plan {
  SourceOptions options;
  std::vector<std::unique_ptr<FieldGenerator>> generators;
};

Result<Plan> MakePlan(const TableDefinition& table) {
  Plan plan;
  MULLION_ASSIGN(int64_t rate, LongOption(table, "rows-per-second", 10'000));
  if (rate <= 0) return Fail(WrongOption(table, "rows-per-second", "a number of rows, at least 1"));
  plan.options.rows_per_second = static_cast<double>(rate);
  if (table.Option("number-of-rows") != nullptr) {
    MULLION_ASSIGN(int64_t rows, LongOption(table, "number-of-rows", 0));
    if (rows < 0) return Fail(WrongOption(table, "number-of-rows", "a number of rows, 0 or more"));
    plan.options.rows_max = rows;
  }
  FieldOptions field_options(table);
  if (const std::string* speed = table.Option("mullion.speed")) {
    char* end = nullptr;
    double times = std::strtod(speed->c_str(), &end);
    if (*end != '\0' || !(times > 0)) return Fail(WrongOption(table, "mullion.speed", "a number above 0, such as 60"));
    plan.options.speed = times;
  }
  MULLION_ASSIGN(int64_t seed, LongOption(table, "mullion.seed", 0));
  for (const Field& field : table.physical.fields) {
    uint64_t field_seed = SubSeed(SubSeed(static_cast<uint64_t>(seed), table.name), field.name);
    MULLION_ASSIGN(auto generator, MakeFieldGenerator(field.name, field.type, field_seed, &field_options));
    if (std::optional<int64_t> rows = generator->rows_max()) {
      plan.options.rows_max = std::min(plan.options.rows_max.value_or(*rows), *rows);
    }
    plan.generators.push_back(std::move(generator));
  }
  MULLION_TRY(field_options.CheckAllKnown());
  return plan;
}

class DatagenConnector final : public Connector {
 public:
  std::string_view name() const override { return "datagen"; }
  bool is_source() const override { return true; }
  bool is_sink() const override { return false; }

  std::vector<OptionSpec> options() const override {
    return {{.name = "rows-per-second",
             .type = OptionType::kLong,
             .default_value = "10000",
             .description = "how many rows are made each second"},
            {.name = "number-of-rows", .type = OptionType::kLong, .description = "ends after so many; absent: never"},
            {.name = "fields.*",
             .description = "fields.<column>.kind, .min, .max, .max-past, .length, .start, .end, .null-rate"},
            {.name = "mullion.speed",
             .type = OptionType::kDouble,
             .description = "event time of TIMESTAMP columns runs so many times faster than the clock"},
            {.name = "mullion.seed", .type = OptionType::kLong, .default_value = "0", .description = "other values"}};
  }

  Result<SourceTraits> CheckSource(const TableDefinition& table) const override {
    MULLION_ASSIGN(Plan plan, MakePlan(table));
    return SourceTraits{.bounded = plan.options.rows_max.has_value(), .generator = true, .decoded = true};
  }

  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const override {
    MULLION_ASSIGN(Plan plan, MakePlan(table));
    return std::make_unique<DatagenSource>(plan.options, std::move(plan.generators));
  }

  Result<SinkTraits> CheckSink(const TableDefinition& table) const override { return Fail(NotASink(table)); }
  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const override { return Fail(NotASink(table)); }

 private:
  static Error NotASink(const TableDefinition& table) {
    return Error::User(fmt::format("table {} can't be written", table.name))
        .Why("the connector datagen only makes rows");
  }
};

}  // namespace

std::unique_ptr<Connector> MakeDatagenConnector() {
  return std::make_unique<DatagenConnector>();
}

}  // namespace mullion
