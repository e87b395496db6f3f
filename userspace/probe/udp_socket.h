// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <span>

#include "base/error.h"
#include "base/socket_address.h"
#include "base/unique_fd.h"

namespace canary {

/// A non-blocking UDP socket of one family, in the network namespace of the thread that binds it.
/// It never fragments (what does not fit fails with EMSGSIZE or dies on the way, whatever path MTU
/// the kernel believes in) and sends with TTL 255, so that the far end can count hops.
class UdpSocket {
 public:
  /// Port 0 takes a free one. An address of zeros takes packets to every local address. The error
  /// is an errno; cannot_open() makes a sentence of it.
  static std::expected<UdpSocket, int> bind(const Endpoint& at);

  /// Sends from `source`, or where that is zeros from the address that the kernel chooses. Returns
  /// 0 or errno; never waits.
  [[nodiscard]] int send(std::span<const std::uint8_t> payload, const Endpoint& to,
                         const IpAddress& source) const;

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  UdpSocket(UniqueFd fd, std::uint16_t port) : fd_(std::move(fd)), port_(port) {}
  UniqueFd fd_;
  std::uint16_t port_;
};

/// "open UDP socket on 10.0.0.1:862: Address already in use", with the way out where there is one.
[[nodiscard]] std::unexpected<Error> cannot_open(const Endpoint& at, int error);

}  // namespace canary
