// SPDX-License-Identifier: Apache-2.0
#include "analysis/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "fates/drops.h"
#include "reading/words.h"

namespace canary {
namespace {

/// The encryption tests of Cilium's CI let fewer XfrmInNoStates pass.
constexpr std::uint64_t kTolerated = 10;

struct LateDrops {
  bool of_peer = false;
  std::uint64_t packets = 0;
  Instant last;
  std::map<std::string, std::uint64_t> by_cause;
};

bool is_peer(const NodeSession& session, const NodeName& node) {
  const auto& peers = session.header().peers;
  return std::ranges::find(peers, node, &PeerAddresses::name) != peers.end() ||
         std::ranges::any_of(session.paths, [&](const auto& p) { return p.path.remote == node; });
}

Finding to_finding(const NodeSession& session, const std::string& remote, const PathReady& ready,
                   const LateDrops& late) {
  Finding finding;
  finding.kind = "drops-after-recovery";
  finding.severity =
      late.of_peer && late.packets >= kTolerated ? Severity::Failure : Severity::Warning;
  finding.node = session.node();
  finding.summary = fmt::format(
      "XFRM on {} dropped {} from or to {} when recovery should have been over, the last "
      "{} after {}",
      session.node(), count_of(late.packets, "packet"), remote, to_text(late.last - *ready.at),
      words_of(ready));
  for (const auto& [cause, packets] : late.by_cause)
    finding.evidence.push_back(fmt::format("{}: {}", cause, count_of(packets, "packet")));
  return finding;
}

std::vector<Finding> late_drops_of(std::span<const NodeSession> sessions,
                                   const NodeSession& session, const AddressBook& book) {
  std::map<std::string, LateDrops> by_remote;
  std::map<std::string, PathReady> ready_with;
  for (const auto [at, drop] : session.seen.of<PacketDropped>()) {
    const auto* remote = remote_of(drop, book);
    const auto name = remote ? *remote : std::string("an unknown address");
    auto known = ready_with.find(name);
    if (known == ready_with.end())
      known = ready_with.emplace(name, ready_of_path(sessions, session.node(), name)).first;
    const auto& ready = known->second.at;
    if (!ready || at <= *ready + session.criteria().recover_within) continue;
    auto& late = by_remote[name];
    late.of_peer = remote != nullptr && is_peer(session, *remote);
    late.packets += drop.packets;
    late.last = std::max(late.last, at);
    late.by_cause[drop.cause] += drop.packets;
  }
  std::vector<Finding> findings;
  findings.reserve(by_remote.size());
  for (const auto& [remote, late] : by_remote)
    findings.push_back(to_finding(session, remote, ready_with.at(remote), late));
  return findings;
}

std::string percent_of(std::uint64_t part, std::uint64_t whole) {
  return fmt::format(
      "{:.1f} %",
      whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

/// Without its name: what is to be done is told without words that somebody else chose.
constexpr const char* kRecordToo =
    "record on the other node too and judge both recordings together";

Finding path_warning(const PathJudgement& path, std::string kind, std::string summary) {
  return {std::move(kind), Severity::Warning, path.path.local, std::move(summary), {}, {}};
}

}  // namespace

std::vector<Finding> find_late_drops(std::span<const NodeSession> sessions,
                                     const AddressBook& book) {
  std::vector<Finding> findings;
  for (const auto& session : sessions)
    for (auto& finding : late_drops_of(sessions, session, book))
      findings.push_back(std::move(finding));
  return findings;
}

std::vector<Finding> find_unaccounted_drops(std::span<const NodeSession> sessions) {
  std::vector<Finding> findings;
  for (const auto& session : sessions) {
    if (session.account.difference.empty()) continue;
    Finding finding{"drops-unaccounted", Severity::Warning, session.node(), "", {}, {}};
    finding.summary = fmt::format(
        "the drops that were seen on {} are not those in its /proc/net/xfrm_stat", session.node());
    for (const auto& [cause, by] : session.account.difference) {
      const auto found = session.account.risen.find(cause);
      const auto kernel = found == session.account.risen.end() ? 0 : found->second;
      finding.evidence.push_back(fmt::format("{}: {} seen, {} counted by the kernel", cause,
                                             static_cast<std::int64_t>(kernel) + by, kernel));
    }
    if (session.sight.events_lost() > 0)
      finding.evidence.push_back(
          fmt::format("{} kernel events were lost", session.sight.events_lost()));
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> find_unasked_peers(std::span<const NodeSession> sessions) {
  std::vector<Finding> findings;
  for (const auto& session : sessions) {
    for (const auto [at, missing] : session.seen.of<PeerNotAsked>()) {
      const auto* peer = find_session(sessions, missing.peer);
      if (peer != nullptr && !peer->header().told_to) continue;  // its recording tells more
      findings.push_back({"peer-not-asked",
                          Severity::Warning,
                          session.node(),
                          fmt::format("{} did not tell what it saw of the probes that {} lost: {}",
                                      missing.peer, session.node(), missing.reason),
                          {},
                          {kRecordToo}});
    }
  }
  return findings;
}

std::vector<Finding> find_losses_to_report(const PathJudgement& path, const PathLoss& loss,
                                           bool peer_recorded) {
  std::uint64_t on_wire = 0, unexplained = 0;
  for (const auto& outage : path.outages) {
    unexplained += outage.unattributed;
    for (const auto& fate : outage.fates)
      if (fate.stage == Stage::Wire) on_wire += fate.count;
  }
  const auto share = [&](std::uint64_t part) {
    return fmt::format("{} of the probes ({} of {}) on {}", percent_of(part, path.probes.sent),
                       part, path.probes.sent, to_text(path.path));
  };
  std::vector<Finding> findings;
  if (on_wire > 0)
    findings.push_back(path_warning(path, "wire-loss", share(on_wire) + " were lost on the wire"));
  if (unexplained > 0) {
    findings.push_back(path_warning(path, "unexplained-loss",
                                    share(unexplained) + " were lost where no evidence reaches"));
    if (!peer_recorded) findings.back().advice.push_back(kRecordToo);
  }
  if (!loss.of_one_size.empty())
    findings.push_back(
        path_warning(path, "size-dependent-loss",
                     fmt::format("probes of one size were lost on {} while others came through",
                                 to_text(path.path))));
  return findings;
}

}  // namespace canary
