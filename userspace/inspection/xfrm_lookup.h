// SPDX-License-Identifier: Apache-2.0
// The kernel's own look-ups, asked of a listing of its tables instead of the kernel.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "model/xfrm_tables.h"

namespace canary {

/// A packet as a policy look-up sees it. Where protocol or ports are not known, a policy that
/// selects by them may take it or not.
struct Flow {
  PolicyDirection direction = PolicyDirection::Out;
  IpAddress source, destination;
  std::uint32_t mark = 0;
  std::optional<std::uint8_t> protocol{};
  std::optional<std::uint16_t> source_port{}, destination_port{};
};

/// xfrm_policy_match(): selector, mark, interface 0. False as well where it cannot be told.
[[nodiscard]] bool matches(const XfrmPolicy& policy, const Flow& flow);

/// Where packets of a policy go between which a template wants a state: in tunnel mode its own
/// addresses, else those of the packet as the templates before it left it
/// (xfrm_tmpl_resolve_one()).
struct TemplateEnds {
  IpPrefix source, destination;
};
[[nodiscard]] TemplateEnds ends_of(const XfrmPolicy& policy, const XfrmTemplate& wanted);

/// Does `state` fit what `policy` asks for on the way out? xfrm_state_find(), xfrm_state_look_at()
/// and xfrm_state_addr_check() of net/xfrm/xfrm_state.c, Linux 6.1 and 6.12: destination, SPI if
/// the template has one, reqid, protocol, mode, if_id; a source where both have one; the policy's
/// mark; packets that meet the state's selector, too; and either both or neither are left to a
/// device whole (Linux 6.2 on).
[[nodiscard]] bool satisfies(const XfrmState& state, const XfrmPolicy& policy,
                             const XfrmTemplate& wanted);

/// Does `state`, having decrypted a packet, fit the template? xfrm_state_ok(): SPI and reqid where
/// the template has them, protocol, mode, source unless in transport mode; not the destination.
[[nodiscard]] bool satisfies_inbound(const XfrmState& state, const XfrmTemplate& wanted);

/// Answers look-ups of one listing, which must outlive it. Made in O(n log n).
class XfrmLookup {
 public:
  explicit XfrmLookup(const XfrmTables& tables);

  /// The policy that decides: lowest priority, among equals the one inserted first. Null: none, or
  /// it cannot be told. Linear in the number of policies.
  [[nodiscard]] const XfrmPolicy* policy_for(const Flow& flow) const;

  /// Whether no policy takes the packet for sure, and it is dropped for that: xfrm_policy_default
  /// of struct netns_xfrm, Linux 5.15 on.
  [[nodiscard]] bool is_blocked_by_default(const Flow& flow) const;

  /// Of the states that satisfy the template the one that the kernel takes: one with the template's
  /// source before one without any, then the one added last; null: none.
  [[nodiscard]] const XfrmState* state_for(const XfrmPolicy& policy,
                                           const XfrmTemplate& wanted) const;

  /// The state because of which the kernel refuses to look further: with the template's SPI,
  /// destination and protocol, whatever else it has. Such packets are counted as XfrmOutPolError
  /// and not as XfrmOutNoStates (xfrm_state_find(): -EEXIST). Null: none.
  [[nodiscard]] const XfrmState* state_in_the_way(const XfrmPolicy& policy,
                                                  const XfrmTemplate& wanted) const;

  /// States for packets to `destination`, oldest first.
  [[nodiscard]] const std::vector<const XfrmState*>& states_to(const IpAddress& destination) const;
  /// The same of a block of addresses, by address.
  [[nodiscard]] std::vector<const XfrmState*> states_to(const IpPrefix& destinations) const;

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
