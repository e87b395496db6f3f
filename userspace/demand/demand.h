// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <vector>

#include "demand/policy_rules.h"
#include "model/clear_traffic.h"
#include "model/offloaded_states.h"
#include "model/session_header.h"

namespace canary {

/// Says of packets that one node counted in the clear whether they had to be encrypted. Demands are
/// remembered: a policy that is gone goes on demanding what it demanded, so that a flush does not
/// make leaks vanish. What was permitted is so while the policy stands that permits it, or where no
/// other policy would have had the packet.
class Demand {
 public:
  explicit Demand(const SessionHeader& header);

  /// Looks at policies, states, the node's addresses and its paths.
  void fold(Instant at, const Observed& what);

  /// Of packets that were counted within the second before `at`; to be asked when all that was seen
  /// until then is folded.
  [[nodiscard]] ClearWord word_of(const PlaintextCounted& counted, Instant at) const;

 private:
  [[nodiscard]] ClearWord as_demanded(const PlaintextCounted& counted, Instant at) const;
  [[nodiscard]] bool operator_demands(const PlaintextCounted& counted) const;
  [[nodiscard]] bool is_ike(const PlaintextCounted& counted) const;
  [[nodiscard]] ClearWord in(const ClearPacket& packet, Instant at) const;
  [[nodiscard]] ClearWord weigh(const ClearPacket& packet, Instant at) const;
  [[nodiscard]] bool holds_without_mark(const Rule& rule, const ClearPacket& packet,
                                        Instant at) const;

  std::vector<IpPrefix> local_, remote_;  ///< told by the operator
  PolicyRules rules_;
  OffloadedStates offloaded_;
  std::set<IpAddress> nodes_;  ///< addresses of nodes: own ones, and outer ones of states
};

}  // namespace canary
