// SPDX-License-Identifier: Apache-2.0
#include "kernel/held_name.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>

namespace canary {
namespace {

/// The first octet stays 0: such an address is abstract, and lives in the network namespace.
struct AbstractAddress {
  explicit AbstractAddress(std::string_view name) {
    address.sun_family = AF_UNIX;
    const std::size_t length = std::min(name.size(), sizeof(address.sun_path) - 1);
    std::ranges::copy(name.substr(0, length), address.sun_path + 1);
    bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  }
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }

  sockaddr_un address{};
  socklen_t bytes = 0;
};

UniqueFd open_datagram() { return UniqueFd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)); }

}  // namespace

std::optional<HeldName> HeldName::hold(std::string_view name) {
  UniqueFd held = open_datagram();
  const AbstractAddress address(name);
  if (bind(held.get(), address.get(), address.bytes) != 0) return std::nullopt;
  return HeldName(std::move(held));
}

bool HeldName::is_held(std::string_view name) {
  const UniqueFd any = open_datagram();
  const AbstractAddress address(name);
  return connect(any.get(), address.get(), address.bytes) == 0;
}

}  // namespace canary
