// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "uplinks/network.h"

namespace canary {

/// Lists devices, addresses, routes of all tables, nexthop objects and rules of the network
/// namespace that the calling thread stands in. Needs no privilege. About 120 bytes a route for as
/// long as the answer lives.
[[nodiscard]] Result<Network> read_network();

}  // namespace canary
