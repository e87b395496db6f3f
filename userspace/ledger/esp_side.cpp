// SPDX-License-Identifier: Apache-2.0
#include "ledger/esp_side.h"

#include <algorithm>
#include <set>
#include <vector>

#include "fates/address_book.h"
#include "model/drop_cause.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

/// Counts are told when hooks are attached, once a second, and twice at the end.
constexpr Duration kAfterAttached = 500ms, kBeforeEnd = 10ms;

class Reader {
 public:
  explicit Reader(const NodeSession& session) : session_(session) {
    for (const auto [at, hook] : session.seen.of<HookAttached>())
      if (!attached_ || at < *attached_) attached_ = at;
  }

  EspSides read() {
    for (const auto [at, counted] : session_.seen.of<PacketsCounted>()) count(at, counted);
    for (const auto [at, drop] : session_.seen.of<PacketDropped>()) add_drop(drop);
    for (const auto [at, freed] : session_.seen.of<ProbeFreed>()) add_freed(freed);
    return std::move(sides_);
  }

 private:
  void count(Instant at, const PacketsCounted& counted) {
    const bool inbound =
        counted.stage == CounterStage::Arrived || counted.stage == CounterStage::Decrypted;
    auto& side = sides_[{inbound, counted.outer_source, counted.outer_destination, counted.spi}];
    const bool first =
        counted.stage == CounterStage::Encrypted || counted.stage == CounterStage::Arrived;
    auto& total = first ? side.before : side.after;
    total = std::max(total.value_or(0), counted.packets);  // running totals only rise
    if (counted.stage != CounterStage::Decrypted)
      (first ? side.numbers_before : side.numbers_after).add(counted);
    if (attached_ && at < *attached_ + kAfterAttached) side.cut_off_at_begin = true;
    if (at > session_.span.to - kBeforeEnd) side.cut_off_at_end = true;
  }

  void add_drop(const PacketDropped& drop) {
    if (!drop.esp || !drop.source || !drop.destination) return;
    const auto& cause = describe_drop_cause(drop.cause);
    auto& side =
        sides_[{cause.direction == Direction::In, *drop.source, *drop.destination, drop.esp->spi}];
    side.dropped[drop.cause] += drop.packets;
    // Behind decryption the number is gone.
    if (cause.stage == Stage::ReceiverDecrypt && drop.esp->sequence != 0)
      side.dropped_on_arrival += drop.packets;
  }

  /// What died between arrival and XFRM. What the node itself sent and freed is missing among what
  /// left, which tells it.
  void add_freed(const ProbeFreed& freed) {
    if (!freed.esp || freed.probe || !freed.source || !freed.destination) return;
    const auto side = sides_.find({true, *freed.source, *freed.destination, freed.esp->spi});
    if (side == sides_.end() || !side->second.before) return;
    ++side->second.dropped[freed.reason];
    ++side->second.dropped_on_arrival;
  }

  const NodeSession& session_;
  std::optional<Instant> attached_;
  EspSides sides_;
};

void fold_sourceless(EspSides& sides) {
  for (auto sourceless = sides.begin(); sourceless != sides.end();) {
    const auto& key = sourceless->first;
    EspSide* only = nullptr;
    std::size_t candidates = 0;
    if (key.inbound && is_unspecified(key.source) && !sourceless->second.before) {
      for (auto& [other, side] : sides) {
        if (!other.inbound || !side.before || other.destination != key.destination ||
            other.spi != key.spi)
          continue;
        only = &side;
        ++candidates;
      }
    }
    if (candidates != 1 || only->after) {
      ++sourceless;
      continue;
    }
    only->after = sourceless->second.after;
    only->add_drops(sourceless->second);
    sourceless = sides.erase(sourceless);
  }
}

using Outer = std::pair<IpAddress, IpAddress>;

