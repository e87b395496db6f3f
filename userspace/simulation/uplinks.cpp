// SPDX-License-Identifier: Apache-2.0
#include "simulation/uplinks.h"

#include <algorithm>

#include "simulation/clear_truth.h"

namespace canary::simulation {
namespace {

bool has_second(const SimulatedNode& node, Instant at) {
  return node.second_uplink && node.second_uplink->appears <= at;
}

}  // namespace

bool takes_detour(const History& history, std::size_t from, std::size_t to, Instant at) {
  return has_second(history.nodes[from], at) &&
         std::ranges::any_of(history.detours, [&](const Detour& detour) {
           return detour.from == from && detour.to == to && within(detour.span, at);
         });
}

Hook egress_of(const SimulatedNode& sender, bool detoured, Instant at) {
  return detoured && has_second(sender, at) ? Hook::SecondEgress : Hook::Egress;
}

Hook ingress_of(const SimulatedNode& receiver, bool detoured, Instant at) {
  return detoured && has_second(receiver, at) ? Hook::SecondIngress : Hook::Ingress;
}

std::uint32_t device_of(Hook hook) {
  return hook == Hook::SecondEgress || hook == Hook::SecondIngress ? kSecondDevice : kFirstDevice;
}

bool is_unwatched(const SimulatedNode& node, Hook hook) {
  return device_of(hook) == kSecondDevice && !node.second_uplink->watched;
}

LegTruth& Uplinks::truth_of(const Packet& packet) {
  return truth_.paths[packet.path][packet.probe].leg(packet.leg);
}

void Uplinks::note_encrypted(const Packet& packet, Instant at, bool seen) {
  const SimulatedNode& sender = history_.nodes[packet.from];
  LegTruth& truth = truth_of(packet);
  truth.went_encrypted = true;
  note_seen_encrypted(packet, packet.from, seen);
  const bool unwatched = is_unwatched(sender, egress_of(sender, packet.detoured, at));
  truth.by_unwatched |= unwatched;
  truth.left_unwatched |= seen && unwatched;
}

void Uplinks::note_seen_encrypted(const Packet& packet, std::size_t node, bool seen) {
  LegTruth& truth = truth_of(packet);
  truth.seen_encrypted |= seen;
  truth.seen_encrypted_by_prober |= seen && node == history_.paths[packet.path].local;
}

void Uplinks::leave(const Packet& packet, Instant at, const IpAddress& from, const IpAddress& to) {
  const SimulatedNode& sender = history_.nodes[packet.from];
  const Hook hook = egress_of(sender, packet.detoured, at);
  LegTruth& truth = truth_of(packet);
  truth.by_unwatched |= is_unwatched(sender, hook);
  if (packet.carriage == Carriage::Encrypted) {
    observers_[packet.from].see(at, hook, ProbeLeftUplink{packet.esp, from, to});
    return;
  }
  truth.went_clear = true;
  const bool authenticated = packet.carriage == Carriage::Authenticated;
  note_clear(packet, at,
             observers_[packet.from].see(at, hook,
                                         ProbeLeftInClear{packet.key, packet.leg, authenticated}),
             ClearWay::Left, hook);
}

void Uplinks::come(const Packet& packet, Instant at) {
  const SimulatedNode& receiver = history_.nodes[packet.to];
  const Hook hook = ingress_of(receiver, packet.detoured, at);
  LegTruth& truth = truth_of(packet);
  truth.by_unwatched |= is_unwatched(receiver, hook);
  const bool decrypted = packet.carriage == Carriage::Encrypted;
  const bool authenticated = packet.carriage == Carriage::Authenticated;
  const bool seen = observers_[packet.to].see(
      at, hook, ProbeArrived{packet.key, packet.leg, decrypted, authenticated});
  if (decrypted)
    note_seen_encrypted(packet, packet.to, seen);
  else
    note_clear(packet, at, seen, ClearWay::Came, hook);
}

void Uplinks::note_clear(const Packet& packet, Instant at, bool seen, ClearWay way, Hook hook) {
  LegTruth& truth = truth_of(packet);
  const Instant sent = truth_.paths[packet.path][packet.probe].sent;
  truth.seen_clear |= seen;
  truth.seen_clear_in_time |= seen && at <= sent + history_.criteria.deadline;
  const SimulatedPath& path = history_.paths[packet.path];
  const bool of_nodes = path.kind == PathKind::Control;
  const bool probed = std::ranges::any_of(history_.paths, [&](const SimulatedPath& other) {
    return other.kind == PathKind::Encrypted && history_.nodes[other.local].records &&
           std::minmax(other.local, other.remote) == std::minmax(path.local, path.remote);
  });
  count_clear(history_, observers_, truth_,
              {packet.from, packet.to, std::nullopt, of_nodes,
               packet.carriage == Carriage::Authenticated, packet.leg == ProbeLeg::Reply},
              way, hook, at, seen && probed && !of_nodes);
}

}  // namespace canary::simulation
