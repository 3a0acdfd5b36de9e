#include "connector/elasticsearch/keyless_id.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <cstring>
#include <iterator>

#include "base/binary.h"

namespace mullion::elasticsearch {

KeylessIds::KeylessIds(std::string_view job, std::string_view table, int sink_number) {
  PutBytes(job, &identity_);
  PutBytes(table, &identity_);
  PutValue(static_cast<int32_t>(sink_number), &identity_);
}

std::string KeylessIds::Next(std::optional<int64_t> window_end, std::string_view document) {
  Scope scope{window_end.has_value(), window_end.value_or(static_cast<int64_t>(rows_ / kBlockRows))};
  if (!window_end) ++rows_;
  scratch_.assign(identity_);
  PutValue(scope.windowed, &scratch_);
  PutValue(scope.at, &scratch_);
  scratch_.append(document);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(scratch_.data()), scratch_.size(), digest);

  uint64_t short_hash;
  std::memcpy(&short_hash, digest, sizeof short_hash);
  uint32_t& count = seen_[scope][short_hash];
  uint32_t occurrence = count++;
  if (occurrence == 0 && ++remembered_ > kRowsRememberedMax) Forget(scope);

  std::string id;
  for (int i = 0; i < 16; ++i) fmt::format_to(std::back_inserter(id), "{:02x}", digest[i]);
  if (occurrence > 0) fmt::format_to(std::back_inserter(id), "-{}", occurrence);
  return id;
}

void KeylessIds::Forget(const Scope& newest) {
  for (auto it = seen_.begin(); it != seen_.end() && remembered_ > kRowsRememberedMax;) {
    if (it->first == newest) {
      ++it;
      continue;
    }
    remembered_ -= it->second.size();
    it = seen_.erase(it);
  }
}

void KeylessIds::Save(std::string* out) const {
  PutValue(rows_, out);
  PutValue(static_cast<uint32_t>(seen_.size()), out);
  for (const auto& [scope, counts] : seen_) {
    PutValue(scope.windowed, out);
    PutValue(scope.at, out);
    PutValue(static_cast<uint64_t>(counts.size()), out);
    for (const auto& [hash, count] : counts) {
      PutValue(hash, out);
      PutValue(count, out);
    }
  }
}

Status KeylessIds::Load(std::string_view* bytes) {
  BinaryReader reader(bytes, "the list of keyless rows in the checkpoint");
  seen_.clear();
  remembered_ = 0;
  MULLION_ASSIGN(rows_, reader.Value<uint64_t>());
  MULLION_ASSIGN(auto scopes, reader.Value<uint32_t>());
  for (uint32_t i = 0; i < scopes; ++i) {
    Scope scope{};
    MULLION_ASSIGN(scope.windowed, reader.Value<uint8_t>());
    MULLION_ASSIGN(scope.at, reader.Value<int64_t>());
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    Counts& counts = seen_[scope];
    for (uint64_t k = 0; k < count; ++k) {
      MULLION_ASSIGN(auto hash, reader.Value<uint64_t>());
      MULLION_ASSIGN(counts[hash], reader.Value<uint32_t>());
    }
    remembered_ += counts.size();
  }
  return Ok();
}

}  // namespace mullion::elasticsearch
