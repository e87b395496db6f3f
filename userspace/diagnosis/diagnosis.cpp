// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "advice/cause_guide.h"
#include "advice/known_problem.h"
#include "diagnosis/drop_explanation.h"
#include "fates/drops.h"
#include "fates/fate.h"

namespace canary {
namespace {

/// Replaying the tables takes time for each.
constexpr std::size_t kMost = 64;

/// Probes that died in one way at one node, coming from or meant for one peer.
struct Way {
  NodeName node;
  NodeName peer;
  std::string cause;  ///< empty: no counter moved
  std::optional<std::uint32_t> spi;
  std::string outer;  ///< only where no counter moved
  auto operator<=>(const Way&) const = default;
};

struct Deaths {
  const PathJudgement* path = nullptr;  ///< one of those that it was seen on
  std::vector<Span> windows;
  std::uint64_t probes = 0;
};

using Ways = std::map<Way, Deaths>;

bool died_silently(const Fate& fate) {
  return fate.outer && (fate.stage == Stage::SenderUplink || fate.stage == Stage::Wire);
}

Ways list_ways(std::span<const NodeSession> sessions, std::span<const PathJudgement> paths) {
  Ways ways;
  for (const auto& path : paths) {
    if (path.path.kind != PathKind::Encrypted) continue;
    for (const auto& outage : path.outages)
      for (const auto& fate : outage.fates) {
        const auto* session = find_session(sessions, fate.node);
        const bool by_xfrm = is_xfrm_cause(fate);
        if (session == nullptr || (!by_xfrm && !died_silently(fate))) continue;
        const auto& peer = fate.node == path.path.local ? path.path.remote : path.path.local;
        auto& deaths = ways[{fate.node, peer, by_xfrm ? *fate.cause : "", fate.spi,
                             by_xfrm ? "" : *fate.outer}];
        if (deaths.path == nullptr) deaths.path = &path;
        deaths.windows.push_back(
            {outage.first_lost, outage.last_lost + session->criteria().deadline});
        deaths.probes += fate.count;
      }
  }
  return ways;
}

bool in_any(std::span<const Span> windows, Instant at) {
  return std::ranges::any_of(
      windows, [&](const Span& window) { return window.from <= at && at <= window.to; });
}

/// The first and the last packet that died so: what explains one need not explain the other, and
/// of the first the node may have read the change a little later than it took effect.
template <class What, class Wanted>
std::vector<const Observation*> find_samples(const NodeSession& session, const Deaths& deaths,
                                             Wanted wanted) {
  const Observation *first = nullptr, *last = nullptr;
  for (const auto& seen : session.timeline->observations) {
    const auto* what = std::get_if<What>(&seen.what);
    if (what == nullptr || !wanted(*what) || !in_any(deaths.windows, seen.at)) continue;
    if (first == nullptr || seen.at < first->at) first = &seen;
    if (last == nullptr || seen.at >= last->at) last = &seen;
  }
  if (first == nullptr) return {};
  return first == last ? std::vector{first} : std::vector{first, last};
}

bool names_cause(const KnownProblem& problem, const std::string& cause) {
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
  for (const auto* problem : problems_of(*before, *after)) {
    if (!names_cause(*problem, cause)) continue;
    finding.evidence.push_back(fmt::format("known of {} to {}: {} ({})", to_text(*before),
                                           to_text(*after), problem->title, problem->source));
    finding.advice.insert(finding.advice.end(), problem->advice.begin(), problem->advice.end());
  }
}

void add_guide(const std::string& cause, Finding& finding) {
  if (const auto guide = find_cause_guide(cause))
    finding.advice.insert(finding.advice.end(), (*guide)->do_next.begin(), (*guide)->do_next.end());
}

std::string what_happens(const Way& way) {
  const auto spi = way.spi ? fmt::format(", SPI {}", *way.spi) : std::string();
  if (way.cause.empty())
    return fmt::format("{} encrypts for {}{}, {}, which is no address of a node", way.node,
                       way.peer, spi, way.outer);
  const bool inbound = describe_drop_cause(way.cause).direction == Direction::In;
  return fmt::format("{} drops what {} {}{}, {}", way.node, inbound ? "comes from" : "is meant for",
                     way.peer, spi, way.cause);
}

class Diagnostician {
 public:
  Diagnostician(std::span<const NodeSession> sessions, const AddressBook& book)
      : sessions_(sessions), book_(book) {
    for (const auto& session : sessions) histories_.emplace(session.node(), *session.timeline);
  }

