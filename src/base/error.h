#pragma once
// Errors as values. An Error says what went wrong, where, why, whose fault it is and whether trying again can help.
// Any room, any thread; plain values.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mullion {

/// Whose fault: decides the exit code and the tone of the message.
enum class Fault {
  kUser,      ///< the job text, an option, a file the user gave: exit code 2 when found before the job runs
  kOutside,   ///< a broker, a server, a disk
  kInternal,  ///< a bug of ours
};

/// A place in the job text; line and column count from 1, in characters; length in characters, at least 1.
struct TextPosition {
  int line = 1;
  int column = 1;
  int length = 1;
  bool operator==(const TextPosition&) const = default;
};

/// Invariant: what() is never empty. Build with the named makers and the With… setters.
class Error {
 public:
  static Error User(std::string what) { return Error(Fault::kUser, std::move(what)); }
  static Error Outside(std::string what, bool retry) {
    Error e(Fault::kOutside, std::move(what));
    e.retry_ = retry;
    return e;
  }
  static Error Internal(std::string what) { return Error(Fault::kInternal, std::move(what)); }

  /// Where: "topic client_amount partition 2 offset 17", "file x.json line 3".
  Error&& Where(std::string where) && { return where_ = std::move(where), std::move(*this); }
  /// Why: the cause below, in the words of who reported it.
  Error&& Why(std::string why) && { return why_ = std::move(why), std::move(*this); }
  /// The way out: what to write or do instead.
  Error&& Hint(std::string hint) && { return hint_ = std::move(hint), std::move(*this); }
  Error&& At(TextPosition position) && { return position_ = position, std::move(*this); }

  Fault fault() const { return fault_; }
  bool retry() const { return retry_; }
  const std::string& what() const { return what_; }
  const std::string& where() const { return where_; }
  const std::string& why() const { return why_; }
  const std::string& hint() const { return hint_; }
  const std::optional<TextPosition>& position() const { return position_; }

  /// One line without the job text: "what (where): why. hint".
  std::string ToString() const;
  /// The message for a person: "error: what", the line of `job_text` with a caret below the place, why, hint.
  /// `file_name` stands before line:column. Ends without a line break.
  std::string Render(std::string_view file_name, std::string_view job_text) const;

 private:
  Error(Fault fault, std::string what) : fault_(fault), what_(std::move(what)) {}

  Fault fault_;
  bool retry_ = false;
  std::string what_, where_, why_, hint_;
  std::optional<TextPosition> position_;
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

inline Status Ok() {
  return {};
}
inline std::unexpected<Error> Fail(Error error) {
  return std::unexpected<Error>(std::move(error));
}

/// A broken invariant: prints the condition and the message, aborts. The job restarts from its checkpoint.
[[noreturn]] void Die(const char* file, int line, const char* condition, std::string_view message = {});

}  // namespace mullion

/// An invariant that stays on in release builds.
#define MULLION_CHECK(condition, ...)                                \
  do {                                                               \
    if (!(condition)) [[unlikely]]                                   \
      ::mullion::Die(__FILE__, __LINE__, #condition, ##__VA_ARGS__); \
  } while (0)

#define MULLION_CONCAT_(a, b) a##b
#define MULLION_CONCAT(a, b) MULLION_CONCAT_(a, b)
#define MULLION_TRY_ASSIGN_(tmp, declaration, ...)  \
  auto tmp = (__VA_ARGS__);                         \
  if (!tmp) [[unlikely]]                            \
    return std::unexpected(std::move(tmp).error()); \
  declaration = *std::move(tmp)

/// MULLION_ASSIGN(auto x, F()): the value of a Result, or return its error.
#define MULLION_ASSIGN(declaration, ...) \
  MULLION_TRY_ASSIGN_(MULLION_CONCAT(result_, __LINE__), declaration, __VA_ARGS__)

/// MULLION_TRY(F()): return the error of a Status, else go on.
#define MULLION_TRY(...)                                                   \
  do {                                                                     \
    if (auto mullion_status = (__VA_ARGS__); !mullion_status) [[unlikely]] \
      return std::unexpected(std::move(mullion_status).error());           \
  } while (0)
