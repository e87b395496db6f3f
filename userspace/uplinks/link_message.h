// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/netlink.h>

#include <optional>

#include "uplinks/network.h"

namespace canary {

// Each takes a message of rtnetlink as the kernel sends it, and gives nothing where it is none that
// concerns us, or is not understood.

/// RTM_NEWLINK.
[[nodiscard]] std::optional<NetworkLink> decode_link(const nlmsghdr& message);
/// RTM_NEWADDR.
[[nodiscard]] std::optional<NetworkAddress> decode_address(const nlmsghdr& message);

}  // namespace canary
