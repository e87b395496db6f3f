// SPDX-License-Identifier: Apache-2.0
#include "fates/leg_trace.h"

#include <fmt/format.h>

#include <algorithm>

#include "fates/esp_match.h"
#include "fates/leg_sightings.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

/// Within this time a packet has passed from one hook to the next, if it ever does.
constexpr Duration kPassing = 100ms;
/// As long a packet waits until its next hop is resolved or given up: three solicitations, a second
/// apart (neigh_timer_handler() in net/core/neighbour.c, Linux 6.1), and what timers are late.
constexpr Duration kLongestWait = 5s;
/// A clock stands still while its machine is paused. What bears the same name further away is
/// another session's.
constexpr Duration kLongestPause = 1min;

std::string reason_of(const ProbeFreed& freed) {
  return freed.location.empty() ? freed.reason
                                : fmt::format("{} at {}", freed.reason, freed.location);
}

/// A policy check on the way out counts as an inbound cause, a route lookup on the way in as an
/// outbound one: where the packet was readable, the node says which side it was.
Stage stage_at_sender(const PacketDropped& drop) {
  const Stage stage = describe_drop_cause(drop.cause).stage;
  return stage < Stage::Wire ? stage : Stage::SenderPolicy;
}
/// A readable packet that knows its state was decrypted: what can still drop it is a policy check,
/// also under names that xfrm_input() uses too (XfrmInStateMismatch).
Stage stage_at_receiver(const PacketDropped& drop) {
  const Stage stage = describe_drop_cause(drop.cause).stage;
  return stage > Stage::Wire && !drop.esp ? stage : Stage::ReceiverPolicy;
}

class Tracer {
 public:
  Tracer(const Leg& leg, std::span<const NodeEvidence> all, const AddressBook& book)
      : leg_(leg), all_(all), book_(book) {}

  [[nodiscard]] LegEnd trace() const {
    if (const auto* drop = find<PacketDropped>(leg_.receiver, leg_))
      return dropped(what_of<PacketDropped>(*drop), *leg_.receiver, stage_at_receiver);
    if (const auto* freed = find<ProbeFreed>(leg_.receiver, leg_))
      return died(Stage::ReceiverSocket, *leg_.receiver, reason_of(what_of<ProbeFreed>(*freed)));
    if (const auto* arrived = find<ProbeArrived>(leg_.receiver, leg_)) return {arrived->at(), {}};
    if (leg_.sender == nullptr) return {};
    if (const auto* drop = find<PacketDropped>(leg_.sender, leg_))
      return dropped(what_of<PacketDropped>(*drop), *leg_.sender, stage_at_sender);
    if (const auto* encrypted = find<ProbeEncrypted>(leg_.sender, leg_))
      return trace_encrypted(*encrypted);
    const auto* clear = find<ProbeLeftInClear>(leg_.sender, leg_);
    if (const auto* freed = find<ProbeFreed>(leg_.sender, leg_))
      return freed_readable(*freed, clear != nullptr);
    if (clear == nullptr || leg_.sender->sight().device_encrypts(clear->at())) return {};
    return lost_behind(clear->at());
  }

  /// Whether a drop at `node`, where it was still readable, may have been this packet: it passed
  /// there at `at` or soon after.
  [[nodiscard]] bool may_be_dropped_readable(const NodeEvidence& node, Instant at,
                                             Direction direction) const {
    const auto window = passing_after(at);
    return !node.sight().saw_all(window) || may_be_nameless(node, window, direction, Readable);
  }

 private:
  [[nodiscard]] LegEnd trace_encrypted(const Sighting& sighting) const {
    const auto& encrypted = what_of<ProbeEncrypted>(sighting);
    const auto decided = std::max(leg_.decided, sighting.at() + (leg_.decided - leg_.sent));
    const EncryptedPacket packet{
        leg_.sender, leg_.receiver_name,
        &encrypted,  sighting.at(),
        decided,     std::max(decided, std::min(sighting.at() + kLongestWait, leg_.until))};
    if (is_crowded(packet, leg_.receiver)) return {};
    const auto drop = find_drop_at_sender(packet);
    if (drop.match == Match::Ours) return dropped_esp(drop, *leg_.sender, encrypted);
    const auto left = find_left_uplink(packet, book_);
    if (left.match == Match::Maybe || drop.match == Match::Maybe) return {};
    if (left.match == Match::None) return never_left(packet);
    if (const auto* freed = find_freed_at_sender(packet))
      return with_esp(died(Stage::SenderUplink, *leg_.sender, reason_of(*freed)), encrypted);
    return trace_arrival(packet, std::get<ProbeLeftUplink>(left.seen->what), left.seen->at);
  }

