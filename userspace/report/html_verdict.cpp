// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/html_mark.h"
#include "report/html_sections.h"
#include "report/page.h"
#include "report/session_words.h"

namespace canary {
namespace {

constexpr std::size_t kAgentsListed = 8;

void write_fact(HtmlText& html, std::string_view name, std::string_view words) {
  html.element("dt", name);
  html.element("dd", words);
}

void write_facts(HtmlText& html, const Judgement& judgement) {
  const HtmlElement facts(html, "dl", {{"class", "facts"}});
  write_fact(html, "node", node_words(judgement));
  write_fact(html, "session", session_words(judgement));
  const auto& agents = judgement.agents;
  for (std::size_t i = 0; i < std::min(agents.size(), kAgentsListed); ++i)
    write_fact(html, agents.size() > 1 ? "agent of " + agents[i].node : "agent",
               agent_words(agents[i], judgement.started));
  if (agents.size() > kAgentsListed)
    write_fact(html, "agents", fmt::format("and those of {} more", agents.size() - kAgentsListed));
}

/// A number that is read from afar, and what it counts.
void write_figure(HtmlText& html, std::string_view css, std::uint64_t count,
                  std::string_view words) {
  const HtmlElement item(html, "li", {{"class", css}});
  html.element("b", std::to_string(count));
  html.text(words);
}

void write_figures(HtmlText& html, const Judgement& judgement, const RankedPaths& paths) {
  std::uint64_t lost = 0, sent = 0, dropped = 0;
  for (const PathJudgement* judged : paths.all) {
    lost += judged->probes.lost;
    sent += judged->probes.sent;
  }
  for (const DropSummary& drop : judgement.drops) dropped += drop.packets;
  const auto of = [&](Verdict verdict) {
    return static_cast<std::uint64_t>(
        std::ranges::count(judgement.paths, verdict, &PathJudgement::verdict));
  };
  const HtmlElement list(html, "ul", {{"class", "figures"}});
  for (const Verdict verdict : {Verdict::NotRecovered, Verdict::Inconclusive, Verdict::Recovered})
    if (of(verdict) > 0)
      write_figure(html, mark_of(verdict).css.text(), of(verdict),
                   fmt::format("of {} {}", counted(paths.all.size(), "path"), to_text(verdict)));
  write_figure(html, "", lost, fmt::format("of {} lost", counted(sent, "probe")));
  if (dropped > 0) write_figure(html, "", dropped, "packets dropped by XFRM");
}

void write_contents(HtmlText& html, const Judgement& judgement) {
  const HtmlElement nav(html, "nav", {{"aria-label", "parts of this report"}});
  const auto link = [&](std::string_view target, std::string_view words) {
    html.element("a", {{"href", target}}, words);
  };
  link("#timeline", "over time");
  link("#matrix", "matrix");
  link("#paths", "paths");
  link("#drops", "drops");
  if (!judgement.findings.empty())
    link("#findings", fmt::format("findings ({})", judgement.findings.size()));
  if (!judgement.ledger.empty()) link("#ledger", "ledger");
  link("#observer", "not seen");
}

}  // namespace

void write_html_verdict(HtmlText& html, const Judgement& judgement, const RankedPaths& paths) {
  const HtmlMark mark = mark_of(judgement.verdict);
  const HtmlElement header(html, "header");
  {
    const HtmlElement verdict(html, "div", {{"class", fmt::format("verdict {}", mark.css.text())}});
    {
      const HtmlElement title(html, "h1");
      html.markup("<span aria-hidden=\"true\">");
      html.markup(mark.symbol);
      html.markup("</span> ");
      html.text(headline(judgement.verdict));
      if (const auto failures = failing_words(judgement); !failures.empty())
        html.element("a", {{"href", "#findings"}, {"class", "n"}}, ", " + failures);
    }
    html.element("p", judgement.reason);
  }
  if (!paths.all.empty()) write_figures(html, judgement, paths);
  write_facts(html, judgement);
  write_contents(html, judgement);
}

}  // namespace canary
