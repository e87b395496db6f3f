// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace canary {

/// The secret that the prober and the reflector share in authenticated mode.
struct StampKey {
  std::vector<std::uint8_t> bytes;
  bool operator==(const StampKey&) const = default;
};

/// HMAC-SHA-256 truncated to 128 bits (RFC 8762, 4.4).
using StampHmac = std::array<std::uint8_t, 16>;

/// Signs the parts as if they were one.
[[nodiscard]] StampHmac hmac(const StampKey& key,
                             std::initializer_list<std::span<const std::uint8_t>> parts);

/// Takes the same time wherever they differ.
[[nodiscard]] bool same_hmac(const StampHmac& a, std::span<const std::uint8_t> b);

}  // namespace canary
