// SPDX-License-Identifier: Apache-2.0
#include "analysis/ledger.h"

#include <algorithm>
#include <tuple>

#include "model/drop_cause.h"

namespace canary {
namespace {

using Count = std::optional<std::uint64_t>;

/// What one node knows of packets with one SPI between two outer addresses.
struct HalfKey {
  bool inbound = false;
  IpAddress source, destination;
  std::uint32_t spi = 0;
  auto operator<=>(const HalfKey&) const = default;
};

struct Half {
  Count before, after;  ///< encrypted and left; inbound: arrived and decrypted
  std::map<std::string, std::uint64_t> dropped;

  [[nodiscard]] std::int64_t unbalanced() const {
    if (!before || !after) return 0;
    auto rest = static_cast<std::int64_t>(*before) - static_cast<std::int64_t>(*after);
    for (const auto& [cause, packets] : dropped) {
      const auto stage = describe_drop_cause(cause).stage;
      if (stage == Stage::SenderEncrypt || stage == Stage::ReceiverDecrypt)
        rest -= static_cast<std::int64_t>(packets);
    }
    return rest;
  }
};

using Halves = std::map<HalfKey, Half>;

void count(Halves& halves, const PacketsCounted& counted) {
  const bool inbound =
      counted.stage == CounterStage::Arrived || counted.stage == CounterStage::Decrypted;
  auto& half = halves[{inbound, counted.outer_source, counted.outer_destination, counted.spi}];
  const bool first =
      counted.stage == CounterStage::Encrypted || counted.stage == CounterStage::Arrived;
  auto& total = first ? half.before : half.after;
  total = std::max(total.value_or(0), counted.packets);  // running totals only rise
}

void add_drop(Halves& halves, const PacketDropped& drop) {
  if (!drop.esp || !drop.source || !drop.destination) return;
  const bool inbound = describe_drop_cause(drop.cause).direction == Direction::In;
  halves[{inbound, *drop.source, *drop.destination, drop.esp->spi}].dropped[drop.cause] +=
      drop.packets;
}

/// States without a source address take packets from everybody. Where only one peer sent any, what
/// they decrypted and dropped was that peer's.
void fold_sourceless(Halves& halves) {
  for (auto sourceless = halves.begin(); sourceless != halves.end();) {
    const auto& key = sourceless->first;
    Half* only = nullptr;
    std::size_t candidates = 0;
    if (key.inbound && is_unspecified(key.source) && !sourceless->second.before) {
      for (auto& [other, half] : halves) {
        if (!other.inbound || !half.before || other.destination != key.destination ||
            other.spi != key.spi)
          continue;
        only = &half;
        ++candidates;
      }
    }
    if (candidates != 1 || only->after) {
      ++sourceless;
      continue;
    }
    only->after = sourceless->second.after;
    for (const auto& [cause, packets] : sourceless->second.dropped) only->dropped[cause] += packets;
    sourceless = halves.erase(sourceless);
  }
}

bool saw_everything(const NodeSession& session) {
  return !session.sight.unproven() && session.sight.blind_in(session.span) == nullptr;
}

/// Nothing after the first count, on a node that saw everything, means zero - unless the packets
/// may stand in another row, under addresses that were rewritten.
void fill_zeros(Halves& halves) {
  const auto may_be_of = [&](const HalfKey& key) {
    return std::ranges::any_of(halves, [&](const auto& other) {
      return other.first.inbound == key.inbound && other.first.spi == key.spi &&
             !other.second.before && other.second.after;
    });
  };
  for (auto& [key, half] : halves)
    if (half.before && !half.after && !may_be_of(key)) half.after = 0;
}

Halves halves_of(const NodeSession& session) {
  Halves halves;
  for (const auto& seen : session.timeline->observations) {
    if (const auto* counted = std::get_if<PacketsCounted>(&seen.what)) count(halves, *counted);
    if (const auto* drop = std::get_if<PacketDropped>(&seen.what)) add_drop(halves, *drop);
  }
  fold_sourceless(halves);
  if (saw_everything(session)) fill_zeros(halves);
  return halves;
}

LedgerRow to_row(const NodeSession& session, const HalfKey& key, const Half& half,
                 const AddressBook& book) {
  LedgerRow row;
  row.local = key.inbound ? book.name_of(key.source) : session.node();
  row.remote = key.inbound ? session.node() : book.name_of(key.destination);
  row.spi = key.spi;
  (key.inbound ? row.arrived : row.encrypted) = half.before;
  (key.inbound ? row.decrypted : row.left) = half.after;
  row.dropped = half.dropped;
  row.unbalanced = half.unbalanced();
  return row;
}

/// Adds the receiver's half to the sender's row.
void join(LedgerRow& row, const NodeSession& sender, const NodeSession& receiver,
          const Half& inbound) {
  row.remote = receiver.node();
  row.arrived = inbound.before;
  row.decrypted = inbound.after;
  for (const auto& [cause, packets] : inbound.dropped) row.dropped[cause] += packets;
  row.unbalanced += inbound.unbalanced();
  const bool watched_as_long = receiver.span.from <= sender.span.from &&
                               sender.span.to <= receiver.span.to && saw_everything(receiver);
  if (watched_as_long && row.left && row.arrived && *row.left >= *row.arrived)
    row.lost_on_wire = *row.left - *row.arrived;
}

}  // namespace

std::vector<LedgerRow> make_ledger(std::span<const NodeSession> sessions, const AddressBook& book) {
  std::vector<Halves> halves;
  std::map<HalfKey, std::vector<std::size_t>> receivers;  // inbound halves: which sessions
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    halves.push_back(halves_of(sessions[i]));
    for (const auto& [key, half] : halves.back())
      if (key.inbound && !is_unspecified(key.source)) receivers[key].push_back(i);
  }
  std::vector<LedgerRow> rows;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    for (auto& [key, half] : halves[i]) {
      if (key.inbound) continue;
      rows.push_back(to_row(sessions[i], key, half, book));
      const HalfKey inbound{true, key.source, key.destination, key.spi};
      const auto found = receivers.find(inbound);
      if (found == receivers.end() || found->second.size() != 1 || found->second[0] == i) continue;
      const auto receiver = found->second[0];
      join(rows.back(), sessions[i], sessions[receiver], halves[receiver].at(inbound));
      halves[receiver].erase(inbound);
      receivers.erase(found);
    }
  }
  for (std::size_t i = 0; i < sessions.size(); ++i)
    for (const auto& [key, half] : halves[i])
      if (key.inbound) rows.push_back(to_row(sessions[i], key, half, book));
  return rows;
}

}  // namespace canary
