#include "operator/session_store.h"

#include <algorithm>

#include "base/binary.h"

namespace mullion {

SessionStore::~SessionStore() {
  for (Due& due : due_) {
    if (!due.session->merged_away) DestroyStates(*due.session);
  }
}

void SessionStore::DestroyStates(OpenSession& session) const {
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Destroy(session.states.get() + layout_->offset(c));
  }
}

void SessionStore::Find(std::string_view key, TimeWindow window, Touched* touched) const {
  touched->merged = window;
  touched->sessions.clear();
  auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  // Sessions of a key do not touch, so those that touch the window are neighbours in order of start.
  const std::vector<OpenSession*>& sessions = found->second;
  for (size_t i = sessions.size(); i-- > 0;) {
    OpenSession* session = sessions[i];
    if (session->window.start > window.end) continue;
    if (session->window.end < window.start) break;
    touched->sessions.push_back(session);
    touched->merged.start = std::min(touched->merged.start, session->window.start);
    touched->merged.end = std::max(touched->merged.end, session->window.end);
  }
  std::reverse(touched->sessions.begin(), touched->sessions.end());
}

OpenSession* SessionStore::Add(std::string_view key, TimeWindow window) {
  auto session = std::make_unique<OpenSession>();
  session->window = window;
  session->key = std::string(key);
  session->states = std::make_unique<char[]>(layout_->row_bytes());
  session->number = next_number_++;
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Init(session->states.get() + layout_->offset(c));
  }
  OpenSession* made = session.get();
  std::vector<OpenSession*>& sessions = by_key_[made->key];
  auto place =
      std::ranges::upper_bound(sessions, window.start, {}, [](const OpenSession* s) { return s->window.start; });
  sessions.insert(place, made);
  ++open_;
  PushDue(std::move(session));
  return made;
}

void SessionStore::Forget(const OpenSession* session) {
  auto found = by_key_.find(std::string_view(session->key));
  std::erase(found->second, session);
  if (found->second.empty()) by_key_.erase(found);
  --open_;
}

void SessionStore::PushDue(std::unique_ptr<OpenSession> session) {
  TimestampMs end = session->window.end;
  uint64_t number = session->number;
  due_.push_back({end, number, std::move(session)});
  std::push_heap(due_.begin(), due_.end());
}

std::unique_ptr<OpenSession> SessionStore::PopDue() {
  std::pop_heap(due_.begin(), due_.end());
  std::unique_ptr<OpenSession> session = std::move(due_.back().session);
  due_.pop_back();
  return session;
}

void SessionStore::Settle() {
  while (!due_.empty()) {
    const OpenSession& session = *due_.front().session;
    if (!session.merged_away && session.window.end == due_.front().end) return;
    std::unique_ptr<OpenSession> moved = PopDue();
    if (!moved->merged_away) PushDue(std::move(moved));
  }
}

std::unique_ptr<OpenSession> SessionStore::TakeFirst() {
  std::unique_ptr<OpenSession> session = PopDue();
  Forget(session.get());
  return session;
}

OpenSession* SessionStore::Join(std::string_view key, const Touched& touched) {
  if (touched.sessions.empty()) return Add(key, touched.merged);
  OpenSession* kept = touched.sessions.front();
  for (size_t i = 1; i < touched.sessions.size(); ++i) {
    OpenSession* other = touched.sessions[i];
    for (size_t c = 0; c < layout_->calls().size(); ++c) {
      layout_->calls()[c].function->Merge(kept->states.get() + layout_->offset(c),
                                          other->states.get() + layout_->offset(c));
    }
    DestroyStates(*other);
    other->merged_away = true;
    Forget(other);
  }
  kept->window = touched.merged;
  return kept;
}

size_t SessionStore::bytes() const {
  return due_.size() * (layout_->row_bytes() + sizeof(OpenSession) + sizeof(Due) + 64);
}

void SessionStore::Encode(std::string* out) const {
  std::vector<const OpenSession*> open;
  for (const Due& due : due_) {
    if (!due.session->merged_away) open.push_back(due.session.get());
  }
  // In the order of opening: equal ends fire in it, after a restart as well.
  std::ranges::sort(open, {}, [](const OpenSession* session) { return session->number; });
  PutValue<uint64_t>(open.size(), out);
  for (const OpenSession* session : open) {
    PutValue(session->window, out);
    PutBytes(session->key, out);
    for (size_t c = 0; c < layout_->calls().size(); ++c) {
      layout_->calls()[c].function->Encode(session->states.get() + layout_->offset(c), out);
    }
  }
}

Status SessionStore::Decode(std::string_view* bytes) {
  BinaryReader reader(bytes, "a stored set of sessions");
  MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto window, reader.Value<TimeWindow>());
    MULLION_ASSIGN(auto key, reader.Bytes());
    OpenSession* session = Add(key, window);
    for (size_t c = 0; c < layout_->calls().size(); ++c) {
      const AggregateFunction& function = *layout_->calls()[c].function;
      char* state = session->states.get() + layout_->offset(c);
      function.Destroy(state);
      MULLION_TRY(function.Decode(bytes, state));
    }
  }
  return Ok();
}

}  // namespace mullion
