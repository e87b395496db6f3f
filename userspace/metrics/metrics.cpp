// SPDX-License-Identifier: Apache-2.0
#include "metrics/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "model/drop_cause.h"
#include "model/no_answer.h"

namespace canary {
namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

void raise(prometheus::Counter& counter, std::uint64_t total) {
  counter.Increment(static_cast<double>(total) - counter.Value());
}

/// In seconds.
prometheus::Histogram::BucketBoundaries round_trips() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1};
}

prometheus::Histogram::BucketBoundaries recoveries() {
  return {0, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300};
}

std::string to_label(DecidedProbe::End end) {
  switch (end) {
    case DecidedProbe::End::Answered:
      return "answered";
    case DecidedProbe::End::Late:
      return "late";
    case DecidedProbe::End::Lost:
      break;
  }
  return "lost";
}

std::string to_label(DecidedProbe::Proof proof) {
  switch (proof) {
    case DecidedProbe::Proof::Proved:
      return "proved";
    case DecidedProbe::Proof::InClear:
      return "in-clear";
    case DecidedProbe::Proof::NotSeen:
      break;
  }
  return "not-seen";
}

}  // namespace

Metrics::Counters& Metrics::counters(const std::string& name, const std::string& help) {
  return prometheus::BuildCounter().Name("xfrm_canary_" + name).Help(help).Register(registry_);
}

Metrics::Gauges& Metrics::gauges(const std::string& name, const std::string& help) {
  return prometheus::BuildGauge().Name("xfrm_canary_" + name).Help(help).Register(registry_);
}

Metrics::Histograms& Metrics::histograms(const std::string& name, const std::string& help) {
  return prometheus::BuildHistogram().Name("xfrm_canary_" + name).Help(help).Register(registry_);
}

Metrics::Metrics(const std::string& version, const SessionHeader& header)
    : probes_(counters("probes_total", "Probes that this node sent, by what became of them.")),
      answered_probes_(counters("answered_probes_total",
                                "Answered probes of encrypted paths, by what was seen of their "
                                "encryption.")),
      no_answers_(counters("no_answers_total",
                           "What came back to probes instead of answers, by why it is none.")),
      lost_probes_(counters("lost_probes_total",
                            "Lost probes of judged transitions, by where and why they died.")),
      drops_(counters("drops_total", "Packets that XFRM dropped on this node.")),
      transitions_(counters("transitions_total", "Upgrades and restarts of the agent, judged.")),
      refused_(counters("requests_refused_total",
                        "Datagrams to the reflector that were not answered, by why.")),
      plaintext_(counters("plaintext_packets_total",
                          "Packets that had to be encrypted and passed in the clear.")
                     .Add({})),
      answered_(
          counters("requests_answered_total", "Probes of other nodes that were answered.").Add({})),
      forgotten_(counters("sessions_forgotten_total",
                          "Sessions of other nodes that the reflector had no room for.")
                     .Add({})),
      events_lost_(counters("events_lost_total", "Kernel events that were lost.").Add({})),
      blind_(counters("blind_seconds_total", "Time in which a hook or the ring buffer was blind.")
                 .Add({})),
      stalls_(
          counters("prober_stalls_total", "Times that the prober could not send in time.").Add({})),
      verdict_(gauges("verdict", "1 for the verdict on the last transition, 0 for the others.")),
      agent_ready_(gauges("agent_ready", "Whether the agent is ready.")),
      hooks_(gauges("hook_attached", "Whether the hook sees packets.")),
      peers_(gauges("peers", "Nodes that are probed.").Add({})),
      peers_unreachable_(
          gauges("peers_unreachable", "Peers whose encrypted path is in an outage now.").Add({})),
      transition_open_(
          gauges("transition_open", "Whether a change of the agent is still to be judged.")
              .Add({})),
      unreachable_(header.node, registry_),
      recovery_(histograms("recovery_seconds",
                           "From the agent's readiness to the first clean probe of the slowest "
                           "path, at most; 0 where that was before.")
                    .Add({}, recoveries())),
      delay_(histograms("scheduling_delay_seconds",
                        "How late the canary got the CPU, several times a second.")
                 .Add({}, round_trips())),
      demand_(header) {
  gauges("build_info", "Version of the canary and of the kernel.")
      .Add({{"version", version}, {"kernel", header.kernel}})
      .Set(1);
  auto& rtt = histograms("probe_rtt_seconds", "Round trips without the reflector's own time.");
  // All that can be there is there from the beginning: an alert on an increase would miss the
  // first.
  for (const auto kind : {PathKind::Encrypted, PathKind::Control}) {
    probes(kind, "refused");
    for (const auto end :
         {DecidedProbe::End::Answered, DecidedProbe::End::Late, DecidedProbe::End::Lost})
      decided_[{kind, end}] = &probes(kind, to_label(end));
    rtt_[kind] = &rtt.Add({{"kind", std::string(to_text(kind))}}, round_trips());
  }
  for (const auto proof :
       {DecidedProbe::Proof::Proved, DecidedProbe::Proof::InClear, DecidedProbe::Proof::NotSeen})
    proofs_[proof] = &answered_probes_.Add({{"proof", to_label(proof)}});
  for (const NoAnswerReason reason : kNoAnswerReasons)
    no_answers_.Add({{"reason", std::string(to_text(reason))}});
  for (const Stage stage : kStages) lost_probes(std::string(to_text(stage)), "none");
  lost_probes("unattributed", "none");
  for (const Verdict verdict : kVerdicts) {
    transitions_.Add({{"verdict", std::string(to_text(verdict))}});
    verdict_.Add({{"verdict", std::string(to_text(verdict))}});
  }
}

