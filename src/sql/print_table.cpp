// CREATE, DROP, ALTER.

#include "sql/print_impl.h"

namespace mullion::sql {

void Printer::WriteCreateTable(const CreateTable& create) {
  Text("CREATE ");
  if (create.or_replace) Text("OR REPLACE ");
  if (create.temporary) Text("TEMPORARY ");
  Text(create.if_not_exists ? "TABLE IF NOT EXISTS " : "TABLE ");
  Write(create.name);
  const TableElements& elements = create.elements;
  if (!elements.columns.empty() || !elements.watermarks.empty() || !elements.keys.empty()) {
    out_ += ' ';
    WriteElements(elements, nullptr);
  }
  WriteComment(create.comment);
  if (!create.partitioned_by.empty()) {
    Text(" PARTITIONED BY ");
    WriteColumns(create.partitioned_by);
  }
  if (!create.options.empty()) {
    Text(" WITH ");
    Write(create.options);
  }
  if (create.like) {
    constexpr std::string_view kMergings[] = {"INCLUDING ", "EXCLUDING ", "OVERWRITING "};
    constexpr std::string_view kScopes[] = {"ALL",     "CONSTRAINTS", "PARTITIONS", "GENERATED",
                                            "OPTIONS", "WATERMARKS",  "METADATA"};
    Text(" LIKE ");
    Write(create.like->table);
    if (!create.like->options.empty()) Text(" (");
    for (const LikeOption& option : create.like->options) {
      if (out_.back() != '(') out_ += ' ';
      Text(kMergings[static_cast<size_t>(option.merging)]);
      Text(kScopes[static_cast<size_t>(option.scope)]);
    }
    if (!create.like->options.empty()) out_ += ')';
  }
  if (create.as == nullptr) return;
  Text(" AS ");
  Write(*create.as);
}

/// All keys are written behind the columns, where a key of one column means the same as behind its type.
void Printer::WriteElements(const TableElements& elements, const std::vector<ColumnPlace>* places) {
  out_ += '(';
  auto comma = [&] {
    if (out_.back() != '(') Text(", ");
  };
  for (size_t i = 0; i < elements.columns.size(); ++i) {
    comma();
    WriteColumn(elements.columns[i]);
    if (places == nullptr) continue;
    if ((*places)[i].first) Text(" FIRST");
    if (!(*places)[i].after) continue;
    Text(" AFTER ");
    Write(*(*places)[i].after);
  }
  for (const WatermarkDefinition& watermark : elements.watermarks) {
    comma();
    Text("WATERMARK FOR ");
    Write(watermark.column);
    Text(" AS ");
    Write(*watermark.expr);
  }
  for (const PrimaryKey& key : elements.keys) {
    comma();
    WriteKey(key);
  }
  out_ += ')';
}

void Printer::WriteColumn(const ColumnDefinition& column) {
  Write(column.name);
  out_ += ' ';
  std::visit(Overloaded{
                 [&](const PhysicalColumn& physical) { Write(physical.type); },
                 [&](const ComputedColumn& computed) {
                   Text("AS ");
                   Write(*computed.expr);
                 },
                 [&](const MetadataColumn& metadata) {
                   Write(metadata.type);
                   Text(" METADATA");
                   if (metadata.key) {
                     Text(" FROM ");
                     WriteString(*metadata.key);
                   }
                   if (metadata.is_virtual) Text(" VIRTUAL");
                 },
             },
             column.kind);
  WriteComment(column.comment);
}

void Printer::WriteKey(const PrimaryKey& key) {
  if (key.constraint) {
    Text("CONSTRAINT ");
    Write(*key.constraint);
    out_ += ' ';
  }
  Text(key.unique ? "UNIQUE " : "PRIMARY KEY ");
  WriteColumns(key.columns);
  if (key.enforced) Text(*key.enforced ? " ENFORCED" : " NOT ENFORCED");
}

void Printer::WriteCreateView(const CreateView& create) {
  Text("CREATE ");
  if (create.or_replace) Text("OR REPLACE ");
  if (create.temporary) Text("TEMPORARY ");
  Text(create.if_not_exists ? "VIEW IF NOT EXISTS " : "VIEW ");
  Write(create.name);
  if (!create.columns.empty()) {
    out_ += ' ';
    WriteColumns(create.columns);
  }
  WriteComment(create.comment);
  Text(" AS ");
  Write(*create.query);
}

void Printer::WriteCreateFunction(const CreateFunction& create) {
  Text("CREATE ");
  if (create.temporary) Text("TEMPORARY ");
  if (create.system) Text("SYSTEM ");
  Text(create.if_not_exists ? "FUNCTION IF NOT EXISTS " : "FUNCTION ");
  Write(create.name);
  Text(" AS ");
  WriteString(create.class_name);
  if (!create.language.empty()) Text(" LANGUAGE " + create.language);
  if (create.jars.empty()) return;
  Text(" USING ");
  List(create.jars, [&](const std::string& jar) {
    Text("JAR ");
    WriteString(jar);
  });
}

void Printer::WriteDrop(const Drop& drop) {
  Text("DROP ");
  if (drop.temporary) Text("TEMPORARY ");
  if (drop.system) Text("SYSTEM ");
  Text(ObjectKindName(drop.kind));
  Text(drop.if_exists ? " IF EXISTS " : " ");
  Write(drop.name);
  if (drop.cascade) Text(" CASCADE");
}

void Printer::WriteAlter(const Alter& alter) {
  Text("ALTER ");
  Text(ObjectKindName(alter.kind));
  Text(alter.if_exists ? " IF EXISTS " : " ");
  Write(alter.name);
  std::visit(Overloaded{
                 [&](const SetOptions& set) {
                   Text(" SET ");
                   Write(set.options);
                 },
                 [&](const ResetOptions& reset) {
                   Text(" RESET (");
                   List(reset.keys, [&](const Identifier& key) { WriteString(key.name); });
                   out_ += ')';
                 },
                 [&](const RenameTo& rename) {
                   Text(" RENAME TO ");
                   Write(rename.name);
                 },
                 [&](const AddOrModify& change) {
                   Text(change.modify ? " MODIFY " : " ADD ");
                   WriteElements(change.elements, &change.places);
                 },
                 [&](const DropColumns& drop) {
                   Text(" DROP (");
                   List(drop.columns, [&](const IdentifierPath& column) { Write(column); });
                   out_ += ')';
                 },
                 [&](const DropPrimaryKey&) { Text(" DROP PRIMARY KEY"); },
                 [&](const DropConstraint& drop) {
                   Text(" DROP CONSTRAINT ");
                   Write(drop.name);
                 },
                 [&](const DropWatermark&) { Text(" DROP WATERMARK"); },
                 [&](const RenameColumn& rename) {
                   Text(" RENAME ");
                   Write(rename.from);
                   Text(" TO ");
                   Write(rename.to);
                 },
                 [&](const AlterViewAs& as) {
                   Text(" AS ");
                   Write(*as.query);
                 },
             },
             alter.action);
}

}  // namespace mullion::sql
