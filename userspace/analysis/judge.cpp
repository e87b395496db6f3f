// SPDX-License-Identifier: Apache-2.0
#include "analysis/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "analysis/before.h"
#include "analysis/canary_down.h"
#include "analysis/clear_traffic.h"
#include "analysis/findings.h"
#include "analysis/path_verdict.h"
#include "analysis/plaintext_leak.h"
#include "analysis/refusal.h"
#include "analysis/short_gap.h"
#include "analysis/unwatched_uplink.h"
#include "analysis/verdict_over_paths.h"
#include "analysis/wire_proof.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/path_clocks.h"
#include "fates/drops.h"
#include "ledger/ledger.h"
#include "ledger/unbalanced.h"

namespace canary {
namespace {

/// The paths, and in their order what was lost on each.
struct JudgedPaths {
  std::vector<PathJudgement> judgements;
  std::vector<PathLoss> losses;
};

std::vector<NodeSession> read_sessions(AcceptedEvidence& evidence) {
  auto clocks = common_clocks(evidence.clocks);
  evidence.clocks.clear();
  std::vector<NodeSession> sessions;
  sessions.reserve(evidence.nodes.size());
  for (std::size_t place = 0; place < evidence.nodes.size(); ++place)
    sessions.emplace_back(std::move(evidence.nodes[place]), std::move(clocks[place]));
  return sessions;
}

JudgedPaths attribute_losses(std::span<const NodeSession> sessions, const AddressBook& book) {
  const std::vector<NodeEvidence> evidence(sessions.begin(), sessions.end());
  const FateFinder fates(evidence, book);
  const ProofFinder proofs(evidence);
  const DropTimes drops(sessions, book);
  const PathClockFinder clocks(sessions, book);
  JudgedPaths judged;
  for (const auto& session : sessions) {
    for (const auto& path : session.paths) {
      auto loss = find_losses(path, session.criteria(), fates, drops);
      auto judgement = judge_path(sessions, session, path, loss, proofs.find(path));
      judgement.clocks = clocks.find(path, loss);
      judged.judgements.push_back(std::move(judgement));
      judged.losses.push_back(std::move(loss));
    }
  }
  return judged;
}

void append(std::vector<Finding>& findings, std::vector<Finding> more) {
  std::ranges::move(more, std::back_inserter(findings));
}

/// `losses` are those of `paths`, in their order.
std::vector<Finding> find_in_losses(std::span<const NodeSession> sessions,
                                    std::span<const PathJudgement> paths,
                                    std::span<const PathLoss> losses) {
  std::vector<Finding> findings;
  for (std::size_t place = 0; place < paths.size(); ++place) {
    const bool peer_recorded = find_session(sessions, paths[place].path.remote) != nullptr;
    append(findings, find_losses_to_report(paths[place], losses[place], peer_recorded));
  }
  return findings;
}

ClockReport report_clock(const NodeClock& clock) {
  ClockReport report{clock.node, clock.against, {}, {}};
  const auto& points = clock.map.points();
  if (points.empty()) return report;
  report.offset = {points.front().offset(), points.back().offset()};
  for (const auto& point : points) report.error = std::max(report.error, point.error);
  return report;
}

ObserverReport report_observer(std::span<const NodeSession> sessions) {
  ObserverReport report;
  std::vector<std::string> kernels;
  for (const auto& session : sessions) {
    if (std::ranges::find(kernels, session.header().kernel) == kernels.end())
      kernels.push_back(session.header().kernel);
    const auto& sight = session.sight;
    report.hooks.insert(report.hooks.end(), sight.hooks().begin(), sight.hooks().end());
    report.blind_spans.insert(report.blind_spans.end(), sight.blind_spans().begin(),
                              sight.blind_spans().end());
    report.events_lost += sight.events_lost();
    if (const auto& uplinks = session.ways_out.last())
      report.uplinks.push_back({session.node(), *uplinks});
    report.xfrm_stat_delta[session.node()] = session.account.risen;
  }
  report.kernel = fmt::format("{}", fmt::join(kernels, ", "));
  for (const auto& session : sessions)
    if (&session != &sessions.front()) report.clocks.push_back(report_clock(session.clock));
  return report;
}

/// Begins a judgement with when and by whom was watched.
Judgement begin_judgement(std::span<const NodeSession> sessions) {
  Judgement judgement;
  std::vector<NodeName> nodes;
  for (const auto& session : sessions) {
    if (session.header().told_to) continue;  // part of another node's session
    const bool first = nodes.empty();
    judgement.started = first ? session.span.from : std::min(judgement.started, session.span.from);
    judgement.ended = first ? session.span.to : std::max(judgement.ended, session.span.to);
    nodes.push_back(session.node());
    judgement.agents.push_back(report_agent(session.header(), session.transition, session.ready));
  }
  judgement.node = fmt::format("{}", fmt::join(nodes, ", "));
  judgement.observer = report_observer(sessions);
  return judgement;
}

/// All findings, in the order in which a report tells them.
std::vector<Finding> diagnose(const Judgement& judgement, std::vector<Finding> of_losses,
                              std::vector<Finding> of_plaintext,
                              const std::vector<RefusedEvidence>& refused,
                              std::span<const NodeSession> sessions, const AddressBook& book) {
  auto findings = find_refusals(refused);
  append(findings, std::move(of_plaintext));
  append(findings, find_unwatched_uplinks(sessions));
  append(findings, find_late_drops(sessions, book));
  append(findings, find_unaccounted_drops(sessions));
  append(findings, find_unasked_peers(sessions));
  append(findings, find_canary_trouble(sessions));
  append(findings, find_broken_before(judgement.paths));
  append(findings, std::move(of_losses));
  append(findings, find_unbalanced(judgement.ledger, sessions));
  append(findings, find_short_gaps(sessions, judgement.paths, book));
  append(findings, find_diagnoses(sessions, judgement.paths, book));
  return findings;
}

/// The last word, over all paths.
Judgement conclude(Judgement judgement) {
  add_what_control_paths_tell(judgement.paths);
  std::tie(judgement.verdict, judgement.reason) = judge_together(judgement.paths);
  return judgement;
}

}  // namespace

Judgement judge(const Timeline& timeline) {
  auto evidence = accept_evidence(timeline);
  const auto sessions = read_sessions(evidence);
  const AddressBook book(sessions);
  auto [paths, losses] = attribute_losses(sessions, book);

  auto judgement = begin_judgement(sessions);
  judgement.paths = std::move(paths);
  judgement.drops = summarise_drops(sessions, book);
  judgement.ledger = make_ledger(sessions, book);
  withdraw_unproved_wire_losses(judgement.paths, judgement.ledger, sessions);
  auto of_losses = find_in_losses(sessions, judgement.paths, losses);
  std::vector<std::vector<ClearCount>> clear;
  for (const auto& session : sessions) clear.push_back(count_clear(session, sessions));
  judgement.clear = summarise_clear(sessions, clear, book);
  auto of_plaintext = find_leaks(sessions, clear, book);
  append(of_plaintext, find_uncounted_plaintext(sessions));
  judgement.findings = diagnose(judgement, std::move(of_losses), std::move(of_plaintext),
                                evidence.refused, sessions, book);
  return conclude(std::move(judgement));
}

}  // namespace canary
