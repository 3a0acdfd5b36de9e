#include <gmock/gmock.h>

#include "expr/testing.h"

namespace mullion {
namespace {

using namespace mullion::testing;  // NOLINT
using ::testing::ElementsAre;

// conformance: strings, ids 0, 1 and 10.
TEST(TextFunctionsTest, AsRecorded) {
  EXPECT_EQ(ShowCall("UPPER", {Text("id=42;x=7")}), "ID=42;X=7");
  EXPECT_EQ(ShowCall("LOWER", {Text("Flink SQL")}), "flink sql");
  EXPECT_EQ(ShowCall("SUBSTRING", {Text("MiXeD"), Int(2), Int(4)}), "iXeD");
  EXPECT_EQ(ShowCall("SUBSTRING", {Text("Flink SQL"), Int(3)}), "ink SQL");
  EXPECT_EQ(ShowCall("CONCAT", {Text("Flink SQL"), Text("-"), Text("")}), "Flink SQL-");
  EXPECT_EQ(ShowCall("CONCAT", {Text("id"), Text("-"), Null(DataType::String())}), "NULL");
  EXPECT_EQ(ShowCall("||", {Text("MiXeD"), Text("!")}), "MiXeD!");
  EXPECT_EQ(ShowCall("REPLACE", {Text("Flink SQL"), Text("l"), Text("LL")}), "FLLink SQL");
  EXPECT_EQ(ShowCall("CHAR_LENGTH", {Text("id=42;x=7")}), "9");
}

// FLINK-SURPRISES.
TEST(TextFunctionsTest, Surprises) {
  EXPECT_EQ(ShowCall("SUBSTRING", {Text("hello"), Int(0), Int(2)}), "he");
  EXPECT_EQ(ShowCall("SUBSTRING", {Text("hello"), Int(-3), Int(2)}), "ll");
  EXPECT_EQ(ShowCall("CONCAT_WS", {Text(","), Text("a"), Null(DataType::String()), Text("b")}), "a,b");
  EXPECT_EQ(ShowCall("ASCII", {Text("")}), "0");
}

// The examples of Flink's sql_functions.yml.
TEST(TextFunctionsTest, DocumentedExamples) {
  EXPECT_EQ(ShowCall("LPAD", {Text("hi"), Int(4), Text("??")}), "??hi");
  EXPECT_EQ(ShowCall("LPAD", {Text("hi"), Int(1), Text("??")}), "h");
  EXPECT_EQ(ShowCall("RPAD", {Text("hi"), Int(4), Text("??")}), "hi??");
  EXPECT_EQ(ShowCall("RPAD", {Text("hi"), Int(1), Text("??")}), "h");
  EXPECT_EQ(ShowCall("LPAD", {Text("hi"), Int(-1), Text("?")}), "NULL");
  EXPECT_EQ(ShowCall("OVERLAY", {Text("This is an old string"), Text(" new"), Int(10), Int(5)}),
            "This is a new string");
  EXPECT_EQ(ShowCall("REPLACE", {Text("hello world"), Text("world"), Text("flink")}), "hello flink");
  EXPECT_EQ(ShowCall("REPLACE", {Text("ababab"), Text("abab"), Text("z")}), "zab");
  EXPECT_EQ(ShowCall("REPEAT", {Text("This is a test String."), Int(2)}),
            "This is a test String.This is a test String.");
  EXPECT_EQ(ShowCall("REVERSE", {Text("olleh")}), "hello");
  EXPECT_EQ(ShowCall("LTRIM", {Text(" This is a test String.")}), "This is a test String.");
  EXPECT_EQ(ShowCall("RTRIM", {Text("This is a test String. ")}), "This is a test String.");
  EXPECT_EQ(ShowCall("CHR", {Int(97)}), "a");
  EXPECT_EQ(ShowCall("CHR", {Int(353)}), "a");
  EXPECT_EQ(ShowCall("ASCII", {Text("abc")}), "97");
  EXPECT_EQ(ShowCall("TO_BASE64", {Text("hello world")}), "aGVsbG8gd29ybGQ=");
  EXPECT_EQ(ShowCall("FROM_BASE64", {Text("aGVsbG8gd29ybGQ=")}), "hello world");
  EXPECT_EQ(ShowCall("BIN", {Int(4)}), "100");
  EXPECT_EQ(ShowCall("BIN", {Int(12)}), "1100");
  EXPECT_EQ(ShowCall("HEX", {Int(20)}), "14");
  EXPECT_EQ(ShowCall("HEX", {Int(100)}), "64");
  EXPECT_EQ(ShowCall("HEX", {Text("hello,world")}), "68656C6C6F2C776F726C64");
  EXPECT_EQ(ShowCall("INITCAP", {Text("hello wORLD 1a")}), "Hello World 1a");
  EXPECT_EQ(ShowCall("STR_TO_MAP", {Text("k1=v1,k2=v2")}), "{k1=v1, k2=v2}");
}

// The answers of Flink 1.18.1.
TEST(TextFunctionsTest, TheEmptyTextIsFoundAtTheFront) {
  EXPECT_EQ(ShowCall("LOCATE", {Text(""), Text("abc"), Int(3)}), "1");
  EXPECT_EQ(ShowCall("LOCATE", {Text("c"), Text("abc"), Int(-1)}), "3");
  EXPECT_EQ(ShowCall("LIKE", {Text("abc"), Text("")}), "TRUE");
  EXPECT_EQ(ShowCall("LIKE", {Text("abc"), Text("b%")}), "FALSE");
}

// The answers of Flink 1.18.1.
TEST(TextFunctionsTest, ReplacingTheEmptyTextGoesAroundAllCharacters) {
  EXPECT_EQ(ShowCall("REPLACE", {Text("añb"), Text(""), Text("-")}), "-a-ñ-b-");
  EXPECT_EQ(ShowCall("REPLACE", {Text(""), Text(""), Text("-")}), "-");
}

// The answers of Flink 1.18.1.
TEST(TextFunctionsTest, DelimitersOfMapsAreRegularExpressions) {
  EXPECT_EQ(ShowCall("STR_TO_MAP", {Text("a.1|b.2"), Text("\\|"), Text("\\.")}), "{a=1, b=2}");
  EXPECT_EQ(ShowCall("STR_TO_MAP", {Text("a1b2"), Text("[0-9]"), Text("x")}), "{a=NULL, b=NULL}");
  EXPECT_EQ(ShowCall("STR_TO_MAP", {Text("a=1;;b=2;"), Text(";"), Text("=")}), "{a=1, =NULL, b=2}");
}

TEST(TextFunctionsTest, TrimTakesSidesAndCharacters) {
  EXPECT_EQ(ShowCall("TRIM", {Text("  hello world ")}), "hello world");
  EXPECT_EQ(ShowCall("TRIM", {Text("LEADING"), Text("x"), Text("xxaxx")}), "axx");
  EXPECT_EQ(ShowCall("TRIM", {Text("TRAILING"), Text("x"), Text("xxaxx")}), "xxa");
  EXPECT_EQ(ShowCall("TRIM", {Text("BOTH"), Text("é"), Text("éaé")}), "a");
}

TEST(TextFunctionsTest, CharactersAreCodePoints) {
  EXPECT_EQ(ShowCall("CHAR_LENGTH", {Text("éè€")}), "3");
  EXPECT_EQ(ShowCall("SUBSTRING", {Text("éè€"), Int(2), Int(1)}), "è");
  EXPECT_EQ(ShowCall("UPPER", {Text("straße é")}), "STRASSE É");
  EXPECT_EQ(ShowCall("LOWER", {Text("ÉÀΣЖ")}), "éàσж");
  EXPECT_EQ(ShowCall("REVERSE", {Text("aé")}), "éa");
  EXPECT_EQ(ShowCall("LEFT", {Text("éè"), Int(1)}), "é");
  EXPECT_EQ(ShowCall("RIGHT", {Text("éè"), Int(1)}), "è");
  EXPECT_EQ(ShowCall("POSITION", {Text("€"), Text("éè€")}), "3");
}

TEST(TextFunctionsTest, PositionsAndParts) {
  EXPECT_EQ(ShowCall("POSITION", {Text("or"), Text("hello world")}), "8");
  EXPECT_EQ(ShowCall("POSITION", {Text("z"), Text("hello")}), "0");
  EXPECT_EQ(ShowCall("LOCATE", {Text("l"), Text("hello"), Int(4)}), "4");
  EXPECT_EQ(ShowCall("INSTR", {Text("hello"), Text("l")}), "3");
  EXPECT_EQ(ShowCall("INSTR", {Text("hello hello"), Text("l"), Int(1), Int(3)}), "9");
  EXPECT_EQ(ShowCall("INSTR", {Text("hello"), Text("l"), Int(-1)}), "4");
  EXPECT_EQ(ShowCall("SPLIT_INDEX", {Text("a,b,c"), Text(","), Int(1)}), "b");
  EXPECT_EQ(ShowCall("SPLIT_INDEX", {Text("a,,c"), Text(","), Int(1)}), "");
  EXPECT_EQ(ShowCall("SPLIT_INDEX", {Text("a,b"), Int(44), Int(1)}), "b");
  EXPECT_EQ(ShowCall("SPLIT_INDEX", {Text("a,b"), Text(","), Int(2)}), "NULL");
}

TEST(TextFunctionsTest, TestsOfTexts) {
  EXPECT_EQ(ShowCall("IS_ALPHA", {Text("aé")}), "TRUE");
  EXPECT_EQ(ShowCall("IS_ALPHA", {Text("a1")}), "FALSE");
  EXPECT_EQ(ShowCall("IS_DIGIT", {Text("12")}), "TRUE");
  EXPECT_EQ(ShowCall("IS_DIGIT", {Text("")}), "FALSE");
  EXPECT_EQ(ShowCall("IS_DECIMAL", {Text("-1.5")}), "TRUE");
  EXPECT_EQ(ShowCall("IS_DECIMAL", {Null(DataType::String())}), "FALSE");
}

TEST(TextFunctionsTest, NumbersBecomeTextsInFunctionsButNotForConcatenation) {
  EXPECT_EQ(ShowCall("CONCAT", {Text("a"), Int(1)}), "a1");
  EXPECT_FALSE(MakeCall("||", {Text("a"), Int(1)}).has_value());
}

TEST(TextFunctionsTest, EncodesAndDecodes) {
  EXPECT_EQ(ShowCall("DECODE", {Call("ENCODE", {Text("aé€😀"), Text("UTF-16LE")}), Text("UTF-16LE")}), "aé€😀");
  EXPECT_EQ(ShowCall("ENCODE", {Text("aé€"), Text("US-ASCII")}), "a??");
  EXPECT_EQ(ShowCall("DECODE", {Call("ENCODE", {Text("é"), Text("ISO-8859-1")}), Text("ISO-8859-1")}), "é");
  EXPECT_EQ(ShowCall("ENCODE", {Text("a"), Text("x")}), "error: unsupported encoding: x");
}

// printf abc | md5sum, sha1sum, …
TEST(TextFunctionsTest, Digests) {
  EXPECT_EQ(ShowCall("MD5", {Text("abc")}), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(ShowCall("SHA1", {Text("abc")}), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(ShowCall("SHA256", {Text("abc")}), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ShowCall("SHA2", {Text("abc"), Int(224)}), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
  EXPECT_EQ(ShowCall("SHA2", {Text("abc"), Int(1)}), "error: Unsupported algorithm: SHA-1");
}

// The examples of Flink's sql_functions.yml.
TEST(TextFunctionsTest, UrlParts) {
  ExprPtr url = Text("http://facebook.com/path1/p.php?k1=v1&k2=v2#Ref1");
  EXPECT_EQ(ShowCall("PARSE_URL", {url, Text("HOST")}), "facebook.com");
  EXPECT_EQ(ShowCall("PARSE_URL", {url, Text("QUERY"), Text("k1")}), "v1");
  EXPECT_EQ(ShowCall("PARSE_URL", {url, Text("QUERY")}), "k1=v1&k2=v2");
  EXPECT_EQ(ShowCall("PARSE_URL", {url, Text("PATH")}), "/path1/p.php");
  EXPECT_EQ(ShowCall("PARSE_URL", {url, Text("REF")}), "Ref1");
  EXPECT_EQ(ShowCall("PARSE_URL", {url, Text("FILE")}), "/path1/p.php?k1=v1&k2=v2");
  EXPECT_EQ(ShowCall("PARSE_URL", {Text("no url"), Text("HOST")}), "NULL");
  EXPECT_EQ(ShowCall("PARSE_URL", {Text("https://u:p@h:80/"), Text("USERINFO")}), "u:p");
}

// conformance: like_in_between.
TEST(LikeTest, MatchesWholeTexts) {
  auto like = [](std::string text, std::string pattern) { return ShowCall("LIKE", {Text(text), Text(pattern)}); };
  EXPECT_EQ(like("Flink SQL", "%l%"), "TRUE");
  EXPECT_EQ(like("MiXeD", "%l%"), "FALSE");
  EXPECT_EQ(ShowCall("LIKE", {Text("x%y z"), Text("x!%y%"), Text("!")}), "TRUE");
  EXPECT_EQ(ShowCall("LIKE", {Text("xay"), Text("x!%y%"), Text("!")}), "FALSE");
  EXPECT_EQ(like("abc", "abc"), "TRUE");
  EXPECT_EQ(like("abcd", "abc"), "FALSE");
  EXPECT_EQ(like("abc", "a_c"), "TRUE");
  EXPECT_EQ(like("aéc", "a_c"), "TRUE");
  EXPECT_EQ(like("abcbc", "a%bc"), "TRUE");
  EXPECT_EQ(like("aab", "%ab"), "TRUE");
  EXPECT_EQ(like("ab", "a%b%c"), "FALSE");
  EXPECT_EQ(like("xaybz", "%a_b%"), "TRUE");
  EXPECT_EQ(like("", "%"), "TRUE");
  EXPECT_EQ(like("", "_"), "FALSE");
  EXPECT_EQ(like("a\nb", "a%b"), "TRUE");
  EXPECT_EQ(ShowCall("NOT LIKE", {Text("abc"), Text("a%")}), "FALSE");
  EXPECT_EQ(ShowCall("LIKE", {Null(DataType::String()), Text("a%")}), "NULL");
}

TEST(LikeTest, PatternsMayComeFromAColumn) {
  Batch batch{.row_count = 2, .columns = {ColumnOf(DataType::String(), {Value::Text("a%"), Value::Text("_")})}};
  EXPECT_THAT(ShowRows(*Call("LIKE", {Text("ab"), MakeInputRef(0, DataType::String())}), batch),
              ElementsAre("TRUE", "FALSE"));
}

// FLINK-SURPRISES: s LIKE NULL is a validation error.
TEST(LikeTest, BadPatternsAreRefused) {
  EXPECT_FALSE(MakeCall("LIKE", {Text("a"), Null()}).has_value());
  EXPECT_FALSE(MakeCall("LIKE", {Text("a"), Text("!a"), Text("!")}).has_value());
  EXPECT_FALSE(MakeCall("LIKE", {Text("a"), Text("a"), Text("!!")}).has_value());
}

TEST(LikeTest, SimilarToIsARegularExpressionWithPercents) {
  auto similar = [](std::string text, std::string p) { return ShowCall("SIMILAR TO", {Text(text), Text(p)}); };
  EXPECT_EQ(similar("abc", "(b|a)%"), "TRUE");
  EXPECT_EQ(similar("abc", "(b|c)%"), "FALSE");
  EXPECT_EQ(similar("a.c", "a.c"), "TRUE");
  EXPECT_EQ(similar("abc", "a.c"), "FALSE");
  EXPECT_EQ(similar("aaa", "a{3}"), "TRUE");
  EXPECT_EQ(similar("5", "[0-9]"), "TRUE");
}

// conformance: regexp_split, ids 0, 1 and 10.
TEST(RegexpTest, AsRecorded) {
  EXPECT_EQ(ShowCall("REGEXP_EXTRACT", {Text("id=42;x=7"), Text("([a-z]+)=([0-9]+)"), Int(2)}), "42");
  EXPECT_EQ(ShowCall("REGEXP_EXTRACT", {Text("Flink SQL"), Text("([a-z]+)=([0-9]+)"), Int(2)}), "NULL");
  EXPECT_EQ(ShowCall("REGEXP_REPLACE", {Text("id=42;x=7"), Text("[aeiou]"), Text("*")}), "*d=42;x=7");
  EXPECT_EQ(ShowCall("REGEXP_REPLACE", {Text("MiXeD"), Text("[aeiou]"), Text("*")}), "M*X*D");
}

TEST(RegexpTest, FindsAnywhereAndTakesReplacementsLiterally) {
  EXPECT_EQ(ShowCall("REGEXP", {Text("hello"), Text("l+")}), "TRUE");
  EXPECT_EQ(ShowCall("REGEXP", {Text("hello"), Text("")}), "FALSE");
  EXPECT_EQ(ShowCall("REGEXP", {Text("é"), Text("\\w")}), "FALSE");  // FLINK-SURPRISES: \w is ASCII only
  EXPECT_EQ(ShowCall("REGEXP_REPLACE", {Text("foobar"), Text("oo|ar"), Text("$1")}), "f$1b$1");
  EXPECT_EQ(ShowCall("REGEXP_EXTRACT", {Text("foothebar"), Text("foo(.*?)(bar)"), Int(2)}), "bar");
  EXPECT_EQ(ShowCall("REGEXP_EXTRACT", {Text("foothebar"), Text("foo(.*?)(bar)"), Int(9)}), "NULL");
  EXPECT_EQ(ShowCall("REGEXP_REPLACE", {Text("abc"), Text("x*"), Text("-")}), "-a-b-c-");  // as Java's replaceAll
}

TEST(RegexpTest, JavasSpellingsAreUnderstood) {
  EXPECT_EQ(ShowCall("REGEXP_EXTRACT", {Text("k=5"), Text("(?<key>\\p{Alpha})=\\p{Digit}"), Int(1)}), "k");
  EXPECT_EQ(ShowCall("REGEXP", {Text("é"), Text("\\u00e9")}), "TRUE");
}

TEST(RegexpTest, ALiteralPatternThatCannotWorkIsTheUsersError) {
  auto call = MakeCall("REGEXP", {Text("a"), Text("(?=a)")});
  ASSERT_FALSE(call.has_value());
  EXPECT_EQ(call.error().what(), "the regular expression '(?=a)' cannot be used");
  Batch batch{.row_count = 1, .columns = {ColumnOf(DataType::String(), {Value::Text("(")})}};
  ExprPtr pattern = MakeInputRef(0, DataType::String());
  EXPECT_THAT(ShowRows(*Call("REGEXP", {Text("a"), pattern}), batch), ElementsAre("FALSE"));
  EXPECT_THAT(ShowRows(*Call("REGEXP_EXTRACT", {Text("a"), pattern}), batch), ElementsAre("NULL"));
}

}  // namespace
}  // namespace mullion
