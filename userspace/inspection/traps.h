// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <vector>

#include "inspection/xfrm_lookup.h"

namespace canary {

/// What waits for a packet before a daemon of IKE negotiates: templates out with no SPI, and no
/// state of their reqid that has a key already. Of a template without reqid: no such state to its
/// end. Not where a state that no policy leads to stands between the ends: that is the one which
/// was meant.
class Traps {
 public:
  /// `orphaned`: as of orphaned_states().
  Traps(const XfrmLookup& lookup, const std::vector<const XfrmState*>& orphaned);

  [[nodiscard]] bool is_trap(const XfrmPolicy& policy, const XfrmTemplate& wanted) const;
  /// Whether nothing but traps stands in the policy.
  [[nodiscard]] bool is_trap(const XfrmPolicy& policy) const;
  /// Whether a policy out waits for the states that this inbound template wants.
  [[nodiscard]] bool awaits(const XfrmTemplate& wanted) const;

 private:
  [[nodiscard]] bool has_orphan(const XfrmPolicy& policy, const XfrmTemplate& wanted) const;

  const XfrmLookup* lookup_;
  bool has_fixed_keys_ = false;
  std::map<IpAddress, const XfrmState*> orphaned_;  ///< by destination, the newest
  std::set<std::uint32_t> keyed_, waiting_;         ///< reqids
};

}  // namespace canary