  void diagnose(const Way& way, const Deaths& deaths, std::vector<Finding>& findings) const {
    const auto& session = *find_session(sessions_, way.node);
    const auto& path = deaths.path->path;
    const MomentWords words(ready_of_path(sessions_, path.local, path.remote), session);
    std::vector<std::string> told;
    for (const auto& explanation : explain(way, deaths, session, words)) {
      if (std::ranges::find(told, explanation.why) != told.end()) continue;
      told.push_back(explanation.why);
      Finding finding{"diagnosis",
                      Severity::Warning,
                      way.node,
                      fmt::format("{}: {}", what_happens(way), explanation.why),
                      explanation.evidence,
                      explanation.advice};
      if (!way.cause.empty()) add_guide(way.cause, finding);
      add_known_problems(session, way.cause, finding);
      findings.push_back(std::move(finding));
    }
  }

 private:
  [[nodiscard]] std::vector<Explanation> explain(const Way& way, const Deaths& deaths,
                                                 const NodeSession& session,
                                                 const MomentWords& words) const {
    std::vector<Explanation> explanations;
    const auto& history = histories_.at(way.node);
    const auto keep = [&](std::optional<Explanation> explanation) {
      if (explanation) explanations.push_back(std::move(*explanation));
    };
    if (way.cause.empty()) {
      for (const auto* seen : find_lost_tunnels(way, deaths, session))
        if (const auto tables = history.at(seen->at))
          keep(explain_lost_tunnel(std::get<ProbeEncrypted>(seen->what), *tables));
    } else {
      for (const auto* seen : find_drops(way, deaths, session))
        if (const auto tables = history.at(seen->at))
          keep(explain_drop(std::get<PacketDropped>(seen->what), *tables, words));
    }
    return explanations;
  }

  [[nodiscard]] std::vector<const Observation*> find_drops(const Way& way, const Deaths& deaths,
                                                           const NodeSession& session) const {
    return find_samples<PacketDropped>(session, deaths, [&](const PacketDropped& drop) {
      if (drop.cause != way.cause || (way.spi && drop.esp && drop.esp->spi != *way.spi))
        return false;
      const auto* remote = remote_of(drop, book_);
      return remote == nullptr || *remote == way.peer;
    });
  }

  [[nodiscard]] std::vector<const Observation*> find_lost_tunnels(
      const Way& way, const Deaths& deaths, const NodeSession& session) const {
    return find_samples<ProbeEncrypted>(session, deaths, [&](const ProbeEncrypted& encrypted) {
      if (encrypted.esp.spi != way.spi || book_.exact_owner(encrypted.outer_destination) != nullptr)
        return false;
      if (outer_text(encrypted.outer_source, encrypted.outer_destination) != way.outer)
        return false;
      const bool request = encrypted.leg == ProbeLeg::Request;
      const auto* far = book_.owner(request ? encrypted.probe.reflector : encrypted.probe.sender);
      return far != nullptr && *far == way.peer;
    });
  }

  std::span<const NodeSession> sessions_;
  const AddressBook& book_;
  std::map<NodeName, XfrmHistory> histories_;
};

}  // namespace

std::vector<Finding> find_diagnoses(std::span<const NodeSession> sessions,
                                    std::span<const PathJudgement> paths, const AddressBook& book) {
  const Ways ways = list_ways(sessions, paths);
  std::vector<const Ways::value_type*> most_first;
  most_first.reserve(ways.size());
  for (const auto& way : ways) most_first.push_back(&way);
  std::ranges::stable_sort(most_first, std::ranges::greater{},
                           [](const auto* way) { return way->second.probes; });
  const Diagnostician diagnostician(sessions, book);
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < std::min(kMost, most_first.size()); ++i)
    diagnostician.diagnose(most_first[i]->first, most_first[i]->second, findings);
  return findings;
}

}  // namespace canary
