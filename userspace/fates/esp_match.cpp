// SPDX-License-Identifier: Apache-2.0
#include "fates/esp_match.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace canary {
namespace {

using namespace std::chrono_literals;

/// Programs on different hooks read the clock at different moments of the same softirq.
constexpr Duration kSameClock = 1ms;

/// What the sender saw under the packet's name while the packet can have been there.
template <class What>
std::span<const Sighting> seen_by_sender(const EncryptedPacket& packet) {
  return packet.sender->of_esp<What>(packet.encrypted->esp,
                                     {packet.at - kSameClock, packet.waited + kSameClock});
}

template <class What>
std::span<const Sighting> seen_by_other(const NodeEvidence& node, const EncryptedPacket& packet) {
  const auto tolerance = tolerance_between(*packet.sender, node, packet.at);
  return node.of_esp<What>(packet.encrypted->esp,
                           {packet.at - tolerance, packet.decided + tolerance});
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

/// What else the sender encrypted under the packet's name, while the packet can have been there and
/// at any time. Looked through once for a packet: a peer may tell of thousands.
class Namesakes {
 public:
  explicit Namesakes(const EncryptedPacket& packet) : packet_(packet) {
    for (const auto& sighting : seen_by_sender<ProbeEncrypted>(packet)) {
      const auto& encrypted = what_of<ProbeEncrypted>(sighting);
      first_to_.try_emplace({encrypted.outer_source, encrypted.outer_destination}, sighting.at());
      if (!same_outer(encrypted, *packet.encrypted)) {
        if (to_others_ == nullptr) to_others_ = &encrypted;
      } else if (!again_ && &encrypted != packet.encrypted && packet.at < sighting.at()) {
        again_ = sighting.at();
      }
    }
  }

  /// A state that was added again counts from 1 anew: of several encryptions under one name, was
  /// ours the last one before `at`? Behind the deadline only if no other can have been missed.
  [[nodiscard]] bool ours_is_latest(Instant at) const {
    if (at > packet_.decided + kSameClock && !saw_encryptions(packet_, at, 0ns)) return false;
    return !again_ || at < *again_;
  }

  /// The same name, given to a packet for somebody else at about that time.
  [[nodiscard]] const ProbeEncrypted* to_others() const { return to_others_; }

  /// Was another packet of this name encrypted for these very addresses before `at`? A stale state
  /// and its successor count apart, towards the same peer.
  [[nodiscard]] bool left_before(const ProbeLeftUplink& left, Instant at) const {
    const auto first = first_to_.find({left.outer_source, left.outer_destination});
    return first != first_to_.end() && first->second <= at;
  }

 private:
  const EncryptedPacket& packet_;
  std::map<std::pair<IpAddress, IpAddress>, Instant> first_to_;  ///< by outer addresses
  const ProbeEncrypted* to_others_ = nullptr;
  std::optional<Instant> again_;  ///< the next one with the same addresses
};

Match match_left(const EncryptedPacket& packet, const Namesakes& namesakes,
                 const ProbeLeftUplink& left, Instant at, const AddressBook& book) {
  const auto& ours = *packet.encrypted;
  if (left.outer_source == ours.outer_source && left.outer_destination == ours.outer_destination)
    return Match::Ours;
  if (namesakes.left_before(left, at)) return Match::None;
  const auto* owner = book.exact_owner(left.outer_destination);
  if (owner != nullptr) return *owner == packet.receiver ? Match::Ours : Match::None;
  const auto* other = namesakes.to_others();
  if (other == nullptr) return saw_encryptions(packet, at, 0ns) ? Match::Ours : Match::Maybe;
  return left.outer_destination == other->outer_destination ? Match::None : Match::Maybe;
}

/// Between two nodes nobody but a NAT rewrites the source; a state without source has none to keep.
Match match_arrived(const EncryptedPacket& packet, const ProbeLeftUplink& on_wire,
                    const Boxed<IpAddress>& source, const AddressBook& book) {
  if (!source || *source == on_wire.outer_source) return Match::Ours;
  if (const auto* owner = book.exact_owner(*source))
    return *owner == packet.sender->node() ? Match::Ours : Match::None;
  return is_unspecified(on_wire.outer_source) ? Match::Ours : Match::Maybe;
}

void keep_better(EspSighting& best, Match match, const Observation* seen) {
  if (match > best.match) best = {match, match == Match::Ours ? seen : nullptr};
}

Duration apart(Instant a, Instant b) { return a < b ? b - a : a - b; }

/// When the sender gave the packet's name and addresses again, at any time.
class Repeats {
 public:
  explicit Repeats(const EncryptedPacket& packet) {
    for (const auto& other : packet.sender->of_esp<ProbeEncrypted>(packet.encrypted->esp, kEver)) {
      const auto& encrypted = what_of<ProbeEncrypted>(other);
      if (&encrypted != packet.encrypted && same_outer(encrypted, *packet.encrypted))
        times_.push_back(other.at());
    }
  }

  [[nodiscard]] bool any() const { return !times_.empty(); }
  /// Whether one of them was nearer to `at` than `distance`.
  [[nodiscard]] bool nearer(Instant at, Duration distance) const {
    const auto after = std::ranges::upper_bound(times_, at - distance);
    return after != times_.end() && *after < at + distance;
  }

 private:
  std::vector<Instant> times_;  ///< in order
};

/// What `receiver` saw under the packet's name that may be the packet: at any time, where the
/// sender gave the name once.
template <class What>
std::span<const Sighting> seen_by_receiver(const NodeEvidence& receiver,
                                           const EncryptedPacket& packet, const Repeats& repeats) {
  if (repeats.any()) return seen_by_other<What>(receiver, packet);
  return receiver.of_esp<What>(packet.encrypted->esp, kEver);
}

/// Whether what `receiver` saw under the packet's name, and what otherwise `match`es, is ours by
/// its time. It may come behind the deadline; and where a clock stood still while packets went one
/// way, or none, nothing told by how much. Then the name decides, if the sender gave it once.
Match match_time(const EncryptedPacket& packet, const Repeats& repeats,
                 const NodeEvidence& receiver, Instant at, Match match) {
  if (match == Match::None) return match;
  const auto tolerance = tolerance_between(*packet.sender, receiver, packet.at);
  if (packet.at - tolerance <= at && at <= packet.decided + tolerance)
    return repeats.nearer(at, apart(packet.at, at)) ? Match::None : match;
  // Before the sender's session an earlier state of it gave the name.
  if (at < packet.sender->sight().session().from - tolerance) return Match::None;
  const Duration patience = packet.decided - packet.at;
  return saw_encryptions(packet, at, tolerance + patience) ? match : Match::Maybe;
}

/// Whether a sighting without addresses is ours: where all that can send to `receiver` were
/// recorded, and none of them gave another packet the same name.
Match match_by_name_alone(const EncryptedPacket& packet, const NodeEvidence& receiver,
                          std::span<const NodeEvidence> all) {
  const auto nodes_seen = [&](const NodeName& name) {
    const auto found = std::ranges::find(all, name, &NodeEvidence::node);
    return found != all.end() && !found->header().told_to;
  };
  const auto has_namesake = [&](const NodeEvidence& node) {
    return std::ranges::any_of(
        seen_by_other<ProbeEncrypted>(node, packet),
        [&](const Sighting& other) { return &what_of<ProbeEncrypted>(other) != packet.encrypted; });
  };
  const auto& senders = receiver.header().peers;  // a reflector does not know them
  const bool all_seen =
      !senders.empty() && std::ranges::all_of(senders, nodes_seen, &PeerAddresses::name);
  return all_seen && std::ranges::none_of(all, has_namesake) ? Match::Ours : Match::Maybe;
}

}  // namespace

bool is_crowded(const EncryptedPacket& packet, const NodeEvidence* receiver) {
  const EspKey& esp = packet.encrypted->esp;
  const auto crowds = [&]<class What>(const NodeEvidence& node, std::type_identity<What>) {
    return node.of_esp<What>(esp, kEver).size() > kMostNamesakes;
  };
  if (crowds(*packet.sender, std::type_identity<ProbeEncrypted>{}) ||
      seen_by_sender<ProbeLeftUplink>(packet).size() > kMostNamesakes ||
      seen_by_sender<PacketDropped>(packet).size() > kMostNamesakes ||
      seen_by_sender<ProbeFreed>(packet).size() > kMostNamesakes)
    return true;
  return receiver != nullptr && (crowds(*receiver, std::type_identity<PacketDropped>{}) ||
                                 crowds(*receiver, std::type_identity<ProbeFreed>{}));
}

EspSighting find_left_uplink(const EncryptedPacket& packet, const AddressBook& book) {
  EspSighting best;
  const auto all = seen_by_sender<ProbeLeftUplink>(packet);
  if (all.empty()) return best;
  const Namesakes namesakes(packet);
  const ProbeLeftUplink* last = nullptr;  // with its addresses, a later one matches no better
  for (const auto& sighting : all) {
    const auto& left = what_of<ProbeLeftUplink>(sighting);
    if (last != nullptr && left == *last) continue;
    if (!namesakes.ours_is_latest(sighting.at())) continue;
    const auto match = match_left(packet, namesakes, left, sighting.at(), book);
    if (sighting.at() >= packet.at) last = &left;
    keep_better(best, match, sighting.seen);
    if (best.match == Match::Ours) break;
  }
  return best;
}

EspSighting find_drop_at_sender(const EncryptedPacket& packet) {
  EspSighting best;
  const auto all = seen_by_sender<PacketDropped>(packet);
  if (all.empty()) return best;
  const Namesakes namesakes(packet);
  for (const auto& sighting : all) {
    const auto& drop = what_of<PacketDropped>(sighting);
    if (describe_drop_cause(drop.cause).direction != Direction::Out) continue;
    if (!namesakes.ours_is_latest(sighting.at())) continue;
    const bool same = !drop.destination || *drop.destination == packet.encrypted->outer_destination;
    if (same) return {Match::Ours, sighting.seen};
  }
  return best;
}

const ProbeFreed* find_freed_at_sender(const EncryptedPacket& packet) {
  const auto all = seen_by_sender<ProbeFreed>(packet);
  if (all.empty()) return nullptr;
  const Namesakes namesakes(packet);
  for (const auto& sighting : all) {
    const auto& freed = what_of<ProbeFreed>(sighting);
    if (!namesakes.ours_is_latest(sighting.at())) continue;
    const bool same = freed.source == packet.encrypted->outer_source &&
                      freed.destination == packet.encrypted->outer_destination;
    if (freed.source ? same : namesakes.to_others() == nullptr) return &freed;
  }
  return nullptr;
}

EspSighting find_drop_at_receiver(const EncryptedPacket& packet, const ProbeLeftUplink& on_wire,
                                  const NodeEvidence& receiver, const AddressBook& book) {
  EspSighting best;
  const Repeats repeats(packet);
  for (const auto& sighting : seen_by_receiver<PacketDropped>(receiver, packet, repeats)) {
    const auto& drop = what_of<PacketDropped>(sighting);
    if (describe_drop_cause(drop.cause).direction != Direction::In) continue;
    const auto match = match_arrived(packet, on_wire, drop.source, book);
    keep_better(best, match_time(packet, repeats, receiver, sighting.at(), match), sighting.seen);
    if (best.match == Match::Ours) break;
  }
  return best;
}

EspSighting find_freed_at_receiver(const EncryptedPacket& packet, const ProbeLeftUplink& on_wire,
                                   const NodeEvidence& receiver, std::span<const NodeEvidence> all,
                                   const AddressBook& book) {
  EspSighting best;
  const Repeats repeats(packet);
  std::optional<Match> without_addresses;
  for (const auto& sighting : seen_by_receiver<ProbeFreed>(receiver, packet, repeats)) {
    const auto& freed = what_of<ProbeFreed>(sighting);
    if (!freed.source && !without_addresses)
      without_addresses = match_by_name_alone(packet, receiver, all);
    const auto match =
        freed.source ? match_arrived(packet, on_wire, freed.source, book) : *without_addresses;
    keep_better(best, match_time(packet, repeats, receiver, sighting.at(), match), sighting.seen);
    if (best.match == Match::Ours) break;
  }
  return best;
}

}  // namespace canary
