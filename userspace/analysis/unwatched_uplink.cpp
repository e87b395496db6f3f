// SPDX-License-Identifier: Apache-2.0
#include "analysis/unwatched_uplink.h"

#include <fmt/format.h>

#include "reading/words.h"

namespace canary {
namespace {

/// Fewer may have been forgotten on their way to the uplink: as many are remembered as
/// CANARY_IN_FLIGHT_SLOTS.
constexpr std::uint64_t kMany = 3;

std::optional<std::string> why_on(const NodeSession* node, const ProbeKey& path, ProbeLeg leg) {
  const auto* unwatched = node == nullptr ? nullptr : node->ways_out.of_path(path, leg);
  if (unwatched == nullptr) return std::nullopt;
  return fmt::format("its ESP leaves {} through {}, which is not watched", node->node(),
                     unwatched->device.name);
}

Finding to_finding(const NodeSession& session, const WaysOut::Unwatched& unwatched) {
  const std::string& name = unwatched.device.name;
  Finding finding{"unwatched-uplink", Severity::Warning, session.node(), "", {}, {}};
  finding.summary =
      fmt::format("plaintext through {} of {} would not be seen", name, session.node());
  finding.evidence.push_back(fmt::format("not watched: {}", unwatched.device.reason));
  if (unwatched.probes > 0)
    finding.evidence.push_back(
        fmt::format("ESP of {} left through it", count_of(unwatched.probes, "probe")));
  finding.advice.push_back(fmt::format(
      "name it as well (--uplink {}), or leave out --uplink: then all devices are watched that "
      "routes lead through",
      name));
  return finding;
}

}  // namespace

std::optional<std::string> why_not_seen_leaving(std::span<const NodeSession> sessions,
                                                const PathProbes& path, const PathProof& proof) {
  const Path& ends = path.path;
  if (auto why = why_on(find_session(sessions, ends.local), path.key, ProbeLeg::Request))
    return why;
  if (auto why = why_on(find_session(sessions, ends.remote), path.key, ProbeLeg::Reply)) return why;
  if (proof.not_seen_leaving < kMany) return std::nullopt;
  const NodeSession* prober = find_session(sessions, ends.local);
  const bool knows = prober != nullptr && !prober->ways_out.unwatched().empty();
  return fmt::format("the ESP of {} was not seen leaving {}{}",
                     count_of(proof.not_seen_leaving, "answered probe"), ends.local,
                     knows ? fmt::format(", whose {} is not watched",
                                         prober->ways_out.unwatched().front().device.name)
                           : "");
}

std::vector<Finding> find_unwatched_uplinks(std::span<const NodeSession> sessions) {
  std::vector<Finding> findings;
  for (const auto& session : sessions)
    for (const auto& unwatched : session.ways_out.unwatched())
      findings.push_back(to_finding(session, unwatched));
  return findings;
}

}  // namespace canary
