// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_states.h"
#include "inspection/rules.h"

namespace canary {
namespace {

/// What this node encrypts, and for whom.
class Outbound {
 public:
  Outbound(const XfrmLookup& lookup, const NodeFacts& facts) {
    for (const auto& state : lookup.tables().states)
      if (is_keyed(state) && is_outbound(state, facts))
        reqids_[state.destination].insert(state.reqid);
    for (const auto& policy : lookup.tables().policies) {
      if (policy.direction != PolicyDirection::Out) continue;
      for (const auto& wanted : policy.templates) keep(policy, wanted);
    }
  }

  [[nodiscard]] bool serves_node(std::uint32_t node_id) const {
    return node_ids_.contains(node_id);
  }
  /// The reqids of what goes to `remote`. Null: nothing does.
  [[nodiscard]] const std::set<std::uint32_t>* reqids_to(const IpAddress& remote) const {
    if (const auto found = reqids_.find(remote); found != reqids_.end()) return &found->second;
    const auto block = std::ranges::find_if(
        blocks_, [&](const auto& entry) { return entry.first.contains(remote); });
    return block == blocks_.end() ? nullptr : &block->second;
  }

 private:
  void keep(const XfrmPolicy& policy, const XfrmTemplate& wanted) {
    const auto to = ends_of(policy, wanted).destination;
    if (to == host_prefix(to.address))
      reqids_[to.address].insert(wanted.reqid);
    else
      blocks_[to].insert(wanted.reqid);
    if (const auto mark = encrypt_mark_of(policy.mark); mark && mark->node_id)
      node_ids_.insert(*mark->node_id);
  }

  std::map<IpAddress, std::set<std::uint32_t>> reqids_;
  std::map<IpPrefix, std::set<std::uint32_t>> blocks_;
  std::set<std::uint32_t> node_ids_;
};

bool is_multicast(const IpAddress& address) {
  constexpr std::uint8_t kV4Bits = 0xf0, kV4 = 0xe0, kV6 = 0xff;
  return address.family == Family::V4 ? (address.bytes[0] & kV4Bits) == kV4
                                      : address.bytes[0] == kV6;
}

/// Whether something encrypts for who sends to `in`. The two halves of an IKE child SA bear one
/// reqid; where somebody numbered them by hand, some reqid out has no state in.
bool has_partner(const XfrmState& in, const Outbound& outbound, const InboundStates& inbound) {
  const auto mark = decrypt_mark_of(in.mark);
  if (mark && mark->node_id && outbound.serves_node(*mark->node_id)) return true;
  const auto* reqids = outbound.reqids_to(in.source);
  if (reqids == nullptr) return false;
  if (reqids->contains(in.reqid)) return true;
  std::set<std::uint32_t> inward;
  for (const auto* other : inbound.from(in.source)) inward.insert(other->reqid);
  return std::ranges::any_of(*reqids, [&](std::uint32_t reqid) { return !inward.contains(reqid); });
}

std::string name_of(const IpAddress& remote, const NodeFacts& facts) {
  const auto named = facts.peers.find(remote);
  return named == facts.peers.end() ? to_text(remote)
                                    : fmt::format("{} ({})", named->second, to_text(remote));
}

}  // namespace

std::vector<Finding> find_lone_inbound_states(const XfrmLookup& lookup, const NodeFacts& facts) {
  // Without the node's own addresses in and out cannot be told apart.
  if (facts.local.empty()) return {};
  const Outbound outbound(lookup, facts);
  const InboundStates inbound(lookup.tables(), facts);
  const bool is_blocked = drops_without_policy(lookup.tables());
  std::vector<Finding> findings;
  for (const auto& state : lookup.tables().states) {
    if (!is_keyed(state) || is_outbound(state, facts) || is_unspecified(state.source) ||
        is_unspecified(state.destination) || is_multicast(state.destination) ||
        facts.local.contains(state.source) || has_partner(state, outbound, inbound))
      continue;
    findings.push_back({"pair-missing",
                        Severity::Failure,
                        facts.node,
                        fmt::format("what {} sends is decrypted, but nothing encrypts what this "
                                    "node sends back: {}",
                                    name_of(state.source, facts),
                                    is_blocked ? "XfrmOutPolBlock" : "it leaves unencrypted"),
                        {fmt::format("in: {}", to_text(state))},
                        {}});
  }
  return findings;
}

}  // namespace canary
