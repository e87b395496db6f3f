// SPDX-License-Identifier: Apache-2.0
#include "analysis/refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>

#include "clocks/node_clocks.h"
#include "fates/address_book.h"

namespace canary {
namespace {

/// What speaks against two recordings' being true together.
struct Conflict {
  std::string against_first, against_second;  ///< empty: not that one
};

struct Candidate {
  Seen seen;
  ClockEvidence clock;

  [[nodiscard]] const SessionHeader& header() const { return seen.header(); }
  [[nodiscard]] const NodeName& node() const { return seen.node(); }
};

bool among(const std::vector<IpAddress>& addresses, const IpAddress& address) {
  return !is_unspecified(address) && std::ranges::find(addresses, address) != addresses.end();
}

bool is_address_of(const PeerAddresses& peer, const IpAddress& address) {
  return among(peer.addresses, address) ||
         std::ranges::any_of(peer.protects,
                             [&](const auto& prefix) { return prefix.contains(address); });
}

/// Why `knower` cannot take a recording for that of the node whose name it bears; empty where it
/// can.
std::string mistaken_identity(const SessionHeader& knower, const SessionHeader& recorded) {
  bool known = false;
  const NodeName* other = nullptr;
  for (const auto& address : recorded.local_addresses) {
    if (among(knower.local_addresses, address)) other = &knower.node;
    for (const auto& peer : knower.peers) {
      if (peer.name != recorded.node) {
        if (among(peer.addresses, address)) other = &peer.name;
        continue;
      }
      if (is_address_of(peer, address)) return {};
      known = known || std::ranges::find(peer.addresses, address.family, &IpAddress::family) !=
                           peer.addresses.end();
    }
  }
  if (known)
    return fmt::format("is of another node than the '{}' that {} knows: no address agrees",
                       recorded.node, knower.node);
  if (other == nullptr) return {};
  return fmt::format("calls itself '{}', but has an address that {} knows as {}'s", recorded.node,
                     knower.node, *other);
}

std::string contradicts(const ClockComparison& compared, const NodeName& other) {
  return fmt::format(
      "has times that contradict those of {}: no difference of clocks explains {} of {} packets",
      other, compared.contradictions, compared.bounds);
}

std::string ran_back(const ClockComparison& compared, const NodeName& other) {
  return fmt::format("has a clock that ran back by {} beside that of {}",
                     to_text(compared.ran_back), other);
}

std::string lying_reflector(const ClockComparison& compared, const NodeName& prober) {
  return fmt::format(
      "is of a node whose reflector tells times that cannot be: {} of {} contradict when {} sent "
      "and received",
      compared.contradictions, compared.bounds, prober);
}

Conflict conflict_of_times(const Candidate& first, const Candidate& second) {
  using Trouble = ClockRelation::Trouble;
  const auto relation = relate(first.clock, second.clock);
  switch (relation.trouble) {
    case Trouble::None:
      break;
    case Trouble::Contradiction:
      return {contradicts(relation.compared, second.node()),
              contradicts(relation.compared, first.node())};
    case Trouble::RanBack:
      return {"", ran_back(relation.compared, first.node())};
    case Trouble::TheirReflector:
      return {"", lying_reflector(relation.compared, first.node())};
    case Trouble::OurReflector:
      return {lying_reflector(relation.compared, second.node()), ""};
  }
  return {};
}

Conflict conflict_between(const Candidate& first, const Candidate& second) {
  if (first.node() == second.node()) return {};
  const auto wrong_about = [](const NodeName& node) {
    return fmt::format("knows '{}' by addresses that the recording of that node does not have",
                       node);
  };
  if (auto why = mistaken_identity(first.header(), second.header()); !why.empty())
    return {wrong_about(second.node()), std::move(why)};
  if (auto why = mistaken_identity(second.header(), first.header()); !why.empty())
    return {std::move(why), wrong_about(first.node())};
  return conflict_of_times(first, second);
}

/// Who is charged with what by all conflicts between those that are left.
class Charges {
 public:
  explicit Charges(std::span<const Candidate> candidates) : refused_(candidates.size()) {
    for (std::size_t a = 0; a < candidates.size(); ++a)
      for (std::size_t b = a + 1; b < candidates.size(); ++b)
        add(a, b, conflict_between(candidates[a], candidates[b]));
  }

