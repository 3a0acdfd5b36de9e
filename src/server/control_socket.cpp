#include "server/control_socket.h"

#include <fmt/core.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <list>
#include <thread>

#include "base/unix_socket.h"
#include "server/control_protocol.h"

namespace mullion {
namespace {

constexpr size_t kRequestBytesMax = 4096;
constexpr size_t kReplyBytesMax = 64 << 20;
constexpr size_t kClientsMax = 16;
/// A client that sends nothing is let go after this; a stopping job waits no longer for it either, see Stop.
constexpr int kClientTimeoutMs = 10'000;

Error NoJobThere(const std::filesystem::path& state_dir) {
  return Error::User(fmt::format("no job is running in {}", state_dir.string()))
      .Hint("start it, or name its state directory with --state-dir");
}

}  // namespace

class ControlSocket::Impl {
 public:
  Impl(std::filesystem::path file, FileDescriptor listening, ControlHandler& handler)
      : file_(std::move(file)), listening_(std::move(listening)), wake_(eventfd(0, EFD_CLOEXEC)), handler_(handler) {
    thread_ = std::thread([this] { AcceptClients(); });
  }

  ~Impl() {
    stopping_ = true;
    const uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake_.get(), &one, sizeof(one));
    thread_.join();
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
  }

 private:
  struct Client {
    FileDescriptor fd;
    std::thread thread{};
    std::atomic<bool> done = false;
  };

  void AcceptClients() {
    while (!stopping_) {
      pollfd ready[] = {{listening_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
      if (poll(ready, 2, -1) < 0 || stopping_) continue;
      FileDescriptor fd(accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      clients_.remove_if([](Client& client) { return client.done && (client.thread.join(), true); });
      if (!fd.valid() || !PeerIsOurUser(fd.get()) || clients_.size() >= kClientsMax) continue;
      SetTimeouts(fd.get(), kClientTimeoutMs);
      Client& client = clients_.emplace_back();
      client.fd = std::move(fd);
      client.thread = std::thread([this, &client] { Serve(client); });
    }
    // Readers wake up with "the connection ended"; an answer under way still leaves.
    for (Client& client : clients_) shutdown(client.fd.get(), SHUT_RD);
    for (Client& client : clients_) client.thread.join();
  }

  void Serve(Client& client) {
    while (!stopping_) {
      const auto line = ReadLine(client.fd.get(), kRequestBytesMax);
      if (!line || !WriteAll(client.fd.get(), AnswerControl(*line, handler_) + "\n")) break;
    }
    shutdown(client.fd.get(), SHUT_RDWR);
    client.done = true;
  }

  const std::filesystem::path file_;
  const FileDescriptor listening_;
  const FileDescriptor wake_;
  ControlHandler& handler_;
  std::atomic<bool> stopping_ = false;
  std::list<Client> clients_;  ///< the accepting thread's
  std::thread thread_;
};

ControlSocket::ControlSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ControlSocket::~ControlSocket() = default;

Result<std::unique_ptr<ControlSocket>> ControlSocket::Listen(const std::filesystem::path& state_dir,
                                                             ControlHandler& handler) {
  const auto file = state_dir / kFileName;
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(file, ignored))) {
    const auto other = ConnectUnix(file);
    if (other || !other.error().retry()) {
      return Fail(Error::User(fmt::format("another process runs the job of {}", state_dir.string()))
                      .Hint("stop it with `mullion stop`, or give this one another --state-dir"));
    }
    std::filesystem::remove(file, ignored);
  }
  MULLION_ASSIGN(FileDescriptor listening, ListenUnix(file));
  return std::unique_ptr<ControlSocket>(new ControlSocket(std::make_unique<Impl>(file, std::move(listening), handler)));
}

Result<ControlReply> AskControl(const std::filesystem::path& state_dir, ControlCommand command, int timeout_ms) {
  const auto fd = ConnectUnix(state_dir / ControlSocket::kFileName);
  if (!fd) return Fail(fd.error().retry() ? NoJobThere(state_dir) : fd.error());
  SetTimeouts(fd->get(), timeout_ms);
  MULLION_TRY(WriteAll(fd->get(), ControlRequestLine(command)));
  MULLION_ASSIGN(std::string line, ReadLine(fd->get(), kReplyBytesMax));
  return ParseControlReply(std::move(line));
}

}  // namespace mullion
