// How fast the json format turns reference records (57 bytes of JSON) into columns, beside simdjson's on-demand reader
// doing the same in the same run. Prints the median and the best of several rounds and checks the sums of both. On a
// machine that others use too, the best is the truer number.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "format/format.h"

namespace mullion {
namespace {

constexpr size_t kRecords = 500'000;
constexpr size_t kRunRecords = 16'384;
constexpr int kRounds = 31;

struct Workload {
  std::string name;
  std::string bytes;
  std::vector<ByteRange> ranges;
};

/// A small generator of its own, so that every run sees the same records.
class Sequence {
 public:
  uint32_t Next(uint32_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>((state_ >> 33) % bound);
  }

 private:
  uint64_t state_ = 42;
};

template <typename Line>
Workload MakeWorkload(std::string name, Line line) {
  Workload w{std::move(name), {}, {}};
  Sequence random;
  for (size_t i = 0; i < kRecords; ++i) {
    auto begin = static_cast<uint32_t>(w.bytes.size());
    w.bytes += line(i, random);
    w.ranges.push_back({begin, static_cast<uint32_t>(w.bytes.size())});
    w.bytes += '\n';
  }
  w.bytes.append(64, ' ');
  return w;
}

std::string Time(size_t i) {
  size_t second = i / 1000;  // a thousand rows a second
  return fmt::format("2024-05-11 {:02}:{:02}:{:02}", 10 + second / 3600, second / 60 % 60, second % 60);
}

std::vector<Workload> MakeWorkloads() {
  std::vector<Workload> all;
  all.push_back(MakeWorkload("reference", [](size_t i, Sequence& r) {
    return fmt::format(R"({{"client": {}, "amount": {}, "ts": "{}"}})", 1 + r.Next(4), 1 + r.Next(200), Time(i));
  }));
  all.push_back(MakeWorkload("compact", [](size_t i, Sequence& r) {
    return fmt::format(R"({{"client":{},"amount":{},"ts":"{}"}})", 1 + r.Next(4), 1 + r.Next(200), Time(i));
  }));
  all.push_back(MakeWorkload("random times", [](size_t, Sequence& r) {
    return fmt::format(R"({{"client": {}, "amount": {}, "ts": "{}"}})", 1 + r.Next(4), 1 + r.Next(200),
                       Time(r.Next(40'000'000)));
  }));
  all.push_back(MakeWorkload("two orders", [](size_t i, Sequence& r) {
    int client = static_cast<int>(1 + r.Next(4));
    int amount = static_cast<int>(1 + r.Next(200));
    if (r.Next(2) == 0) return fmt::format(R"({{"client": {}, "amount": {}, "ts": "{}"}})", client, amount, Time(i));
    return fmt::format(R"({{"ts": "{}", "amount": {}, "client": {}}})", Time(i), amount, client);
  }));
  all.push_back(MakeWorkload("missing field", [](size_t i, Sequence& r) {
    if (r.Next(2) == 0) return fmt::format(R"({{"client": {}, "ts": "{}"}})", 1 + r.Next(4), Time(i));
    return fmt::format(R"({{"client": {}, "amount": {}, "ts": "{}"}})", 1 + r.Next(4), 1 + r.Next(200), Time(i));
  }));
  all.push_back(MakeWorkload("unknown fields", [](size_t i, Sequence& r) {
    return fmt::format(R"({{"client": {}, "name": "client number {}", "amount": {}, "ok": true, "ts": "{}"}})",
                       1 + r.Next(4), r.Next(100), 1 + r.Next(200), Time(i));
  }));
  return all;
}

FormatSpec ReferenceSpec() {
  FormatSpec spec;
  spec.name = "json";
  spec.schema.fields = {{"client", DataType::Int()}, {"amount", DataType::Int()}, {"ts", DataType::Timestamp(3)}};
  spec.projection = {0, 1, 2};
  return spec;
}

/// Time this thread has had a core: what other programs take away does not count.
double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Answer {
  size_t rows = 0;
  int64_t amount = 0;
  double seconds = 0;
};

std::vector<Records> RunsOf(const Workload& w) {
  std::vector<Records> runs;
  for (size_t at = 0; at < w.ranges.size(); at += kRunRecords) {
    size_t until = std::min(w.ranges.size(), at + kRunRecords);
    Records& run = runs.emplace_back();
    uint32_t base = w.ranges[at].begin;
    run.bytes = std::string_view(w.bytes).substr(base, w.ranges[until - 1].end - base);
    run.padding = 64;
    for (size_t i = at; i < until; ++i) run.ranges.push_back({w.ranges[i].begin - base, w.ranges[i].end - base});
  }
  return runs;
}

Answer DecodeAll(const std::vector<Records>& runs, Decoder* decoder) {
  Answer answer;
  double start = ThreadSeconds();
  for (const Records& run : runs) {
    DecodedRows rows = decoder->Decode(run);
    answer.rows += rows.row_count;
    const int32_t* amounts = rows.columns[1]->Values<int32_t>();
    for (size_t i = 0; i < rows.row_count; ++i) answer.amount += amounts[i];
  }
  answer.seconds = ThreadSeconds() - start;
  return answer;
}

/// The yardstick: every field looked up by name, the time left as text.
Answer OnDemandAll(const Workload& w) {
  Answer answer;
  simdjson::ondemand::parser parser;
  double start = ThreadSeconds();
  size_t times = 0;
  for (ByteRange range : w.ranges) {
    size_t size = range.end - range.begin;
    auto doc = parser.iterate(w.bytes.data() + range.begin, size, size + simdjson::SIMDJSON_PADDING);
    int64_t client = 0;
    int64_t amount = 0;
    std::string_view ts;
    auto object = doc.get_object();
    if (object["client"].get(client) != simdjson::SUCCESS) continue;
    if (object["amount"].get(amount) != simdjson::SUCCESS) amount = 0;
    if (object["ts"].get(ts) != simdjson::SUCCESS) continue;
    times += ts.size();
    ++answer.rows;
    answer.amount += amount;
  }
  answer.seconds = ThreadSeconds() - start;
  if (times == 0) answer.rows = 0;
  return answer;
}

struct Rates {
  double median = 0;
  double best = 0;
};

template <typename F>
Rates Measure(F round, Answer* last) {
  std::vector<double> rates;
  for (int i = 0; i < kRounds; ++i) {
    *last = round();
    rates.push_back(static_cast<double>(last->rows) / last->seconds / 1e6);
  }
  std::sort(rates.begin(), rates.end());
  return {rates[rates.size() / 2], rates.back()};
}

int Main() {
  bool right = true;
  fmt::print("M records/s                ours: median   best   simdjson on-demand: median   best   ratio of medians\n");
  for (const Workload& w : MakeWorkloads()) {
    auto decoder = *MakeDecoder(ReferenceSpec());
    std::vector<Records> runs = RunsOf(w);
    Answer ours;
    Answer theirs;
    Rates our_rates = Measure([&] { return DecodeAll(runs, decoder.get()); }, &ours);
    Rates their_rates = Measure([&] { return OnDemandAll(w); }, &theirs);
    bool same = ours.rows == theirs.rows && ours.amount == theirs.amount;
    right &= same;
    fmt::print("{:<25} {:13.1f} {:6.1f} {:27.1f} {:6.1f} {:18.2f}   answers {}\n", w.name, our_rates.median,
               our_rates.best, their_rates.median, their_rates.best, our_rates.median / their_rates.median,
               same ? "equal" : "DIFFER");
  }
  return right ? 0 : 1;
}

}  // namespace
}  // namespace mullion

int main() {
  return mullion::Main();
}
