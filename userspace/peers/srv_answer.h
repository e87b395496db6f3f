// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ip_address.h"

namespace canary {

/// A place where a service is offered (RFC 2782). Priorities and weights choose between
/// servers that are alike; peers are all probed.
struct SrvTarget {
  std::string name;  ///< without a dot at its end; "." alone: decidedly nowhere
  std::uint16_t port = 0;
  auto operator<=>(const SrvTarget&) const = default;
};

/// The answer of a DNS server that was asked for SRV records.
struct SrvAnswer {
  std::vector<SrvTarget> targets;  ///< each once, in order
  /// Addresses of targets that the server told without being asked (additional section).
  std::map<std::string, std::vector<IpAddress>> addresses;
};

/// Reads a whole DNS message (RFC 1035, 4).
[[nodiscard]] Result<SrvAnswer> parse_srv_answer(std::span<const std::uint8_t> message);

}  // namespace canary
