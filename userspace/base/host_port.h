// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace canary {

/// A host with or without a port, as people write it.
struct HostPort {
  std::string_view host;  ///< without brackets
  std::optional<std::uint16_t> port;
};

/// "node-a", "10.0.0.10:9862", "[fd00::a]:9862", "[fd00::a]", "fd00::a" (a host: its last colon
/// starts no port). Nothing where it is none of these.
[[nodiscard]] std::optional<HostPort> split_host_port(std::string_view text);

}  // namespace canary
