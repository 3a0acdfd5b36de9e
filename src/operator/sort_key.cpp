#include "operator/sort_key.h"

#include <bit>
#include <cmath>
#include <limits>

namespace mullion {
namespace {

template <typename U>
void PutBigEndian(U value, std::string* out) {
  for (int shift = static_cast<int>(sizeof(U)) * 8 - 8; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
  }
}

template <typename U>
constexpr U SignBit() {
  return U{1} << (sizeof(U) * 8 - 1);
}

template <typename U, typename T>
void PutInteger(T value, std::string* out) {
  PutBigEndian<U>(static_cast<U>(value) ^ SignBit<U>(), out);
}

/// Positive numbers get the sign bit set, negative ones are inverted: the order of the bits is then that of the
/// numbers.
template <typename U, typename T>
void PutReal(T value, std::string* out) {
  if (value == 0) value = 0;
  if (std::isnan(value)) value = std::numeric_limits<T>::quiet_NaN();
  U bits = std::bit_cast<U>(value);
  PutBigEndian<U>((bits & SignBit<U>()) != 0 ? static_cast<U>(~bits) : static_cast<U>(bits | SignBit<U>()), out);
}

/// 00 within the text becomes 00 FF, 00 00 ends it: a prefix comes before what it begins.
void PutText(std::string_view text, std::string* out) {
  for (char c : text) {
    out->push_back(c);
    if (c == '\0') out->push_back('\xff');
  }
  out->append(2, '\0');
}

void PutFlat(const Column& column, size_t row, std::string* out) {
  switch (column.type().physical()) {
    case Physical::kInt8:
      return PutInteger<uint8_t>(column.Values<int8_t>()[row], out);
    case Physical::kInt16:
      return PutInteger<uint16_t>(column.Values<int16_t>()[row], out);
    case Physical::kInt32:
      return PutInteger<uint32_t>(column.Values<int32_t>()[row], out);
    case Physical::kInt64:
      return PutInteger<uint64_t>(column.Values<int64_t>()[row], out);
    case Physical::kInt128:
      return PutInteger<unsigned __int128>(column.Values<Int128>()[row], out);
    case Physical::kFloat:
      return PutReal<uint32_t>(column.Values<float>()[row], out);
    case Physical::kDouble:
      return PutReal<uint64_t>(column.Values<double>()[row], out);
    case Physical::kString:
      return PutText(column.Values<std::string_view>()[row], out);
    case Physical::kNested:
      break;
  }
  Die(__FILE__, __LINE__, "a nested column has no order");
}

}  // namespace

void AppendSortKey(std::span<const SortKey> keys, std::span<const ColumnPtr> columns, size_t row, std::string* out) {
  for (const SortKey& key : keys) {
    const Column& column = *columns[static_cast<size_t>(key.column)];
    if (column.IsNull(row)) {
      out->push_back(key.nulls_first ? 0 : 2);
      continue;
    }
    out->push_back(1);
    size_t begin = out->size();
    PutFlat(column, row, out);
    if (key.ascending) continue;
    for (size_t i = begin; i < out->size(); ++i) (*out)[i] = static_cast<char>(~(*out)[i]);
  }
}

}  // namespace mullion
