// SPDX-License-Identifier: Apache-2.0
#include "reading/sight.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "model/offloaded_states.h"
#include "reading/session_span.h"

namespace canary {
namespace {

/// What the judgement of an encrypted path needs from each of its nodes. tc hooks are named with
/// their device ("tc_egress eth0"); one that ran is enough, as an uplink may be idle.
/// xfrm_lookup_route is not among them: policies may be found without it.
constexpr std::array<std::string_view, 5> kNeededHooks{
    "xfrm_replay_overflow", "xfrm_replay_advance", "kfree_skb", "tc_egress", "tc_ingress"};

const BlindSpan* first_in(const std::vector<BlindSpan>& spans, const Span& window) {
  const auto found = std::ranges::find_if(
      spans, [&](const BlindSpan& blind) { return overlap(blind.span, window); });
  return found == spans.end() ? nullptr : &*found;
}

std::string_view kind_of(std::string_view hook) { return hook.substr(0, hook.find(' ')); }

/// One hook's attachments, as they come.
struct HookHistory {
  HookReport report;
  bool attached = false;
  bool needed = false;  ///< it was attached, or should have been
  std::optional<Instant> blind_since;
  std::string blind_for;  ///< why, as it was told

  [[nodiscard]] std::string words(std::string_view what) const {
    return blind_for.empty() ? fmt::format("{} {}", report.name, what)
                             : fmt::format("{} {}: {}", report.name, what, blind_for);
  }
  std::optional<Span> attach(Instant at, const std::string& mode) {
    report.mode = mode;
    needed = true;
    if (attached) return std::nullopt;
    attached = true;
    report.attached.push_back({at, at});
    if (!blind_since || at <= *blind_since) return std::nullopt;
    return Span{*blind_since, at};
  }
  /// There is no such device any more: nothing is missed from now on.
  std::optional<Span> end(Instant at) {
    if (attached) report.attached.back().to = std::max(at, report.attached.back().from);
    const bool was_blind = needed && !attached && blind_since && *blind_since < at;
    attached = false;
    needed = false;
    return was_blind ? std::optional(Span{*blind_since, at}) : std::nullopt;
  }
  void detach(Instant since, const std::string& reason) {
    blind_for = reason;
    if (attached) report.attached.back().to = std::max(since, report.attached.back().from);
    attached = false;
    needed = true;
    blind_since = since;
  }
};

}  // namespace

Sight::Sight(const Seen& seen)
    : session_(session_span(seen)), deadline_(seen.header().criteria.deadline) {
  read_hooks(seen);
  read_losses(seen);
  read_offload(seen);
  read_proofs(seen);
  std::vector<Span> gaps;
  gaps.reserve(missing_.size() + lost_events_.size());
  for (const auto* missed : {&missing_, &lost_events_})
    for (const BlindSpan& gap : *missed) gaps.push_back(gap.span);
  gaps_ = SpanSet(std::move(gaps));
  judge_hooks(seen.node());
  for (const auto* spans : {&missing_, &lost_events_, &stalls_})
    blind_.insert(blind_.end(), spans->begin(), spans->end());
  read_missed_changes(seen);
  std::ranges::stable_sort(blind_, {}, [](const BlindSpan& blind) { return blind.span.from; });
}

void Sight::read_hooks(const Seen& seen) {
  const auto& node = seen.node();
  // A hook that is attached later than this has missed something.
  const Instant watched_from = first_probe_sent(seen).value_or(session_.from);
  std::map<std::string, HookHistory> histories;
  const auto history_of = [&](const std::string& hook) -> HookHistory& {
    auto [found, is_new] = histories.try_emplace(hook);
    if (is_new) {
      found->second.report = {node, hook, "", {}, 0};
      found->second.blind_since = watched_from;
    }
    return found->second;
  };
  UplinksFound uplinks;
  for (const auto* told : seen.by_time<HookAttached, HookDetached, HookRuns, UplinksFound>()) {
    if (const auto* attached = std::get_if<HookAttached>(&told->what)) {
      auto& history = history_of(attached->hook);
      if (const auto gap = history.attach(told->at, attached->mode))
        missing_.push_back({node, history.words("was not attached"), *gap});
    } else if (const auto* detached = std::get_if<HookDetached>(&told->what)) {
      history_of(detached->hook).detach(detached->since, detached->reason);
    } else if (const auto* runs = std::get_if<HookRuns>(&told->what)) {
      auto& report = history_of(runs->hook).report;
      report.runs = std::max(report.runs, runs->runs);
    } else if (const auto* found = std::get_if<UplinksFound>(&told->what)) {
      for (const std::string& hook : hooks_gone(uplinks, *found)) {
        auto& history = history_of(hook);
        if (const auto gap = history.end(told->at))
          missing_.push_back({node, history.words("was detached"), *gap});
      }
      uplinks = *found;
    }
  }
  for (auto& [hook, history] : histories) {
    if (history.attached)
      history.report.attached.back().to =
          std::max(session_.to, history.report.attached.back().from);
    else if (*history.blind_since < session_.to && history.needed)
      missing_.push_back(
          {node, history.words("was detached"), {*history.blind_since, session_.to}});
  }
  for (auto& [hook, history] : histories) {
    // Those of several devices are counted together, by kind.
    if (const auto of_all = histories.find(std::string(kind_of(hook))); of_all != histories.end())
      history.report.runs = std::max(history.report.runs, of_all->second.report.runs);
    const bool is_sum = !history.needed && (hook == "tc_egress" || hook == "tc_ingress");
    if (!is_sum) hooks_.push_back(history.report);
  }
}

void Sight::read_losses(const Seen& seen) {
  for (const auto [at, lost] : seen.of<EventsLost>()) {
    events_lost_ += lost.count;
    lost_events_.push_back({seen.node(),
                            fmt::format("{} kernel events were lost", lost.count),
                            {std::min(lost.since, at - Duration{1}), at}});
  }
  std::ranges::stable_sort(lost_events_, {}, [](const BlindSpan& lost) { return lost.span.from; });
  for (const auto [at, stall] : seen.of<ProberStalled>())
    stalls_.push_back({seen.node(), "the prober stood still", {stall.since, at}});
}

void Sight::read_offload(const Seen& seen) {
  OffloadedStates states;
  std::vector<Span> spans;
  std::string name;  // of the state that began the last span; empty: it has ended
  const auto end = [&](Instant at) {
    if (name.empty()) return;
    spans.back().to = at;
    missing_.push_back({seen.node(),
                        fmt::format("a device did the work of the state {} (packet offload)",
                                    std::exchange(name, {})),
                        spans.back()});
  };
  for (const auto* told : seen.by_time<StatesSeen, StatesFlushed, XfrmTablesListed>()) {
    if (told->node != seen.node()) continue;
    states.fold(told->at, told->what);
    if (states.name().empty()) {
      end(told->at);
    } else if (name.empty()) {
      name = states.name();
      spans.push_back({std::max(told->at, session_.from), session_.to});
    }
  }
  end(session_.to);
  offloaded_ = SpanSet(std::move(spans));
}

void Sight::read_missed_changes(const Seen& seen) {
  for (const auto [at, lost] : seen.of<XfrmChangesLost>())
    blind_.push_back({seen.node(), "changes of states and policies were missed", {lost.since, at}});
}

void Sight::read_proofs(const Seen& seen) {
  const bool watches_pods =
      std::ranges::any_of(hooks_, [](const auto& hook) { return hook.name == kProbeNetnsHook; });
  // What is readable may have been freed in the pod's namespace, by the hook there.
  const auto by_the_node = [&](const auto& freed) { return freed.what.esp || !watches_pods; };
  if (seen.any<ProbeEncrypted>()) proved_.emplace("xfrm_replay_overflow");
  if (seen.any<ProbeLeftUplink>() || seen.any<ProbeLeftInClear>()) proved_.emplace("tc_egress");
  if (seen.any<ProbeArrived>()) proved_.emplace("tc_ingress");
  if (std::ranges::any_of(seen.of<ProbeFreed>(), by_the_node)) proved_.emplace("kfree_skb");
}

bool Sight::ran(std::string_view hook_kind) const {
  return std::ranges::any_of(hooks_, [&](const HookReport& hook) {
    return kind_of(hook.name) == hook_kind && !hook.attached.empty() &&
           (hook.runs > 0 || proved_.contains(hook_kind));
  });
}

void Sight::judge_hooks(const NodeName& node) {
  std::set<std::string_view> told_kinds;  // of several devices, those whose runs are told
  for (const HookReport& hook : hooks_)
    if (hook.runs > 0) told_kinds.insert(kind_of(hook.name));
  for (HookReport& hook : hooks_) {
    const auto kind = kind_of(hook.name);
    hook.told = !told_kinds.contains(kind) && !hook.attached.empty() && proved_.contains(kind);
  }
  watches_packets_ = ran("tc_egress") && ran("tc_ingress") && ran("kfree_skb");
  watches_encryption_ = ran("xfrm_replay_overflow");
  watches_probe_netns_ = ran(kProbeNetnsHook);
  const auto attached = [](const HookReport& hook) { return !hook.attached.empty(); };
  if (std::ranges::none_of(hooks_, attached)) {
    unproven_ = fmt::format("{} recorded nothing from its kernel: no hook was attached", node);
    missing_.push_back({node, "no hook was attached", session_});
    return;
  }
  for (const auto kind : kNeededHooks) {
    if (ran(kind)) continue;
    const auto found = std::ranges::find_if(hooks_, [&](const HookReport& hook) {
      return kind_of(hook.name) == kind && attached(hook);
    });
    const auto what = found == hooks_.end() ? fmt::format("{} was never attached", kind)
                                            : fmt::format("{} never ran", found->name);
    missing_.push_back({node, what, session_});
    if (!unproven_) unproven_ = fmt::format("{} on {}, so its silence proves nothing", what, node);
  }
}

const BlindSpan* Sight::blind_in(const Span& window) const {
  const BlindSpan* hook = hook_blind_in(window);
  return hook != nullptr ? hook : first_in(lost_events_, window);
}

const BlindSpan* Sight::hook_blind_in(const Span& window) const {
  return first_in(missing_, window);
}

const BlindSpan* Sight::stalled_in(const Span& window) const {
  const auto found = std::ranges::find_if(stalls_, [&](const BlindSpan& stall) {
    return stall.span.to - stall.span.from >= deadline_ && overlap(stall.span, window);
  });
  return found == stalls_.end() ? nullptr : &*found;
}

bool Sight::saw_all(const Span& window) const {
  return watches_packets_ && session_.from <= window.from && window.to <= session_.to &&
         !gaps_.touches(window);
}

}  // namespace canary
