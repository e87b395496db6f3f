// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/path.h"
#include "model/session_header.h"

namespace canary {

/// A path on which probes do not come back now.
struct UnreachablePath {
  Path path;
  Instant since;  ///< when the first probe was sent that did not come back
  bool operator==(const UnreachablePath&) const = default;
};

/// Who a node is, for as long as its daemon runs.
struct NodeIdentity {
  NodeName node;
  std::string version;
  Instant started;
  std::vector<IpAddress> addresses;  ///< own: by these it may be another one's peer
  bool operator==(const NodeIdentity&) const = default;
};

/// What a node knows of itself while it runs on.
struct NodeStatus {
  NodeIdentity identity;
  std::optional<Instant> agent_gone;  ///< absent while it is ready, or nobody watches it
  bool transition_open = false;       ///< whether there is one that has not been judged
  std::vector<PeerAddresses> peers;   ///< whom it probes
  std::map<Ssid, UnreachablePath> unreachable;
  std::map<std::string, std::uint64_t> transitions;  ///< judged ones, by verdict
  std::string last_report = "null";  ///< JSON: the judgement on the last transition, or null
  bool operator==(const NodeStatus&) const = default;
};

}  // namespace canary
