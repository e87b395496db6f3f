// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <libmnl/libmnl.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/ip_address.h"

namespace canary {

/// The attributes of a message or of another attribute, by type, up to `kMax`; later ones of a type
/// stand for earlier ones.
template <std::size_t kMax>
class MessageAttributes {
 public:
  /// Behind a fixed header of `header_bytes`.
  static MessageAttributes of(const nlmsghdr& message, std::size_t header_bytes) {
    MessageAttributes attributes;
    mnl_attr_parse(&message, static_cast<unsigned>(header_bytes), keep, &attributes);
    return attributes;
  }
  static MessageAttributes within(const nlattr* nested) {
    MessageAttributes attributes;
    if (nested != nullptr) mnl_attr_parse_nested(nested, keep, &attributes);
    return attributes;
  }
  static MessageAttributes in_payload(const void* payload, std::size_t bytes) {
    MessageAttributes attributes;
    mnl_attr_parse_payload(payload, bytes, keep, &attributes);
    return attributes;
  }

  /// Null where it is absent.
  [[nodiscard]] const nlattr* get(std::size_t type) const { return found_[type]; }
  [[nodiscard]] bool has(std::size_t type) const { return get(type) != nullptr; }

  [[nodiscard]] std::uint32_t number(std::size_t type, std::uint32_t otherwise = 0) const {
    const nlattr* attribute = get(type);
    const bool whole = attribute != nullptr && mnl_attr_validate(attribute, MNL_TYPE_U32) == 0;
    return whole ? mnl_attr_get_u32(attribute) : otherwise;
  }

  /// Of UDP, which netlink tells in network order; 0 where it is absent.
  [[nodiscard]] std::uint16_t port(std::size_t type) const {
    const nlattr* attribute = get(type);
    const bool whole = attribute != nullptr && mnl_attr_validate(attribute, MNL_TYPE_U16) == 0;
    return whole ? ntohs(mnl_attr_get_u16(attribute)) : std::uint16_t{0};
  }

  [[nodiscard]] std::string text(std::size_t type) const {
    const nlattr* attribute = get(type);
    const bool whole =
        attribute != nullptr && mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) == 0;
    return whole ? mnl_attr_get_str(attribute) : "";
  }

  [[nodiscard]] std::optional<IpAddress> address(std::size_t type, Family family) const {
    const nlattr* attribute = get(type);
    const std::size_t bytes = family == Family::V4 ? 4 : 16;
    if (attribute == nullptr || mnl_attr_get_payload_len(attribute) != bytes) return std::nullopt;
    const auto* octets = static_cast<const std::uint8_t*>(mnl_attr_get_payload(attribute));
    return IpAddress::of(family, {octets, bytes});
  }

 private:
  static int keep(const nlattr* attribute, void* data) {
    auto& found = static_cast<MessageAttributes*>(data)->found_;
    if (const auto type = mnl_attr_get_type(attribute); type < found.size())
      found[type] = attribute;
    return MNL_CB_OK;
  }

  std::array<const nlattr*, kMax + 1> found_{};
};

/// AF_INET and AF_INET6; nothing for other families.
[[nodiscard]] inline std::optional<Family> family_of(std::uint8_t address_family) {
  constexpr std::uint8_t kInet = 2, kInet6 = 10;
  if (address_family == kInet) return Family::V4;
  if (address_family == kInet6) return Family::V6;
  return std::nullopt;
}

}  // namespace canary
