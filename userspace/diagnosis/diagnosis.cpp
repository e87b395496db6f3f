// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "advice/advisory.h"
#include "diagnosis/drop_explanation.h"
#include "diagnosis/late_node.h"
#include "fates/drops.h"
#include "fates/fate.h"

namespace canary {
namespace {

/// Replaying the tables takes time for each.
constexpr std::size_t kMost = 64;

/// Probes that died for one cause at one node, coming from or meant for one peer.
struct LossKind {
  NodeName node;
  NodeName peer;
  std::string cause;  ///< empty: no counter moved
  std::optional<std::uint32_t> spi;
  std::string outer;  ///< only where no counter moved
  auto operator<=>(const LossKind&) const = default;
};

struct LossesOfKind {
  const PathJudgement* path = nullptr;  ///< one of those that it was seen on
  std::vector<Span> windows;
  std::uint64_t probes = 0;
};

using LossGroups = std::map<LossKind, LossesOfKind>;

bool died_silently(const Fate& fate) {
  return fate.outer && (fate.stage == Stage::SenderUplink || fate.stage == Stage::Wire);
}

LossGroups group_losses(std::span<const NodeSession> sessions,
                        std::span<const PathJudgement> paths) {
  LossGroups groups;
  for (const auto& path : paths) {
    if (path.path.kind != PathKind::Encrypted) continue;
    for (const auto& outage : path.outages)
      for (const auto& fate : outage.fates) {
        const auto* session = find_session(sessions, fate.node);
        const bool by_xfrm = is_xfrm_cause(fate);
        if (session == nullptr || (!by_xfrm && !died_silently(fate))) continue;
        const auto& peer = fate.node == path.path.local ? path.path.remote : path.path.local;
        auto& losses = groups[{fate.node, peer, by_xfrm ? *fate.cause : "", fate.spi,
                               by_xfrm ? "" : *fate.outer}];
        if (losses.path == nullptr) losses.path = &path;
        losses.windows.push_back(
            {outage.first_lost, outage.last_lost + session->criteria().deadline});
        losses.probes += fate.count;
      }
  }
  return groups;
}

bool in_any(std::span<const Span> windows, Instant at) {
  return std::ranges::any_of(
      windows, [&](const Span& window) { return window.from <= at && at <= window.to; });
}

/// The first and the last packet that died so: what explains one need not explain the other, and
/// of the first the node may have read the change a little later than it took effect.
template <class What, class Wanted>
std::vector<const Observation*> find_samples(const NodeSession& session, const LossesOfKind& losses,
                                             Wanted wanted) {
  const Observation *first = nullptr, *last = nullptr;
  for (const auto* seen : session.seen.whole<What>()) {
    if (!wanted(std::get<What>(seen->what)) || !in_any(losses.windows, seen->at)) continue;
    if (first == nullptr || seen->at < first->at) first = seen;
    if (last == nullptr || seen->at >= last->at) last = seen;
  }
  if (first == nullptr) return {};
  return first == last ? std::vector{first} : std::vector{first, last};
}

bool names_cause(const Advisory& problem, const std::string& cause) {
  return problem.shows_as.find(cause.empty() ? "no counter" : std::string_view(cause)) !=
         std::string_view::npos;
}

/// What is known beforehand of this upgrade, where the agents told their versions.
void add_known_problems(const NodeSession& session, const std::string& cause, Finding& finding) {
  const auto& transition = session.transition;
  if (!transition.version_before || !transition.version_after) return;
  const auto before = Version::parse(*transition.version_before);
  const auto after = Version::parse(*transition.version_after);
  if (!before || !after) return;
  for (const auto* problem : advisories_of(known_advisories(), "cilium", *before, *after)) {
    if (!names_cause(*problem, cause)) continue;
    finding.evidence.push_back(fmt::format("known of {} to {}: {} ({})", to_text(*before),
                                           to_text(*after), problem->title, problem->source));
    finding.advice.insert(finding.advice.end(), problem->remedies.begin(), problem->remedies.end());
  }
}

void add_guide(const std::string& cause, Finding& finding) {
  const auto& steps = describe_drop_cause(cause).do_next;
  finding.advice.insert(finding.advice.end(), steps.begin(), steps.end());
}

std::string what_happens(const LossKind& kind) {
  const auto spi = kind.spi ? fmt::format(", SPI {}", *kind.spi) : std::string();
  if (kind.cause.empty())
    return fmt::format("{} encrypts for {}{}, {}, which is no address of a node", kind.node,
                       kind.peer, spi, kind.outer);
  const bool inbound = describe_drop_cause(kind.cause).direction == Direction::In;
  return fmt::format("{} drops what {} {}{}, {}", kind.node,
                     inbound ? "comes from" : "is meant for", kind.peer, spi, kind.cause);
}

class Diagnostician {
 public:
  Diagnostician(std::span<const NodeSession> sessions, const AddressBook& book)
      : sessions_(sessions), book_(book) {
    for (const auto& session : sessions) histories_.emplace(session.node(), session.seen);
  }

