#include "aggregate/hyper_log_log.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/binary.h"

namespace mullion {
namespace {

double Sigma(double x) {
  if (x == 1) return INFINITY;
  double y = 1, z = x, before;
  do {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  } while (z != before);
  return z;
}

double Tau(double x) {
  if (x == 0 || x == 1) return 0;
  double y = 1, z = 1 - x, before;
  do {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  } while (z != before);
  return z / 3;
}

}  // namespace

void HyperLogLog::Add(uint64_t hash) {
  if (!registers_.empty()) return AddToRegisters(hash);
  auto at = std::lower_bound(hashes_.begin(), hashes_.end(), hash);
  if (at != hashes_.end() && *at == hash) return;
  hashes_.insert(at, hash);
  if (hashes_.size() > kExactMax) MakeRegisters();
}

void HyperLogLog::AddToRegisters(uint64_t hash) {
  size_t index = hash >> (64 - kIndexBits);
  // The bit below the rest ends the count, so that a rank fits the bits that are left.
  uint64_t rest = (hash << kIndexBits) | (uint64_t{1} << (kIndexBits - 1));
  auto rank = static_cast<uint8_t>(std::countl_zero(rest) + 1);
  registers_[index] = std::max(registers_[index], rank);
}

void HyperLogLog::MakeRegisters() {
  registers_.assign(kRegisters, 0);
  for (uint64_t hash : hashes_) AddToRegisters(hash);
  hashes_ = {};
}

void HyperLogLog::Merge(const HyperLogLog& other) {
  if (other.registers_.empty()) {
    for (uint64_t hash : other.hashes_) Add(hash);
    return;
  }
  if (registers_.empty()) MakeRegisters();
  for (size_t i = 0; i < kRegisters; ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
}

int64_t HyperLogLog::Estimate() const {
  if (registers_.empty()) return static_cast<int64_t>(hashes_.size());
  constexpr int kRankMax = 64 - kIndexBits + 1;
  std::array<double, kRankMax + 1> count{};
  for (uint8_t rank : registers_) ++count[rank];
  const auto m = static_cast<double>(kRegisters);
  double z = m * Tau(1 - count[kRankMax] / m);
  for (int rank = kRankMax - 1; rank >= 1; --rank) z = 0.5 * (z + count[static_cast<size_t>(rank)]);
  z += m * Sigma(count[0] / m);
  return static_cast<int64_t>(std::llround(m * m / (2 * std::log(2.0)) / z));
}

void HyperLogLog::Encode(std::string* out) const {
  PutValue<uint32_t>(static_cast<uint32_t>(hashes_.size()), out);
  out->append(reinterpret_cast<const char*>(hashes_.data()), hashes_.size() * sizeof(uint64_t));
  PutBytes({reinterpret_cast<const char*>(registers_.data()), registers_.size()}, out);
}

Status HyperLogLog::Decode(std::string_view* bytes) {
  BinaryReader reader(bytes, "a stored count of distinct values");
  MULLION_ASSIGN(auto count, reader.Value<uint32_t>());
  for (uint32_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto hash, reader.Value<uint64_t>());
    hashes_.push_back(hash);
  }
  MULLION_ASSIGN(auto registers, reader.Bytes());
  if (!registers.empty() && registers.size() != kRegisters) {
    return Fail(Error::Internal("a stored count of distinct values has another size"));
  }
  registers_.assign(registers.begin(), registers.end());
  return Ok();
}

uint64_t StableHash(std::string_view bytes) {
  auto mix = [](uint64_t a, uint64_t b) {
    unsigned __int128 product = static_cast<unsigned __int128>(a ^ 0x9e3779b97f4a7c15ull) * (b ^ 0xd6e8feb86659fd93ull);
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  uint64_t hash = bytes.size();
  while (bytes.size() >= 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    hash = mix(hash, word);
    bytes.remove_prefix(8);
  }
  uint64_t word = 0;
  if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
  return mix(mix(hash, word), 0xe7037ed1a0b428dbull);
}

}  // namespace mullion