prometheus::Counter& Metrics::probes(PathKind kind, const std::string& outcome) {
  return probes_.Add({{"kind", std::string(to_text(kind))}, {"outcome", outcome}});
}

void Metrics::observe(Instant at, const Observed& what) {
  demand_.fold(at, what);
  if (const auto* drop = std::get_if<PacketDropped>(&what))
    return drops(drop->cause).Increment(static_cast<double>(drop->packets));
  if (const auto* read = std::get_if<XfrmStatRead>(&what)) return counters_read(*read);
  if (const auto* counted = std::get_if<PlaintextCounted>(&what))
    return passed_in_clear(*counted, at);
  if (const auto* hook = std::get_if<HookAttached>(&what)) return hook_attached(*hook, at);
  if (const auto* hook = std::get_if<HookDetached>(&what)) return hook_detached(*hook);
  if (const auto* found = std::get_if<UplinksFound>(&what)) return uplinks_found(*found);
  if (const auto* path = std::get_if<PathAdded>(&what)) {
    kinds_.resize(std::max(kinds_.size(), path->ssid + std::size_t{1}), PathKind::Encrypted);
    kinds_[path->ssid] = path->kind;
  }
  if (const auto* refused = std::get_if<ProbeRefused>(&what))
    probes(kind_of(refused->ssid), "refused").Increment();
  if (const auto* lost = std::get_if<EventsLost>(&what)) {
    events_lost_.Increment(static_cast<double>(lost->count));
    blind_.Increment(seconds(at - lost->since));
  }
  if (const auto* other = std::get_if<NoAnswer>(&what))
    no_answers_.Add({{"reason", std::string(to_text(other->reason))}})
        .Increment(static_cast<double>(other->count));
  if (std::holds_alternative<ProberStalled>(what)) stalls_.Increment();
  if (std::holds_alternative<AgentSeen>(what) || std::holds_alternative<AgentReady>(what))
    agent_is(true);
  if (std::holds_alternative<AgentGone>(what)) agent_is(false);
}

void Metrics::agent_is(bool ready) { agent_ready_.Add({}).Set(ready ? 1 : 0); }

void Metrics::hook_attached(const HookAttached& hook, Instant at) {
  if (const auto blind = detached_.find(hook.hook); blind != detached_.end()) {
    blind_.Increment(seconds(at - blind->second.since));
    detached_.erase(blind);
  }
  const auto [mode, is_new] = hook_modes_.try_emplace(hook.hook, hook.mode);
  if (!is_new && mode->second != hook.mode) {
    hooks_.Add({{"hook", hook.hook}, {"mode", mode->second}}).Set(0);
    mode->second = hook.mode;
  }
  hooks_.Add({{"hook", hook.hook}, {"mode", hook.mode}}).Set(1);
}

