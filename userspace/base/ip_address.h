// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace canary {

enum class Family : std::uint8_t { V4 = 4, V6 = 6 };

[[nodiscard]] std::string_view to_text(Family family);  ///< "ipv4", "ipv6"

/// An IPv4 or IPv6 address. IPv4 lies in the first 4 of 16 bytes, the rest is zero; network order.
struct IpAddress {
  Family family = Family::V4;
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const IpAddress&) const = default;

  [[nodiscard]] std::size_t size() const { return family == Family::V4 ? 4 : 16; }
  /// `octets` are 4 or 16 in network order; longer arrays are cut to what the family needs.
  static IpAddress of(Family family, std::span<const std::uint8_t> octets);
  static Result<IpAddress> parse(std::string_view text);
};

[[nodiscard]] std::string to_text(const IpAddress& address);

/// True of 0.0.0.0 and of ::
[[nodiscard]] bool is_unspecified(const IpAddress& address);

/// An address block. Host bits are zero.
struct IpPrefix {
  IpAddress address;
  std::uint8_t length = 0;  ///< in bits
  auto operator<=>(const IpPrefix&) const = default;

  /// "10.0.0.0/24" or an address (then /32 or /128). Host bits that are set are an error.
  static Result<IpPrefix> parse(std::string_view text);
  [[nodiscard]] bool contains(const IpAddress& candidate) const;
};

[[nodiscard]] std::string to_text(const IpPrefix& prefix);

/// The address alone: /32 or /128.
[[nodiscard]] IpPrefix host_prefix(const IpAddress& address);

/// The block of `length` bits that holds `prefix`, which is no shorter.
[[nodiscard]] IpPrefix shortened(const IpPrefix& prefix, std::uint8_t length);

}  // namespace canary
