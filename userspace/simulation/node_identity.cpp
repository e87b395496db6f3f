// SPDX-License-Identifier: Apache-2.0
#include "simulation/node_identity.h"

#include <array>

namespace canary::simulation {
namespace {

using Octets = std::array<std::uint8_t, 16>;

IpAddress v6(Octets prefix, std::uint8_t high, std::uint8_t low, std::uint8_t host) {
  prefix[12] = high;
  prefix[13] = low;
  prefix[15] = host;
  return IpAddress::of(Family::V6, prefix);
}

IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return IpAddress::of(Family::V4, Octets{a, b, c, d});
}

}  // namespace

NodeName name_of(std::size_t node) { return "node-" + std::to_string(node); }

NodeIdentity identity_of(std::size_t node, Family family) {
  const auto high = static_cast<std::uint8_t>(node >> 8), low = static_cast<std::uint8_t>(node);
  if (family == Family::V4)
    return {name_of(node), v4(10, high, low, 10), v4(172, 16, high, low), v4(10, high, low, 200)};
  return {name_of(node), v6({0xfd}, high, low, 0xa), v6({0x20, 1, 0xd, 0xb8}, high, low, 1),
          v6({0xfd}, high, low, 0xc8)};
}

}  // namespace canary::simulation
