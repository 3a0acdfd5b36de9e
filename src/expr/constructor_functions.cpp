// ROW, ARRAY, MAP, and access to their parts: ITEM, FIELD, CARDINALITY, ELEMENT.
#include "expr/build_rows.h"
#include "expr/conditional.h"
#include "expr/function_table.h"

namespace mullion {
namespace {

Result<ExprPtr> BindRow(const Function& self, Args args) {
  std::vector<Field> fields;
  for (size_t i = 0; i < args.size(); ++i) fields.push_back({"EXPR$" + std::to_string(i), args[i]->type()});
  DataType type = DataType::Row(std::move(fields)).NotNull();
  Kernel kernel = [type](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    for (const Arg& arg : in.args) out->MutableChildren().push_back(Spread(arg, in.row_count));
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

Result<DataType> MakeOneType(const Function& self, Args* args, size_t first, size_t step) {
  std::vector<DataType> types;
  for (size_t i = first; i < args->size(); i += step) types.push_back((*args)[i]->type());
  if (types.empty()) return DataType::Null();
  Result<DataType> common = CommonType(types);
  if (!common) {
    return Fail(
        Error::User("the values in " + std::string(self.name) + " have no common type").Why(common.error().what()));
  }
  for (size_t i = first; i < args->size(); i += step) {
    MULLION_ASSIGN((*args)[i], MakeCast((*args)[i], common->WithNullable(true), false));
  }
  return *common;
}

Result<Value> CollectArgs(size_t row, const CallInput& in) {
  ValueList list;
  for (const Arg& arg : in.args) list.push_back(ReadArg(arg, row));
  return Value::List(std::move(list));
}

Result<ExprPtr> BindArray(const Function& self, Args args) {
  if (args.empty())
    return Fail(Error::User("ARRAY[] without elements has no type").Hint("CAST(ARRAY[NULL] AS ARRAY<…>)"));
  MULLION_ASSIGN(auto element, MakeOneType(self, &args, 0, 1));
  DataType type = DataType::Array(element).NotNull();
  Kernel kernel = BuildRows(type, NullPolicy::kCallAll, CollectArgs);
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

/// Of equal keys the last value stays, in the place of the first.
Result<Value> CollectMap(size_t row, const CallInput& in) {
  ValueList map;
  for (size_t i = 0; i + 1 < in.args.size(); i += 2) {
    Value key = ReadArg(in.args[i], row);
    auto same = map.begin();
    while (same != map.end() && !(*same == key)) same += 2;
    if (same != map.end()) {
      *(same + 1) = ReadArg(in.args[i + 1], row);
    } else {
      map.push_back(std::move(key));
      map.push_back(ReadArg(in.args[i + 1], row));
    }
  }
  return Value::List(std::move(map));
}

Result<ExprPtr> BindMap(const Function& self, Args args) {
  if (args.size() % 2 != 0)
    return Fail(Error::User("MAP takes keys and values in turn, but got an odd number of them"));
  MULLION_ASSIGN(auto key, MakeOneType(self, &args, 0, 2));
  MULLION_ASSIGN(auto value, MakeOneType(self, &args, 1, 2));
  DataType type = DataType::Map(key, value).NotNull();
  Kernel kernel = BuildRows(type, NullPolicy::kCallAll, CollectMap);
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

/// The rows' elements at positions of a child column; -1 gives NULL.
ColumnPtr Pick(const ColumnPtr& child, const std::vector<int64_t>& positions, const DataType& type) {
  ColumnBuilder builder(type);
  for (int64_t at : positions) {
    if (at < 0) {
      builder.AppendNull();
    } else {
      builder.AppendFrom(*child, static_cast<size_t>(at));
    }
  }
  return builder.Finish();
}

Result<ExprPtr> ArrayItem(const Function& self, Args args) {
  if (!args[1]->type().IsInteger()) return Fail(ArgumentError(self, 1, args[1]->type(), "an integer"));
  const Value* literal = AsLiteral(*args[1]);
  if (literal && !literal->is_null() && literal->AsInt() < 1) {
    return Fail(Error::User("Array element access needs an index starting at 1 but was " +
                            std::to_string(literal->AsInt()) + "."));
  }
  DataType type = args[0]->type().fields()[0].type.WithNullable(true);
  MULLION_ASSIGN(args[1], MakeCast(args[1], DataType::BigInt(), false));
  Kernel kernel = [type](const CallInput& in) -> Result<ColumnPtr> {
    const Arg& array = in.args[0];
    View<int64_t> index(in.args[1]);
    std::vector<int64_t> positions(in.row_count, -1);
    for (uint32_t row : in.rows) {
      if (array.IsNull(row) || in.args[1].IsNull(row)) continue;
      size_t at = array.At(row);
      int64_t begin = array.column->offsets()[at];
      int64_t end = array.column->offsets()[at + 1];
      if (index[row] >= 1 && index[row] <= end - begin) positions[row] = begin + index[row] - 1;
    }
    return Pick(array.column->children()[0], positions, type);
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

Result<ExprPtr> MapItem(const Function& self, Args args) {
  const auto& fields = args[0]->type().fields();
  DataType type = fields[1].type.WithNullable(true);
  MULLION_ASSIGN(args[1], Coerce(args[1], fields[0].type.WithNullable(true)));
  Kernel kernel = [type](const CallInput& in) -> Result<ColumnPtr> {
    const Arg& map = in.args[0];
    std::vector<int64_t> positions(in.row_count, -1);
    for (uint32_t row : in.rows) {
      if (map.IsNull(row)) continue;
      Value wanted = ReadArg(in.args[1], row);
      size_t at = map.At(row);
      for (int32_t i = map.column->offsets()[at]; i < map.column->offsets()[at + 1]; ++i) {
        if (ReadValue(*map.column->children()[0], static_cast<size_t>(i)) == wanted) positions[row] = i;
      }
    }
    return Pick(map.column->children()[1], positions, type);
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

/// The child, NULL where the row is.
Result<ExprPtr> RowField(const Function& self, Args args, size_t field) {
  DataType row_type = args[0]->type();
  DataType inner = row_type.fields()[field].type;
  DataType type = inner.WithNullable(inner.nullable() || row_type.nullable());
  args.resize(1);
  Kernel kernel = [type, field](const CallInput& in) -> Result<ColumnPtr> {
    ColumnPtr row = Spread(in.args[0], in.row_count);
    ColumnPtr child = row->children()[field];
    if (!row->has_nulls()) return child;
    RowMerge merge(type, in.row_count);
    Selection present;
    for (uint32_t i : in.rows) {
      if (!row->IsNull(i)) present.push_back(i);
    }
    merge.Take(child, present);
    return merge.Finish();
  };
  return MakeKernelCall(std::string(self.name) + "." + row_type.fields()[field].name, type, std::move(args),
                        std::move(kernel));
}

/// FIELD(row, 'name')
Result<ExprPtr> BindField(const Function& self, Args args) {
  const DataType& row = args[0]->type();
  if (row.kind() != TypeKind::kRow) return Fail(ArgumentError(self, 0, row, "a ROW"));
  MULLION_ASSIGN(auto name, WantSymbol(self, args, 1));
  std::string names;
  for (size_t i = 0; i < row.fields().size(); ++i) {
    if (row.fields()[i].name == name) return RowField(self, std::move(args), i);
    names += (i ? ", " : "") + row.fields()[i].name;
  }
  return Fail(Error::User("no field '" + name + "' in " + row.ToString()).Hint("its fields are " + names));
}

Result<ExprPtr> BindItem(const Function& self, Args args) {
  switch (args[0]->type().kind()) {
    case TypeKind::kArray:
      return ArrayItem(self, std::move(args));
    case TypeKind::kMap:
      return MapItem(self, std::move(args));
    case TypeKind::kRow: {
      if (args[1]->type().IsCharacter()) return BindField(self, std::move(args));
      MULLION_ASSIGN(auto at, WantLiteralInt(self, args, 1));
      size_t size = args[0]->type().fields().size();
      if (at < 1 || static_cast<size_t>(at) > size) {
        return Fail(Error::User("a row of " + std::to_string(size) + " fields has no field " + std::to_string(at)));
      }
      return RowField(self, std::move(args), static_cast<size_t>(at) - 1);
    }
    default:
      return Fail(ArgumentError(self, 0, args[0]->type(), "an ARRAY, MAP or ROW"));
  }
}

bool IsCollection(const DataType& type) {
  return type.IsNested() && type.kind() != TypeKind::kRow;
}

Result<ExprPtr> BindCardinality(const Function& self, Args args) {
  if (!IsCollection(args[0]->type())) return Fail(ArgumentError(self, 0, args[0]->type(), "an ARRAY, MAP or MULTISET"));
  DataType type = NullableLike(DataType::Int(), args);
  bool multiset = args[0]->type().kind() == TypeKind::kMultiset;
  Kernel kernel = [type, multiset](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    MergeNulls(in, out.get());
    const Arg& arg = in.args[0];
    for (uint32_t row : in.rows) {
      size_t at = arg.At(row);
      int32_t begin = arg.column->offsets()[at];
      int32_t count = arg.column->offsets()[at + 1] - begin;
      // A multiset has each element as often as its count says.
      for (int32_t i = 0, n = multiset ? count : 0; i < n; ++i) {
        count += arg.column->children()[1]->Values<int32_t>()[begin + i] - 1;
      }
      out->MutableValues<int32_t>()[row] = count;
    }
    return out;
  };
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

Result<ExprPtr> BindElement(const Function& self, Args args) {
  if (args[0]->type().kind() != TypeKind::kArray) return Fail(ArgumentError(self, 0, args[0]->type(), "an ARRAY"));
  DataType type = args[0]->type().fields()[0].type.WithNullable(true);
  Kernel kernel = BuildRows(type, NullPolicy::kStrict, [](size_t row, const CallInput& in) -> Result<Value> {
    Value array = ReadArg(in.args[0], row);
    const ValueList& list = array.AsList();
    if (list.size() > 1) return Fail(Error::User("Array has more than one element."));
    return list.empty() ? Value::Null() : list[0];
  });
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

Result<ExprPtr> BindTypeOf(const Function&, Args args) {
  return TextLiteral(args[0]->type().ToString());
}

constexpr Function kFunctions[] = {
    {"ROW", 0, kAnyCount, "ROW(a, …)", BindRow},
    {"ARRAY", 0, kAnyCount, "ARRAY[a, …]", BindArray},
    {"MAP", 0, kAnyCount, "MAP[key, value, …]", BindMap},
    {"ITEM", 2, 2, "array[index], map[key]", BindItem},
    {"FIELD", 2, 2, "row.field", BindField},
    {"CARDINALITY", 1, 1, "CARDINALITY(collection)", BindCardinality},
    {"ELEMENT", 1, 1, "ELEMENT(array)", BindElement},
    {"TYPEOF", 1, 2, "TYPEOF(value)", BindTypeOf},
};

}  // namespace

std::span<const Function> ConstructorFunctions() {
  return kFunctions;
}

}  // namespace mullion
