// SPDX-License-Identifier: Apache-2.0
#include "base/socket_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace canary {

std::string to_text(const Endpoint& endpoint) {
  if (endpoint.address.family == Family::V4)
    return fmt::format("{}:{}", to_text(endpoint.address), endpoint.port);
  return fmt::format("[{}]:{}", to_text(endpoint.address), endpoint.port);
}

IpAddress any_address(Family family) { return {family, {}}; }

bool is_any(const IpAddress& address) { return address == any_address(address.family); }

int address_family(Family family) { return family == Family::V4 ? AF_INET : AF_INET6; }

SocketAddress SocketAddress::copy_of(const sockaddr* address, socklen_t size) {
  SocketAddress copy;
  copy.size = std::min(size, copy.size);
  std::memcpy(&copy.storage, address, copy.size);
  return copy;
}

SocketAddress SocketAddress::of(const Endpoint& endpoint) {
  SocketAddress made;
  if (endpoint.address.family == Family::V4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(endpoint.port);
    std::memcpy(&v4.sin_addr, endpoint.address.bytes.data(), sizeof(v4.sin_addr));
    std::memcpy(&made.storage, &v4, sizeof(v4));
    made.size = sizeof(v4);
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    v6.sin6_scope_id = endpoint.interface;
    std::memcpy(&v6.sin6_addr, endpoint.address.bytes.data(), sizeof(v6.sin6_addr));
    std::memcpy(&made.storage, &v6, sizeof(v6));
    made.size = sizeof(v6);
  }
  return made;
}

Endpoint SocketAddress::endpoint() const {
  Endpoint read;
  if (storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &storage, sizeof(v4));
    std::memcpy(read.address.bytes.data(), &v4.sin_addr, sizeof(v4.sin_addr));
    read.port = ntohs(v4.sin_port);
  } else if (storage.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &storage, sizeof(v6));
    read.address.family = Family::V6;
    std::memcpy(read.address.bytes.data(), &v6.sin6_addr, sizeof(v6.sin6_addr));
    read.port = ntohs(v6.sin6_port);
    read.interface = v6.sin6_scope_id;
  }
  return read;
}

}  // namespace canary
