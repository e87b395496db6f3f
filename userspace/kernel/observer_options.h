// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "uplinks/device_uses.h"

namespace canary {

/// What the kernel's side of the evidence is to look at.
struct ObserverOptions {
  std::string node_netns;   ///< empty: the caller's
  std::string probe_netns;  ///< where probes are sent and answered from; empty: the caller's
  std::vector<std::string> uplinks;  ///< devices in that namespace; empty: those that routes name
  std::string overlay;               ///< another, whose VXLAN packets carry ESP; empty: none
  std::uint16_t probe_port = 862;
  bool authenticated_probes = false;
  std::vector<PeerAddress> peer_addresses;   ///< whose routes are followed
  std::vector<std::uint32_t> probe_lengths;  ///< of the IP packets, in bytes
  std::vector<IpPrefix> protected_local;     ///< nothing may leave in the clear from these
  std::vector<IpPrefix> protected_remote;    ///< to these
  std::size_t peers = 1;                     ///< sizes the counter table,
  std::size_t peers_later = 0;               ///< and so does who may come later: counter_slots()
  bool counts_each_second = true;            ///< push what has changed; false: report() does
  std::vector<std::string> forced_off;       ///< hooks that must stay off (--without)
};

}  // namespace canary
