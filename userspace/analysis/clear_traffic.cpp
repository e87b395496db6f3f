// SPDX-License-Identifier: Apache-2.0
#include "analysis/clear_traffic.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "demand/demand.h"

namespace canary {
namespace {

using Pair = std::pair<IpAddress, IpAddress>;

Pair in_order(const IpAddress& a, const IpAddress& b) { return a < b ? Pair{a, b} : Pair{b, a}; }

std::set<Pair> encrypted_pairs(std::span<const NodeSession> sessions) {
  std::set<Pair> pairs;
  for (const auto& session : sessions)
    for (const auto& path : session.paths)
      if (path.path.kind == PathKind::Encrypted)
        pairs.insert(in_order(path.key.sender, path.key.reflector));
  return pairs;
}

class ClearCounter {
 public:
  ClearCounter(const NodeSession& session, std::set<Pair> encrypted)
      : session_(session), encrypted_(std::move(encrypted)), demand_(session.header()) {}

  std::vector<ClearCount> count() {
    for (const auto* seen :
         session_.seen.by_time<PathAdded, StatesSeen, StatesFlushed, PoliciesSeen, PoliciesFlushed,
                               XfrmTablesListed, PlaintextCounted>()) {
      if (seen->node != session_.node()) continue;
      demand_.fold(seen->at, seen->what);
      if (const auto* counted = std::get_if<PlaintextCounted>(&seen->what)) add(seen->at, *counted);
    }
    for (const auto [at, clear] : session_.seen.of<ProbeLeftInClear>())
      add_probe(at, clear.probe, clear.leg, ClearWay::Left, clear.authenticated);
    for (const auto [at, arrived] : session_.seen.of<ProbeArrived>())
      if (!arrived.decrypted)
        add_probe(at, arrived.probe, arrived.leg, ClearWay::Came, arrived.authenticated);
    return with_probes();
  }

 private:
  using Key = std::tuple<Pair, ClearWay, ClearWord, bool>;

  ClearCount& place_of(const Pair& pair, ClearWay way, ClearWord word, bool authenticated) {
    ClearCount& count = counts_[{pair, way, word, authenticated}];
    std::tie(count.source, count.destination) = pair;
    count.way = way;
    count.word = word;
    count.authenticated = authenticated;
    return count;
  }

  static void note(ClearCount& count, Instant at) {
    count.first = std::min(count.first, at);
    count.last = std::max(count.last, at);
  }

  void add(Instant at, const PlaintextCounted& counted) {
    auto& [packets, bytes] = totals_[{counted.source, counted.destination, counted.kind}];
    if (counted.packets <= packets) return;  // a running total that stands still
    const ClearKind kind = counted.kind.value_or(ClearKind{});
    auto& count = place_of({counted.source, counted.destination}, kind.way,
                           demand_.word_of(counted, at), kind.authenticated);
    count.packets += counted.packets - packets;
    count.bytes += counted.bytes - bytes;
    count.kinds += packets == 0 ? 1 : 0;
    note(count, at);
    packets = counted.packets;
    bytes = counted.bytes;
  }

  /// Where a policy demands AH and no more, a probe that has it is no leak.
  void add_probe(Instant at, const ProbeKey& probe, ProbeLeg leg, ClearWay way,
                 bool authenticated) {
    if (!encrypted_.contains(in_order(probe.sender, probe.reflector))) return;
    const Pair pair = leg == ProbeLeg::Request ? Pair{probe.sender, probe.reflector}
                                               : Pair{probe.reflector, probe.sender};
    const bool as_demanded =
        authenticated && counts_.contains({pair, way, ClearWord::Authenticated, true});
    const bool offloaded = way == ClearWay::Left && session_.sight.device_encrypts(at);
    const ClearWord missed = offloaded ? ClearWord::Offloaded : ClearWord::Leaked;
    auto& count =
        place_of(pair, way, as_demanded ? ClearWord::Authenticated : missed, authenticated);
    ++count.probes;
    note(count, at);
  }

  /// Probes were counted as packets, too, under whatever word policies have for them.
  std::vector<ClearCount> with_probes() {
    for (auto& [key, leaked] : counts_) {
      const auto& [pair, way, word, authenticated] = key;
      if (word != ClearWord::Leaked || leaked.packets >= leaked.probes) continue;
      auto missing = leaked.probes - leaked.packets;
      leaked.packets = leaked.probes;
      leaked.kinds = std::max<std::uint64_t>(leaked.kinds, 1);
      for (const auto other : {ClearWord::Permitted, ClearWord::NotDemanded}) {
        const auto found = counts_.find({pair, way, other, authenticated});
        if (found == counts_.end()) continue;
        ClearCount& count = found->second;
        const auto moved = std::min(missing, count.packets);
        const auto bytes =
            moved == count.packets ? count.bytes : count.bytes / count.packets * moved;
        leaked.bytes += bytes;
        count.bytes -= bytes;
        count.packets -= moved;
        missing -= moved;
      }
    }
    std::vector<ClearCount> counts;
    for (auto& [key, count] : counts_)
      if (count.packets > 0) counts.push_back(std::move(count));
    return counts;
  }

  const NodeSession& session_;
  std::set<Pair> encrypted_;
  Demand demand_;
  std::map<Key, ClearCount> counts_;
  std::map<std::tuple<IpAddress, IpAddress, std::optional<ClearKind>>,
           std::pair<std::uint64_t, std::uint64_t>>
      totals_;
};

}  // namespace

std::vector<ClearCount> count_clear(const NodeSession& session,
                                    std::span<const NodeSession> sessions) {
  return ClearCounter(session, encrypted_pairs(sessions)).count();
}

std::vector<ClearTraffic> summarise_clear(std::span<const NodeSession> sessions,
                                          std::span<const std::vector<ClearCount>> counts,
                                          const AddressBook& book) {
  std::vector<ClearTraffic> rows;
  for (std::size_t place = 0; place < sessions.size(); ++place) {
    std::map<std::tuple<ClearWay, NodeName, ClearWord>, ClearTraffic> by_end;
    for (const auto& count : counts[place]) {
      const auto* other =
          book.owner(count.way == ClearWay::Left ? count.destination : count.source);
      const NodeName name = other == nullptr ? NodeName{} : *other;
      auto& row = by_end[{count.way, name, count.word}];
      row.node = sessions[place].node();
      row.way = count.way;
      row.other = name;
      row.word = count.word;
      row.packets += count.packets;
      row.bytes += count.bytes;
      row.kinds += count.kinds;
    }
    for (auto& [key, row] : by_end) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace canary
