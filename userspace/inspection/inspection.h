// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/path.h"
#include "model/xfrm_tables.h"

namespace canary {

/// What is known of a node beside its tables.
struct NodeFacts {
  NodeName node;
  std::set<IpAddress> local;            ///< its own addresses; empty: not known, and not judged by
  std::map<IpAddress, NodeName> peers;  ///< outer addresses of others, where somebody told them
  std::int64_t now_unix_s = 0;          ///< when the tables were read, for what expires
  /// The states as they were a moment earlier, where somebody looked: whose counters rise is told.
  std::vector<XfrmState> earlier{};
  /// Addresses that it has lost, as the tables show: found by inspect().
  std::set<IpAddress> former{};
};

/// Whether `state` encrypts what this node sends: with the node's own addresses known, those tell.
[[nodiscard]] bool is_outbound(const XfrmState& state, const NodeFacts& facts);

/// What encrypts packets to one outer address, and what decrypts those that come back.
struct Protection {
  IpAddress remote;  ///< outer destination; in transport mode the packets' own, or their block's
  std::string name;  ///< of the peer; empty where nobody told it
  const XfrmPolicy* policy = nullptr;
  const XfrmState* encrypts = nullptr;  ///< null: no state satisfies the template
  const XfrmState* decrypts = nullptr;  ///< null: none for packets from there
};

struct Inspection {
  NodeFacts facts;
  XfrmTables tables;
  std::vector<Protection>
      protections;  ///< point into `tables`; one for each ESP or AH template of a policy out
  std::vector<Finding> findings;

  Inspection() = default;
  Inspection(const Inspection&) = delete;
  Inspection& operator=(const Inspection&) = delete;
  Inspection(Inspection&&) = default;
  Inspection& operator=(Inspection&&) = default;
};

/// Reads the tables as the kernel would. Pure; O(n log n) in states and policies for tables that
/// use a handful of masks and prefix lengths, as those of agents do.
[[nodiscard]] Inspection inspect(XfrmTables tables, NodeFacts facts);

}  // namespace canary
