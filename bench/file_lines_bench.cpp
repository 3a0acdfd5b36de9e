// How fast the filesystem source hands over the lines of a file that is in the page cache, and how fast they become
// columns behind it: reference records (57 bytes of JSON). Prints medians by the clock, and by the time that both
// threads together had a core, which other programs do not change. Checks the sum.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "connector/filesystem/make_filesystem.h"
#include "format/format.h"

namespace mullion {
namespace {

constexpr int64_t kRecords = 5'000'000;
constexpr int kRounds = 5;

int64_t WriteFile(const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  std::string block;
  int64_t sum = 0;
  uint64_t state = 42;
  for (int64_t i = 0; i < kRecords; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    int64_t amount = 1 + static_cast<int64_t>((state >> 33) % 200);
    int64_t second = i / 1000;
    sum += amount;
    fmt::format_to(std::back_inserter(block),
                   "{{\"client\": {}, \"amount\": {}, \"ts\": \"2024-05-11 {:02}:{:02}:{:02}\"}}\n",
                   1 + (state >> 50) % 4, amount, 10 + second / 3600, second / 60 % 60, second % 60);
    if (block.size() < (1u << 20)) continue;
    out << block;
    block.clear();
  }
  out << block;
  return sum;
}

struct Answer {
  int64_t rows = 0;
  int64_t amount = 0;
  double seconds = 0;
  double core_seconds = 0;
};

double CoreSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Answer ReadAll(const TableDefinition& table, Decoder* decoder) {
  Answer answer;
  auto start = std::chrono::steady_clock::now();
  double core_start = CoreSeconds();
  Waker waker;
  auto source = *MakeFilesystemConnector()->MakeSource(table);
  if (!source->Open({.waker = &waker}, {})) return answer;
  while (source->Poll() && !source->splits()[0].finished) {
    if (!source->splits()[0].has_data) {
      waker.WaitFor(10);
      continue;
    }
    FetchedRun run = *source->Take(0, 16'384);
    answer.rows += static_cast<int64_t>(run.values.size());
    if (decoder == nullptr) continue;
    DecodedRows rows = decoder->Decode(run.values);
    for (size_t i = 0; i < rows.row_count; ++i) answer.amount += rows.columns[1]->Values<int32_t>()[i];
  }
  answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  answer.core_seconds = CoreSeconds() - core_start;
  return answer;
}

Answer Measure(const char* name, const TableDefinition& table, Decoder* decoder) {
  std::vector<double> rates;
  std::vector<double> core_rates;
  Answer last;
  for (int i = 0; i < kRounds; ++i) {
    last = ReadAll(table, decoder);
    rates.push_back(static_cast<double>(last.rows) / last.seconds / 1e6);
    core_rates.push_back(static_cast<double>(last.rows) / last.core_seconds / 1e6);
  }
  std::sort(rates.begin(), rates.end());
  std::sort(core_rates.begin(), core_rates.end());
  fmt::print("{:<24} {:6.1f} M records/s by the clock, {:6.1f} M a second of core time\n", name,
             rates[rates.size() / 2], core_rates[core_rates.size() / 2]);
  return last;
}

int Main() {
  std::string path = std::filesystem::temp_directory_path() / "mullion_file_lines_bench.json";
  int64_t sum = WriteFile(path);
  TableDefinition table;
  table.name = "t";
  table.physical.fields = {{"client", DataType::Int()}, {"amount", DataType::Int()}, {"ts", DataType::Timestamp(3)}};
  table.options = {{"connector", "filesystem"}, {"path", path}, {"format", "json"}};
  FormatSpec spec;
  spec.name = "json";
  spec.schema = table.physical;
  spec.projection = {0, 1, 2};
  auto decoder = *MakeDecoder(spec);
  Answer lines = Measure("lines out of the file", table, nullptr);
  Answer columns = Measure("lines and columns", table, decoder.get());
  std::filesystem::remove(path);
  bool right = lines.rows == kRecords && columns.rows == kRecords && columns.amount == sum;
  fmt::print("answers {}\n", right ? "right" : "WRONG");
  return right ? 0 : 1;
}

}  // namespace
}  // namespace mullion

int main() {
  return mullion::Main();
}
