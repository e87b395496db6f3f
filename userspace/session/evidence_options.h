// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.h"

namespace canary {

/// How evidence of lost probes is told to peers, and asked from them.
struct EvidenceOptions {
  std::string token_file;         ///< what askers show and servers want; empty: nobody asks
  std::vector<IpAddress> listen;  ///< in the node's namespace; empty: this node is not asked
  std::uint16_t port = 8862;      ///< TCP, of this node and of its peers
  std::string certificate_file, key_file, authority_file;  ///< PEM; empty: in the clear
};

}  // namespace canary
