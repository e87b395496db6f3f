// SPDX-License-Identifier: Apache-2.0
#include "base/connection.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <cctype>
#include <cerrno>
#include <system_error>

namespace canary {
namespace {

std::unexpected<ConnectionFailure> failed(int error) {
  std::string reason = std::generic_category().message(error);
  reason.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(reason.front())));
  return std::unexpected(ConnectionFailure{false, std::move(reason)});
}

}  // namespace

Connected<Connection> Connection::connect(const SocketAddress& server, Duration limit) {
  Connection made(
      UniqueFd(socket(server.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
      limit);
  const int fd = made.fd();
  if (fd < 0) return failed(errno);
  if (::connect(fd, server.get(), server.size) == 0) return made;
  if (errno == EAGAIN)  // a unix socket whose queue is full: a server that does not keep up
    return std::unexpected(ConnectionFailure{true, "the queue of its socket is full"});
  if (errno != EINPROGRESS) return failed(errno);
  if (auto connected = made.wait(POLLOUT); !connected) return std::unexpected(connected.error());
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return failed(error);
  return made;
}

Connection Connection::accepted(UniqueFd socket, Duration limit) {
  const int flags = fcntl(socket.get(), F_GETFL);
  fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK);
  return {std::move(socket), limit};
}

Connected<void> Connection::wait(short event) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
  pollfd waiting{fd_.get(), event, 0};
  const int ready = left > 0 ? poll(&waiting, 1, static_cast<int>(left)) : 0;
  if (ready < 0 && errno != EINTR) return failed(errno);
  if (ready == 0)
    return std::unexpected(
        ConnectionFailure{true, fmt::format("no answer within {}", to_text(limit_))});
  return {};
}

Connected<void> Connection::send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (auto writable = wait(POLLOUT); !writable) return writable;
    } else if (errno != EINTR) {
      return failed(errno);
    }
  }
  return {};
}

Connected<std::size_t> Connection::receive(std::span<char> room) {
  for (;;) {
    if (const auto readable = wait(POLLIN); !readable) return std::unexpected(readable.error());
    const ssize_t got = recv(fd_.get(), room.data(), room.size(), 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EAGAIN && errno != EINTR) return failed(errno);
  }
}

}  // namespace canary