/// What probes tell of outer addresses: with which ones a packet was encrypted, and with which
/// others the same packet left.
class Rewriting {
 public:
  explicit Rewriting(const NodeSession& session) {
    for (const auto* seen : session.seen.by_time<ProbeEncrypted, ProbeLeftUplink>()) {
      if (const auto* packet = std::get_if<ProbeEncrypted>(&seen->what))
        waiting_[packet->esp].insert({packet->outer_source, packet->outer_destination});
      else
        leave(std::get<ProbeLeftUplink>(seen->what));
    }
  }

  /// From and to, where it is one to one.
  [[nodiscard]] std::vector<std::pair<EspSideKey, EspSideKey>> pairs() const {
    std::vector<std::pair<EspSideKey, EspSideKey>> pairs;
    for (const auto& [from, to] : targets_)
      if (to.size() == 1 && sources_.at(*to.begin()).size() == 1)
        pairs.emplace_back(from, *to.begin());
    return pairs;
  }

 private:
  void add(std::uint32_t spi, const Outer& from, const Outer& to) {
    const EspSideKey source{false, from.first, from.second, spi};
    const EspSideKey target{false, to.first, to.second, spi};
    targets_[source].insert(target);
    sources_[target].insert(source);
  }

  /// A new state gives out the same numbers again: only what has not left yet can be this packet.
  void leave(const ProbeLeftUplink& left) {
    const auto found = waiting_.find(left.esp);
    if (found == waiting_.end()) return;
    const Outer outer{left.outer_source, left.outer_destination};
    auto& waiting = found->second;
    if (waiting.erase(outer) == 0) {
      // Of several packets with this name nobody knows which one left.
      if (waiting.size() != 1) return;
      add(left.esp.spi, *waiting.begin(), outer);
      waiting.clear();
    }
    if (waiting.empty()) waiting_.erase(found);
  }

  std::map<EspKey, std::set<Outer>> waiting_;  ///< encrypted, and not seen to leave
  std::map<EspSideKey, std::set<EspSideKey>> targets_, sources_;
};

/// What left may not be more, nor have higher numbers, than what was encrypted.
bool may_be_one(const EspSide& encrypted, const EspSide& left) {
  if (!encrypted.before || encrypted.after || left.before || !left.after) return false;
  if (*left.after > *encrypted.before) return false;
  const auto& given = encrypted.numbers_before;
  const auto& sent = left.numbers_after;
  return !given.known() || !sent.known() || sent.last() <= given.last();
}

void join_rewritten(EspSides& sides, const NodeSession& session) {
  for (const auto& [from, to] : Rewriting(session).pairs()) {
    const auto encrypted = sides.find(from);
    const auto left = sides.find(to);
    if (encrypted == sides.end() || left == sides.end() ||
        !may_be_one(encrypted->second, left->second))
      continue;
    left->second.before = encrypted->second.before;
    left->second.numbers_before = encrypted->second.numbers_before;
    left->second.cut_off_at_begin |= encrypted->second.cut_off_at_begin;
    left->second.cut_off_at_end |= encrypted->second.cut_off_at_end;
    left->second.add_drops(encrypted->second);
    sides.erase(encrypted);
  }
}

/// Nothing after the first count, on a node that saw everything, means zero - unless the packets
/// may stand in another row, under addresses that were rewritten.
void fill_zeros(EspSides& sides) {
  const auto may_be_of = [&](const EspSideKey& key) {
    return std::ranges::any_of(sides, [&](const auto& other) {
      return other.first.inbound == key.inbound && other.first.spi == key.spi &&
             !other.second.before && other.second.after;
    });
  };
  for (auto& [key, side] : sides)
    if (side.before && !side.after && !may_be_of(key)) side.after = 0;
}

}  // namespace

void EspSide::add_drops(const EspSide& other) {
  for (const auto& [cause, packets] : other.dropped) dropped[cause] += packets;
  dropped_on_arrival += other.dropped_on_arrival;
}

bool saw_everything(const NodeSession& session) {
  return !session.sight.unproven() && session.sight.blind_in(session.span) == nullptr;
}

EspSides read_sides(const NodeSession& session) {
  auto sides = Reader(session).read();
  fold_sourceless(sides);
  join_rewritten(sides, session);
  if (saw_everything(session)) fill_zeros(sides);
  return sides;
}

}  // namespace canary
