// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "report/text_sections.h"

namespace canary {
namespace {

constexpr std::size_t kBlindShown = 8;
constexpr std::size_t kNodesShown = 4;

struct NodeHooks {
  std::map<std::string, std::vector<std::string>> by_mode;
  std::vector<std::string> never_ran;
};

std::map<NodeName, NodeHooks> by_node(const ObserverReport& observer) {
  std::map<NodeName, NodeHooks> nodes;
  for (const HookReport& hook : observer.hooks) {
    nodes[hook.node].by_mode[hook.mode].push_back(hook.name);
    if (hook.runs == 0) nodes[hook.node].never_ran.push_back(hook.name);
  }
  return nodes;
}

void write_hooks(Page& page, const ObserverReport& observer) {
  const auto nodes = by_node(observer);
  if (nodes.empty()) page.paragraph("  ", "no hook: only probes and the agent were watched");
  std::size_t shown = 0;
  for (const auto& [node, hooks] : nodes) {
    if (++shown > kNodesShown) {
      page.paragraph("  ", fmt::format("and {} more", counted(nodes.size() - kNodesShown, "node")));
      break;
    }
    for (const auto& [mode, names] : hooks.by_mode)
      page.paragraph("  ", fmt::format("{}, {}: {}", node, mode, fmt::join(names, ", ")));
    if (!hooks.never_ran.empty())
      page.paragraph("  ", fmt::format("{}, never ran, so their silence proves nothing: {}", node,
                                       fmt::join(hooks.never_ran, ", ")));
  }
}

void write_blind_spans(Page& page, const Judgement& judgement) {
  const auto& observer = judgement.observer;
  if (observer.blind_spans.empty() && observer.events_lost == 0) return;
  page.heading("not seen");
  if (observer.events_lost > 0)
    page.paragraph("  ", fmt::format("{} of the kernel lost: the ring buffer was full",
                                     counted(observer.events_lost, "event")));
  const std::size_t shown = std::min(observer.blind_spans.size(), kBlindShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const BlindSpan& blind = observer.blind_spans[i];
    page.paragraph("  ", fmt::format("{}: {}, {}", blind.node, blind.what,
                                     since(judgement.started, blind.span.from, blind.span.to)));
  }
  if (shown < observer.blind_spans.size())
    page.paragraph("  ", fmt::format("and {} (--json has them all)",
                                     counted(observer.blind_spans.size() - shown, "more span")));
}

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

/// What a reader of a node's logs must know: one clock tells the times of this report.
void write_clocks(Page& page, const ObserverReport& observer) {
  std::vector<std::string> lines;
  for (const ClockReport& clock : observer.clocks)
    if (auto words = clock_words(clock)) lines.push_back(std::move(*words));
  if (lines.empty()) return;
  page.heading("clocks");
  for (const std::string& line : lines) page.paragraph("  ", line);
}

/// How to learn more, where the evidence of one node is not enough.
void write_hint(Page& page, const Judgement& judgement) {
  std::uint64_t unattributed = 0;
  for (const PathJudgement& judged : judgement.paths)
    for (const Outage& outage : judged.outages) unattributed += outage.unattributed;
  if (unattributed == 0 || judgement.agents.size() > 1) return;
  page.verbatim("");
  page.paragraph("",
                 fmt::format("{} unattributed with the evidence of one node. Record on both "
                             "nodes (--record FILE) and judge them together:",
                             unattributed == 1 ? "1 lost probe is"
                                               : fmt::format("{} lost probes are", unattributed)));
  page.verbatim("  xfrm-canary judge FILE-OF-ONE-NODE FILE-OF-THE-OTHER");
}

}  // namespace

void write_observer(Page& page, const Judgement& judgement) {
  write_blind_spans(page, judgement);
  write_clocks(page, judgement.observer);
  page.heading("observed with");
  write_hooks(page, judgement.observer);
  write_hint(page, judgement);
}

}  // namespace canary
