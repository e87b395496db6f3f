// SPDX-License-Identifier: Apache-2.0
#include "cluster/node_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/host_port.h"
#include "cluster/json_of_others.h"

namespace canary {
namespace {

using Json = nlohmann::json;

Verdict verdict_of(const Json& report) {
  return parse_verdict(report.at("verdict").get<std::string>()).value_or(Verdict::Inconclusive);
}

void take_report(NodeVerdict& node, const Json& report) {
  take_heavier(node, verdict_of(report), report.at("reason").get<std::string>());
  for (const Json& finding : report.at("findings")) {
    if (finding.at("severity") != to_text(Severity::Failure)) continue;
    auto summary = finding.at("summary").get<std::string>();
    if (std::ranges::find(node.failures, summary) == node.failures.end())
      node.failures.push_back(std::move(summary));
  }
}

NodeVerdict read(const Json& status) {
  NodeVerdict node;
  node.node = status.at("node").get<std::string>();
  node.addresses = status.at("addresses").get<std::vector<std::string>>();
  node.peers = status.at("peers").get<std::vector<NodeName>>();
  // Older daemons do not tell it.
  if (const auto told = status.find("peer_addresses"); told != status.end())
    node.peer_addresses = told->get<std::map<NodeName, std::vector<std::string>>>();
  if (!status.at("now").is_null()) take_report(node, status.at("now"));
  if (!status.at("last").is_null()) take_report(node, status.at("last"));
  if (node.reason.empty()) take_heavier(node, Verdict::Inconclusive, "nothing has been judged yet");
  if (status.at("transition_open").get<bool>())
    take_heavier(node, Verdict::Inconclusive, "a transition of the agent is under way");
  for (const Json& path : status.at("unreachable"))
    if (path.at("kind") == to_text(PathKind::Encrypted))
      take_heavier(
          node, Verdict::NotRecovered,
          fmt::format("probes to {} do not come back since {}",
                      path.at("remote").get<std::string>(), path.at("since").get<std::string>()));
  return node;
}

/// A node that others name as their peer.
struct NamedPeer {
  NodeName by;
  std::set<std::string> also_called;  ///< the addresses that are probed
};

std::map<NodeName, NamedPeer> named_peers(const std::vector<NodeVerdict>& nodes) {
  std::map<NodeName, NamedPeer> named;
  for (const NodeVerdict& node : nodes)
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

void add_unnamed(const std::vector<NodeVerdict>& nodes, std::vector<MissingNode>& missing) {
  auto named = named_peers(nodes);
  for (const NodeVerdict& node : nodes)
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

void take_heavier(NodeVerdict& node, Verdict verdict, const std::string& reason) {
  if (!node.reason.empty() && verdict <= node.verdict) return;
  node.verdict = verdict;
  node.reason = reason;
}

Result<NodeVerdict> parse_node_verdict(std::string_view status) {
  try {
    const Json json = parse_json_of_others(status);
    if (json.at("schema") != "xfrm-canary/status/1")
      return environment_error("what it tells is of another version");
    return read(json);
  } catch (const Json::exception&) {
    return environment_error("what it tells is no status of a canary");
  }
}

ClusterJudgement judge_cluster(std::vector<NodeVerdict> nodes, std::vector<MissingNode> missing) {
  std::ranges::sort(nodes, {}, &NodeVerdict::node);
  add_unnamed(nodes, missing);
  ClusterJudgement judgement{Verdict::Inconclusive, "no node told anything", std::move(nodes),
                             std::move(missing)};
  const auto heaviest = std::ranges::max_element(judgement.nodes, {}, &NodeVerdict::verdict);
  if (heaviest != judgement.nodes.end()) {
    judgement.verdict = heaviest->verdict;
    const auto like_it =
        std::ranges::count(judgement.nodes, heaviest->verdict, &NodeVerdict::verdict);
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
