// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "model/session_header.h"
#include "session/evidence_options.h"
#include "session/netns_options.h"

namespace canary {

/// Where probes of others are answered, and whether it is watched what becomes of them here.
struct ReflectOptions {
  std::vector<IpAddress> local;
  std::vector<IpAddress> control_local;  ///< answered in the node's namespace; empty: not at all
  std::uint16_t port = 862;
  std::string key_file;
  NetnsOptions netns;
  NodeName node;                     ///< of this node in the reports of its peers
  std::vector<std::string> uplinks;  ///< watched for peers that ask; empty: as for verify
  std::string overlay;               ///< as for verify
  EvidenceOptions evidence;
};

}  // namespace canary
