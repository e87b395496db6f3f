// SPDX-License-Identifier: Apache-2.0
#include "analysis/before.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reading/words.h"

namespace canary {
namespace {

std::optional<Instant> first_gone(std::span<const NodeSession> sessions, const Path& path) {
  std::optional<Instant> first;
  for (const NodeName& name : {path.local, path.remote}) {
    const auto* session = find_session(sessions, name);
    if (session == nullptr || !session->transition.gone) continue;
    first = std::min(first.value_or(*session->transition.gone), *session->transition.gone);
  }
  return first;
}

struct BrokenPaths {
  std::vector<std::string> found, mended, broke;
};

constexpr std::size_t kMostNamed = 8;

void add_lines(const std::string& what, const std::vector<std::string>& paths, Finding& finding) {
  for (std::size_t i = 0; i < std::min(paths.size(), kMostNamed); ++i)
    finding.evidence.push_back(fmt::format("{}: {}", what, paths[i]));
  if (paths.size() > kMostNamed)
    finding.evidence.push_back(fmt::format("{}: {} more", what, paths.size() - kMostNamed));
}

Finding to_finding(const NodeName& node, const BrokenPaths& paths) {
  Finding finding{"broken-before", Severity::Warning, node, "", {}, {}};
  finding.summary = fmt::format(
      "of {} that were broken on {} before the agent went, {} are mended, and {} that worked {} "
      "broken since",
      count_of(paths.found.size() + paths.mended.size(), "encrypted path"), node,
      paths.mended.size(), paths.broke.size(), paths.broke.size() == 1 ? "is" : "are");
  add_lines("found broken", paths.found, finding);
  add_lines("mended", paths.mended, finding);
  add_lines("broke", paths.broke, finding);
  return finding;
}

bool is_positive(Verdict verdict) {
  return verdict == Verdict::Unaffected || verdict == Verdict::Recovered;
}

}  // namespace

BeforeState find_before(std::span<const NodeSession> sessions, const NodeSession& session,
                        const PathProbes& path) {
  const auto gone = first_gone(sessions, path.path);
  if (!gone) return BeforeState::NotKnown;
  const auto end =
      std::ranges::lower_bound(path.probes, *gone, {}, &ProbeResult::sent) - path.probes.begin();
  const std::span<const ProbeResult> before(path.probes.data(), static_cast<std::size_t>(end));
  const std::size_t enough = session.criteria().clean_probes;
  if (before.size() < enough) return BeforeState::NotKnown;
  const bool lost = std::ranges::all_of(
      before.last(enough), [](const ProbeResult& probe) { return probe.outcome == Outcome::Lost; });
  if (lost) return BeforeState::Broken;
  const bool any_answered = std::ranges::any_of(
      before, [](const ProbeResult& probe) { return probe.outcome == Outcome::Answered; });
  return any_answered ? BeforeState::Worked : BeforeState::NotKnown;
}

std::string before_words(BeforeState before, Verdict verdict, const ProbeCounts& probes) {
  switch (before) {
    case BeforeState::Broken:
      if (is_positive(verdict)) return "; it was broken already before the agent went";
      return probes.answered + probes.late == 0
                 ? "; no probe was ever answered, also not before the agent went"
                 : "; it was broken already before the agent went";
    case BeforeState::Worked:
      return verdict == Verdict::NotRecovered ? "; it worked before the agent went" : "";
    case BeforeState::NotKnown:
      return verdict == Verdict::NotRecovered && probes.answered + probes.late == 0
                 ? "; no probe was ever answered"
                 : "";
  }
  std::unreachable();
}

std::vector<Finding> find_broken_before(std::span<const PathJudgement> paths) {
  std::map<NodeName, BrokenPaths> by_node;
  for (const PathJudgement& path : paths) {
    if (path.path.kind != PathKind::Encrypted) continue;
    BrokenPaths& node = by_node[path.path.local];
    if (path.before == BeforeState::Broken)
      (is_positive(path.verdict) ? node.mended : node.found).push_back(to_text(path.path));
    if (path.before == BeforeState::Worked && path.verdict == Verdict::NotRecovered)
      node.broke.push_back(to_text(path.path));
  }
  std::vector<Finding> findings;
  for (const auto& [node, broken] : by_node)
    if (!broken.found.empty() || !broken.mended.empty())
      findings.push_back(to_finding(node, broken));
  return findings;
}

}  // namespace canary
