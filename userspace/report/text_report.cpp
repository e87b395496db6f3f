// SPDX-License-Identifier: Apache-2.0
#include "report/text_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/session_words.h"
#include "report/text_sections.h"

namespace canary {
namespace {

constexpr int kNarrowest = 60;  // columns
constexpr std::size_t kAgentsShown = 8;

void write_verdict(Page& page, const Judgement& judgement) {
  TerminalText first = page.tinted(judgement.verdict, headline(judgement.verdict));
  if (const auto failures = failing_words(judgement); !failures.empty())
    first += page.tinted(Severity::Failure, ", " + failures);
  page.paragraph(first + ": ", judgement.reason);
}

void write_session(Page& page, const Judgement& judgement) {
  page.verbatim("");
  page.paragraph("  node     ", node_words(judgement));
  page.paragraph("  session  ", session_words(judgement));
  const bool several = judgement.agents.size() > 1;
  for (std::size_t i = 0; i < std::min(judgement.agents.size(), kAgentsShown); ++i)
    page.paragraph("  agent    ", (several ? judgement.agents[i].node + ": " : "") +
                                      agent_words(judgement.agents[i], judgement.started));
  if (judgement.agents.size() > kAgentsShown)
    page.paragraph("           ",
                   fmt::format("and those of {} more", judgement.agents.size() - kAgentsShown));
}

}  // namespace

TerminalText to_text_report(const Judgement& judgement, TextStyle style) {
  style.width = std::max(style.width, kNarrowest);
  Page page(style);
  write_verdict(page, judgement);
  write_session(page, judgement);
  write_paths(page, judgement);
  write_picture(page, judgement);
  write_drops(page, judgement);
  write_clear(page, judgement);
  write_findings(page, judgement.findings);
  write_ledger(page, judgement);
  write_observer(page, judgement);
  return page.text();
}

}  // namespace canary
