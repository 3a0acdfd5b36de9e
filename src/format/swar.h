#pragma once
// Eight bytes at a time: the arithmetic below the JSON reader. Pure functions, any thread. What they load may lie up to
// 16 bytes past the pointer given: the caller's bytes have that much room behind them.

#include <bit>
#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace mullion {

static_assert(std::endian::native == std::endian::little, "the digit arithmetic reads little-endian words");

inline uint64_t Load64(const char* p) {
  uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

inline uint32_t Load32(const char* p) {
  uint32_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

/// The low `bytes` bytes of a word: all ones there. `bytes` 0 to 8.
inline constexpr uint64_t LowBytes(unsigned bytes) {
  return bytes >= 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * bytes)) - 1;
}

inline constexpr uint64_t kZeros = 0x3030303030303030;  ///< "00000000"

/// A high bit in each byte that is not an ASCII digit; exact up to and including the first such byte.
inline uint64_t NotDigits(uint64_t word) {
  uint64_t t = word ^ kZeros;
  return ((t + 0x7676767676767676) | t) & 0x8080808080808080;
}

/// How many of the first eight bytes are digits, until the first that is not.
inline unsigned LeadingDigits(uint64_t word) {
  uint64_t stop = NotDigits(word);
  return stop == 0 ? 8 : static_cast<unsigned>(std::countr_zero(stop)) / 8;
}

/// The number of eight digits, each a byte from 0 to 9, the first digit in the lowest byte.
inline uint32_t EightDigits(uint64_t t) {
  t = t * 10 + (t >> 8);
  constexpr uint64_t kPairs = 0x000000FF000000FF;
  return static_cast<uint32_t>(
      ((t & kPairs) * (100 + (uint64_t{1'000'000} << 32)) + ((t >> 16) & kPairs) * (1 + (uint64_t{10'000} << 32))) >>
      32);
}

/// The number that the first `count` bytes spell; `count` 1 to 8, all digits.
inline uint32_t DigitsToInt(uint64_t word, unsigned count) {
  return EightDigits((word ^ kZeros) << (64 - 8 * count));
}

/// One bit for each of 16 bytes that is a quote or a backslash.
inline uint32_t QuoteStops(const char* p) {
#if defined(__SSE2__)
  __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  return static_cast<uint32_t>(_mm_movemask_epi8(_mm_or_si128(quotes, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')))));
#else
  uint32_t stops = 0;
  for (int i = 0; i < 16; ++i) stops |= uint32_t{p[i] == '"' || p[i] == '\\'} << i;
  return stops;
#endif
}

/// One bit for each of 16 bytes that is not ASCII.
inline uint32_t NotAscii(const char* p) {
#if defined(__SSE2__)
  return static_cast<uint32_t>(_mm_movemask_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))));
#else
  uint32_t bits = 0;
  for (int i = 0; i < 16; ++i) bits |= uint32_t{(p[i] & 0x80) != 0} << i;
  return bits;
#endif
}

}  // namespace mullion