  /// What was on its way out in the clear is freed by the uplink's queue, behind tc egress. What tc
  /// egress would have seen and did not was freed before.
  [[nodiscard]] LegEnd freed_readable(const Sighting& freed, bool was_at_uplink) const {
    const NodeEvidence& sender = *leg_.sender;
    const Instant before = std::max(sender.sight().session().from, freed.at() - kPassing);
    const bool looked = sender.sight().saw_all({before, freed.at()});
    if (!was_at_uplink && (!looked || !sender.ways_out().unwatched().empty())) return {};
    return died(was_at_uplink ? Stage::SenderUplink : Stage::SenderSocket, sender,
                reason_of(what_of<ProbeFreed>(freed)));
  }

  [[nodiscard]] LegEnd never_left(const EncryptedPacket& packet) const {
    const auto window = passing_after(packet.at);
    if (!leg_.sender->sight().saw_all(window)) return {};
    if (may_be_nameless(*leg_.sender, window, Direction::Out, Encrypted)) return {};
    const auto* freed = find_freed_at_sender(packet);
    if (freed == nullptr && !leg_.sender->ways_out().saw(packet.encrypted->device, packet.at))
      return {};
    auto end = died(Stage::SenderUplink, *leg_.sender,
                    freed ? std::optional(reason_of(*freed)) : std::nullopt);
    return with_esp(end, *packet.encrypted);
  }

  [[nodiscard]] LegEnd trace_arrival(const EncryptedPacket& packet, const ProbeLeftUplink& on_wire,
                                     Instant left_at) const {
    if (leg_.receiver == nullptr) return {};
    const auto drop = find_drop_at_receiver(packet, on_wire, *leg_.receiver, book_);
    if (drop.match == Match::Ours) {
      const bool replay = std::get<PacketDropped>(drop.seen->what).cause == "XfrmInStateSeqError";
      if (replay && !watched_before(drop.seen->at, left_at)) return {};
      return dropped_esp(drop, *leg_.receiver, *packet.encrypted);
    }
    const auto freed = find_freed_at_receiver(packet, on_wire, *leg_.receiver, all_, book_);
    if (freed.match == Match::Ours)
      return with_esp(died(Stage::ReceiverUplink, *leg_.receiver,
                           reason_of(std::get<ProbeFreed>(freed.seen->what))),
                      *packet.encrypted);
    if (drop.match == Match::Maybe || freed.match == Match::Maybe) return {};
    return with_esp(lost_behind(left_at), *packet.encrypted);
  }

  /// What the receiver refused as a replay at `refused` may be a copy of what came through before,
  /// whether that was seen: by its own clock as well as by the sender's, where one stood still.
  [[nodiscard]] bool watched_before(Instant refused, Instant left_at) const {
    const auto error = clock_error_between(*leg_.sender, *leg_.receiver, left_at);
    const auto crossing = crossing_after(left_at);
    return leg_.receiver->sight().saw_all(
        {std::min(crossing.from, refused) - error, std::max(crossing.to, refused) + error});
  }

  /// When the next hook of the same node must have seen what was seen at `at`.
  [[nodiscard]] Span passing_after(Instant at) const {
    return {at, std::max(leg_.decided, at + kPassing)};
  }

  /// When the receiver must have seen what left at `at`. What is on the wire when the prober's
  /// session ends counts as lost there.
  [[nodiscard]] Span crossing_after(Instant at) const {
    return {at, std::max(leg_.decided, std::min(at + kPassing, std::max(at, leg_.until)))};
  }

  /// It left the sender's uplink, and no trace at the receiver is known.
  [[nodiscard]] LegEnd lost_behind(Instant left_at) const {
    if (leg_.receiver == nullptr) return {};
    const auto error = clock_error_between(*leg_.sender, *leg_.receiver, left_at);
    auto window = crossing_after(left_at);
    // The uplink's queue frees packets behind tc egress.
    const Sight& behind = leg_.sender->sight();
    if (!behind.saw_all({left_at, std::min(window.to, behind.session().to)})) return {};
    window = {window.from - error, window.to + error};
    if (!leg_.receiver->sight().saw_all(window)) return {};
    if (!leg_.receiver->ways_out().unwatched().empty()) return {};  // it may have come there
    if (may_be_nameless(*leg_.receiver, window, Direction::In, Encrypted)) return {};
    if (may_have_been_seen(left_at)) return {};
    return died(Stage::Wire, *leg_.sender, std::nullopt);
  }

