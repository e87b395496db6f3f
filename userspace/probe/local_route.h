// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/ip_address.h"

namespace canary {

/// The way that this network namespace would send.
struct LocalRoute {
  IpAddress source;
  std::uint32_t mtu = 0;  ///< of the route, in bytes of IP packet
};

/// Asks the kernel; sends nothing. A `source` of zeros lets the kernel choose it.
[[nodiscard]] Result<LocalRoute> local_route(const IpAddress& destination, const IpAddress& source);

/// UDP payload of a probe that still fits `mtu` after ESP tunnel encapsulation.
[[nodiscard]] std::uint32_t large_probe_bytes(Family family, std::uint32_t mtu);

}  // namespace canary
