// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/netlink.h>

#include <optional>

#include "uplinks/network.h"

namespace canary {

// Each takes a message of rtnetlink as the kernel sends it, and gives nothing where it is none that
// concerns us, or is not understood.

/// RTM_NEWROUTE of a table: none that the kernel made of one for a single destination.
[[nodiscard]] std::optional<NetworkRoute> decode_route(const nlmsghdr& message);
/// RTM_NEWNEXTHOP, but for those that a VXLAN device uses.
[[nodiscard]] std::optional<NexthopObject> decode_nexthop(const nlmsghdr& message);
/// RTM_NEWRULE that leads to a table.
[[nodiscard]] std::optional<RoutingRule> decode_rule(const nlmsghdr& message);

}  // namespace canary
