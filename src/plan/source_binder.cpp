#include "plan/source_binder.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggest.h"
#include "plan/literal_binder.h"
#include "plan/scalar_binder.h"
#include "plan/table_binder.h"

namespace mullion::plan {
namespace {

/// Options of any source whose connector takes watermarks (FLIP-296).
const std::vector<std::string> kWatermarkOptions = {
    "scan.watermark.emit.strategy",   "scan.watermark.emit.on-event.gap",   "scan.watermark.idle-timeout",
    "scan.watermark.alignment.group", "scan.watermark.alignment.max-drift", "scan.watermark.alignment.update-interval"};

Status MergeHints(const std::vector<sql::Hint>& hints, TableDefinition* definition) {
  for (const sql::Hint& hint : hints) {
    if (hint.name.name != "OPTIONS" && hint.name.name != "options") continue;
    for (const sql::Option& option : hint.options) {
      if (option.key == "connector") {
        return Fail(Error::User("OPTIONS(…) cannot change the connector of a table").At(option.key_position));
      }
      definition->options[option.key] = option.value;
      definition->option_positions[option.key] = option.key_position;
    }
  }
  return Ok();
}

Result<TableDefinition> DefinitionOf(const PlanContext& context, const ObjectPath& path, const CatalogTable& table,
                                     const std::vector<sql::Hint>& hints) {
  TableDefinition definition;
  definition.name = path.name;
  definition.session_zone = context.session_zone;
  for (const TableColumn& column : table.columns) {
    if (column.is_physical()) definition.physical.fields.push_back({column.name, column.type});
  }
  for (const std::string& name : table.primary_key) definition.primary_key.push_back(definition.physical.Find(name));
  for (const std::string& name : table.partitioned_by) {
    if (int at = definition.physical.Find(name); at >= 0) definition.partition_by.push_back(at);
  }
  for (const sql::Option& option : table.options) {
    definition.options[option.key] = option.value;
    definition.option_positions[option.key] = option.key_position;
  }
  MULLION_TRY(MergeHints(hints, &definition));
  return definition;
}

Result<const Connector*> FindConnector(const PlanContext& context, const TableDefinition& definition,
                                       TextPosition position) {
  std::vector<std::string> known = context.connectors->Names();
  const std::string* name = definition.Option("connector");
  if (!name) {
    return Fail(
        Error::User(fmt::format("table '{}' has no option 'connector'", definition.name))
            .At(position)
            .Hint(fmt::format("declare it with WITH ('connector' = '…'); known are: {}", fmt::join(known, ", "))));
  }
  if (const Connector* connector = context.connectors->Find(*name)) return connector;
  auto at = definition.option_positions.find("connector");
  std::string near = DidYouMean(*name, known);
  return Fail(Error::User(fmt::format("unknown connector '{}' of table '{}'", *name, definition.name))
                  .At(at == definition.option_positions.end() ? position : at->second)
                  .Hint(fmt::format("{}{}known are: {}", near, near.empty() ? "" : " ", fmt::join(known, ", "))));
}

struct FormatChoice {
  std::string option;  ///< "format", "value.format", "key.format"
  std::string name;
  std::string prefix;  ///< "json.", "value.json."
};

/// The formats a table names, in the order of the connector's format options.
std::vector<FormatChoice> ChosenFormats(const Connector& connector, const TableDefinition& definition) {
  std::vector<FormatChoice> chosen;
  for (const std::string& option : connector.format_options()) {
    const std::string* name = definition.Option(option);
    if (!name) continue;
    std::string prefix = option == "format" ? "" : option.substr(0, option.size() - std::string("format").size());
    chosen.push_back({option, *name, prefix + *name + "."});
  }
  return chosen;
}

Error AtOption(Error error, const TableDefinition& definition, const std::string& option) {
  auto at = definition.option_positions.find(option);
  return at == definition.option_positions.end() ? std::move(error) : WithPosition(std::move(error), at->second);
}

Result<FormatSpec> MakeFormat(const PlanContext& context, const TableDefinition& definition, const FormatChoice& choice,
                              Schema schema) {
  FormatSpec spec{.name = choice.name,
                  .options = {},
                  .schema = std::move(schema),
                  .projection = {},
                  .session_zone = context.session_zone};
  for (const auto& [key, value] : definition.options) {
    if (key.starts_with(choice.prefix)) spec.options[key.substr(choice.prefix.size())] = value;
  }
  std::vector<std::string> known = FormatNames();
  if (std::ranges::find(known, choice.name) == known.end()) {
    std::string near = DidYouMean(choice.name, known);
    return Fail(AtOption(Error::User(fmt::format("unknown format '{}' of table '{}'", choice.name, definition.name))
                             .Hint(near.empty() ? fmt::format("known are: {}", fmt::join(known, ", ")) : near),
                         definition, choice.option));
  }
  for (size_t i = 0; i < spec.schema.size(); ++i) spec.projection.push_back(static_cast<int>(i));
  if (Status checked = CheckFormat(spec); !checked) {
    return Fail(AtOption(std::move(checked).error(), definition, choice.option));
  }
  spec.projection.clear();
  return spec;
}

Status CheckTableOptions(const Connector& connector, const TableDefinition& definition, bool watermark_options) {
  std::vector<std::string> format_options;
  for (const FormatChoice& choice : ChosenFormats(connector, definition)) {
    for (const std::string& name : FormatOptions(choice.name)) format_options.push_back(choice.prefix + name);
  }
  if (watermark_options) {
    format_options.insert(format_options.end(), kWatermarkOptions.begin(), kWatermarkOptions.end());
  }
  return CheckOptions(definition, connector.name(), connector.options(), format_options);
}

Schema Pick(const Schema& schema, const std::vector<int>& fields, std::string_view prefix = {}) {
  Schema out;
  for (int i : fields) {
    Field field = schema[static_cast<size_t>(i)];
    if (!prefix.empty() && field.name.starts_with(prefix)) field.name.erase(0, prefix.size());
    out.fields.push_back(std::move(field));
  }
  return out;
}

/// Which physical columns stand in the message key: the primary key of an upsert table, else 'key.fields'.
Result<std::vector<int>> KeyFields(const TableDefinition& definition, bool upsert) {
  if (upsert) return definition.primary_key;
  std::vector<int> fields;
  std::string names = StringOption(definition, "key.fields", "");
  for (size_t begin = 0; begin < names.size();) {
    size_t end = std::min(names.find(';', begin), names.size());
    std::string name = names.substr(begin, end - begin);
    int at = definition.physical.Find(name);
    if (at < 0) {
      return Fail(AtOption(Error::User(fmt::format("'key.fields' names '{}', which is no physical column of '{}'", name,
                                                   definition.name)),
                           definition, "key.fields"));
    }
    fields.push_back(at);
    begin = end + 1;
  }
  return fields;
}

/// Flink sets the keys of a format's metadata apart from the connector's by this.
constexpr std::string_view kFormatKeyPrefix = "value.";

std::string FormatKey(const std::string& key) {
  return key.substr(kFormatKeyPrefix.size());
}

Status BindFormats(const PlanContext& context, BoundSource* source) {
  const TableDefinition& definition = source->definition;
  std::vector<FormatChoice> chosen = ChosenFormats(*source->connector, definition);
  std::vector<int> value_fields;
  for (size_t i = 0; i < definition.physical.size(); ++i) value_fields.push_back(static_cast<int>(i));
  for (const FormatChoice& choice : chosen) {
    if (choice.option != "key.format") continue;
    MULLION_ASSIGN(source->key_fields, KeyFields(definition, source->traits.upsert));
    std::string prefix = StringOption(definition, "key.fields-prefix", "");
    MULLION_ASSIGN(source->key_format,
                   MakeFormat(context, definition, choice, Pick(definition.physical, source->key_fields, prefix)));
    if (StringOption(definition, "value.fields-include", "ALL") == "EXCEPT_KEY") {
      std::erase_if(value_fields,
                    [&](int i) { return std::ranges::find(source->key_fields, i) != source->key_fields.end(); });
    }
  }
  for (const FormatChoice& choice : chosen) {
    if (choice.option == "key.format" || source->value_format) continue;
    MULLION_ASSIGN(source->value_format,
                   MakeFormat(context, definition, choice, Pick(definition.physical, value_fields)));
    source->changelog = IsChangelogFormat(choice.name);
    for (const mullion::MetadataColumn& column : definition.metadata) {
      if (!column.of_format) continue;
      source->value_format->schema.fields.push_back({column.column, column.type});
      source->value_format->metadata.push_back(FormatKey(column.key));
    }
  }
  source->value_fields = std::move(value_fields);
  if (!source->value_format) {
    std::vector<std::string> options = source->connector->format_options();
    return Fail(
        AtOption(Error::User(fmt::format("table '{}' names no format", definition.name))
                     .Hint(fmt::format("add '{}' = 'json'; known are: {}", options.empty() ? "format" : options.front(),
                                       fmt::join(FormatNames(), ", "))),
                 definition, "connector"));
  }
  return Ok();
}

/// The value format's metadata as the table names it: "value.source.table".
std::vector<mullion::MetadataColumn> ValueMetadata(const Connector& connector, const TableDefinition& definition) {
  std::vector<mullion::MetadataColumn> out;
  for (const FormatChoice& choice : ChosenFormats(connector, definition)) {
    if (choice.option == "key.format") continue;
    for (const Field& field : FormatMetadata(choice.name)) {
      out.push_back({"", std::string(kFormatKeyPrefix) + field.name, field.type, true, true});
    }
    break;
  }
  return out;
}

Status AddMetadata(const TableColumn& column, const Connector& connector, bool read, TableDefinition* definition) {
  std::string key = column.metadata()->key.value_or(column.name);
  std::vector<std::string> known;
  if (read) {
    for (const mullion::MetadataColumn& candidate : ValueMetadata(connector, *definition)) {
      if (candidate.key == key) {
        definition->metadata.push_back({column.name, key, candidate.type, column.metadata()->is_virtual, true});
        return Ok();
      }
      known.push_back(candidate.key);
    }
  }
  for (const mullion::MetadataColumn& candidate : connector.metadata()) {
    if (candidate.key == key) {
      definition->metadata.push_back({column.name, key, candidate.type, column.metadata()->is_virtual});
      return Ok();
    }
    known.push_back(candidate.key);
  }
  std::string near = DidYouMean(key, known);
  if (near.empty()) {
    near = known.empty() ? fmt::format("connector '{}' has no metadata", connector.name())
                         : fmt::format("connector '{}' has: {}", connector.name(), fmt::join(known, ", "));
  }
  return Fail(Error::User(fmt::format("Invalid metadata key '{}' in column '{}'", key, column.name))
                  .At(column.position)
                  .Hint(near));
}

/// The base columns as a scope sees them, and each as an expression of its declared type.
struct BaseColumns {
  std::vector<RelColumn> columns;
  std::map<std::string, ExprPtr> exprs;
};

Result<BaseColumns> BindBase(const CatalogTable& table, BoundSource* source) {
  BaseColumns base;
  int next = 0;
  for (const TableColumn& column : table.columns) {
    if (!column.is_physical()) continue;
    base.columns.push_back({.name = column.name, .type = column.type});
    base.exprs[column.name] = MakeInputRef(next++, column.type);
  }
  for (const TableColumn& column : table.columns) {
    if (!column.metadata()) continue;
    MULLION_TRY(AddMetadata(column, *source->connector, true, &source->definition));
    base.columns.push_back({.name = column.name, .type = column.type});
    ExprPtr given = MakeInputRef(next++, source->definition.metadata.back().type);
    MULLION_ASSIGN(base.exprs[column.name], MakeCast(std::move(given), column.type, false));
  }
  return base;
}

Status BindColumns(const PlanContext& context, const CatalogTable& table, BoundSource* source) {
  MULLION_ASSIGN(BaseColumns base, BindBase(table, source));
  source->columns = DeclaredColumns(table);
  Scope scope(base.columns, {});
  auto at_declared_type = [&](const sql::Expr& expr) -> Result<ExprPtr> {
    auto* reference = expr.As<sql::ColumnReference>();
    if (!reference || reference->path.parts.size() != 1) return ExprPtr();
    auto it = base.exprs.find(reference->path.parts[0].name);
    return it == base.exprs.end() ? ExprPtr() : it->second;
  };
  ScalarBinder binder(context, scope, "a computed column", at_declared_type);
  for (const TableColumn& column : table.columns) {
    const ComputedColumn* computed = column.computed();
    MULLION_ASSIGN(ExprPtr expr, computed ? binder.Bind(*computed->expr) : Result<ExprPtr>(base.exprs[column.name]));
    source->expressions.push_back(std::move(expr));
  }
  return Ok();
}

/// The constant of `ts - INTERVAL …` or 0 for `ts`.
Result<std::optional<int64_t>> ConstantDelay(const ScalarBinder& binder, const sql::Expr& expr,
                                             const std::string& column) {
  auto is_column = [&](const sql::Expr& e) {
    auto* reference = e.As<sql::ColumnReference>();
    return reference && reference->path.parts.size() == 1 && reference->path.parts[0].name == column;
  };
  if (is_column(expr)) return std::optional<int64_t>(0);
  auto* binary = expr.As<sql::Binary>();
  if (!binary || binary->op != sql::BinaryOperator::kSubtract || !is_column(*binary->left)) return std::nullopt;
  MULLION_ASSIGN(ExprPtr delay, binder.Bind(*binary->right));
  std::optional<ConstantInterval> interval = AsInterval(*delay);
  if (!interval || interval->year_month) return std::nullopt;
  return std::optional<int64_t>(interval->milliseconds);
}

Status BindWatermark(const PlanContext& context, const CatalogTable& table, BoundSource* source) {
  const WatermarkRule& rule = *table.watermark;
  Scope scope(source->columns, {});
  ScalarBinder binder(context, scope, "WATERMARK");
  BoundWatermark watermark;
  for (size_t i = 0; i < source->columns.size(); ++i) {
    if (source->columns[i].name == rule.column) watermark.column = static_cast<int>(i);
  }
  MULLION_ASSIGN(watermark.expr, binder.Bind(*rule.expr));
  MULLION_ASSIGN(watermark.delay_ms, ConstantDelay(binder, *rule.expr, rule.column));
  source->watermark = std::move(watermark);
  return Ok();
}

}  // namespace

Result<std::shared_ptr<const BoundSource>> BindSource(const PlanContext& context, const ObjectPath& path,
                                                      const CatalogTable& table, const std::vector<sql::Hint>& hints,
                                                      TextPosition position) {
  auto source = std::make_shared<BoundSource>();
  source->path = path.ToString();
  MULLION_ASSIGN(source->definition, DefinitionOf(context, path, table, hints));
  MULLION_ASSIGN(source->connector, FindConnector(context, source->definition, position));
  if (!source->connector->is_source()) {
    return Fail(Error::User(fmt::format("connector '{}' of table '{}' can only be written to",
                                        source->connector->name(), path.name))
                    .At(position));
  }
  MULLION_TRY(BindColumns(context, table, source.get()));
  MULLION_ASSIGN(source->traits, source->connector->CheckSource(source->definition));
  MULLION_TRY(CheckTableOptions(*source->connector, source->definition, source->traits.push_down));
  if (!source->traits.decoded) MULLION_TRY(BindFormats(context, source.get()));
  if (table.watermark) MULLION_TRY(BindWatermark(context, table, source.get()));
  return std::shared_ptr<const BoundSource>(std::move(source));
}

Result<BoundSink> BindSink(const PlanContext& context, const ObjectPath& path, const CatalogTable& table,
                           const std::vector<sql::Hint>& hints, TextPosition position) {
  BoundSink sink;
  sink.path = path.ToString();
  MULLION_ASSIGN(sink.definition, DefinitionOf(context, path, table, hints));
  MULLION_ASSIGN(sink.connector, FindConnector(context, sink.definition, position));
  if (!sink.connector->is_sink()) {
    return Fail(
        Error::User(fmt::format("connector '{}' of table '{}' can only be read", sink.connector->name(), path.name))
            .At(position));
  }
  sink.schema = sink.definition.physical;
  for (const TableColumn& column : table.columns) {
    if (!column.metadata() || !column.is_persisted()) continue;
    MULLION_TRY(AddMetadata(column, *sink.connector, false, &sink.definition));
    sink.schema.fields.push_back({column.name, column.type});
  }
  MULLION_ASSIGN(sink.traits, sink.connector->CheckSink(sink.definition));
  MULLION_TRY(CheckTableOptions(*sink.connector, sink.definition, true));
  for (const FormatChoice& choice : ChosenFormats(*sink.connector, sink.definition)) {
    Result<FormatSpec> checked = MakeFormat(context, sink.definition, choice, sink.definition.physical);
    if (!checked) return Fail(std::move(checked).error());
    if (Status written = CheckWritten(*checked); !written) {
      return Fail(AtOption(std::move(written).error(), sink.definition, choice.option));
    }
  }
  return sink;
}

}  // namespace mullion::plan