  void diagnose(const LossKind& kind, const LossesOfKind& losses,
                std::vector<Finding>& findings) const {
    const auto& session = *find_session(sessions_, kind.node);
    const auto& path = losses.path->path;
    const RelativeTime words(ready_of_path(sessions_, path.local, path.remote), session);
    std::vector<std::string> told;
    for (const auto& [explanation, at_fault] : explain(kind, losses, session, words)) {
      if (std::ranges::find(told, explanation.why) != told.end()) continue;
      told.push_back(explanation.why);
      Finding finding{"diagnosis",
                      Severity::Warning,
                      at_fault,
                      fmt::format("{}: {}", what_happens(kind), explanation.why),
                      explanation.evidence,
                      explanation.advice,
                      explanation.commands};
      if (!kind.cause.empty()) add_guide(kind.cause, finding);
      add_known_problems(session, kind.cause, finding);
      findings.push_back(std::move(finding));
    }
  }

 private:
  /// Why, and the node that has to change.
  using ExplainedAt = std::pair<Explanation, NodeName>;

  [[nodiscard]] std::vector<ExplainedAt> explain(const LossKind& kind, const LossesOfKind& losses,
                                                 const NodeSession& session,
                                                 const RelativeTime& words) const {
    std::vector<ExplainedAt> explanations;
    const auto& history = histories_.at(kind.node);
    if (kind.cause.empty()) {
      for (const auto* seen : find_lost_tunnels(kind, losses, session)) {
        const auto tables = history.at(seen->at);
        if (!tables) continue;
        const auto& encrypted = std::get<ProbeEncrypted>(seen->what);
        if (auto explanation = explain_lost_tunnel(encrypted, *tables))
          explanations.emplace_back(std::move(*explanation), kind.node);
        else if (const auto peer = tables_of(kind.peer, seen->at))
          if (const auto late =
                  find_late_sender(encrypted, {kind.node, *tables}, {kind.peer, *peer}))
            explanations.emplace_back(Explanation{late->why, late->evidence, {}}, late->node);
      }
      return explanations;
    }
    for (const auto* seen : find_drops(kind, losses, session)) {
      const auto tables = history.at(seen->at);
      if (!tables) continue;
      const auto& drop = std::get<PacketDropped>(seen->what);
      if (auto explanation = explain_drop(drop, *tables, words))
        explanations.push_back(at_its_node(std::move(*explanation), drop, {kind.node, *tables},
                                           {kind, seen->at}, words));
    }
    return explanations;
  }

  struct Moment {
    const LossKind& kind;
    Instant at;
  };

  /// Where the receiver lacks a state, the sender may be the one that has to change.
  [[nodiscard]] ExplainedAt at_its_node(Explanation explanation, const PacketDropped& drop,
                                        const TablesOfNode& receiver, const Moment& moment,
                                        const RelativeTime& words) const {
    const auto& [kind, at] = moment;
    const auto sender =
        drop.cause == "XfrmInNoStates" ? tables_of(kind.peer, at) : std::optional<TablesAtTime>();
    const auto late =
        sender ? find_late_node(drop, receiver, {kind.peer, *sender}, words) : std::nullopt;
    if (!late) return {std::move(explanation), kind.node};
    explanation.evidence.push_back(late->why);
    std::ranges::copy(late->evidence, std::back_inserter(explanation.evidence));
    explanation.advice.insert(explanation.advice.begin(),
                              "the node that this is told of is the one that has to change");
    return {std::move(explanation), late->node};
  }

  [[nodiscard]] std::optional<TablesAtTime> tables_of(const NodeName& node, Instant at) const {
    const auto history = histories_.find(node);
    return history == histories_.end() ? std::nullopt : history->second.at(at);
  }

  [[nodiscard]] std::vector<const Observation*> find_drops(const LossKind& kind,
                                                           const LossesOfKind& losses,
                                                           const NodeSession& session) const {
    return find_samples<PacketDropped>(session, losses, [&](const PacketDropped& drop) {
      if (drop.cause != kind.cause || (kind.spi && drop.esp && drop.esp->spi != *kind.spi))
        return false;
      const auto* remote = remote_of(drop, book_);
      return remote == nullptr || *remote == kind.peer;
    });
  }

  [[nodiscard]] std::vector<const Observation*> find_lost_tunnels(
      const LossKind& kind, const LossesOfKind& losses, const NodeSession& session) const {
    return find_samples<ProbeEncrypted>(session, losses, [&](const ProbeEncrypted& encrypted) {
      if (encrypted.esp.spi != kind.spi ||
          book_.exact_owner(encrypted.outer_destination) != nullptr)
        return false;
      if (outer_text(encrypted.outer_source, encrypted.outer_destination) != kind.outer)
        return false;
      const bool request = encrypted.leg == ProbeLeg::Request;
      const auto* far = book_.owner(request ? encrypted.probe.reflector : encrypted.probe.sender);
      return far != nullptr && *far == kind.peer;
    });
  }

  std::span<const NodeSession> sessions_;
  const AddressBook& book_;
  std::map<NodeName, XfrmHistory> histories_;
};

}  // namespace

std::vector<Finding> find_diagnoses(std::span<const NodeSession> sessions,
                                    std::span<const PathJudgement> paths, const AddressBook& book) {
  const LossGroups groups = group_losses(sessions, paths);
  std::vector<const LossGroups::value_type*> most_first;
  most_first.reserve(groups.size());
  for (const auto& group : groups) most_first.push_back(&group);
  std::ranges::stable_sort(most_first, std::ranges::greater{},
                           [](const auto* group) { return group->second.probes; });
  const Diagnostician diagnostician(sessions, book);
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < std::min(kMost, most_first.size()); ++i)
    diagnostician.diagnose(most_first[i]->first, most_first[i]->second, findings);
  return findings;
}

}  // namespace canary
