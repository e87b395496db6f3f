// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ip_address.h"
#include "model/path.h"

namespace canary {

/// One node that is probed, as --peer names it.
struct PeerSpec {
  NodeName name;
  std::vector<IpAddress> probed;   ///< pod addresses: encrypted paths
  std::vector<IpAddress> control;  ///< node addresses: control paths
  std::vector<IpPrefix> protects;  ///< what must not be reached in the clear; default: `probed`
  bool operator==(const PeerSpec&) const = default;
};

/// Whether it protects what it was told to, and not only what is probed.
[[nodiscard]] bool protects_more_than_probed(const PeerSpec& peer);

/// Parses each "NAME=ADDR[,control=ADDR][,protects=CIDR]..."; specifications of one name are merged
/// (IPv4 and IPv6 of one node). Errors name the specification and show the form.
[[nodiscard]] Result<std::vector<PeerSpec>> parse_peers(const std::vector<std::string>& texts);

}  // namespace canary
