// SPDX-License-Identifier: Apache-2.0
#include "base/ip_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace canary {
namespace {

/// `address` with all bits after the first `length` cleared.
IpAddress masked(IpAddress address, std::uint8_t length) {
  for (std::size_t i = 0; i < address.size(); ++i) {
    const int kept = std::clamp(static_cast<int>(length) - static_cast<int>(i) * 8, 0, 8);
    address.bytes[i] &= static_cast<std::uint8_t>(0xff00u >> kept);
  }
  return address;
}

}  // namespace

std::string_view to_text(Family family) { return family == Family::V4 ? "ipv4" : "ipv6"; }

IpAddress IpAddress::of(Family family, std::span<const std::uint8_t> octets) {
  IpAddress address{family, {}};
  std::copy_n(octets.begin(), std::min(octets.size(), address.size()), address.bytes.begin());
  return address;
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  IpAddress address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.family = Family::V6;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return usage_error(fmt::format("'{}' is not an IPv4 or IPv6 address", text));
}

std::string to_text(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(address.family == Family::V4 ? AF_INET : AF_INET6, address.bytes.data(), text,
            sizeof(text));
  return text;
}

bool is_unspecified(const IpAddress& address) { return address.bytes == decltype(address.bytes){}; }

Result<IpPrefix> IpPrefix::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::unexpected(address.error());
  const auto longest = static_cast<std::uint8_t>(address->size() * 8);
  if (slash == std::string_view::npos) return IpPrefix{*address, longest};

  const std::string_view bits = text.substr(slash + 1);
  std::uint8_t length = 0;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), length);
  if (error != std::errc{} || end != bits.data() + bits.size() || length > longest)
    return usage_error(fmt::format("'{}' has no prefix length from 0 to {}", text, longest));
  if (masked(*address, length) != *address)
    return usage_error(fmt::format("'{}' has host bits set: write {}/{}", text,
                                   to_text(masked(*address, length)), length));
  return IpPrefix{*address, length};
}

bool IpPrefix::contains(const IpAddress& candidate) const {
  return candidate.family == address.family && masked(candidate, length) == address;
}

IpPrefix host_prefix(const IpAddress& address) {
  constexpr std::size_t kBitsInByte = 8;
  return {address, static_cast<std::uint8_t>(address.size() * kBitsInByte)};
}

IpPrefix shortened(const IpPrefix& prefix, std::uint8_t length) {
  return {masked(prefix.address, length), length};
}

std::string to_text(const IpPrefix& prefix) {
  return fmt::format("{}/{}", to_text(prefix.address), prefix.length);
}

}  // namespace canary
