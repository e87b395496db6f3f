// SPDX-License-Identifier: Apache-2.0
#include "model/xfrm_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace canary {
namespace {

// IANA's protocol numbers.
constexpr std::uint8_t kIcmp = 1, kTcp = 6, kUdp = 17, kEsp = 50, kAh = 51, kIcmpV6 = 58,
                       kIpComp = 108;

std::string spi_text(std::uint32_t spi) {
  return spi == 0 ? std::string() : fmt::format(" SPI {:#x}", spi);
}

std::string mark_text(const Mark& mark) {
  return mark == Mark{} ? std::string() : " mark " + to_text(mark);
}

std::string interface_text(std::uint32_t id) {
  return id == 0 ? std::string() : fmt::format(" if_id {:#x}", id);
}

std::string port_text(std::string_view name, const PortMatch& port) {
  if (port.mask == 0) return {};
  if (port.mask == 0xffff) return fmt::format(" {} {}", name, port.value);
  return fmt::format(" {} {:#x}/{:#x}", name, port.value, port.mask);
}

bool has_types(std::uint8_t protocol) { return protocol == kIcmp || protocol == kIcmpV6; }

/// What is worth a word beside the addresses: protocol and mode where they are not the usual ones.
std::string kind_text(std::uint8_t protocol, XfrmMode mode) {
  return fmt::format("{}{}", protocol == kEsp ? "" : " " + protocol_name(protocol),
                     mode == XfrmMode::Tunnel ? "" : fmt::format(" {}", to_text(mode)));
}

}  // namespace

bool XfrmState::is_larval() const {
  const bool needs_algorithm = protocol == kEsp || protocol == kAh || protocol == kIpComp;
  return spi == 0 || (needs_algorithm && algorithm.empty());
}

bool blocks_by_default(const XfrmTables& tables, PolicyDirection direction) {
  return std::ranges::find(tables.blocked_by_default, direction) != tables.blocked_by_default.end();
}

std::string protocol_name(std::uint8_t protocol) {
  switch (protocol) {
    case kIcmp:
      return "icmp";
    case kTcp:
      return "tcp";
    case kUdp:
      return "udp";
    case kEsp:
      return "esp";
    case kAh:
      return "ah";
    case kIcmpV6:
      return "icmpv6";
    case kIpComp:
      return "comp";
    default:
      return fmt::format("proto {}", protocol);
  }
}

std::string_view to_text(XfrmMode mode) {
  switch (mode) {
    case XfrmMode::Transport:
      return "transport";
    case XfrmMode::Tunnel:
      return "tunnel";
    case XfrmMode::Beet:
      return "beet";
    case XfrmMode::Iptfs:
      return "iptfs";
    case XfrmMode::Other:
      return "another mode";
  }
  std::unreachable();
}

std::string to_text(const Mark& mark) { return fmt::format("{:#x}/{:#x}", mark.value, mark.mask); }

std::string_view to_text(PolicyDirection direction) {
  switch (direction) {
    case PolicyDirection::In:
      return "in";
    case PolicyDirection::Out:
      return "out";
    case PolicyDirection::Forward:
      return "fwd";
  }
  std::unreachable();
}

std::string to_text(const XfrmSelector& selector) {
  const bool types = has_types(selector.protocol);
  return fmt::format(
      "{} -> {}{}{}{}{}", to_text(selector.source), to_text(selector.destination),
      selector.protocol == 0 ? "" : " " + protocol_name(selector.protocol),
      port_text(types ? "type" : "sport", selector.source_port),
      port_text(types ? "code" : "dport", selector.destination_port),
      selector.device == 0 ? std::string() : fmt::format(" dev {}", selector.device));
}

std::string to_text(const XfrmState& state) {
  return fmt::format(
      "{} -> {}{}{}{}{}{}{}{}", to_text(state.source), to_text(state.destination),
      kind_text(state.protocol, state.mode), spi_text(state.spi), mark_text(state.mark),
      interface_text(state.interface_id),
      state.direction ? fmt::format(" dir {}", to_text(*state.direction)) : std::string(),
      state.cpu ? fmt::format(" cpu {}", *state.cpu) : std::string(),
      state.selector ? fmt::format(" for {}", to_text(*state.selector)) : std::string());
}

std::string to_text(const XfrmPolicy& policy) {
  return fmt::format("{}{} {} priority {}{}{}{}{}", policy.is_sub ? "sub-policy " : "",
                     to_text(policy.direction), to_text(static_cast<const XfrmSelector&>(policy)),
                     policy.priority, mark_text(policy.mark), interface_text(policy.interface_id),
                     policy.security_context.empty() ? "" : " with a security context",
                     policy.action == PolicyAction::Block ? " action block" : "");
}

std::string to_text(const XfrmTemplate& wanted) {
  return fmt::format("{} -> {}{}{} reqid {}{}", to_text(wanted.source), to_text(wanted.destination),
                     kind_text(wanted.protocol, wanted.mode), spi_text(wanted.spi), wanted.reqid,
                     wanted.optional ? " level use" : "");
}

}  // namespace canary
