#include <gmock/gmock.h>

#include "expr/testing.h"

namespace mullion {
namespace {

using namespace mullion::testing;  // NOLINT
using ::testing::ElementsAre;

ExprPtr Ints(std::vector<ExprPtr> elements) {
  return Call("ARRAY", std::move(elements));
}
ExprPtr NullInt() {
  return Null(DataType::Int());
}

TEST(NestedFunctionsTest, ConstructorsTakeTheCommonType) {
  EXPECT_EQ(Show(Ints({Int(1), Double(2.5), Null()})), "[1.0, 2.5, NULL]");
  EXPECT_EQ(TypeOf(Ints({Int(1), Double(2.5)})), "ARRAY<DOUBLE NOT NULL>");
  EXPECT_EQ(ShowCall("MAP", {Text("a"), Int(1), Text("b"), Int(2), Text("a"), Int(3)}), "{a=3, b=2}");
  EXPECT_EQ(ShowCall("ROW", {Int(1), Text("x")}), "(1, x)");
  EXPECT_FALSE(MakeCall("ARRAY", {Int(1), Text("a")}).has_value());
}

TEST(NestedFunctionsTest, ItemsAndFields) {
  ExprPtr array = Ints({Int(10), Int(20)});
  EXPECT_EQ(ShowCall("ITEM", {array, Int(2)}), "20");
  EXPECT_EQ(ShowCall("ITEM", {array, Int(3)}), "NULL");
  EXPECT_FALSE(MakeCall("ITEM", {array, Int(0)}).has_value());
  ExprPtr map = Call("MAP", {Text("a"), Int(1)});
  EXPECT_EQ(ShowCall("ITEM", {map, Text("a")}), "1");
  EXPECT_EQ(ShowCall("ITEM", {map, Text("z")}), "NULL");
  DataType type = DataType::Row({{"a", DataType::Int()}, {"b", DataType::String()}});
  Batch batch{.row_count = 2,
              .columns = {ColumnOf(type, {Value::List({Value::Int(1), Value::Text("x")}), Value::Null()})}};
  ExprPtr row = MakeInputRef(0, type);
  EXPECT_THAT(ShowRows(*Call("FIELD", {row, Text("b")}), batch), ElementsAre("x", "NULL"));
  EXPECT_THAT(ShowRows(*Call("ITEM", {row, Int(1)}), batch), ElementsAre("1", "NULL"));
  EXPECT_FALSE(MakeCall("FIELD", {row, Text("c")}).has_value());
}

// The descriptions in Flink's sql_functions.yml.
TEST(NestedFunctionsTest, ArrayFunctions) {
  ExprPtr a = Ints({Int(1), Int(2), NullInt(), Int(2)});
  EXPECT_EQ(ShowCall("CARDINALITY", {a}), "4");
  EXPECT_EQ(ShowCall("ARRAY_CONTAINS", {a, Int(2)}), "TRUE");
  EXPECT_EQ(ShowCall("ARRAY_CONTAINS", {a, NullInt()}), "TRUE");
  EXPECT_EQ(ShowCall("ARRAY_CONTAINS", {Ints({Int(1)}), NullInt()}), "FALSE");
  EXPECT_EQ(ShowCall("ARRAY_DISTINCT", {a}), "[1, 2, NULL]");
  EXPECT_EQ(ShowCall("ARRAY_POSITION", {a, Int(2)}), "2");
  EXPECT_EQ(ShowCall("ARRAY_POSITION", {a, Int(9)}), "0");
  EXPECT_EQ(ShowCall("ARRAY_REMOVE", {a, Int(2)}), "[1, NULL]");
  EXPECT_EQ(ShowCall("ARRAY_REMOVE", {a, NullInt()}), "[1, 2, 2]");
  EXPECT_EQ(ShowCall("ARRAY_REVERSE", {a}), "[2, NULL, 2, 1]");
  EXPECT_EQ(ShowCall("ARRAY_SLICE", {a, Int(2), Int(3)}), "[2, NULL]");
  EXPECT_EQ(ShowCall("ARRAY_SLICE", {a, Int(-2), Int(-1)}), "[NULL, 2]");
  EXPECT_EQ(ShowCall("ARRAY_SLICE", {a, Int(0)}), "[1, 2, NULL, 2]");
  EXPECT_EQ(ShowCall("ARRAY_SLICE", {a, Int(3), Int(2)}), "[]");
  EXPECT_EQ(ShowCall("ARRAY_UNION", {a, Ints({Int(3), Int(1)})}), "[1, 2, NULL, 3]");
  EXPECT_EQ(ShowCall("ARRAY_CONCAT", {Ints({Int(1)}), Ints({Int(1), Int(2)})}), "[1, 1, 2]");
  EXPECT_EQ(ShowCall("ARRAY_MAX", {a}), "2");
  EXPECT_EQ(ShowCall("ARRAY_JOIN", {a, Text("-")}), "1-2-2");
  EXPECT_EQ(ShowCall("ARRAY_JOIN", {a, Text("-"), Text("?")}), "1-2-?-2");
  EXPECT_EQ(ShowCall("ELEMENT", {Ints({Int(7)})}), "7");
  EXPECT_EQ(ShowCall("ELEMENT", {a}), "error: Array has more than one element.");
}

TEST(NestedFunctionsTest, MapFunctions) {
  ExprPtr map = Call("MAP", {Text("a"), Int(1), Text("b"), Int(2)});
  EXPECT_EQ(ShowCall("MAP_KEYS", {map}), "[a, b]");
  EXPECT_EQ(ShowCall("MAP_VALUES", {map}), "[1, 2]");
  EXPECT_EQ(ShowCall("MAP_ENTRIES", {map}), "[(a, 1), (b, 2)]");
  EXPECT_EQ(ShowCall("MAP_FROM_ARRAYS", {Ints({Int(1)}), Ints({Int(2)})}), "{1=2}");
  EXPECT_EQ(ShowCall("CARDINALITY", {map}), "2");
}

TEST(NestedFunctionsTest, TypeOf) {
  EXPECT_EQ(ShowCall("TYPEOF", {Int(1)}), "INT NOT NULL");
}

// The vectors of Flink's JsonFunctionsITCase.
TEST(JsonFunctionsTest, Exists) {
  ExprPtr json = Text(R"({"type":"a","metadata":{"tags":["x","y"],"references":[{"url":"u"}]}})");
  auto exists = [&](std::string path) { return ShowCall("JSON_EXISTS", {json, Text(path)}); };
  EXPECT_EQ(exists("lax $"), "TRUE");
  EXPECT_EQ(exists("lax $.metadata.tags[0]"), "TRUE");
  EXPECT_EQ(exists("lax $.metadata.tags[3]"), "FALSE");
  EXPECT_EQ(exists("lax $.metadata.references[0].url"), "TRUE");
  EXPECT_EQ(exists("lax $.metadata.references[0].invalid"), "FALSE");
  EXPECT_EQ(exists("$['metadata']['tags'][1]"), "TRUE");
  auto strict = [&](std::string on_error) {
    return ShowCall("JSON_EXISTS", {json, Text("strict $.invalid"), Text(on_error)});
  };
  EXPECT_EQ(strict("TRUE"), "TRUE");
  EXPECT_EQ(strict("FALSE"), "FALSE");
  EXPECT_EQ(strict("UNKNOWN"), "NULL");
  EXPECT_EQ(strict("ERROR"), "error: No results for path: strict $.invalid");
  EXPECT_EQ(ShowCall("JSON_EXISTS", {Null(DataType::String()), Text("lax $")}), "NULL");
  EXPECT_EQ(ShowCall("JSON_EXISTS", {json, Text("type")}), "TRUE");  // a member of the root
  EXPECT_FALSE(MakeCall("JSON_EXISTS", {json, Text("$.a[?(@.b > 1)]")}).has_value());
}

// The vectors of Flink's JsonFunctionsITCase.
TEST(JsonFunctionsTest, ValueWithTypeAndFallbacks) {
  ExprPtr json = Text(R"({"type":"account","age":42,"activated":true,"balance":13.37,"o":{}})");
  EXPECT_EQ(ShowCall("JSON_VALUE", {json, Text("$.type")}), "account");
  EXPECT_EQ(ShowCall("JSON_VALUE", {json, Text("$.age")}), "42");
  EXPECT_EQ(ShowCall("JSON_VALUE", {json, Text("$.o")}), "NULL");
  EXPECT_EQ(ShowCall("JSON_VALUE", {Text("not json"), Text("$.o")}), "NULL");
  auto value = [&](std::string path, DataType type, std::string on_empty, ExprPtr empty, std::string on_error,
                   ExprPtr error) {
    return ShowCall("JSON_VALUE", {json, Text(path), Null(type), Text(on_empty), empty, Text(on_error), error});
  };
  EXPECT_EQ(value("$.activated", DataType::Boolean(), "NULL", Null(), "NULL", Null()), "TRUE");
  EXPECT_EQ(value("$.age", DataType::Int(), "NULL", Null(), "NULL", Null()), "42");
  EXPECT_EQ(value("$.balance", DataType::Double(), "NULL", Null(), "NULL", Null()), "13.37");
  EXPECT_EQ(value("lax $.invalid", DataType::Int(), "DEFAULT", Int(42), "ERROR", Null()), "42");
  EXPECT_EQ(value("strict $.invalid", DataType::Int(), "NULL", Null(), "DEFAULT", Int(42)), "42");
  EXPECT_EQ(value("strict $.invalid", DataType::String(), "ERROR", Null(), "NULL", Null()), "NULL");
  EXPECT_EQ(value("lax $.invalid", DataType::String(), "ERROR", Null(), "NULL", Null()),
            "error: Empty result of JSON_VALUE function is not allowed");
}

// The vectors of Flink's JsonFunctionsITCase.
TEST(JsonFunctionsTest, QueryWrapsAndFallsBack) {
  ExprPtr json = Text(R"({"a1":[],"o1":{},"n1":1,"s1":"Test","m":{"x": [1, 2]}})");
  auto query = [&](std::string path, std::string wrapper, std::string on_empty = "NULL",
                   std::string on_error = "NULL") {
    return ShowCall("JSON_QUERY", {json, Text(path), Text(wrapper), Text(on_empty), Text(on_error)});
  };
  EXPECT_EQ(query("$.a1", "WITHOUT"), "[]");
  EXPECT_EQ(query("$.a1", "CONDITIONAL"), "[]");
  EXPECT_EQ(query("$.o1", "CONDITIONAL"), "[{}]");
  EXPECT_EQ(query("$.a1", "UNCONDITIONAL"), "[[]]");
  EXPECT_EQ(query("$.n1", "CONDITIONAL"), "[1]");
  EXPECT_EQ(query("$.s1", "CONDITIONAL"), "[\"Test\"]");
  EXPECT_EQ(query("lax $.err", "WITHOUT", "EMPTY ARRAY"), "[]");
  EXPECT_EQ(query("lax $.err", "WITHOUT", "EMPTY OBJECT"), "{}");
  EXPECT_EQ(query("lax $.err", "WITHOUT", "ERROR"), "error: Empty result of JSON_QUERY function is not allowed");
  EXPECT_EQ(query("strict $.err", "WITHOUT", "NULL", "EMPTY ARRAY"), "[]");
  EXPECT_EQ(ShowCall("JSON_QUERY", {json, Text("$.m")}), "{\"x\":[1,2]}");
  EXPECT_EQ(ShowCall("JSON_QUERY", {json, Text("$.m.x[*]")}), "[1,2]");
  EXPECT_EQ(ShowCall("JSON_QUERY", {json, Text("$..x")}), "[[1,2]]");
  EXPECT_EQ(ShowCall("JSON_QUERY", {json, Text("$.n1")}), "NULL");
}

// The vectors of Flink's JsonFunctionsITCase.
TEST(JsonFunctionsTest, IsJson) {
  EXPECT_EQ(ShowCall("IS JSON", {Null(DataType::String())}), "FALSE");
  EXPECT_EQ(ShowCall("IS JSON", {Text("a")}), "FALSE");
  EXPECT_EQ(ShowCall("IS JSON", {Text("\"a\"")}), "TRUE");
  EXPECT_EQ(ShowCall("IS JSON SCALAR", {Text("\"a\"")}), "TRUE");
  EXPECT_EQ(ShowCall("IS JSON ARRAY", {Text("\"a\"")}), "FALSE");
  EXPECT_EQ(ShowCall("IS JSON OBJECT", {Text("{}")}), "TRUE");
  EXPECT_EQ(ShowCall("IS JSON SCALAR", {Text("{}")}), "FALSE");
  EXPECT_EQ(ShowCall("IS NOT JSON", {Text("{")}), "TRUE");
  EXPECT_FALSE(MakeCall("IS JSON", {Int(1)}).has_value());
}

// RFC 8259.
TEST(JsonFunctionsTest, TheGrammarIsStrict) {
  for (const char* good : {" [1 , -0.5e+3] ", R"({"a":null,"b":[true,false]})", R"("\u00e9\ud83d\ude00\n")", "0"}) {
    EXPECT_EQ(ShowCall("IS JSON", {Text(good)}), "TRUE") << good;
  }
  for (const char* bad : {"", "01", "1.", "[1,]", "{a:1}", "'a'", "nul", "{\"a\"}", "\"\n\"", R"("\ud83d")", "+1"}) {
    EXPECT_EQ(ShowCall("IS JSON", {Text(bad)}), "FALSE") << bad;
  }
  EXPECT_EQ(ShowCall("IS JSON", {Text(std::string(100'000, '['))}), "FALSE");
  EXPECT_EQ(ShowCall("JSON_VALUE", {Text(R"({"a":"\u00e9\ud83d\ude00"})"), Text("$.a")}), "é😀");
}

// The answers of Flink 1.18.1.
TEST(JsonFunctionsTest, ReadsOneValueAndStops) {
  for (const char* text : {"1 2", "true x", "{\"a\":1}x", "[1] 2", "{} {"}) {
    EXPECT_EQ(ShowCall("IS JSON", {Text(text)}), "TRUE") << text;
  }
  for (const char* text : {"1x", "truex", "nullx"}) EXPECT_EQ(ShowCall("IS JSON", {Text(text)}), "FALSE") << text;
}

// The answers of Flink 1.18.1.
TEST(JsonFunctionsTest, PathsAreStrictUnlessTheySayLax) {
  ExprPtr json = Text(R"({"a":1})");
  auto value = [&](std::string path, std::string on_empty, std::string on_error) {
    return ShowCall("JSON_VALUE", {json, Text(path), Null(), Text(on_empty), Text("x"), Text(on_error), Text("y")});
  };
  EXPECT_EQ(value("$.b", "DEFAULT", "NULL"), "NULL");
  EXPECT_EQ(value("$.b", "NULL", "DEFAULT"), "y");
  EXPECT_EQ(value("lax $.b", "DEFAULT", "NULL"), "x");
  EXPECT_EQ(value("LAX  b", "DEFAULT", "NULL"), "x");
  EXPECT_EQ(ShowCall("JSON_EXISTS", {json, Text("$.b"), Text("TRUE")}), "TRUE");
  EXPECT_EQ(ShowCall("JSON_EXISTS", {json, Text("lax $.b"), Text("TRUE")}), "FALSE");
  EXPECT_EQ(ShowCall("JSON_QUERY", {json, Text("$.b"), Text("WITHOUT"), Text("EMPTY ARRAY"), Text("NULL")}), "NULL");
}

// The answers of Flink 1.18.1.
TEST(JsonFunctionsTest, PathsTakeSlicesListsAndLengths) {
  ExprPtr json = Text(R"({"a":[{"b":1},{"b":2},{"b":3}]})");
  auto query = [&](std::string path) { return ShowCall("JSON_QUERY", {json, Text(path)}); };
  EXPECT_EQ(query("$.a[0:1]"), R"([{"b":1}])");
  EXPECT_EQ(query("$.a[-2:].b"), "[2,3]");
  EXPECT_EQ(query("$.a[0,2].b"), "[1,3]");
  EXPECT_EQ(ShowCall("JSON_VALUE", {json, Text("$.a.length()")}), "3");
}

// The answers of Flink 1.18.1: numbers go through Java's types.
TEST(JsonFunctionsTest, NumbersAreSpelledAsInJava) {
  auto value = [](std::string number) { return ShowCall("JSON_VALUE", {Text("{\"a\":" + number + "}"), Text("$.a")}); };
  EXPECT_EQ(value("1.50"), "1.5");
  EXPECT_EQ(value("1e3"), "1000.0");
  EXPECT_EQ(value("12345678.5"), "1.23456785E7");
  EXPECT_EQ(value("-0"), "0");
  EXPECT_EQ(value("123456789012345678901234567890"), "123456789012345678901234567890");
  EXPECT_EQ(ShowCall("JSON_QUERY", {Text(R"({"b":1,"b":2})"), Text("$")}), R"({"b":2})");
}

// The vectors of Flink's JsonFunctionsITCase.
TEST(JsonFunctionsTest, StringOfEveryType) {
  EXPECT_EQ(ShowCall("JSON_STRING", {Null(DataType::String())}), "NULL");
  EXPECT_EQ(ShowCall("JSON_STRING", {Text("V")}), "\"V\"");
  EXPECT_EQ(ShowCall("JSON_STRING", {Bool(true)}), "true");
  EXPECT_EQ(ShowCall("JSON_STRING", {Double(1.23)}), "1.23");
  EXPECT_EQ(ShowCall("JSON_STRING", {Decimal("1.23")}), "1.23");
  EXPECT_EQ(ShowCall("JSON_STRING", {Timestamp("1990-06-02 13:37:42.001")}), "\"1990-06-02T13:37:42.001\"");
  EXPECT_EQ(ShowCall("JSON_STRING", {Ltz(644'333'862'001)}), "\"1990-06-02T13:37:42.001Z\"");
  EXPECT_EQ(ShowCall("JSON_STRING", {Call("ARRAY", {Text("A1"), Text("A2")})}), "[\"A1\",\"A2\"]");
  EXPECT_EQ(ShowCall("JSON_STRING", {Call("MAP", {Text("M1"), Int(1)})}), "{\"M1\":1}");
  EXPECT_EQ(ShowCall("JSON_STRING", {MakeLiteral(DataType::Bytes(), Value::Text("Test"))}), "\"VGVzdA==\"");
  DataType row = DataType::Row({{"f0", DataType::String()}, {"f1", DataType::Int()}});
  EXPECT_EQ(ShowCall("JSON_STRING", {MakeLiteral(row, Value::List({Value::Text("R1"), Value::Null()}))}),
            "{\"f0\":\"R1\",\"f1\":null}");
}

// The vectors of Flink's JsonFunctionsITCase.
TEST(JsonFunctionsTest, ObjectsAndArraysNest) {
  ExprPtr null = Null(DataType::String());
  EXPECT_EQ(ShowCall("JSON_OBJECT", {}), "{}");
  EXPECT_EQ(ShowCall("JSON_OBJECT", {Text("K"), null}), "{\"K\":null}");
  EXPECT_EQ(ShowCall("JSON_OBJECT ABSENT ON NULL", {Text("K"), null}), "{}");
  EXPECT_EQ(ShowCall("JSON_ARRAY", {null, Int(1)}), "[1]");
  EXPECT_EQ(ShowCall("JSON_ARRAY NULL ON NULL", {null}), "[null]");
  ExprPtr inner = *FoldConstant(Call("JSON_OBJECT", {Text("K"), Text("V")}), {});
  EXPECT_EQ(ShowCall("JSON_OBJECT", {Text("P"), Call("JSON_ARRAY", {Text("A"), inner})}),
            "{\"P\":[\"A\",{\"K\":\"V\"}]}");
  EXPECT_EQ(ShowCall("JSON_OBJECT", {Text("P"), Text("{\"K\":1}")}), R"({"P":"{\"K\":1}"})");
}

}  // namespace
}  // namespace mullion