  /// Whether what the receiver saw under that name outside of the prober's session, as another
  /// one's, may have been this packet after all.
  [[nodiscard]] bool may_have_been_seen(Instant left_at) const {
    if (!may_have_stood_still(*leg_.sender, *leg_.receiver, left_at)) return false;
    const auto namesakes = leg_.receiver->of_probe(
        leg_.probe, leg_.leg, {left_at - kLongestPause, left_at + kLongestPause});
    return std::ranges::any_of(namesakes, [&](const Sighting& sighting) {
      return is_about(sighting.seen->what, leg_.probe);
    });
  }

  /// What was known of a packet when it came to where it may have been dropped.
  enum Known { Readable, Encrypted };

  /// Whether a drop without a name can have been this packet's.
  [[nodiscard]] bool may_be_nameless(const NodeEvidence& node, const Span& window,
                                     Direction direction, Known known) const {
    const bool request = leg_.leg == ProbeLeg::Request;
    const auto& source = request ? leg_.probe.sender : leg_.probe.reflector;
    const auto& destination = request ? leg_.probe.reflector : leg_.probe.sender;
    const auto drops = node.nameless_drops(window);
    if (drops.size() > kMostNamesakes) return true;
    return std::ranges::any_of(drops, [&](const Sighting& sighting) {
      const auto& drop = what_of<PacketDropped>(sighting);
      const auto& cause = describe_drop_cause(drop.cause);
      if (cause.direction != direction) return false;
      const bool readable =
          cause.stage == Stage::SenderPolicy || cause.stage == Stage::ReceiverPolicy;
      if (!drop.source) return true;
      // On the way out policies come before encryption.
      if (readable)
        return (direction == Direction::In || known == Readable) && *drop.source == source &&
               (!drop.destination || *drop.destination == destination);
      const auto* owner = book_.exact_owner(*drop.source);
      return owner == nullptr || leg_.sender == nullptr || *owner == leg_.sender->node();
    });
  }

  [[nodiscard]] LegEnd dropped(const PacketDropped& drop, const NodeEvidence& node,
                               Stage (*stage_at)(const PacketDropped&)) const {
    auto end = died(stage_at(drop), node, drop.cause);
    if (drop.esp) end.fate->spi = drop.esp->spi;
    return end;
  }

  [[nodiscard]] LegEnd dropped_esp(const EspSighting& sighting, const NodeEvidence& node,
                                   const ProbeEncrypted& encrypted) const {
    const auto& drop = std::get<PacketDropped>(sighting.seen->what);
    auto end = with_esp(died(describe_drop_cause(drop.cause).stage, node, drop.cause), encrypted);
    if (drop.source && drop.destination)
      end.fate->outer = outer_text(*drop.source, *drop.destination);
    return end;
  }

  [[nodiscard]] LegEnd died(Stage stage, const NodeEvidence& node,
                            std::optional<std::string> cause) const {
    return {std::nullopt, Fate{stage, node.node(), leg_.leg, std::move(cause), {}, {}, 1}};
  }

  static LegEnd with_esp(LegEnd end, const ProbeEncrypted& encrypted) {
    if (!end.fate) return end;
    end.fate->spi = encrypted.esp.spi;
    end.fate->outer = outer_text(encrypted.outer_source, encrypted.outer_destination);
    return end;
  }

  const Leg& leg_;
  std::span<const NodeEvidence> all_;
  const AddressBook& book_;
};

}  // namespace

LegEnd trace(const Leg& leg, std::span<const NodeEvidence> all, const AddressBook& book) {
  return Tracer(leg, all, book).trace();
}

std::optional<Fate> trace_unanswered(const Leg& request, Instant arrived, const Leg& reply,
                                     std::span<const NodeEvidence> all, const AddressBook& book) {
  const auto* node = request.receiver;
  if (node == nullptr || !node->sight().watches_probe_netns()) return std::nullopt;
  if (!node->sight().watches_encryption()) return std::nullopt;    // of the reply
  if (!node->ways_out().unwatched().empty()) return std::nullopt;  // it may have left in the clear
  if (Tracer(request, all, book).may_be_dropped_readable(*node, arrived, Direction::In) ||
      Tracer(reply, all, book).may_be_dropped_readable(*node, arrived, Direction::Out))
    return std::nullopt;
  return Fate{Stage::ReceiverSocket, node->node(), ProbeLeg::Request, {}, {}, {}, 1};
}

}  // namespace canary
