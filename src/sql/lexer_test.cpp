#include "sql/lexer.h"

#include <gtest/gtest.h>

namespace mullion::sql {
namespace {

std::vector<std::string> Texts(std::string_view text) {
  std::vector<std::string> out;
  for (const Token& token : Tokenize(text).list) out.push_back(token.text);
  return out;
}

using Strings = std::vector<std::string>;

TEST(LexerTest, SplitsWordsNumbersStringsAndSymbols) {
  EXPECT_EQ(Texts("a_1<=1.5e-3||'it''s'=>`b``c`"), (Strings{"a_1", "<=", "1.5e-3", "||", "it's", "=>", "b`c", ""}));
}

TEST(LexerTest, SkipsAllThreeKindsOfComments) {
  EXPECT_EQ(Texts("a -- x\n b // y\n c /* z \n */ d"), (Strings{"a", "b", "c", "d", ""}));
}

TEST(LexerTest, KeepsHintsApartFromComments) {
  EXPECT_EQ(Texts("t /*+ OPTIONS */ * /"), (Strings{"t", "/*+", "OPTIONS", "*/", "*", "/", ""}));
}

TEST(LexerTest, CountsLinesAndColumnsInCharacters) {
  Tokens tokens = Tokenize("'äö'\n\t`ü` x");
  EXPECT_EQ(tokens.list[0].position, (TextPosition{1, 1, 4}));
  EXPECT_EQ(tokens.list[1].position, (TextPosition{2, 2, 3}));
  EXPECT_EQ(tokens.list[2].position, (TextPosition{2, 6, 1}));
}

TEST(LexerTest, SkipsAByteOrderMark) {
  EXPECT_EQ(Texts("\xEF\xBB\xBF"
                  "SELECT"),
            (Strings{"SELECT", ""}));
}

TEST(LexerTest, ReadsUnquotedSettingsAtTheStartOfAStatement) {
  EXPECT_EQ(Texts("SET a.b-c = file:///x/y; RESET a.b"),
            (Strings{"SET", "a.b-c", "=", "file:///x/y", ";", "RESET", "a.b", ""}));
  EXPECT_EQ(Tokenize("SET a.b=1").list[3].kind, TokenKind::kString);
  EXPECT_EQ(Tokenize("UPDATE t SET a = 1").list[5].kind, TokenKind::kExactNumber);
}

TEST(LexerTest, RefusesWhatItCannotReadOn) {
  for (std::string_view text :
       {"'abc", "SET a.b=\xff", "`abc", "/* abc", "a \x01", "\xff", "'\xc3'", "``", "\xE2\x80\x9Cx",
        "a\xC2\xA0"
        "b"}) {
    Tokens tokens = Tokenize(text);
    EXPECT_EQ(tokens.list.back().kind, TokenKind::kError) << text;
    EXPECT_TRUE(tokens.error) << text;
  }
}

}  // namespace
}  // namespace mullion::sql
