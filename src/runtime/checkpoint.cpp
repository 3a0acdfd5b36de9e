#include "runtime/checkpoint.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/binary.h"

namespace mullion {
namespace {

constexpr std::string_view kMagic = "MULLCKPT";
constexpr uint32_t kVersion = 1;
constexpr size_t kHeaderBytes = 8 + 4 + 8;
constexpr std::string_view kPrefix = "checkpoint-";
constexpr size_t kKept = 2;

void PutList(const std::vector<std::string>& list, std::string* out) {
  PutValue(static_cast<uint32_t>(list.size()), out);
  for (const std::string& s : list) {
    PutValue<uint64_t>(s.size(), out);
    out->append(s);
  }
}

Result<std::vector<std::string>> TakeList(std::string_view* bytes) {
  BinaryReader reader(bytes, "a checkpoint's list");
  MULLION_ASSIGN(auto count, reader.Value<uint32_t>());
  std::vector<std::string> list;
  for (uint32_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto size, reader.Value<uint64_t>());
    if (bytes->size() < size) return Fail(Error::Internal("a checkpoint's list is too short"));
    list.emplace_back(bytes->substr(0, size));
    bytes->remove_prefix(size);
  }
  return list;
}

Error Damaged(std::string_view why) {
  return Error::Outside("the checkpoint is damaged", false).Why(std::string(why));
}

}  // namespace

std::string Checkpoint::Encode() const {
  std::string body;
  PutValue(id, &body);
  PutBytes(fingerprint, &body);
  PutValue(taken_at_ms, &body);
  PutValue(static_cast<uint32_t>(watermarks.size()), &body);
  for (TimestampMs w : watermarks) PutValue(w, &body);
  PutList(sources, &body);
  PutList(operators, &body);
  PutList(sinks, &body);
  std::string out(kMagic);
  PutValue(kVersion, &out);
  PutValue<uint64_t>(body.size(), &out);
  out += body;
  PutValue<uint64_t>(XXH3_64bits(body.data(), body.size()), &out);
  return out;
}

Result<Checkpoint> Checkpoint::Decode(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes + 8) return Fail(Damaged("it is shorter than its header"));
  if (!bytes.starts_with(kMagic)) return Fail(Damaged("it does not begin as a checkpoint of Mullion does"));
  bytes.remove_prefix(kMagic.size());
  BinaryReader header(&bytes, "a checkpoint's header");
  MULLION_ASSIGN(auto version, header.Value<uint32_t>());
  MULLION_ASSIGN(auto size, header.Value<uint64_t>());
  if (version != kVersion)
    return Fail(Damaged(fmt::format("its version is {}, this program reads {}", version, kVersion)));
  if (bytes.size() != size + 8) return Fail(Damaged(fmt::format("{} bytes instead of {}", bytes.size(), size + 8)));
  std::string_view body = bytes.substr(0, size);
  bytes.remove_prefix(size);
  BinaryReader footer(&bytes, "a checkpoint's footer");
  MULLION_ASSIGN(auto sum, footer.Value<uint64_t>());
  if (sum != XXH3_64bits(body.data(), body.size())) return Fail(Damaged("its checksum does not match"));

  Checkpoint c;
  BinaryReader reader(&body, "a checkpoint");
  MULLION_ASSIGN(c.id, reader.Value<uint64_t>());
  MULLION_ASSIGN(auto fingerprint, reader.Bytes());
  c.fingerprint = std::string(fingerprint);
  MULLION_ASSIGN(c.taken_at_ms, reader.Value<TimestampMs>());
  MULLION_ASSIGN(auto count, reader.Value<uint32_t>());
  for (uint32_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto watermark, reader.Value<TimestampMs>());
    c.watermarks.push_back(watermark);
  }
  MULLION_ASSIGN(c.sources, TakeList(&body));
  MULLION_ASSIGN(c.operators, TakeList(&body));
  MULLION_ASSIGN(c.sinks, TakeList(&body));
  return c;
}

std::string CheckpointStore::PathOf(uint64_t id) const {
  return fmt::format("{}/{}{:020}", folder_, kPrefix, id);
}

Result<std::vector<uint64_t>> CheckpointStore::Ids() {
  MULLION_ASSIGN(auto names, files_->List(folder_));
  std::vector<uint64_t> ids;
  for (std::string_view name : names) {
    if (!name.starts_with(kPrefix)) continue;
    name.remove_prefix(kPrefix.size());
    uint64_t id = 0;
    auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), id);
    if (code == std::errc{} && end == name.data() + name.size()) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

Status CheckpointStore::Write(uint64_t id, std::string_view encoded) {
  MULLION_TRY(files_->MakeFolder(folder_));
  MULLION_TRY(files_->WriteDurably(PathOf(id), encoded));
  MULLION_ASSIGN(auto ids, Ids());
  for (size_t i = 0; i + kKept < ids.size(); ++i) {
    if (Status removed = files_->Remove(PathOf(ids[i])); !removed) log_->Warning(removed.error().ToString());
  }
  return Ok();
}

Result<Checkpoint> CheckpointStore::Load(const std::string& path) {
  MULLION_ASSIGN(std::string bytes, files_->Read(path));
  return Checkpoint::Decode(bytes);
}

Result<std::optional<Checkpoint>> CheckpointStore::LoadNewest() {
  MULLION_ASSIGN(auto ids, Ids());
  std::optional<Error> last;
  for (size_t i = ids.size(); i-- > 0;) {
    Result<Checkpoint> loaded = Load(PathOf(ids[i]));
    if (loaded) return std::optional<Checkpoint>(*std::move(loaded));
    last = std::move(loaded).error();
    log_->Error(fmt::format("{}: {}; trying the one before it", PathOf(ids[i]), last->ToString()));
  }
  if (!last) return std::optional<Checkpoint>();
  return Fail(std::move(*last).Where(folder_).Hint(
      "no checkpoint there can be read; --from-scratch starts anew and reads the input from where the "
      "job says"));
}

Status CheckpointStore::Clear() {
  MULLION_ASSIGN(auto ids, Ids());
  for (uint64_t id : ids) MULLION_TRY(files_->Remove(PathOf(id)));
  return Ok();
}

}  // namespace mullion
