// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/path.h"
#include "uplinks/network.h"

namespace canary {

/// An address of a peer, as routes are looked up for it.
struct PeerAddress {
  NodeName peer;
  IpAddress address;
  auto operator<=>(const PeerAddress&) const = default;
};

/// What leads packets through a device; what says most first.
enum class UseKind { DefaultRoute, PeerRoute, GatewayRoute, SubnetRoute, HostRoute, Address };

struct DeviceUse {
  UseKind kind = UseKind::Address;
  std::string reason;  ///< "the default route leads through it"
};

/// For each device through which a packet may leave, by index, the use that says most. Routes
/// count that a rule leads to. What reaches link-local or multicast addresses only is no use.
[[nodiscard]] std::map<int, DeviceUse> uses_of_devices(const Network& network,
                                                       const std::vector<PeerAddress>& peers);

}  // namespace canary
