// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/observer_words.h"
#include "report/text_sections.h"

namespace canary {
namespace {

constexpr std::size_t kBlindShown = 8;
constexpr std::size_t kNodesShown = 4;

void write_hooks(Page& page, const ObserverReport& observer) {
  const auto nodes = hooks_by_node(observer);
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

void write_uplinks(Page& page, const ObserverReport& observer) {
  for (std::size_t i = 0; i < std::min(observer.uplinks.size(), kNodesShown); ++i)
    page.paragraph("  ", uplink_words(observer.uplinks[i]));
}

void write_blind_spans(Page& page, const Judgement& judgement) {
  const auto& observer = judgement.observer;
  if (observer.blind_spans.empty() && observer.events_lost == 0) return;
  page.heading("not seen");
  if (observer.events_lost > 0) page.paragraph("  ", events_lost_words(observer));
  const auto blind = blind_sentences(judgement);
  const std::size_t shown = std::min(blind.size(), kBlindShown);
  for (std::size_t i = 0; i < shown; ++i) page.paragraph("  ", blind[i]);
  if (shown < blind.size())
    page.paragraph("  ", fmt::format("and {} (--json has them all)",
                                     counted(blind.size() - shown, "more sentence")));
}

/// What a reader of a node's logs must know: one clock tells the times of this report.
void write_clocks(Page& page, const ObserverReport& observer) {
  const auto lines = offset_words(observer);
  if (lines.empty()) return;
  page.heading("clocks");
  for (const std::string& line : lines) page.paragraph("  ", line);
}

/// How to learn more, where the evidence of one node is not enough.
void write_hint(Page& page, const Judgement& judgement) {
  const std::string words = hint_words(judgement);
  if (words.empty()) return;
  page.verbatim("");
  page.paragraph("", words);
  page.verbatim(fmt::format("  {}", kHintCommand));
}

}  // namespace

void write_observer(Page& page, const Judgement& judgement) {
  write_blind_spans(page, judgement);
  write_clocks(page, judgement.observer);
  page.heading("observed with");
  write_hooks(page, judgement.observer);
  write_uplinks(page, judgement.observer);
  write_hint(page, judgement);
}

}  // namespace canary
