// SPDX-License-Identifier: Apache-2.0
// The verdict that all nodes' daemons come to together (schema xfrm-canary/cluster/1).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/verdict.h"

namespace canary {

/// What one node's daemon says of the paths from this node.
struct NodeVerdict {
  NodeName node;
  Verdict verdict = Verdict::Inconclusive;
  std::string reason;                  ///< one sentence
  std::vector<std::string> failures;   ///< summaries of failing findings
  std::vector<std::string> addresses;  ///< by these, too, others may name it as their peer
  std::vector<NodeName> peers;
  std::map<NodeName, std::vector<std::string>> peer_addresses{};  ///< of those that it probes
  bool operator==(const NodeVerdict&) const = default;
};

/// A node that did not tell.
struct MissingNode {
  std::string name;  ///< of the node, or where it was asked
  std::string why;   ///< "connection refused", "node-a names it as a peer, and it was not asked"
  bool operator==(const MissingNode&) const = default;
};

/// All nodes together.
struct ClusterJudgement {
  Verdict verdict = Verdict::Inconclusive;
  std::string reason;
  std::vector<NodeVerdict> nodes;    ///< by name
  std::vector<MissingNode> missing;  ///< with one of them no verdict is positive
  bool operator==(const ClusterJudgement&) const = default;
};

}  // namespace canary
