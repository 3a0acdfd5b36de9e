#pragma once
// Everything written and not acknowledged, by index and id. Not thread-safe: BulkSender guards it.
// Invariants: a document has at most one write on the way, and its writes leave in the order they came; so they are
// never reordered, however many requests are on the way. A slot is in its index's ready list exactly when it has a
// write and none on the way.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "connector/elasticsearch/document_write.h"

namespace mullion::elasticsearch {

/// What is known of an index; the sender's business, kept here because it lives as long as the index is written to.
struct IndexState {
  enum class Readiness : uint8_t { kUnknown, kPreparing, kReady, kRefused };
  Readiness readiness = Readiness::kUnknown;
  int64_t checked_ns = 0;     ///< when it was last seen to exist
  int64_t not_before_ns = 0;  ///< backing off
  int failures = 0;           ///< in a row
  std::string refusal;        ///< kRefused: why no document can ever go there
};

class PendingWrites {
 public:
  struct Index;

  /// The writes of one document, oldest first.
  struct Slot {
    Index* index = nullptr;
    std::string_view id;
    std::vector<DocumentWrite> writes;
    bool on_the_way = false;  ///< writes.front() is in a request
  };

  struct Index {
    std::string name;
    IndexState state;
    std::unordered_map<std::string, Slot> slots;
    std::deque<Slot*> ready;
    bool listed = false;  ///< in waiting_indices()
  };

  /// `coalesce`: of two waiting writes of one document only the newer is kept (by version, where both have one).
  explicit PendingWrites(bool coalesce) : coalesce_(coalesce) {}

  /// Returns how many writes became superfluous by this one (0 or 1); it may be this one.
  size_t Add(DocumentWrite write);

  /// Takes the next ready write of that index on the way. Only when !index.ready.empty().
  Slot* TakeNext(Index& index);
  /// The write on the way is done with (acknowledged, superseded or set aside) and is handed back.
  DocumentWrite Finish(Slot* slot);
  /// The write on the way has to be sent again. Returns how many became superfluous.
  size_t Return(Slot* slot);

  /// Indices with ready writes, in the order in which they have their turn.
  std::deque<Index*>& waiting_indices() { return waiting_; }
  /// Puts an index that has ready writes back at the end of the list.
  void List(Index& index);

  size_t rows() const { return rows_; }
  size_t bytes() const { return bytes_; }
  size_t ready_rows() const { return ready_rows_; }
  size_t ready_body_bytes() const { return ready_body_bytes_; }
  /// Every unacknowledged write, those of one document in order.
  void ForEach(const std::function<void(const DocumentWrite&)>& visit) const;

 private:
  void MakeReady(Slot* slot, bool first);
  DocumentWrite Erase(Slot* slot, size_t position);
  static bool Supersedes(const DocumentWrite& newer, const DocumentWrite& older);

  bool coalesce_;
  std::map<std::string, std::unique_ptr<Index>, std::less<>> indices_;
  std::deque<Index*> waiting_;
  size_t rows_ = 0;
  size_t bytes_ = 0;
  size_t ready_rows_ = 0;
  size_t ready_body_bytes_ = 0;
};

}  // namespace mullion::elasticsearch
