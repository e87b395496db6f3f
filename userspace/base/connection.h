// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "base/socket_address.h"
#include "base/time.h"
#include "base/unique_fd.h"

namespace canary {

struct ConnectionFailure {
  bool timed_out = false;
  std::string reason;      ///< "connection refused"
  bool too_large = false;  ///< more came than is read
};

template <class T>
using Connected = std::expected<T, ConnectionFailure>;

/// A stream connection that gives up at its deadline, whatever its other end does: the limit is of
/// the whole, not of each step.
class Connection {
 public:
  /// Connects within `limit`, of which the rest is for all that follows.
  static Connected<Connection> connect(const SocketAddress& server, Duration limit);
  /// Takes over a connected socket, and makes it non-blocking.
  static Connection accepted(UniqueFd socket, Duration limit);

  Connected<void> send(std::string_view text);
  /// Reads what comes next, at most `room` bytes; 0 where the other end sends no more.
  Connected<std::size_t> receive(std::span<char> room);

  /// Waits for POLLIN or POLLOUT: for a layer that does its own reads and writes on `fd()`.
  Connected<void> wait(short event);
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  using Clock = std::chrono::steady_clock;
  Connection(UniqueFd fd, Duration limit)
      : limit_(limit), deadline_(Clock::now() + limit), fd_(std::move(fd)) {}

  Duration limit_;
  Clock::time_point deadline_;
  UniqueFd fd_;
};

}  // namespace canary
