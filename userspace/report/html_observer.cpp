// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/html_sections.h"
#include "report/observer_words.h"
#include "report/page.h"

namespace canary {
namespace {

constexpr std::size_t kBlindListed = 50;
constexpr std::size_t kNodesListed = 20;

void write_blindness(HtmlText& html, const Judgement& judgement) {
  const ObserverReport& observer = judgement.observer;
  if (observer.blind_spans.empty() && observer.events_lost == 0)
    return html.element("p", observer.hooks.empty() ? "unknown: no hook was attached"
                                                    : "nothing is known to have been missed");
  const HtmlElement list(html, "ul", {{"class", "plain"}});
  if (observer.events_lost > 0) html.element("li", events_lost_words(observer));
  const auto blind = blind_sentences(judgement);
  const std::size_t shown = std::min(blind.size(), kBlindListed);
  for (std::size_t i = 0; i < shown; ++i) html.element("li", blind[i]);
  if (shown < blind.size())
    html.element("li", fmt::format("and {} (--json has them all)",
                                   counted(blind.size() - shown, "more sentence")));
}

void write_clocks(HtmlText& html, const ObserverReport& observer) {
  const auto lines = offset_words(observer);
  if (lines.empty()) return;
  html.element("h3", "clocks");
  const HtmlElement list(html, "ul", {{"class", "plain"}});
  for (const std::string& line : lines) html.element("li", line);
}

void write_hooks(HtmlText& html, const ObserverReport& observer) {
  html.element("h3", "observed with");
  const auto nodes = hooks_by_node(observer);
  if (nodes.empty()) return html.element("p", "no hook: only probes and the agent were watched");
  const HtmlElement list(html, "ul", {{"class", "plain"}});
  std::size_t shown = 0;
  for (const auto& [node, hooks] : nodes) {
    if (++shown > kNodesListed) break;
    for (const auto& [mode, names] : hooks.by_mode)
      html.element("li", fmt::format("{}, {}: {}", node, mode, fmt::join(names, ", ")));
    if (!hooks.never_ran.empty())
      html.element("li", fmt::format("{}, never ran, so their silence proves nothing: {}", node,
                                     fmt::join(hooks.never_ran, ", ")));
  }
  if (nodes.size() > kNodesListed)
    html.element("li", fmt::format("and {}", counted(nodes.size() - kNodesListed, "more node")));
  for (std::size_t i = 0; i < std::min(observer.uplinks.size(), kNodesListed); ++i)
    html.element("li", uplink_words(observer.uplinks[i]));
}

}  // namespace

void write_html_observer(HtmlText& html, const Judgement& judgement) {
  const HtmlElement section(html, "section", {{"id", "observer"}});
  html.element("h2", "not seen");
  write_blindness(html, judgement);
  write_clocks(html, judgement.observer);
  write_hooks(html, judgement.observer);
  if (const std::string words = hint_words(judgement); !words.empty()) {
    const HtmlElement hint(html, "p");
    html.text(words);
    html.element("code", {{"class", "command"}}, kHintCommand);
  }
}

}  // namespace canary
