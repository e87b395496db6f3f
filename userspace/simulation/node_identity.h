// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ip_address.h"
#include "model/path.h"

namespace canary::simulation {

/// Node n has pod 10.<n>.10, node 172.16 + <n>, tunnel end 10.<n>.200, where <n> are two octets;
/// in IPv6 fd00::<n>:a, 2001:db8::<n> and fd00::<n>:c8.
struct NodeIdentity {
  NodeName name;
  IpAddress pod, node, tunnel;
};

[[nodiscard]] NodeIdentity identity_of(std::size_t node, Family family);
[[nodiscard]] NodeName name_of(std::size_t node);  ///< "node-0"

}  // namespace canary::simulation
