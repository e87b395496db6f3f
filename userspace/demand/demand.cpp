// SPDX-License-Identifier: Apache-2.0
#include "demand/demand.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace canary {
namespace {

/// Counts are read once a second: until so long ago a packet may have passed, and policies that are
/// changed together are read of one after the other.
constexpr Duration kOneReading = std::chrono::milliseconds(1500);
constexpr std::uint8_t kUdp = 17;

bool any_contains(const std::vector<IpPrefix>& prefixes, const IpAddress& address) {
  return std::ranges::any_of(prefixes,
                             [&](const IpPrefix& prefix) { return prefix.contains(address); });
}

bool wins(const PolicyRules::Found& a, const PolicyRules::Found& b) {
  return std::pair(a.first.priority, a.second.order) < std::pair(b.first.priority, b.second.order);
}

/// Whether `a` stood all the time that `b` did.
bool outlasts(const Standing& a, const Standing& b) {
  if (a.since > b.since + kOneReading) return false;
  return !a.until || (b.until && *a.until >= *b.until - kOneReading);
}

using Met = std::vector<const PolicyRules::Found*>;

/// Of rules in the kernel's order the one that had the packet. One that was taken away since may
/// have been it.
const PolicyRules::Found* decides(const Met& met, Instant at) {
  const auto stood = std::ranges::find_if(met, [&](const auto* rule) {
    return !rule->second.until || *rule->second.until >= at - kOneReading;
  });
  return stood == met.end() ? nullptr : *stood;
}

/// Of rules in the kernel's order that had templates the strictest which ever decided: of those
/// before it none stood all the time. Null: there is none.
const PolicyRules::Found* strictest_that_decided(const Met& met) {
  const PolicyRules::Found* strictest = nullptr;
  for (auto rule = met.begin(); rule != met.end(); ++rule) {
    const Asks asks = (*rule)->first.asks;
    if (asks == Asks::Nothing || (strictest != nullptr && asks <= strictest->first.asks)) continue;
    const bool shadowed = std::any_of(met.begin(), rule, [&](const auto* before) {
      return outlasts(before->second, (*rule)->second);
    });
    if (!shadowed) strictest = *rule;
  }
  return strictest;
}

ClearPacket reversed(const ClearPacket& packet) {
  ClearPacket answer = packet;
  answer.direction = PolicyDirection::Out;
  std::swap(answer.source, answer.destination);
  std::swap(answer.kind.source_port, answer.kind.destination_port);
  return answer;
}

}  // namespace

Demand::Demand(const SessionHeader& header) : local_(header.protects) {
  if (local_.empty()) return;
  // A daemon's peers come later: what is protected here is protected there.
  remote_ = local_;
  for (const auto& peer : header.peers)
    remote_.insert(remote_.end(), peer.protects.begin(), peer.protects.end());
}

void Demand::fold(Instant at, const Observed& what) {
  rules_.fold(at, what);
  offloaded_.fold(at, what);
  if (const auto* states = std::get_if<StatesSeen>(&what)) {
    for (const auto& state : states->states)
      for (const auto& end : {state.source, state.destination})
        if (!is_unspecified(end)) nodes_.insert(end);
  } else if (const auto* listed = std::get_if<XfrmTablesListed>(&what)) {
    nodes_.insert(listed->local_addresses.begin(), listed->local_addresses.end());
  } else if (const auto* path = std::get_if<PathAdded>(&what)) {
    if (path->kind == PathKind::Control) nodes_.insert({path->sender, path->reflector});
  }
}

ClearWord Demand::word_of(const PlaintextCounted& counted, Instant at) const {
  const ClearWord word = as_demanded(counted, at);
  const bool left = !counted.kind || counted.kind->way == ClearWay::Left;
  const bool may_be_encrypted = left && offloaded_.stood_after(at - kOneReading);
  return word == ClearWord::Leaked && may_be_encrypted ? ClearWord::Offloaded : word;
}

ClearWord Demand::as_demanded(const PlaintextCounted& counted, Instant at) const {
  if (!counted.kind) return ClearWord::Leaked;  // counted for no other reason then
  if (operator_demands(counted)) return ClearWord::Leaked;
  if (is_ike(counted)) return ClearWord::Permitted;
  const ClearPacket packet{PolicyDirection::Out, counted.source, counted.destination,
                           *counted.kind};
  return counted.kind->way == ClearWay::Left ? weigh(packet, at) : in(packet, at);
}

bool Demand::operator_demands(const PlaintextCounted& counted) const {
  const bool left = counted.kind->way == ClearWay::Left;
  const auto& [ours, theirs] = left ? std::pair(counted.source, counted.destination)
                                    : std::pair(counted.destination, counted.source);
  return any_contains(local_, ours) && any_contains(remote_, theirs);
}

/// IKE's daemons give their sockets policies of their own, which no table tells (RFC 7296, 2; RFC
/// 3948, 4: on port 4500 what is no ESP is theirs).
bool Demand::is_ike(const PlaintextCounted& counted) const {
  const auto is_its_port = [](const std::optional<std::uint16_t>& port) {
    constexpr std::uint16_t kIke = 500, kIkeBesideEsp = 4500;
    return port == kIke || port == kIkeBesideEsp;
  };
  return counted.kind->protocol == kUdp &&
         (is_its_port(counted.kind->source_port) || is_its_port(counted.kind->destination_port)) &&
         nodes_.contains(counted.source) && nodes_.contains(counted.destination);
}

/// The stack asks either the policies for itself or those for what it forwards, and which is not
/// known of an address: what one of them demands is demanded.
ClearWord Demand::in(const ClearPacket& packet, Instant at) const {
  ClearPacket to_us = packet, through_us = packet;
  to_us.direction = PolicyDirection::In;
  through_us.direction = PolicyDirection::Forward;
  return std::min(weigh(to_us, at), weigh(through_us, at));
}

/// Policies that mark is for packets that somebody marked. Nodes' own packets are not marked on
/// purpose; a policy for any destination means what is routed to a tunnel; and one for what comes
/// in is also met by what never was to be encrypted: there the answer must be demanded, too.
bool Demand::holds_without_mark(const Rule& rule, const ClearPacket& packet, Instant at) const {
  if (!rule.asks_for_mark) return true;
  if (nodes_.contains(packet.source) || nodes_.contains(packet.destination)) return false;
  if (packet.direction == PolicyDirection::Out) return rule.selector.destination.length > 0;
  return weigh(reversed(packet), at) == ClearWord::Leaked;
}

ClearWord Demand::weigh(const ClearPacket& packet, Instant at) const {
  auto met = rules_.met_by(packet);
  std::erase_if(met, [&](const auto* rule) {
    return rule->first.asks != Asks::Nothing && !holds_without_mark(rule->first, packet, at);
  });
  std::ranges::sort(met, [](const auto* a, const auto* b) { return wins(*a, *b); });
  const auto* asking = strictest_that_decided(met);
  if (const auto* deciding = decides(met, at); deciding != nullptr)
    if (deciding->first.asks == Asks::Nothing &&
        (asking == nullptr || deciding->first.priority <= asking->first.priority))
      return ClearWord::Permitted;
  if (asking == nullptr) return ClearWord::NotDemanded;
  if (asking->first.asks == Asks::Encryption) return ClearWord::Leaked;
  return packet.kind.authenticated ? ClearWord::Authenticated : ClearWord::NotDemanded;
}

}  // namespace canary
