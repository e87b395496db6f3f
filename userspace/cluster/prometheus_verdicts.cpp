// SPDX-License-Identifier: Apache-2.0
#include "cluster/prometheus_verdicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

namespace canary {
namespace {

/// What one node's series say. Absent is what it does not tell.
struct Scraped {
  bool up = false;
  std::optional<double> peers, unreachable, agent_ready, transition_open;
  double answered = 0;  ///< encrypted probes
  bool tells_verdicts = false;
  std::optional<Verdict> last;
  std::string died;  ///< where most of the lost probes did
  double deaths = 0;
};

void take_lost_probes(Scraped& node, const PrometheusSample& sample) {
  if (sample.value <= node.deaths) return;
  node.deaths = sample.value;
  const auto cause = sample.label("cause");
  node.died = sample.label("stage");
  if (cause != "none") node.died += fmt::format(", {}", cause);
}

void take(Scraped& node, const PrometheusSample& sample) {
  const auto name = sample.label("__name__");
  if (name == "up") node.up = sample.value == 1;
  if (name == "xfrm_canary_peers") node.peers = sample.value;
  if (name == "xfrm_canary_peers_unreachable") node.unreachable = sample.value;
  if (name == "xfrm_canary_agent_ready") node.agent_ready = sample.value;
  if (name == "xfrm_canary_transition_open") node.transition_open = sample.value;
  if (name == "xfrm_canary_lost_probes_total") take_lost_probes(node, sample);
  if (name == "xfrm_canary_probes_total" && sample.label("kind") == "encrypted" &&
      sample.label("outcome") == "answered")
    node.answered = sample.value;
  if (name == "xfrm_canary_verdict") {
    node.tells_verdicts = true;
    if (sample.value == 1) node.last = parse_verdict(sample.label("verdict"));
  }
}

std::string reason_of(Verdict last, const Scraped& node) {
  const bool lost = last == Verdict::NotRecovered && !node.died.empty();
  return fmt::format("the last transition was judged {}{}", to_text(last),
                     lost ? fmt::format("; most lost probes died at {}", node.died) : "");
}

NodeVerdict weigh(const std::string& instance, const Scraped& node) {
  NodeVerdict weighed;
  weighed.node = instance;
  if (node.last)
    take_heavier(weighed, *node.last, reason_of(*node.last, node));
  else if (node.answered > 0)
    take_heavier(weighed, Verdict::Unaffected, "no transition was judged, and its peers answer");
  else
    take_heavier(weighed, Verdict::Inconclusive, "nothing has been judged yet");
  if (node.peers == 0) take_heavier(weighed, Verdict::Inconclusive, "it has no peers to probe");
  if (node.agent_ready == 0 || node.transition_open == 1)
    take_heavier(weighed, Verdict::Inconclusive, "a transition of the agent is under way");
  if (node.unreachable.value_or(0) > 0)
    take_heavier(weighed, Verdict::NotRecovered,
                 fmt::format("encrypted probes to {:.0f} of {:.0f} peers do not come back{}",
                             *node.unreachable, node.peers.value_or(0),
                             node.died.empty() ? "" : fmt::format("; most died at {}", node.died)));
  return weighed;
}

/// A node that probes more peers than there are other canaries knows of one that is not scraped.
void miss_unscraped(const std::map<std::string, Scraped>& scraped,
                    std::vector<MissingNode>& missing) {
  const auto most = std::ranges::max_element(
      scraped, {}, [](const auto& entry) { return entry.second.peers.value_or(0); });
  if (most == scraped.end()) return;
  const auto peers = static_cast<std::size_t>(std::lround(most->second.peers.value_or(0)));
  if (peers < scraped.size()) return;
  missing.push_back({fmt::format("{} of {} nodes", peers + 1 - scraped.size(), peers + 1),
                     fmt::format("{} probes {} peers, and Prometheus knows {} canaries",
                                 most->first, peers, scraped.size())});
}

}  // namespace

ClusterAnswers verdicts_of(std::span<const PrometheusSample> samples,
                           std::span<const PrometheusSample> leaks) {
  std::map<std::string, Scraped> scraped;
  for (const PrometheusSample& sample : samples)
    take(scraped[std::string(sample.label("instance"))], sample);
  std::map<std::string, double, std::less<>> leaked;
  for (const PrometheusSample& sample : leaks)
    leaked.emplace(sample.label("instance"), sample.value);
  ClusterAnswers found;
  for (const auto& [instance, node] : scraped) {
    if (!node.up) {
      found.missing.push_back({instance, "Prometheus cannot scrape it"});
    } else if (!node.tells_verdicts) {
      found.missing.push_back({instance, "what is scraped there is no canary's"});
    } else {
      found.nodes.push_back(weigh(instance, node));
      if (const auto packets = leaked.find(instance); packets != leaked.end())
        found.nodes.back().failures.push_back(fmt::format(
            "about {:.0f} packets left it in the clear within an hour", packets->second));
    }
  }
  miss_unscraped(scraped, found.missing);
  return found;
}

}  // namespace canary
