// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/finding_words.h"
#include "report/html_mark.h"
#include "report/html_sections.h"
#include "report/page.h"

namespace canary {
namespace {

constexpr std::size_t kFindingsShown = 100;

void write_list(HtmlText& html, std::string_view name, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  html.element("h4", name);
  const HtmlElement list(html, "ul");
  for (const std::string& line : lines) html.element("li", line);
}

/// A command stands in a line of its own, for the script to put a button beside.
void write_command(HtmlText& html, std::string_view command) {
  const HtmlElement item(html, "li");
  html.element("code", {{"class", "command"}}, command);
}

void write_finding(HtmlText& html, const Finding& finding) {
  const HtmlMark mark = mark_of(finding.severity);
  const HtmlElement article(html, "article", {{"class", mark.css.text()}});
  {
    const HtmlElement heading(html, "h3");
    write_badge(html, mark, headline(finding.severity));
    html.text(finding.summary);
    html.element("small", fmt::format("{}{}{}", finding.kind, finding.node.empty() ? "" : ", ",
                                      finding.node));
  }
  write_list(html, "seen", finding.evidence);
  if (finding.advice.empty() && finding.commands.empty()) return;
  html.element("h4", "do");
  const HtmlElement list(html, "ul");
  for (const std::string& command : finding.commands) write_command(html, command);
  for (const std::string& advice : finding.advice) html.element("li", advice);
}

}  // namespace

void write_html_findings(HtmlText& html, const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  const HtmlElement section(html, "section", {{"id", "findings"}});
  html.element("h2", "findings");
  const auto sorted = gravest_first(findings);
  for (std::size_t i = 0; i < std::min(sorted.size(), kFindingsShown); ++i)
    write_finding(html, *sorted[i]);
  if (sorted.size() > kFindingsShown)
    html.element("p", fmt::format("and {} (--json has them all)",
                                  counted(sorted.size() - kFindingsShown, "more finding")));
}

}  // namespace canary
