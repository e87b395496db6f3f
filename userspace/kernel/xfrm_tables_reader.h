// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "base/error.h"
#include "model/xfrm_tables.h"

namespace canary {

/// Lists the states and policies of the network namespace that the calling thread stands in, over
/// NETLINK_XFRM, and what happens to packets that no policy takes. Needs CAP_NET_ADMIN there. The
/// buffer that held the kernel's answer, keys and all, is wiped.
[[nodiscard]] Result<XfrmTables> read_xfrm_tables();

/// The addresses of this namespace's devices.
[[nodiscard]] Result<std::set<IpAddress>> read_local_addresses();

}  // namespace canary
