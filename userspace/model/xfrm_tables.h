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

enum class XfrmMode : std::uint8_t { Transport, Tunnel, Other };

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
  bool operator==(const XfrmState&) const = default;

  /// Made by the kernel while it waits for somebody to negotiate: no key, no traffic.
  [[nodiscard]] bool is_larval() const { return spi == 0 || algorithm.empty(); }
};

enum class PolicyDirection : std::uint8_t { In, Out, Forward };
enum class PolicyAction : std::uint8_t { Allow, Block };

[[nodiscard]] std::string_view to_text(PolicyDirection direction);  ///< "in", "out", "fwd"

/// What a policy asks of the state. Unspecified addresses, SPI 0 and reqid 0 stand for any.
struct XfrmTemplate {
  IpAddress source, destination;
  std::uint32_t spi = 0;
  std::uint8_t protocol = 50;
  std::uint32_t reqid = 0;
  XfrmMode mode = XfrmMode::Tunnel;
  bool optional = false;  ///< "level use"
  bool operator==(const XfrmTemplate&) const = default;
};

struct XfrmPolicy {
  PolicyDirection direction = PolicyDirection::Out;
  IpPrefix source, destination;
  std::uint8_t protocol = 0;   ///< of the selector; 0: any
  std::uint32_t priority = 0;  ///< the lowest wins; among equals the one inserted first
  Mark mark;
  std::uint32_t interface_id = 0;
  PolicyAction action = PolicyAction::Allow;
  std::vector<XfrmTemplate> templates;
  std::uint32_t index = 0;  ///< the kernel's name for it
  std::int64_t added_unix_s = 0;
  bool operator==(const XfrmPolicy&) const = default;
};

/// Both lists in the order of insertion: what stands first is older.
struct XfrmTables {
  std::vector<XfrmState> states;
  std::vector<XfrmPolicy> policies;
  bool operator==(const XfrmTables&) const = default;
};

/// "10.0.0.200 -> 10.0.1.200 SPI 3 mark 0xb013e00/0xffffff00"
[[nodiscard]] std::string to_text(const XfrmState& state);
/// "out 0.0.0.0/0 -> 10.0.0.0/16 priority 0 mark 0x3e00/0xff00"
[[nodiscard]] std::string to_text(const XfrmPolicy& policy);
/// "0.0.0.0 -> 10.0.0.0 SPI 3 reqid 1"
[[nodiscard]] std::string to_text(const XfrmTemplate& wanted);

}  // namespace canary
