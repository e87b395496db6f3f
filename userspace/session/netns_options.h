// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace canary {

/// Where to stand: files of network namespaces; empty is where the process is.
struct NetnsOptions {
  std::string node;   ///< uplink, states, policies, control paths, the agent's loopback
  std::string probe;  ///< the pod side: encrypted paths
};

}  // namespace canary
