// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_fields.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace canary {
namespace {

constexpr std::uint8_t kModeIptfs = 5;  // XFRM_MODE_IPTFS, Linux 6.14

}  // namespace

std::optional<Family> ip_family(std::uint16_t family) {
  if (family == AF_INET) return Family::V4;
  if (family == AF_INET6) return Family::V6;
  return std::nullopt;
}

IpAddress address_of(Family family, const xfrm_address_t& address) {
  std::array<std::uint8_t, sizeof(xfrm_address_t)> octets{};
  std::memcpy(octets.data(), &address, sizeof(address));
  return IpAddress::of(family, octets);
}

ReadSelector selector_of(Family family, const xfrm_selector& sent) {
  ReadSelector read;
  const auto prefix_of = [&](const xfrm_address_t& address, std::uint8_t bits) {
    const auto whole = host_prefix(address_of(family, address));
    if (bits > whole.length) read.is_possible = false;
    const auto prefix = shortened(whole, std::min(bits, whole.length));
    if (prefix.address != whole.address) read.selector.has_host_bits = true;
    return prefix;
  };
  read.selector.source = prefix_of(sent.saddr, sent.prefixlen_s);
  read.selector.destination = prefix_of(sent.daddr, sent.prefixlen_d);
  read.selector.protocol = sent.proto;
  read.selector.source_port = {ntohs(sent.sport), ntohs(sent.sport_mask)};
  read.selector.destination_port = {ntohs(sent.dport), ntohs(sent.dport_mask)};
  read.selector.device = static_cast<std::uint32_t>(sent.ifindex);
  read.selector.user = sent.user;
  return read;
}

XfrmMode mode_of(std::uint8_t mode) {
  switch (mode) {
    case XFRM_MODE_TRANSPORT:
      return XfrmMode::Transport;
    case XFRM_MODE_TUNNEL:
      return XfrmMode::Tunnel;
    case XFRM_MODE_BEET:
      return XfrmMode::Beet;
    case kModeIptfs:
      return XfrmMode::Iptfs;
    default:
      return XfrmMode::Other;
  }
}

Mark mark_of(const XfrmAttributes& attributes) {
  const auto mark = attributes.get<xfrm_mark>(XFRMA_MARK);
  return mark ? Mark{mark->v, mark->m} : Mark{};
}

std::string security_context_of(const XfrmAttributes& attributes) {
  const auto header = attributes.get<xfrm_user_sec_ctx>(XFRMA_SEC_CTX);
  if (!header) return {};
  const auto* attribute = attributes[XFRMA_SEC_CTX];
  const auto* text =
      static_cast<const char*>(mnl_attr_get_payload(attribute)) + sizeof(xfrm_user_sec_ctx);
  const std::size_t there = mnl_attr_get_payload_len(attribute) - sizeof(xfrm_user_sec_ctx);
  return {text, strnlen(text, std::min<std::size_t>(header->ctx_len, there))};
}

}  // namespace canary
