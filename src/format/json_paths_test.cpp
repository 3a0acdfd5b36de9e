// The quick and the complete way through a JSON record must never differ, and both must agree with another parser about
// what is JSON.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>

#include "format/format_testing.h"
#include "format/json_decoder.h"

namespace mullion {
namespace {

FormatSpec WideSpec() {
  return SpecOf("json", {{"client", DataType::Int()},
                         {"amount", DataType::BigInt()},
                         {"ts", DataType::Timestamp(3)},
                         {"name", DataType::String()},
                         {"price", DataType::Double()},
                         {"cost", DataType::Decimal(10, 3)},
                         {"ok", DataType::Boolean()},
                         {"small", DataType::SmallInt()},
                         {"tiny", DataType::TinyInt()},
                         {"fine", DataType::TimestampLtz(9)},
                         {"f", DataType::Float()},
                         {"list", DataType::Array(DataType::Int())}});
}

class RecordMaker {
 public:
  explicit RecordMaker(uint32_t seed, bool trailing = true) : random_(seed), trailing_(trailing) {}

  std::string Make() {
    std::vector<std::string> members;
    for (const char* name : {"client", "amount", "ts", "name", "price", "cost", "ok", "small", "tiny", "fine", "f",
                             "list", "unknown", "a name that is longer than the words compared at once"}) {
      if (Chance(8)) continue;
      members.push_back(Space() + "\"" + name + "\"" + Space() + ":" + Space() + ValueFor(name) + Space());
    }
    if (Chance(4)) std::shuffle(members.begin(), members.end(), random_);
    if (Chance(10) && !members.empty()) members.push_back(members[Below(members.size())]);
    std::string record = "{";
    for (size_t i = 0; i < members.size(); ++i) record += (i ? "," : "") + members[i];
    record += "}";
    if (trailing_ && Chance(20)) record += " trailing";
    if (Chance(5)) Mutate(&record);
    return record;
  }

 private:
  bool Chance(int one_in) { return Below(static_cast<size_t>(one_in)) == 0; }
  size_t Below(size_t bound) { return std::uniform_int_distribution<size_t>(0, bound - 1)(random_); }
  std::string Space() { return Chance(12) ? " " : ""; }

  template <typename... T>
  std::string OneOf(T... choices) {
    std::vector<std::string> all = {choices...};
    return all[Below(all.size())];
  }

  std::string Number() {
    std::string sign = Chance(5) ? "-" : "";
    std::string digits = std::to_string(random_() >> Below(32));
    if (Chance(10)) digits += std::to_string(random_());
    return sign + digits;
  }

  std::string Time(bool zoned) {
    char text[40];
    bool beyond = Chance(30);
    std::snprintf(text, sizeof text, "\"20%02zu-%02zu-%02zu %02zu:%02zu:%02zu", Below(100), Below(12) + !beyond,
                  Below(28) + !beyond, Below(24 + beyond), Below(60 + beyond), Below(60 + beyond));
    return text + (Chance(40) ? OneOf(".", ".1234567890", "x") : OneOf("", "", ".5", ".123", ".123456789")) +
           (zoned != Chance(50) ? "Z" : "") + "\"";
  }

  std::string ValueFor(std::string_view name) {
    if (Chance(60)) return Odd();
    if (name == "ts" || name == "fine") return Time(name == "fine");
    if (name == "name")
      return OneOf("\"plain\"", "\"\"", "\"a longer text that spans words\"", "\"esc\\n\\u0041\"", "\"naïve 中文\"",
                   "\"0123456789abcde\"", "\"0123456789abcdef\"");
    if (name == "price" || name == "cost" || name == "f") return Number() + OneOf("", ".5", ".25", ".1250", "e2", ".0");
    if (name == "ok") return OneOf("true", "false", "true", "\"TRUE\"");
    if (name == "list") return OneOf("[]", "[1]", "[1, 2,3]", "[1,null]", "[4,5]");
    if (name == "small" || name == "tiny") return std::to_string(static_cast<int>(Below(260)) - 130);
    return Chance(30) ? Number() : std::to_string(Below(1'000'000));
  }

  std::string Odd() {
    return OneOf("null", "true", "1.5", "0", "-0", "-0.0", "007", "-", "1e400", "\"12\"", "\" 8 \"", "{}", "[]",
                 "{\"a\":[1,{\"b\":\"}\"}]}", "[[[", "nul", "+1", ".5", "1.", "1e", "NaN", "'x'", "\"open");
  }

