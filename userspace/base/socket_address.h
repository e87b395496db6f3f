// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <compare>
#include <cstdint>
#include <string>

#include "base/ip_address.h"

namespace canary {

/// The place at which a UDP or TCP socket is reached.
struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;       ///< host byte order
  std::uint32_t interface = 0;  ///< index, for IPv6 link-local addresses only
  auto operator<=>(const Endpoint&) const = default;
};

[[nodiscard]] std::string to_text(const Endpoint& endpoint);  ///< "10.0.0.1:862", "[fd00::1]:862"

/// The address that stands for all: 0.0.0.0 or ::
[[nodiscard]] IpAddress any_address(Family family);
[[nodiscard]] bool is_any(const IpAddress& address);

[[nodiscard]] int address_family(Family family);  ///< AF_INET, AF_INET6

/// An endpoint in the form that socket calls take.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  static SocketAddress of(const Endpoint& endpoint);
  /// `size` is that of the whole address, as resolvers tell it.
  static SocketAddress copy_of(const sockaddr* address, socklen_t size);
  /// An address that is neither AF_INET nor AF_INET6 becomes 0.0.0.0:0.
  [[nodiscard]] Endpoint endpoint() const;

  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

}  // namespace canary