void Metrics::hook_detached(const HookDetached& hook) {
  detached_.insert_or_assign(hook.hook, hook);
  hooks_.Add({{"hook", hook.hook}, {"mode", hook_modes_[hook.hook]}}).Set(0);
}

/// Hooks of a device that is gone are forgotten: nobody waits for them.
void Metrics::uplinks_found(const UplinksFound& found) {
  for (const std::string& hook : hooks_gone(uplinks_, found)) forget_hook(hook);
  uplinks_ = found;
}

void Metrics::forget_hook(const std::string& hook) {
  detached_.erase(hook);
  const auto mode = hook_modes_.find(hook);
  if (mode == hook_modes_.end()) return;
  hooks_.Remove(&hooks_.Add({{"hook", hook}, {"mode", mode->second}}));
  hook_modes_.erase(mode);
}

prometheus::Counter& Metrics::drops(const std::string& cause) {
  const Direction direction = describe_drop_cause(cause).direction;
  return drops_.Add({{"cause", cause}, {"direction", std::string(to_text(direction))}});
}

prometheus::Counter& Metrics::lost_probes(const std::string& stage, const std::string& cause) {
  return lost_probes_.Add({{"stage", stage}, {"cause", cause}});
}

/// What this kernel counts may happen: Prometheus sees no increase in a series that begins with it.
void Metrics::counters_read(const XfrmStatRead& read) {
  for (const auto& [cause, count] : read.counters) {
    drops(cause);
    lost_probes(std::string(to_text(describe_drop_cause(cause).stage)), cause);
  }
}

void Metrics::passed_in_clear(const PlaintextCounted& counted, Instant at) {
  auto& seen = plaintext_seen_[key_of(counted)];
  if (demand_.word_of(counted, at) == ClearWord::Leaked)
    plaintext_.Increment(static_cast<double>(counted.packets - seen));
  seen = counted.packets;
}

PathKind Metrics::kind_of(Ssid ssid) const {
  return ssid < kinds_.size() ? kinds_[ssid] : PathKind::Encrypted;
}

void Metrics::decided(const DecidedProbe& probe) {
  const PathKind kind = kind_of(probe.ssid);
  decided_.at({kind, probe.end})->Increment();
  if (kind == PathKind::Encrypted && probe.end == DecidedProbe::End::Answered)
    proofs_.at(probe.proof)->Increment();
  if (probe.end != DecidedProbe::End::Lost) rtt_.at(kind)->Observe(seconds(probe.rtt));
}

void Metrics::judged(const Judgement& judgement) {
  transitions_.Add({{"verdict", std::string(to_text(judgement.verdict))}}).Increment();
  for (const Verdict verdict : kVerdicts)
    verdict_.Add({{"verdict", std::string(to_text(verdict))}})
        .Set(verdict == judgement.verdict ? 1 : 0);
  std::optional<Duration> slowest;
  for (const PathJudgement& path : judgement.paths) {
    for (const Outage& outage : path.outages) {
      for (const Fate& fate : outage.fates)
        lost_probes(std::string(to_text(fate.stage)), fate.cause.value_or("none"))
            .Increment(static_cast<double>(fate.count));
      lost_probes("unattributed", "none").Increment(static_cast<double>(outage.unattributed));
    }
    if (path.recovery_after_ready)
      slowest = std::max(slowest.value_or(path.recovery_after_ready->second),
                         path.recovery_after_ready->second);
  }
  if (slowest) recovery_.Observe(seconds(std::max(*slowest, Duration::zero())));
}

void Metrics::peers(std::size_t all, const CutOffPeers& cut_off) {
  peers_.Set(static_cast<double>(all));
  peers_unreachable_.Set(static_cast<double>(cut_off.size()));
  unreachable_.set(cut_off);
}

void Metrics::transition(bool open) { transition_open_.Set(open ? 1 : 0); }

void Metrics::requests_answered(std::uint64_t total) { raise(answered_, total); }

void Metrics::requests_refused(const std::string& reason, std::uint64_t total) {
  raise(refused_.Add({{"reason", reason}}), total);
}

void Metrics::sessions_forgotten(std::uint64_t total) { raise(forgotten_, total); }

void Metrics::scheduling_delay(Duration late) {
  delay_.Observe(seconds(std::max(late, Duration::zero())));
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace canary