  /// The place of the next one to be refused, and why.
  std::optional<std::pair<std::size_t, std::string>> next() {
    std::vector<std::size_t> weights(refused_.size());
    for (const auto& charge : charges_)
      if (!refused_[charge.accused] && !refused_[charge.accuser])
        weights[charge.accused] += charge.weight;
    const auto later_first = weights | std::views::reverse;
    const auto heaviest = std::ranges::max_element(later_first);
    if (heaviest == later_first.end() || *heaviest == 0) return std::nullopt;
    const auto place = static_cast<std::size_t>(later_first.end() - heaviest) - 1;
    const auto charge = std::ranges::find_if(charges_, [&](const Charge& made) {
      return made.accused == place && !refused_[made.accuser];
    });
    refused_[place] = true;
    return std::pair{place, charge->why};
  }

 private:
  struct Charge {
    std::size_t accused, accuser, weight;
    std::string why;
  };

  void add(std::size_t first, std::size_t second, Conflict conflict) {
    // Who is known to be wrong weighs more than who may be.
    const bool both = !conflict.against_first.empty() && !conflict.against_second.empty();
    const std::size_t weight = both ? 1 : 2;
    if (!conflict.against_first.empty())
      charges_.push_back({first, second, weight, std::move(conflict.against_first)});
    if (!conflict.against_second.empty())
      charges_.push_back({second, first, weight, std::move(conflict.against_second)});
  }

  std::vector<Charge> charges_;
  std::vector<bool> refused_;
};

/// A clock is evidence beside others only.
std::vector<Candidate> list_candidates(const Timeline& timeline) {
  const bool alone = timeline.nodes.size() == 1;
  std::vector<Candidate> candidates;
  candidates.reserve(timeline.nodes.size());
  for (const auto& recording : timeline.nodes) {
    Seen seen(recording);
    auto clock = alone ? ClockEvidence{seen.node(), {}, {}} : read_clock_evidence(seen);
    candidates.push_back({std::move(seen), std::move(clock)});
  }
  return candidates;
}

}  // namespace

AcceptedEvidence accept_evidence(const Timeline& timeline) {
  AcceptedEvidence evidence{{}, {}, timeline.refused};
  auto candidates = list_candidates(timeline);
  std::vector<bool> refused(candidates.size());
  const auto refuse = [&](std::size_t place, const std::string& why) {
    refused[place] = true;
    const auto& recording = candidates[place].seen.session();
    const auto& node = recording.header.node;
    const auto source =
        recording.source.empty() ? fmt::format("the evidence of {}", node) : recording.source;
    evidence.refused.push_back({node, fmt::format("{}: {}", source, why)});
  };
  Charges charges(candidates);
  while (auto next = charges.next()) refuse(next->first, next->second);
  std::set<NodeName> taken;
  for (std::size_t place = 0; place < candidates.size(); ++place) {
    const auto& node = candidates[place].node();
    if (!refused[place] && !taken.insert(node).second)
      refuse(place, fmt::format("node '{}' was recorded in an earlier one too", node));
    if (refused[place]) continue;
    evidence.nodes.push_back(std::move(candidates[place].seen));
    evidence.clocks.push_back(std::move(candidates[place].clock));
  }
  return evidence;
}

std::vector<Finding> find_refusals(const std::vector<RefusedEvidence>& refused) {
  std::vector<Finding> findings;
  findings.reserve(refused.size());
  for (const auto& evidence : refused)
    findings.push_back({"evidence-refused",
                        Severity::Warning,
                        evidence.node,
                        evidence.why + "; judged without it",
                        {},
                        {}});
  return findings;
}

}  // namespace canary
