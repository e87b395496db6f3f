// SPDX-License-Identifier: Apache-2.0
#include "analysis/wire_proof.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace canary {
namespace {

/// One way of a state's packets: from, to, SPI.
using StateWay = std::tuple<NodeName, NodeName, std::uint32_t>;

NodeName receiver_of(const Path& path, const Fate& fate) {
  return fate.leg == ProbeLeg::Request ? path.remote : path.local;
}

class WireProof {
 public:
  WireProof(std::span<const PathJudgement> paths, std::span<const LedgerRow> ledger,
            std::span<const NodeSession> sessions) {
    for (const LedgerRow& row : ledger)
      if (row.lost_on_wire) {
        auto& missing = missing_.try_emplace({row.local, row.remote, row.spi}, 0).first->second;
        missing += *row.lost_on_wire + row.left_unwatched.value_or(0) +
                   static_cast<std::uint64_t>(std::max<std::int64_t>(row.in_flight, 0));
      }
    for (const PathJudgement& path : paths)
      for (const Outage& outage : path.outages)
        for (const Fate& fate : outage.fates)
          if (fate.stage == Stage::Wire && fate.spi)
            told_[{fate.node, receiver_of(path.path, fate), *fate.spi}] += fate.count;
    for (const NodeSession& session : sessions)
      for (const PathProbes& path : session.paths) note_decrypted(path, session, sessions);
  }

  [[nodiscard]] bool proves(const Path& path, const Fate& fate) const {
    const StateWay way{fate.node, receiver_of(path, fate), *fate.spi};
    if (const auto missing = missing_.find(way); missing != missing_.end())
      return told_.at(way) <= missing->second;
    return decrypted_.contains({path, fate.leg});
  }

 private:
  using Ends = std::tuple<IpAddress, IpAddress, ProbeLeg>;

  /// The probes that this node saw come out of XFRM, by their ends.
  const std::set<Ends>& decrypted_on(const NodeSession& node) {
    const auto [entry, is_new] = by_node_.try_emplace(node.node());
    if (is_new)
      for (const auto [at, arrived] : node.seen.of<ProbeArrived>())
        if (arrived.decrypted)
          entry->second.emplace(arrived.probe.sender, arrived.probe.reflector, arrived.leg);
    return entry->second;
  }

  void note_decrypted(const PathProbes& path, const NodeSession& prober,
                      std::span<const NodeSession> sessions) {
    const NodeSession* reflector = find_session(sessions, path.path.remote);
    for (const auto& [node, leg] :
         {std::pair(reflector, ProbeLeg::Request), std::pair(&prober, ProbeLeg::Reply)})
      if (node != nullptr &&
          decrypted_on(*node).contains({path.key.sender, path.key.reflector, leg}))
        decrypted_.emplace(path.path, leg);
  }

  std::map<StateWay, std::uint64_t> missing_;  ///< between the nodes, by the ledger
  std::map<StateWay, std::uint64_t> told_;     ///< lost there, by the fates
  std::map<NodeName, std::set<Ends>> by_node_;
  std::set<std::pair<Path, ProbeLeg>> decrypted_;
};

}  // namespace

void withdraw_unproved_wire_losses(std::span<PathJudgement> paths,
                                   std::span<const LedgerRow> ledger,
                                   std::span<const NodeSession> sessions) {
  const WireProof proof(paths, ledger, sessions);
  for (PathJudgement& path : paths)
    for (Outage& outage : path.outages)
      std::erase_if(outage.fates, [&](const Fate& fate) {
        if (fate.stage != Stage::Wire || !fate.spi || proof.proves(path.path, fate)) return false;
        outage.unattributed += fate.count;
        return true;
      });
}

}  // namespace canary
