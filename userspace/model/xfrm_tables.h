// SPDX-License-Identifier: Apache-2.0
// The node's states and policies as they stand at one moment, in the words of `ip xfrm`. There is
// no room for a key here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"

namespace canary {

/// A mark is always told with its mask. A mask of 0 matches every packet.
struct Mark {
  std::uint32_t value = 0;
  std::uint32_t mask = 0;
  auto operator<=>(const Mark&) const = default;

  /// The kernel's own test: `(mark & m) == v` (xfrm_policy_match(), __xfrm_state_lookup()).
  [[nodiscard]] bool matches(std::uint32_t mark) const { return (mark & mask) == value; }
};

[[nodiscard]] std::string to_text(const Mark& mark);  ///< "0xb013e00/0xffffff00"

enum class XfrmMode : std::uint8_t { Transport, Tunnel, Other, Beet, Iptfs };

/// One of a selector's ports: `(port & mask) == value`. A mask of 0 takes every port.
struct PortMatch {
  std::uint16_t value = 0;
  std::uint16_t mask = 0;
  auto operator<=>(const PortMatch&) const = default;
};

/// Which packets an entry is for: struct xfrm_selector of include/uapi/linux/xfrm.h.
struct XfrmSelector {
  IpPrefix source, destination;
  std::uint8_t protocol = 0;                ///< 0: any
  PortMatch source_port, destination_port;  ///< of ICMP the type and the code
  std::uint32_t device = 0;                 ///< its index; 0: any
  std::uint32_t user = 0;                   ///< compared with no packet, but part of a policy's key
  /// The kernel holds addresses with bits behind their prefix. No packet meets them, but they are
  /// part of a policy's key.
  bool has_host_bits = false;
  auto operator<=>(const XfrmSelector&) const = default;
};

/// How much of a state's work a device does.
enum class Offload : std::uint8_t { None, Crypto, Packet };

enum class PolicyDirection : std::uint8_t { In, Out, Forward };

/// When the kernel takes a state away by itself (hard limits). Absent: never.
struct HardLimits {
  std::optional<std::uint64_t> bytes, packets;
  std::optional<std::uint64_t> seconds_after_add, seconds_after_use;
  bool operator==(const HardLimits&) const = default;
};

/// A security association. `source` may be unspecified: then it serves packets from anybody.
struct XfrmState {
  IpAddress source, destination;
  std::uint32_t spi = 0;  ///< host byte order
  std::uint8_t protocol = 50;
  std::uint32_t reqid = 0;
  XfrmMode mode = XfrmMode::Tunnel;
  Mark mark, output_mark;
  std::uint32_t interface_id = 0;
  std::string algorithm;  ///< "rfc4106(gcm(aes))"; never its key
  bool esn = false;
  bool encapsulated = false;          ///< ESP in UDP
  std::uint64_t output_sequence = 0;  ///< last one given out; 64 bits with ESN, else 32
  std::uint64_t bytes = 0, packets = 0;
  std::uint64_t integrity_failed = 0;
  std::int64_t added_unix_s = 0;  ///< wall clock of the kernel
  std::int64_t used_unix_s = 0;   ///< 0: never
  HardLimits hard;
  std::optional<XfrmSelector> selector;      ///< of inner packets; absent: any
  std::optional<PolicyDirection> direction;  ///< absent: both (XFRMA_SA_DIR, Linux 6.10 on)
  std::optional<std::uint32_t> cpu;          ///< absent: all (XFRMA_SA_PCPU, Linux 6.13 on)
  Offload offload = Offload::None;
  std::uint32_t extra_flags = 0;     ///< XFRM_SA_XFLAG_
  std::string security_context;      ///< of SELinux; empty: none
  std::uint32_t replay_window = 0;   ///< in packets; 0: replays are let in
  std::uint64_t replayed = 0;        ///< packets refused because they were seen before
  std::uint64_t outside_window = 0;  ///< packets refused because they were too old
  bool not_understood = false;       ///< it bears something that is not read here
  bool operator==(const XfrmState&) const = default;

  /// Waits for a negotiation: no key yet, no traffic. Made by the kernel for somebody who is to
  /// negotiate (no SPI), or by a daemon that does (ALLOCSPI).
  [[nodiscard]] bool is_larval() const;
};
enum class PolicyAction : std::uint8_t { Allow, Block };

[[nodiscard]] std::string_view to_text(PolicyDirection direction);  ///< "in", "out", "fwd"

/// What a policy asks of the state. Unspecified addresses, SPI 0 and reqid 0 stand for any.
struct XfrmTemplate {
  IpAddress source, destination;
  std::uint32_t spi = 0;
  std::uint8_t protocol = 50;
  std::uint32_t reqid = 0;
  XfrmMode mode = XfrmMode::Tunnel;
  bool optional = false;           ///< "level use"
  bool limits_algorithms = false;  ///< not all are allowed; which are is not read here
  bool operator==(const XfrmTemplate&) const = default;
};

struct XfrmPolicy : XfrmSelector {
  PolicyDirection direction = PolicyDirection::Out;
  bool is_sub = false;         ///< of the table of sub-policies, which is asked first
  std::uint32_t priority = 0;  ///< the lowest wins; among equals the one inserted first
  Mark mark;
  std::uint32_t interface_id = 0;
  PolicyAction action = PolicyAction::Allow;
  std::vector<XfrmTemplate> templates;
  std::uint32_t index = 0;  ///< the kernel's name for it
  std::int64_t added_unix_s = 0;
  std::string security_context;  ///< of SELinux; empty: none
  bool is_offloaded = false;     ///< to a device: it takes only states that are, whole packets
  bool not_understood = false;   ///< it bears something that is not read here
  bool operator==(const XfrmPolicy&) const = default;
};

/// Both lists in the order of insertion: what stands first is older.
struct XfrmTables {
  std::vector<XfrmState> states;
  std::vector<XfrmPolicy> policies;
  /// Where packets that no policy takes are dropped (`ip xfrm policy setdefault`, Linux 5.15 on);
  /// elsewhere they pass as they are.
  std::vector<PolicyDirection> blocked_by_default{};
  bool operator==(const XfrmTables&) const = default;
};

[[nodiscard]] bool blocks_by_default(const XfrmTables& tables, PolicyDirection direction);

[[nodiscard]] std::string_view to_text(XfrmMode mode);  ///< "tunnel", "transport"
/// "esp", "ah", "comp", "udp", "icmp"; of others the number.
[[nodiscard]] std::string protocol_name(std::uint8_t protocol);

/// "10.0.0.0/24 -> 10.0.1.0/24 udp dport 6081 dev 3"
[[nodiscard]] std::string to_text(const XfrmSelector& selector);
/// "10.0.0.200 -> 10.0.1.200 SPI 3 mark 0xb013e00/0xffffff00"
[[nodiscard]] std::string to_text(const XfrmState& state);
/// "out 0.0.0.0/0 -> 10.0.0.0/16 priority 0 mark 0x3e00/0xff00"
[[nodiscard]] std::string to_text(const XfrmPolicy& policy);
/// "0.0.0.0 -> 10.0.0.0 SPI 3 reqid 1"
[[nodiscard]] std::string to_text(const XfrmTemplate& wanted);

}  // namespace canary
