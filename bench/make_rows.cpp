// make_rows ROWS CLIENTS PATH [PART PARTS]: writes reference records, a line each, in the order of their event time and
// spread over ten minutes of it; prints the count and the total of `amount` as one line of JSON. Of PARTS parts only
// the rows whose number leaves PART behind are written: parts are what partitions hold, time advances evenly in all.
// Amounts have three digits: with four clients every record has exactly the 57 bytes of the reference.
#include <cerrno>
#include <charconv>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace {

constexpr uint64_t kSeconds = 600;  // of event time, from 18:00:00

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// splitmix64 of a row's number: any part of the rows can be made without the others.
uint64_t ChanceOf(uint64_t row) {
  uint64_t z = (row + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

void AppendNumber(std::string& out, uint64_t value) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void AppendTwoDigits(std::string& out, uint64_t value) {
  out.push_back(static_cast<char>('0' + value / 10));
  out.push_back(static_cast<char>('0' + value % 10));
}

void AppendRow(std::string& out, uint64_t client, uint64_t amount, uint64_t second) {
  out += "{\"client\": ";
  AppendNumber(out, client);
  out += ", \"amount\": ";
  AppendNumber(out, amount);
  out += ", \"ts\": \"2024-05-11 18:";
  AppendTwoDigits(out, second / 60);
  out.push_back(':');
  AppendTwoDigits(out, second % 60);
  out += "\"}\n";
}

int Fail(const char* what, const char* path) {
  std::fprintf(stderr, "make_rows: %s %s: %s\n", what, path, std::strerror(errno));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 6) {
    std::fputs("make_rows ROWS CLIENTS PATH [PART PARTS]\n", stderr);
    return 2;
  }
  const uint64_t rows = std::strtoull(argv[1], nullptr, 10);
  const uint64_t clients = std::strtoull(argv[2], nullptr, 10);
  const uint64_t part = argc == 6 ? std::strtoull(argv[4], nullptr, 10) : 0;
  const uint64_t parts = argc == 6 ? std::strtoull(argv[5], nullptr, 10) : 1;
  if (rows == 0 || clients == 0 || parts == 0 || part >= parts) {
    std::fputs("make_rows: ROWS, CLIENTS and PARTS are at least 1, PART is below PARTS\n", stderr);
    return 2;
  }
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(argv[3], "wb"));
  if (!file) return Fail("cannot write", argv[3]);
  std::string block;
  uint64_t count = 0;
  uint64_t total = 0;
  for (uint64_t row = part; row < rows; row += parts) {
    const uint64_t chance = ChanceOf(row);
    const uint64_t amount = 100 + (chance >> 40) % 101;
    AppendRow(block, 1 + (chance & 0xffffffff) % clients, amount, row * kSeconds / rows);
    ++count;
    total += amount;
    if (block.size() < (1U << 20)) continue;
    if (std::fwrite(block.data(), 1, block.size(), file.get()) != block.size()) return Fail("cannot write", argv[3]);
    block.clear();
  }
  if (std::fwrite(block.data(), 1, block.size(), file.get()) != block.size()) return Fail("cannot write", argv[3]);
  if (std::fclose(file.release()) != 0) return Fail("cannot write", argv[3]);
  std::printf("{\"row_count\": %" PRIu64 ", \"total\": %" PRIu64 "}\n", count, total);
  return 0;
}