  void Mutate(std::string* record) {
    switch (Below(4)) {
      case 0:
        record->resize(Below(record->size()));
        break;
      case 1:
        (*record)[Below(record->size())] = static_cast<char>(random_());
        break;
      case 2:
        record->erase(Below(record->size()), 1);
        break;
      default:
        record->insert(Below(record->size()), 1, "{}[],:\"\\ 0a"[Below(11)]);
    }
    std::erase(*record, '\n');
  }

  std::mt19937 random_;
  bool trailing_;  ///< text behind the object now and then
};

/// Everything that came out of a run, as text.
std::vector<std::string> Everything(const DecodedRows& rows) {
  std::vector<std::string> out = RowsAsText(rows);
  for (const std::string& reason : ReasonsOf(rows)) out.push_back(reason);
  for (uint32_t record : rows.record_of_row) out.push_back(std::to_string(record));
  out.push_back(std::to_string(rows.skipped));
  return out;
}

void CompareBothWays(const JsonRules& rules, uint32_t seed, uint32_t padding) {
  FormatSpec spec = WideSpec();
  if (seed % 3 == 0) spec.projection = {3, 0, 9};
  auto quick = MakeJsonDecoder(spec, rules, true);
  auto complete = MakeJsonDecoder(spec, rules, false);
  RecordMaker maker(seed);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::string> lines;
    for (int i = 0; i < 100; ++i) lines.push_back(maker.Make());
    Records run = RunOf(lines, padding);
    std::vector<std::string> ours = Everything(quick->Decode(run));
    std::vector<std::string> theirs = Everything(complete->Decode(run));
    ASSERT_EQ(ours.size(), theirs.size()) << "seed " << seed;
    for (size_t i = 0; i < ours.size(); ++i) ASSERT_EQ(ours[i], theirs[i]) << "seed " << seed;
  }
}

TEST(JsonPaths, QuickAndCompleteReaderGiveTheSame) {
  for (uint32_t seed = 1; seed <= 12; ++seed) CompareBothWays({}, seed, 64);
}

TEST(JsonPaths, TheSameWithIgnoredErrorsAndWithoutPadding) {
  JsonRules rules;
  rules.ignore_parse_errors = true;
  for (uint32_t seed = 100; seed <= 106; ++seed) CompareBothWays(rules, seed, 0);
}

TEST(JsonPaths, TheSameWhenFieldsMustBeThere) {
  JsonRules rules;
  rules.fail_on_missing_field = true;
  for (uint32_t seed = 200; seed <= 204; ++seed) CompareBothWays(rules, seed, 64);
}

/// A record's end hides what follows: whatever stands there, a record that was cut is not completed by it.
TEST(JsonPaths, BytesBehindARecordNeverMatter) {
  FormatSpec spec = SpecOf("json", {{"client", DataType::Int()}, {"ts", DataType::Timestamp(3)}});
  std::string whole = R"({"client": 12, "ts": "2024-05-11 18:04:23"})";
  auto decoder = MakeJsonDecoder(spec, {});
  std::string bytes = whole + std::string(64, '}');
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    Records run;
    run.bytes = bytes;
    run.ranges = {{0, static_cast<uint32_t>(whole.size())}, {0, static_cast<uint32_t>(cut)}};
    DecodedRows rows = decoder->Decode(run);
    EXPECT_EQ(rows.row_count, cut == whole.size() ? 2u : 1u) << cut;
  }
}

TEST(JsonPaths, AgreesWithAnotherParserAboutWhatIsJson) {
  FormatSpec spec = SpecOf("json", {{"no such field", DataType::Int()}});
  simdjson::dom::parser parser;
  RecordMaker maker(7, false);
  int valid = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string record = maker.Make();
    // simdjson refuses what may follow the object, control characters in strings, and integers past 64 bits.
    bool control = std::any_of(record.begin(), record.end(), [](char c) { return static_cast<unsigned char>(c) < 32; });
    auto parsed = parser.parse(record);
    if (control || parsed.error() == simdjson::NUMBER_ERROR) continue;
    bool theirs = parsed.error() == simdjson::SUCCESS && parsed.is_object();
    if (!theirs && parsed.error() == simdjson::TAPE_ERROR && record.find('}') < record.size() - 1) continue;
    bool ours = DecodeLines(spec, {record}).row_count == 1;
    ASSERT_EQ(ours, theirs) << record << " " << parsed.error();
    valid += ours;
  }
  EXPECT_GT(valid, 5'000);
}

}  // namespace
}  // namespace mullion
