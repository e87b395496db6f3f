// SPDX-License-Identifier: Apache-2.0
#include "fates/esp_match.h"

#include <algorithm>
#include <limits>

namespace canary {
namespace {

using namespace std::chrono_literals;

/// Programs on different hooks read the clock at different moments of the same softirq.
constexpr Duration kSameClock = 1ms;

template <class What>
const What* as(const Sighting& sighting) {
  return std::get_if<What>(&sighting.seen->what);
}

/// What the sender saw under the packet's name while the packet can have been there.
std::span<const Sighting> seen_by_sender(const EncryptedPacket& packet) {
  return packet.sender->of_esp(packet.encrypted->esp,
                               {packet.at - kSameClock, packet.waited + kSameClock});
}

std::span<const Sighting> seen_by_other(const NodeEvidence& node, const EncryptedPacket& packet) {
  const auto tolerance = tolerance_between(*packet.sender, node, packet.at);
  return node.of_esp(packet.encrypted->esp, {packet.at - tolerance, packet.decided + tolerance});
}

constexpr Span kEver{{std::numeric_limits<std::int64_t>::min()},
                     {std::numeric_limits<std::int64_t>::max()}};

bool same_outer(const ProbeEncrypted& a, const ProbeEncrypted& b) {
  return a.outer_source == b.outer_source && a.outer_destination == b.outer_destination;
}

/// Whether the sender saw all that it encrypted between the packet and what was seen at `at`, also
/// where that had been encrypted `before`.
bool saw_encryptions(const EncryptedPacket& packet, Instant at, Duration before) {
  const auto& sight = packet.sender->sight();
  return sight.watches_encryption() &&
         sight.saw_all({std::min(packet.at, at - before) - kSameClock, std::max(packet.at, at)});
}

/// A state that was added again counts from 1 anew: of several encryptions under one name, was ours
/// the last one before `at`? Behind the deadline only if no other can have been missed.
bool is_latest_encryption(const EncryptedPacket& packet, Instant at) {
  if (at > packet.decided + kSameClock && !saw_encryptions(packet, at, 0ns)) return false;
  const auto again = [&](const Sighting& other) {
    const auto* encrypted = as<ProbeEncrypted>(other);
    return encrypted != nullptr && encrypted != packet.encrypted && packet.at < other.at &&
           other.at <= at && same_outer(*encrypted, *packet.encrypted);
  };
  return std::ranges::none_of(seen_by_sender(packet), again);
}

/// Did the sender give the same name to a packet for somebody else, at about that time?
const ProbeEncrypted* namesake(const EncryptedPacket& packet) {
  for (const auto& other : seen_by_sender(packet)) {
    const auto* encrypted = as<ProbeEncrypted>(other);
    if (encrypted != nullptr && !same_outer(*encrypted, *packet.encrypted)) return encrypted;
  }
  return nullptr;
}

/// Was another packet of this name encrypted for these very addresses before `at`? A stale state
/// and its successor count apart, towards the same peer.
bool is_of_namesake(const EncryptedPacket& packet, const ProbeLeftUplink& left, Instant at) {
  return std::ranges::any_of(seen_by_sender(packet), [&](const auto& other) {
    const auto* encrypted = as<ProbeEncrypted>(other);
    return encrypted != nullptr && other.at <= at && encrypted->outer_source == left.outer_source &&
           encrypted->outer_destination == left.outer_destination;
  });
}

Match match_left(const EncryptedPacket& packet, const ProbeLeftUplink& left, Instant at,
                 const AddressBook& book) {
  const auto& ours = *packet.encrypted;
  if (left.outer_source == ours.outer_source && left.outer_destination == ours.outer_destination)
    return Match::Ours;
  if (is_of_namesake(packet, left, at)) return Match::None;
  const auto* owner = book.exact_owner(left.outer_destination);
  if (owner != nullptr) return *owner == packet.receiver ? Match::Ours : Match::None;
  const auto* other = namesake(packet);
  if (other == nullptr) return saw_encryptions(packet, at, 0ns) ? Match::Ours : Match::Maybe;
  return left.outer_destination == other->outer_destination ? Match::None : Match::Maybe;
}

/// Between two nodes nobody but a NAT rewrites the source; a state without source has none to keep.
Match match_arrived(const EncryptedPacket& packet, const ProbeLeftUplink& on_wire,
                    const std::optional<IpAddress>& source, const AddressBook& book) {
  if (!source || *source == on_wire.outer_source) return Match::Ours;
  if (const auto* owner = book.exact_owner(*source))
    return *owner == packet.sender->node() ? Match::Ours : Match::None;
  return is_unspecified(on_wire.outer_source) ? Match::Ours : Match::Maybe;
}

void keep_better(EspSighting& best, Match match, const Observation* seen) {
  if (match > best.match) best = {match, match == Match::Ours ? seen : nullptr};
}

Duration apart(Instant a, Instant b) { return a < b ? b - a : a - b; }

/// Whether another packet of the sender with the same name and addresses was nearer to `at`.
bool nearer_to_another(const EncryptedPacket& packet, Instant at) {
  const Duration distance = apart(packet.at, at);
  const auto nearby = packet.sender->of_esp(packet.encrypted->esp, {at - distance, at + distance});
  return std::ranges::any_of(nearby, [&](const Sighting& other) {
    const auto* encrypted = as<ProbeEncrypted>(other);
    return encrypted != nullptr && encrypted != packet.encrypted &&
           same_outer(*encrypted, *packet.encrypted) && apart(other.at, at) < distance;
  });
}

/// What `receiver` saw under the packet's name that may be the packet: at any time, where the
/// sender gave the name once.
std::span<const Sighting> seen_by_receiver(const NodeEvidence& receiver,
                                           const EncryptedPacket& packet) {
  const auto again = [&](const Sighting& other) {
    const auto* encrypted = as<ProbeEncrypted>(other);
    return encrypted != nullptr && encrypted != packet.encrypted &&
           same_outer(*encrypted, *packet.encrypted);
  };
  const auto& esp = packet.encrypted->esp;
  if (std::ranges::any_of(packet.sender->of_esp(esp, kEver), again))
    return seen_by_other(receiver, packet);
  return receiver.of_esp(esp, kEver);
}

/// Whether what `receiver` saw under the packet's name, and what otherwise `match`es, is ours by
/// its time. It may come behind the deadline; and where a clock stood still while packets went one
/// way, or none, nothing told by how much. Then the name decides, if the sender gave it once.
Match match_time(const EncryptedPacket& packet, const NodeEvidence& receiver, Instant at,
                 Match match) {
  if (match == Match::None) return match;
  const auto tolerance = tolerance_between(*packet.sender, receiver, packet.at);
  if (packet.at - tolerance <= at && at <= packet.decided + tolerance)
    return nearer_to_another(packet, at) ? Match::None : match;
  // Before the sender's session an earlier state of it gave the name.
  if (at < packet.sender->sight().session().from - tolerance) return Match::None;
  const Duration patience = packet.decided - packet.at;
  return saw_encryptions(packet, at, tolerance + patience) ? match : Match::Maybe;
}

}  // namespace

EspSighting find_left_uplink(const EncryptedPacket& packet, const AddressBook& book) {
  EspSighting best;
  for (const auto& sighting : seen_by_sender(packet)) {
    const auto* left = as<ProbeLeftUplink>(sighting);
    if (left == nullptr) continue;
    if (!is_latest_encryption(packet, sighting.at)) continue;
    keep_better(best, match_left(packet, *left, sighting.at, book), sighting.seen);
  }
  return best;
}

EspSighting find_drop_at_sender(const EncryptedPacket& packet) {
  EspSighting best;
  for (const auto& sighting : seen_by_sender(packet)) {
    const auto* drop = as<PacketDropped>(sighting);
    if (drop == nullptr) continue;
    if (describe_drop_cause(drop->cause).direction != Direction::Out) continue;
    if (!is_latest_encryption(packet, sighting.at)) continue;
    const bool same =
        !drop->destination || *drop->destination == packet.encrypted->outer_destination;
    if (same) keep_better(best, Match::Ours, sighting.seen);
  }
  return best;
}

const ProbeFreed* find_freed_at_sender(const EncryptedPacket& packet) {
  for (const auto& sighting : seen_by_sender(packet)) {
    const auto* freed = as<ProbeFreed>(sighting);
    if (freed == nullptr || !is_latest_encryption(packet, sighting.at)) continue;
    const bool same = freed->source == packet.encrypted->outer_source &&
                      freed->destination == packet.encrypted->outer_destination;
    if (freed->source ? same : namesake(packet) == nullptr) return freed;
  }
  return nullptr;
}

EspSighting find_drop_at_receiver(const EncryptedPacket& packet, const ProbeLeftUplink& on_wire,
                                  const NodeEvidence& receiver, const AddressBook& book) {
  EspSighting best;
  for (const auto& sighting : seen_by_receiver(receiver, packet)) {
    const auto* drop = as<PacketDropped>(sighting);
    if (drop == nullptr) continue;
    if (describe_drop_cause(drop->cause).direction != Direction::In) continue;
    const auto match = match_arrived(packet, on_wire, drop->source, book);
    keep_better(best, match_time(packet, receiver, sighting.at, match), sighting.seen);
  }
  return best;
}

EspSighting find_freed_at_receiver(const EncryptedPacket& packet, const ProbeLeftUplink& on_wire,
                                   const NodeEvidence& receiver, std::span<const NodeEvidence> all,
                                   const AddressBook& book) {
  const auto nodes_seen = [&](const NodeName& name) {
    const auto found = std::ranges::find(all, name, &NodeEvidence::node);
    return found != all.end() && !found->header().told_to;
  };
  const auto has_namesake = [&](const NodeEvidence& node) {
    return std::ranges::any_of(seen_by_other(node, packet), [&](const Sighting& other) {
      const auto* encrypted = as<ProbeEncrypted>(other);
      return encrypted != nullptr && encrypted != packet.encrypted;
    });
  };
  EspSighting best;
  for (const auto& sighting : seen_by_receiver(receiver, packet)) {
    const auto* freed = as<ProbeFreed>(sighting);
    if (freed == nullptr) continue;
    if (freed->source) {
      const auto match = match_arrived(packet, on_wire, freed->source, book);
      keep_better(best, match_time(packet, receiver, sighting.at, match), sighting.seen);
      continue;
    }
    const auto& senders = receiver.header().peers;  // a reflector does not know them
    const bool all_seen =
        !senders.empty() && std::ranges::all_of(senders, nodes_seen, &PeerAddresses::name);
    const bool ours = all_seen && std::ranges::none_of(all, has_namesake);
    const auto match = ours ? Match::Ours : Match::Maybe;
    keep_better(best, match_time(packet, receiver, sighting.at, match), sighting.seen);
  }
  return best;
}

}  // namespace canary
