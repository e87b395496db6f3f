// SPDX-License-Identifier: Apache-2.0
// What messages of states and of policies have in common.
#pragma once

#include <libmnl/libmnl.h>
#include <linux/xfrm.h>

#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "kernel/xfrm_attributes.h"
#include "model/xfrm_tables.h"

namespace canary {

[[nodiscard]] std::optional<Family> ip_family(std::uint16_t family);  ///< of AF_INET, AF_INET6
[[nodiscard]] IpAddress address_of(Family family, const xfrm_address_t& address);

/// A selector as it was sent, and whether its prefixes have a length that their family has. One
/// that is too long is cut to a host's.
struct ReadSelector {
  XfrmSelector selector;
  bool is_possible = true;
};
[[nodiscard]] ReadSelector selector_of(Family family, const xfrm_selector& sent);

[[nodiscard]] XfrmMode mode_of(std::uint8_t mode);
[[nodiscard]] Mark mark_of(const XfrmAttributes& attributes);
[[nodiscard]] std::string security_context_of(const XfrmAttributes& attributes);

template <class T>
std::optional<T> header_of(const nlmsghdr& message) {
  if (mnl_nlmsg_get_payload_len(&message) < sizeof(T)) return std::nullopt;
  T header;
  std::memcpy(&header, mnl_nlmsg_get_payload(&message), sizeof(T));
  return header;
}

/// A deletion names the entry in its header, and holds the whole of it in an attribute.
template <class Info, class Header>
std::optional<std::pair<Info, XfrmAttributes>> read_deleted(const nlmsghdr& message,
                                                            std::uint16_t attribute) {
  const XfrmAttributes attributes(message, sizeof(Header));
  const auto info = attributes.get<Info>(attribute);
  if (!info) return std::nullopt;
  return std::pair{*info, attributes};
}

}  // namespace canary
