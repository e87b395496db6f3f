// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "model/uplinks_found.h"
#include "uplinks/device_uses.h"
#include "uplinks/network.h"

namespace canary {

/// A device that packets leave this node through, and that is to be watched.
struct Uplink {
  int index = 0;
  std::string device;
  std::uint8_t header_length = 14;  ///< bytes before the IP header
  std::string reason;               ///< "the default route leads through it"
  /// Other uplinks whose packets pass this one as well: eth0.100 on eth0. They would count twice.
  std::vector<std::string> carries;
  bool operator==(const Uplink&) const = default;
};

/// A device that is not watched.
struct UnwatchedDevice {
  int index = 0;
  std::string device;
  std::string reason;         ///< "it is down"
  bool sends_unseen = false;  ///< packets leave this node through it, and nobody looks at them
  bool passes_on = false;     ///< what it sends passes another device of this node
  bool operator==(const UnwatchedDevice&) const = default;
};

/// A UDP port behind which packets are carried, as a device of this network namespace does it.
struct OverlayPort {
  enum class Kind : std::uint8_t { Vxlan, Geneve } kind = Kind::Vxlan;
  std::uint16_t port = 0;
  auto operator<=>(const OverlayPort&) const = default;
};

struct Uplinks {
  std::vector<Uplink> watched;             ///< by index
  std::vector<UnwatchedDevice> unwatched;  ///< all others, by index
  std::vector<std::string> missing;        ///< named ones that do not exist
  std::string overlay_trouble;             ///< see trouble_of_overlay()
  std::set<OverlayPort> overlay_ports;     ///< of all VXLAN and Geneve devices
  bool operator==(const Uplinks&) const = default;

  /// Whether no packet can leave this node by routing without passing a watched device.
  [[nodiscard]] bool complete() const;
};

/// Why nothing is seen of ESP in this overlay: it is of another kind than VXLAN. Empty where it is
/// one, or does not exist.
[[nodiscard]] std::string trouble_of_overlay(const Network& network, const std::string& overlay);

/// Says it as an observation; `since`: it may have been so since then. Devices that send nothing
/// out of this node, as those of pods, are left out.
[[nodiscard]] UplinksFound to_observation(const Uplinks& uplinks, Instant since);

/// Chooses the devices through which routes lead to peers and to anything else. Of devices that are
/// stacked, the one that the routes name. With `named`, those and no others. Pure.
[[nodiscard]] Uplinks choose_uplinks(const Network& network, const std::vector<PeerAddress>& peers,
                                     const std::vector<std::string>& named);

}  // namespace canary
