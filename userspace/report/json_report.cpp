// SPDX-License-Identifier: Apache-2.0
#include "report/json_report.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "report/json_finding.h"

namespace canary {
namespace {

using Json = nlohmann::ordered_json;

// What one value looks like; lists and absent values are built from these.
Json json_of(const std::string& text) { return text; }
Json json_of(std::uint32_t number) { return number; }
Json json_of(std::uint64_t number) { return number; }
Json json_of(Instant at) { return to_rfc3339(at); }
Json json_of(const Span& span) { return Json::array({to_rfc3339(span.from), to_rfc3339(span.to)}); }
Json json_of(const std::pair<Instant, Instant>& between) {
  return Json::array({to_rfc3339(between.first), to_rfc3339(between.second)});
}
Json json_of(const std::pair<Duration, Duration>& interval) {
  return Json::array({interval.first.count(), interval.second.count()});
}

Json json_of(const AgentReport& agent);
Json json_of(const RoundTripTimes& rtt);
Json json_of(const Fate& fate);
Json json_of(const Outage& outage);
Json json_of(const EntryAbsence& absence);
Json json_of(const PathClocks& clocks);
Json json_of(const PathJudgement& judged);
Json json_of(const DropSummary& drop);
Json json_of(const LedgerRow& row);
Json json_of(const ClearTraffic& clear) {
  return {{"node", clear.node},
          {"way", clear.way == ClearWay::Left ? "left" : "came"},
          {"other", clear.other.empty() ? Json(nullptr) : Json(clear.other)},
          {"word", to_text(clear.word)},
          {"packets", clear.packets},
          {"bytes", clear.bytes},
          {"kinds", clear.kinds}};
}

Json json_of(const Finding& finding);
Json json_of(const HookReport& hook);
Json json_of(const BlindSpan& blind);
Json json_of(const NodeDevice& device);
Json json_of(const UplinkReport& report);
Json json_of(const ClockReport& clock);

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? json_of(*value) : Json(nullptr);
}

template <class T>
Json list_of(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(json_of(value));
  return list;
}

template <class Number>
Json json_of(const std::map<std::string, Number>& counts) {
  Json object = Json::object();
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

Json json_of(const AgentReport& agent) {
  return {{"kind", agent.kind},
          {"gone_at", or_null(agent.gone_at)},
          {"ready_at", or_null(agent.ready_at)},
          {"version_before", or_null(agent.version_before)},
          {"version_after", or_null(agent.version_after)},
          {"node", agent.node}};
}

Json json_of(const ProbeCounts& probes) {
  return {{"sent", probes.sent},
          {"answered", probes.answered},
          {"late", probes.late},
          {"lost", probes.lost},
          {"loss_forward", probes.loss_forward},
          {"loss_return", probes.loss_return}};
}

Json json_of(const RoundTripTimes& rtt) {
  return {{"p50", rtt.p50.count()}, {"p99", rtt.p99.count()}, {"max", rtt.max.count()}};
}

Json json_of(const Fate& fate) {
  return {{"stage", to_text(fate.stage)}, {"node", fate.node},   {"cause", or_null(fate.cause)},
          {"spi", or_null(fate.spi)},     {"count", fate.count}, {"leg", to_text(fate.leg)},
          {"outer", or_null(fate.outer)}};
}

Json json_of(const Outage& outage) {
  return {{"first_lost", to_rfc3339(outage.first_lost)},
          {"last_lost", to_rfc3339(outage.last_lost)},
          {"recovered_between", or_null(outage.recovered_between)},
          {"probes_lost", outage.probes_lost},
          {"fates", list_of(outage.fates)},
          {"unattributed", outage.unattributed}};
}

Json json_of(const EntryAbsence& absence) {
  return {{"node", absence.node},
          {"entry", absence.entry},
          {"removed", or_null(absence.removed)},
          {"added", or_null(absence.added)}};
}

Json json_of(const PathClocks& clocks) {
  return {{"ready", or_null(clocks.ready)},
          {"installed", or_null(clocks.installed)},
          {"clean", or_null(clocks.clean)},
          {"entries", list_of(clocks.absences)}};
}

Json json_of(const PathJudgement& judged) {
  Json path = {{"local", judged.path.local},
               {"remote", judged.path.remote},
               {"family", to_text(judged.path.family)},
               {"kind", to_text(judged.path.kind)},
               {"verdict", to_text(judged.verdict)},
               {"reason", judged.reason},
               {"before", to_text(judged.before)},
               {"probes", json_of(judged.probes)},
               {"rtt_ns", or_null(judged.rtt)},
               {"outages", list_of(judged.outages)},
               {"recovery_after_ready_ns", or_null(judged.recovery_after_ready)}};
  if (judged.path.kind == PathKind::Encrypted) {  // of others it is not asked
    path["probes"]["proved"] = judged.probes.proved;
    path["probes"]["in_clear"] = judged.probes.in_clear;
    path["probes"]["not_seen"] = judged.probes.not_seen;
  }
  if (judged.clocks) path["clocks"] = json_of(*judged.clocks);
  return path;
}

Json json_of(const DropSummary& drop) {
  return {{"node", drop.node},
          {"direction", drop.direction},
          {"cause", drop.cause},
          {"spi", or_null(drop.spi)},
          {"remote", or_null(drop.remote)},
          {"mark", or_null(drop.mark)},
          {"packets", drop.packets},
          {"first", to_rfc3339(drop.first)},
          {"last", to_rfc3339(drop.last)},
          {"outer", or_null(drop.outer)}};
}

Json json_of(const LedgerRow& row) {
  return {{"local", row.local},
          {"remote", row.remote},
          {"spi", row.spi},
          {"outer", row.outer},
          {"encrypted", or_null(row.encrypted)},
          {"left", or_null(row.left)},
          {"arrived", or_null(row.arrived)},
          {"decrypted", or_null(row.decrypted)},
          {"dropped", json_of(row.dropped)},
          {"dropped_on_arrival", row.dropped_on_arrival},
          {"lost_before_wire", or_null(row.lost_before_wire)},
          {"lost_on_wire", or_null(row.lost_on_wire)},
          {"duplicated", row.duplicated},
          {"left_unwatched", or_null(row.left_unwatched)},
          {"arrived_unwatched", or_null(row.arrived_unwatched)},
          {"in_flight", row.in_flight},
          {"unbalanced", row.unbalanced},
          {"unbalanced_at", json_of(row.unbalanced_at)}};
}

Json json_of(const Finding& finding) { return to_json(finding); }

Json json_of(const HookReport& hook) {
  return {{"name", hook.name},
          {"mode", hook.mode},
          {"attached_spans", list_of(hook.attached)},
          {"node", hook.node},
          {"runs", hook.runs}};
}

Json json_of(const NodeDevice& device) {
  return {{"device", device.name}, {"reason", device.reason}};
}

Json json_of(const UplinkReport& report) {
  return {{"node", report.node},
          {"watched", list_of(report.uplinks.watched)},
          {"unwatched", list_of(report.uplinks.unwatched)},
          {"missing", report.uplinks.missing}};
}

Json json_of(const BlindSpan& blind) {
  return {{"node", blind.node},
          {"what", blind.what},
          {"from", to_rfc3339(blind.span.from)},
          {"to", to_rfc3339(blind.span.to)}};
}

Json json_of(const ClockReport& clock) {
  return {{"node", clock.node},
          {"against", clock.offset ? Json(clock.against) : Json(nullptr)},
          {"offset_ns", or_null(clock.offset)},
          {"error_ns", clock.offset ? Json(clock.error.count()) : Json(nullptr)}};
}

Json json_of(const ObserverReport& observer) {
  Json deltas = Json::object();
  for (const auto& [node, counters] : observer.xfrm_stat_delta) deltas[node] = json_of(counters);
  Json report = {{"kernel", observer.kernel},
                 {"hooks", list_of(observer.hooks)},
                 {"events_lost", observer.events_lost},
                 {"blind_spans", list_of(observer.blind_spans)},
                 {"xfrm_stat_delta", std::move(deltas)}};
  if (!observer.uplinks.empty()) report["uplinks"] = list_of(observer.uplinks);
  if (!observer.clocks.empty()) report["clocks"] = list_of(observer.clocks);
  return report;
}

}  // namespace

std::string to_json_report(const Judgement& judgement) {
  Json report = {
      {"schema", kReportSchema},
      {"verdict", to_text(judgement.verdict)},
      {"reason", judgement.reason},
      {"started", to_rfc3339(judgement.started)},
      {"ended", to_rfc3339(judgement.ended)},
      {"node", judgement.node},
      {"agent", judgement.agents.empty() ? Json(nullptr) : json_of(judgement.agents.front())}};
  if (judgement.agents.size() > 1) report["agents"] = list_of(judgement.agents);
  report["paths"] = list_of(judgement.paths);
  report["drops"] = list_of(judgement.drops);
  report["ledger"] = list_of(judgement.ledger);
  report["clear"] = list_of(judgement.clear);
  report["findings"] = list_of(judgement.findings);
  report["observer"] = json_of(judgement.observer);
  return to_json_text(report);
}

}  // namespace canary
