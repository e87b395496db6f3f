// SPDX-License-Identifier: Apache-2.0
#include "demand/policy_rules.h"

#include <algorithm>
#include <set>

namespace canary {
namespace {

constexpr std::uint8_t kEsp = 50;
/// Of a daemon's life, not of what stands.
constexpr std::size_t kMostRules = 65536;

Asks asks_of(const XfrmPolicy& policy) {
  Asks asks = Asks::Nothing;
  for (const auto& wanted : policy.templates) {
    constexpr std::uint8_t kAh = 51;
    if (wanted.optional) continue;
    if (wanted.protocol == kEsp) return Asks::Encryption;
    if (wanted.protocol == kAh) asks = Asks::Authentication;
  }
  return asks;
}

bool can_be_told(const XfrmPolicy& policy) {
  return policy.action == PolicyAction::Allow && !policy.is_sub && policy.interface_id == 0 &&
         policy.device == 0 && policy.security_context.empty() && !policy.not_understood;
}

Rule rule_of(const XfrmPolicy& policy) {
  Rule rule{policy, policy.direction, policy.priority, asks_of(policy), false, {}};
  rule.selector.user = 0;
  if (rule.asks == Asks::Nothing)
    rule.mark = policy.mark;
  else
    rule.asks_for_mark = policy.mark.mask != 0;
  return rule;
}

bool meets(const PortMatch& wanted, const std::optional<std::uint16_t>& port) {
  return wanted.mask == 0 || (port && (*port & wanted.mask) == wanted.value);
}

/// xfrm_selector_match() of net/xfrm/xfrm_policy.c, but for the device.
bool meets(const Rule& rule, const ClearPacket& packet) {
  const XfrmSelector& wanted = rule.selector;
  return rule.direction == packet.direction && wanted.source.contains(packet.source) &&
         wanted.destination.contains(packet.destination) &&
         (wanted.protocol == 0 || wanted.protocol == packet.kind.protocol) &&
         meets(wanted.source_port, packet.kind.source_port) &&
         meets(wanted.destination_port, packet.kind.destination_port) &&
         rule.mark.matches(packet.kind.mark);
}

auto identity_of(const XfrmPolicy& policy) {
  return std::tuple(policy.direction, policy.is_sub, XfrmSelector{policy}, policy.mark,
                    policy.interface_id);
}

}  // namespace

void PolicyRules::fold(Instant at, const Observed& what) {
  if (const auto* policies = std::get_if<PoliciesSeen>(&what)) {
    for (const auto& policy : policies->policies) switch (policies->event) {
        case EntryEvent::Listed:
          listed_.push_back(policy);
          break;
        case EntryEvent::Added:
        case EntryEvent::Updated:
          put(policy, at);
          break;
        case EntryEvent::Deleted:
        case EntryEvent::Expired:
          remove(identity_of(policy), at);
          break;
      }
  } else if (std::holds_alternative<PoliciesFlushed>(what)) {
    while (!policies_.empty()) remove(Identity(policies_.begin()->first), at);
  } else if (std::holds_alternative<XfrmTablesListed>(what)) {
    end_listing(at);
  }
}

void PolicyRules::put(const XfrmPolicy& policy, Instant at) {
  remove(identity_of(policy), at);
  if (!can_be_told(policy)) return;
  const auto [rule, is_new] = rules_.try_emplace(rule_of(policy), Standing{at, {}, 0, 0});
  if (is_new) by_destination_[policy.destination].push_back(&*rule);
  Standing& standing = rule->second;
  if (standing.policies++ == 0) standing.order = next_order_++;
  standing.until.reset();
  policies_.insert_or_assign(identity_of(policy), rule);
  if (is_new && rules_.size() > kMostRules) forget_oldest();
}

void PolicyRules::remove(const Identity& identity, Instant at) {
  const auto found = policies_.find(identity);
  if (found == policies_.end()) return;
  Standing& standing = found->second->second;
  if (--standing.policies == 0) standing.until = at;
  policies_.erase(found);
}

/// What stands on keeps its place.
void PolicyRules::end_listing(Instant at) {
  std::set<Identity> stand_on;
  for (const auto& policy : listed_) {
    const auto known = policies_.find(identity_of(policy));
    if (known == policies_.end() || known->second->first != rule_of(policy)) put(policy, at);
    stand_on.insert(identity_of(policy));
  }
  listed_.clear();
  std::vector<Identity> gone;
  for (const auto& [identity, rule] : policies_)
    if (!stand_on.contains(identity)) gone.push_back(identity);
  for (const auto& identity : gone) remove(identity, at);
}

void PolicyRules::forget_oldest() {
  auto oldest = rules_.end();
  for (auto rule = rules_.begin(); rule != rules_.end(); ++rule)
    if (rule->second.until &&
        (oldest == rules_.end() || *rule->second.until < *oldest->second.until))
      oldest = rule;
  if (oldest == rules_.end()) return;
  const auto place = by_destination_.find(oldest->first.selector.destination);
  std::erase(place->second, &*oldest);
  if (place->second.empty()) by_destination_.erase(place);
  rules_.erase(oldest);
}

std::vector<const PolicyRules::Found*> PolicyRules::met_by(const ClearPacket& packet) const {
  std::vector<const Found*> found;
  const IpPrefix whole = host_prefix(packet.destination);
  for (int length = whole.length; length >= 0; --length) {
    const auto place = by_destination_.find(shortened(whole, static_cast<std::uint8_t>(length)));
    if (place == by_destination_.end()) continue;
    for (const Found* rule : place->second)
      if (meets(rule->first, packet)) found.push_back(rule);
  }
  return found;
}

}  // namespace canary
