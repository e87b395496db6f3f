// SPDX-License-Identifier: Apache-2.0
#include "simulation/clear_referee.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "simulation/node_identity.h"

namespace canary::simulation {
namespace {

using Row = std::tuple<NodeName, ClearWay, NodeName, ClearWord>;

std::string in_words(const Row& row) {
  const auto& [node, way, other, word] = row;
  return fmt::format("{} {} {} as {}", node, way == ClearWay::Left ? "to" : "from", other,
                     to_text(word));
}

/// Behind a flush nobody knows when exactly a hole stopped to let packets pass.
ClearWord as_known(const History& history, std::size_t node, ClearWord word) {
  const bool flushed = history.nodes[node].policies_flushed.has_value();
  return flushed && word == ClearWord::Permitted ? ClearWord::NotDemanded : word;
}

std::vector<std::string> object_to_rows(const History& history, const Truth& truth,
                                        const Judgement& judgement) {
  std::map<Row, std::pair<std::uint64_t, std::uint64_t>> rows;  // true, told
  for (const auto& [place, packets] : truth.clear) {
    const auto& [node, way, other, word] = place;
    rows[{name_of(node), way, name_of(other), as_known(history, node, word)}].first += packets;
  }
  for (const ClearTraffic& told : judgement.clear) {
    std::size_t node = 0;
    while (name_of(node) != told.node) ++node;
    rows[{told.node, told.way, told.other, as_known(history, node, told.word)}].second +=
        told.packets;
  }
  std::vector<std::string> objections;
  for (const auto& [row, packets] : rows)
    if (packets.first != packets.second)
      objections.push_back(fmt::format("{} packets in the clear on {} are told, {} are",
                                       packets.second, in_words(row), packets.first));
  return objections;
}

/// One finding for each pair of nodes between which something leaked, told by the sender where it
/// counted.
std::vector<std::string> object_to_leaks(const Truth& truth, const Judgement& judgement) {
  std::map<std::pair<NodeName, NodeName>, bool> leaked;  // whether the sender counted
  for (const auto& [place, packets] : truth.clear) {
    const auto& [node, way, other, word] = place;
    if (word != ClearWord::Leaked) continue;
    if (way == ClearWay::Left)
      leaked[{name_of(node), name_of(other)}] = true;
    else
      leaked.try_emplace({name_of(other), name_of(node)}, false);
  }
  std::multiset<NodeName> expected, told;
  for (const auto& [ends, by_sender] : leaked)
    expected.insert(by_sender ? ends.first : ends.second);
  std::vector<std::string> objections;
  for (const Finding& finding : judgement.findings) {
    if (finding.kind != "plaintext-leak") continue;
    told.insert(finding.node);
    if (finding.severity != Severity::Failure)
      objections.push_back(fmt::format("a leak on {} is no failure", finding.node));
  }
  if (told != expected)
    objections.push_back(fmt::format("leaks of [{}] are found, of [{}] are", fmt::join(told, ", "),
                                     fmt::join(expected, ", ")));
  return objections;
}

}  // namespace

std::vector<std::string> object_to_clear_traffic(const History& history, const Truth& truth,
                                                 const Judgement& judgement) {
  auto objections = object_to_rows(history, truth, judgement);
  for (auto& objection : object_to_leaks(truth, judgement))
    objections.push_back(std::move(objection));
  return objections;
}

std::vector<std::string> object_to_uplinks(const History& history, const Judgement& judgement) {
  std::vector<std::string> objections;
  for (std::size_t place = 0; place < history.nodes.size(); ++place) {
    const SimulatedNode& node = history.nodes[place];
    if (!node.records) continue;
    const auto& second = node.second_uplink;
    const std::int64_t unwatched = second && !second->watched && second->noticed < node.session.to;
    const auto told = std::ranges::count_if(judgement.findings, [&](const Finding& finding) {
      return finding.kind == "unwatched-uplink" && finding.node == name_of(place);
    });
    if (told != unwatched)
      objections.push_back(fmt::format("{} of {} devices that {} does not watch are told", told,
                                       unwatched, name_of(place)));
  }
  return objections;
}

}  // namespace canary::simulation
