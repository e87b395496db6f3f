// SPDX-License-Identifier: Apache-2.0
#include "report/observer_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "report/page.h"

namespace canary {
namespace {

std::string ahead_or_behind(Duration offset) {
  return fmt::format("{} {}", to_text(std::chrono::abs(offset)),
                     offset < Duration::zero() ? "behind" : "ahead of");
}

/// Nothing where the offset is less than the times of this report show.
std::optional<std::string> clock_words(const ClockReport& clock) {
  constexpr Duration kShown = std::chrono::milliseconds(10);
  if (!clock.offset)
    return fmt::format("{}: cannot be compared with the others, so its times are told as they are",
                       clock.node);
  const auto [first, last] = *clock.offset;
  if (std::max(std::chrono::abs(first), std::chrono::abs(last)) < kShown) return std::nullopt;
  std::string words =
      fmt::format("{}: {} that of {}", clock.node, ahead_or_behind(first), clock.against);
  if (to_text(first) != to_text(last))
    words += fmt::format(", at the end {} it", ahead_or_behind(last));
  return words + "; its times are told by the latter";
}

/// Spans in which a node did not see one and the same thing.
struct RepeatedBlindness {
  BlindSpan whole;  ///< from the beginning of the first to the end of the last
  std::size_t times = 1;
  Duration together{};

  void add(const Span& span) {
    whole.span.to = std::max(whole.span.to, span.to);
    together += span.to - span.from;
    ++times;
  }
  [[nodiscard]] std::string words(Instant started) const {
    std::string text = blind_words(whole, started);
    if (times > 1) text += fmt::format(", {} times, {} of it", times, to_text(together));
    return text;
  }
};

}  // namespace

std::map<NodeName, NodeHooks> hooks_by_node(const ObserverReport& observer) {
  std::map<NodeName, NodeHooks> nodes;
  for (const HookReport& hook : observer.hooks) {
    nodes[hook.node].by_mode[hook.mode].push_back(hook.name);
    if (hook.runs == 0 && !hook.told) nodes[hook.node].never_ran.push_back(hook.name);
  }
  return nodes;
}

std::string blind_words(const BlindSpan& blind, Instant started) {
  return fmt::format("{}: {}, {}", blind.node, blind.what,
                     since(started, blind.span.from, blind.span.to));
}

std::string uplink_words(const UplinkReport& report) {
  return fmt::format("{}: {}", report.node, to_sentence(report.uplinks));
}

std::vector<std::string> blind_sentences(const Judgement& judgement) {
  std::vector<RepeatedBlindness> repeated;
  for (const BlindSpan& blind : judgement.observer.blind_spans) {
    const auto known = std::ranges::find_if(repeated, [&](const RepeatedBlindness& other) {
      return other.whole.node == blind.node && other.whole.what == blind.what;
    });
    if (known != repeated.end())
      known->add(blind.span);
    else
      repeated.push_back({blind, 1, blind.span.to - blind.span.from});
  }
  std::vector<std::string> sentences;
  sentences.reserve(repeated.size());
  for (const auto& blindness : repeated) sentences.push_back(blindness.words(judgement.started));
  return sentences;
}

std::string events_lost_words(const ObserverReport& observer) {
  return fmt::format("{} of the kernel lost: the ring buffer was full",
                     counted(observer.events_lost, "event"));
}

std::vector<std::string> offset_words(const ObserverReport& observer) {
  std::vector<std::string> sentences;
  for (const ClockReport& clock : observer.clocks)
    if (auto words = clock_words(clock)) sentences.push_back(std::move(*words));
  return sentences;
}

std::string hint_words(const Judgement& judgement) {
  std::uint64_t unattributed = 0;
  for (const PathJudgement& judged : judgement.paths)
    for (const Outage& outage : judged.outages) unattributed += outage.unattributed;
  if (unattributed == 0 || judgement.agents.size() > 1) return "";
  return fmt::format(
      "{} unattributed with the evidence of one node. Record on both nodes (--record FILE) and "
      "judge them together:",
      unattributed == 1 ? "1 lost probe is" : fmt::format("{} lost probes are", unattributed));
}

}  // namespace canary
