// SPDX-License-Identifier: Apache-2.0
// The kernel's own look-ups, asked of a listing of its tables instead of the kernel.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "model/xfrm_tables.h"

namespace canary {

/// A packet as a policy look-up sees it.
struct Flow {
  PolicyDirection direction = PolicyDirection::Out;
  IpAddress source, destination;
  std::uint32_t mark = 0;
};

/// xfrm_policy_match(): selector, mark, interface 0. The selector's protocol is not looked at.
[[nodiscard]] bool matches(const XfrmPolicy& policy, const Flow& flow);

/// Does `state` fit what `policy` asks for on the way out? xfrm_state_look_at() and
/// xfrm_state_addr_check() of net/xfrm/xfrm_state.c, Linux 6.1 and 6.12: destination, SPI if the
/// template has one, reqid, protocol, mode; a source where both have one; the policy's mark.
[[nodiscard]] bool satisfies(const XfrmState& state, const XfrmPolicy& policy,
                             const XfrmTemplate& wanted);

/// Does `state`, having decrypted a packet, fit the template? xfrm_state_ok(): SPI and reqid where
/// the template has them, protocol, mode, source; not the destination.
[[nodiscard]] bool satisfies_inbound(const XfrmState& state, const XfrmTemplate& wanted);

/// Answers look-ups of one listing, which must outlive it. Made in O(n log n).
class XfrmLookup {
 public:
  explicit XfrmLookup(const XfrmTables& tables);

  /// The policy that decides: lowest priority, among equals the one inserted first. Null: none.
  /// Linear in the number of policies.
  [[nodiscard]] const XfrmPolicy* policy_for(const Flow& flow) const;

  /// Of the states that satisfy the template the one added last, as the kernel takes it; null:
  /// none.
  [[nodiscard]] const XfrmState* state_for(const XfrmPolicy& policy,
                                           const XfrmTemplate& wanted) const;

  /// States for packets to `destination`, oldest first.
  [[nodiscard]] const std::vector<const XfrmState*>& states_to(const IpAddress& destination) const;

  /// The state that decrypts: destination, SPI and mark of the packet; among several the one added
  /// last (__xfrm_state_lookup() walks the newest first).
  [[nodiscard]] const XfrmState* inbound_state(const IpAddress& destination, std::uint32_t spi,
                                               std::uint32_t mark) const;

  [[nodiscard]] const XfrmTables& tables() const { return *tables_; }

 private:
  const XfrmTables* tables_;
  std::map<IpAddress, std::vector<const XfrmState*>> by_destination_;
};

}  // namespace canary
