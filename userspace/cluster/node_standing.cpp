// SPDX-License-Identifier: Apache-2.0
#include "cluster/node_standing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/host_port.h"

namespace canary {
namespace {

using Json = nlohmann::json;

Verdict verdict_of(const Json& report) {
  return parse_verdict(report.at("verdict").get<std::string>()).value_or(Verdict::Inconclusive);
}

void take_report(NodeStanding& standing, const Json& report) {
  take_heavier(standing, verdict_of(report), report.at("reason").get<std::string>());
  for (const Json& finding : report.at("findings")) {
    if (finding.at("severity") != to_text(Severity::Failure)) continue;
    auto summary = finding.at("summary").get<std::string>();
    if (std::ranges::find(standing.failures, summary) == standing.failures.end())
      standing.failures.push_back(std::move(summary));
  }
}

NodeStanding read(const Json& status) {
  NodeStanding standing;
  standing.node = status.at("node").get<std::string>();
  standing.addresses = status.at("addresses").get<std::vector<std::string>>();
  standing.peers = status.at("peers").get<std::vector<NodeName>>();
  // Older daemons do not tell it.
  if (const auto told = status.find("peer_addresses"); told != status.end())
    standing.peer_addresses = told->get<std::map<NodeName, std::vector<std::string>>>();
  if (!status.at("now").is_null()) take_report(standing, status.at("now"));
  if (!status.at("last").is_null()) take_report(standing, status.at("last"));
  if (standing.reason.empty())
    take_heavier(standing, Verdict::Inconclusive, "nothing has been judged yet");
  if (status.at("transition_open").get<bool>())
    take_heavier(standing, Verdict::Inconclusive, "a transition of the agent is under way");
  for (const Json& path : status.at("unreachable"))
    if (path.at("kind") == to_text(PathKind::Encrypted))
      take_heavier(
          standing, Verdict::NotRecovered,
          fmt::format("probes to {} do not come back since {}",
                      path.at("remote").get<std::string>(), path.at("since").get<std::string>()));
  return standing;
}

/// A node that others name as their peer.
struct NamedPeer {
  NodeName by;
  std::set<std::string> also_called;  ///< the addresses that are probed
};

std::map<NodeName, NamedPeer> named_peers(const std::vector<NodeStanding>& nodes) {
  std::map<NodeName, NamedPeer> named;
  for (const NodeStanding& node : nodes)
    for (const NodeName& peer : node.peers) {
      NamedPeer& known = named.try_emplace(peer, NamedPeer{node.node, {peer}}).first->second;
      if (const auto at = node.peer_addresses.find(peer); at != node.peer_addresses.end())
        known.also_called.insert(at->second.begin(), at->second.end());
    }
  return named;
}

/// Where it was asked in vain: by one of its names, or "ADDRESS:PORT" of one of its addresses.
std::vector<MissingNode>::iterator find_asked(std::vector<MissingNode>& missing,
                                              const NamedPeer& peer) {
  return std::ranges::find_if(missing, [&](const MissingNode& one) {
    const auto asked = split_host_port(one.name);
    return peer.also_called.contains(one.name) ||
           (asked && peer.also_called.contains(std::string(asked->host)));
  });
}

void add_unnamed(const std::vector<NodeStanding>& nodes, std::vector<MissingNode>& missing) {
  auto named = named_peers(nodes);
  for (const NodeStanding& node : nodes)
    std::erase_if(named, [&](const auto& peer) {
      return peer.second.also_called.contains(node.node) ||
             std::ranges::any_of(node.addresses, [&](const std::string& address) {
               return peer.second.also_called.contains(address);
             });
    });
  for (const auto& [peer, told] : named) {
    const auto asked = find_asked(missing, told);
    if (asked == missing.end())
      missing.push_back({peer, fmt::format("{} names it as a peer, and it did not tell", told.by)});
    else if (!asked->name.starts_with(peer))
      asked->why += fmt::format("; {} names it {}", told.by, peer);
  }
}

}  // namespace

void take_heavier(NodeStanding& standing, Verdict verdict, const std::string& reason) {
  if (!standing.reason.empty() && verdict <= standing.verdict) return;
  standing.verdict = verdict;
  standing.reason = reason;
}

Result<NodeStanding> parse_standing(std::string_view status) {
  try {
    const Json json = Json::parse(status);
    if (json.at("schema") != "xfrm-canary/status/1")
      return environment_error("what it tells is of another version");
    return read(json);
  } catch (const Json::exception&) {
    return environment_error("what it tells is no status of a canary");
  }
}

ClusterJudgement judge_cluster(std::vector<NodeStanding> nodes, std::vector<MissingNode> missing) {
  std::ranges::sort(nodes, {}, &NodeStanding::node);
  add_unnamed(nodes, missing);
  ClusterJudgement judgement{Verdict::Inconclusive, "no node told anything", std::move(nodes),
                             std::move(missing)};
  const auto heaviest = std::ranges::max_element(judgement.nodes, {}, &NodeStanding::verdict);
  if (heaviest != judgement.nodes.end()) {
    judgement.verdict = heaviest->verdict;
    const auto like_it =
        std::ranges::count(judgement.nodes, heaviest->verdict, &NodeStanding::verdict);
    judgement.reason = fmt::format("{} of {} nodes: {}: {}", like_it, judgement.nodes.size(),
                                   heaviest->node, heaviest->reason);
  }
  if (!judgement.missing.empty() && judgement.verdict < Verdict::Inconclusive) {
    judgement.verdict = Verdict::Inconclusive;
    judgement.reason = fmt::format("{} of {} nodes did not tell: {}: {}", judgement.missing.size(),
                                   judgement.missing.size() + judgement.nodes.size(),
                                   judgement.missing.front().name, judgement.missing.front().why);
  }
  return judgement;
}

}  // namespace canary
