// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <string_view>

#include "uplinks/network.h"

namespace canary::testing {

/// The network that lines of `ip -batch` would make of an empty namespace:
///
///   link add eth0.100 link eth0 type vlan     # of type "nic": hardware; "elsewhere" moves its
///   link set eth0 master bond0                # lower device to another namespace
///   addr add 10.0.0.1/24 dev eth0             # with the route to its subnet, as the kernel adds
///   it route add default via 10.0.0.254 dev eth0 table 2 route add 10.9.0.0/16 nexthop
///   via 10.0.0.2 dev eth0 nexthop dev eth1 nexthop add id 7 via 10.0.0.2 dev eth0    # or "group
///   7/8" rule add pref 100 fwmark 0x200 table 2    # the kernel's own three are there already
///
/// Throws where it does not understand.
[[nodiscard]] Network read_ip_batch(std::string_view text);

}  // namespace canary::testing
