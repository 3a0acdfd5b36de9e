#include "operator/session_store.h"

#include <algorithm>

#include "base/binary.h"

namespace mullion {

SessionStore::~SessionStore() {
  for (auto& [end, session] : by_end_) DestroyStates(*session);
}

void SessionStore::DestroyStates(OpenSession& session) const {
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Destroy(session.states.get() + layout_->offset(c));
  }
}

SessionStore::Touched SessionStore::Find(std::string_view key, TimeWindow window) const {
  Touched touched{window, {}};
  auto sessions = by_key_.find(key);
  if (sessions == by_key_.end()) return touched;
  const auto& by_start = sessions->second;
  // Sessions of a key do not touch, so those that touch the window are neighbours in order of start.
  auto it = by_start.upper_bound(window.end);
  while (it != by_start.begin()) {
    --it;
    OpenSession* session = it->second.get();
    if (session->window.end < window.start) break;
    touched.sessions.push_back(session);
    touched.merged.start = std::min(touched.merged.start, session->window.start);
    touched.merged.end = std::max(touched.merged.end, session->window.end);
  }
  std::reverse(touched.sessions.begin(), touched.sessions.end());
  return touched;
}

OpenSession* SessionStore::Add(std::string_view key, TimeWindow window) {
  auto session = std::make_unique<OpenSession>();
  session->window = window;
  session->key = std::string(key);
  session->states = std::make_unique<char[]>(layout_->row_bytes());
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Init(session->states.get() + layout_->offset(c));
  }
  OpenSession* made = session.get();
  by_key_[session->key].emplace(window.start, std::move(session));
  by_end_.emplace(window.end, made);
  return made;
}

std::unique_ptr<OpenSession> SessionStore::Remove(OpenSession* session) {
  by_end_.erase({session->window.end, session});
  auto sessions = by_key_.find(session->key);
  auto node = sessions->second.extract(session->window.start);
  if (sessions->second.empty()) by_key_.erase(sessions);
  return std::move(node.mapped());
}

std::unique_ptr<OpenSession> SessionStore::TakeFirst() {
  return Remove(by_end_.begin()->second);
}

OpenSession* SessionStore::Join(std::string_view key, const Touched& touched) {
  if (touched.sessions.empty()) return Add(key, touched.merged);
  std::unique_ptr<OpenSession> kept = Remove(touched.sessions.front());
  for (size_t i = 1; i < touched.sessions.size(); ++i) {
    std::unique_ptr<OpenSession> other = Remove(touched.sessions[i]);
    for (size_t c = 0; c < layout_->calls().size(); ++c) {
      layout_->calls()[c].function->Merge(kept->states.get() + layout_->offset(c),
                                          other->states.get() + layout_->offset(c));
    }
    DestroyStates(*other);
  }
  kept->window = touched.merged;
  OpenSession* session = kept.get();
  by_key_[session->key].emplace(session->window.start, std::move(kept));
  by_end_.emplace(session->window.end, session);
  return session;
}

size_t SessionStore::bytes() const {
  return by_end_.size() * (layout_->row_bytes() + sizeof(OpenSession) + 128);
}

void SessionStore::Encode(std::string* out) const {
  PutValue<uint64_t>(by_end_.size(), out);
  for (const auto& [end, session] : by_end_) {
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
