// SPDX-License-Identifier: Apache-2.0
#include "report/text_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/text_sections.h"

namespace canary {
namespace {

constexpr int kNarrowest = 60;  // columns
constexpr std::size_t kAgentsShown = 8;

std::string_view headline(Verdict verdict) {
  switch (verdict) {
    case Verdict::Unaffected:
      return "UNAFFECTED";
    case Verdict::Recovered:
      return "RECOVERED";
    case Verdict::Inconclusive:
      return "INCONCLUSIVE";
    case Verdict::NotRecovered:
      return "NOT RECOVERED";
  }
  std::unreachable();
}

/// A verdict is about recovery alone; the first line must not hide a failing finding behind it.
void write_verdict(Page& page, const Judgement& judgement) {
  const auto failures =
      std::ranges::count(judgement.findings, Severity::Failure, &Finding::severity);
  std::string first = page.tinted(judgement.verdict, headline(judgement.verdict));
  if (failures > 0)
    first += page.tinted(Severity::Failure, ", but " + counted(static_cast<std::uint64_t>(failures),
                                                               "failing finding"));
  page.paragraph(first + ": ", judgement.reason);
}

std::string versions_of(const AgentReport& agent) {
  if (agent.version_before && agent.version_after && agent.version_before != agent.version_after)
    return fmt::format(" {} -> {}", *agent.version_before, *agent.version_after);
  if (agent.version_after) return " " + *agent.version_after;
  return agent.version_before ? " " + *agent.version_before : "";
}

std::string agent_words(const AgentReport& agent, Instant started) {
  if (agent.kind == "none") return "not watched";
  std::string words = agent.kind + versions_of(agent);
  if (agent.gone_at) words += fmt::format(", gone at {}", since(started, *agent.gone_at));
  if (agent.ready_at) words += fmt::format(", ready at {}", since(started, *agent.ready_at));
  if (agent.gone_at && agent.ready_at)
    words += fmt::format(" ({} later)", to_text(*agent.ready_at - *agent.gone_at));
  else if (agent.gone_at)
    words += ", not ready again until the end";
  else if (!agent.ready_at)
    words += ", never seen to go";
  return words;
}

void write_session(Page& page, const Judgement& judgement) {
  page.verbatim("");
  page.paragraph(
      "  node     ",
      fmt::format("{}, kernel {}", judgement.node,
                  judgement.observer.kernel.empty() ? "unknown" : judgement.observer.kernel));
  const std::string start = to_rfc3339(judgement.started);
  page.paragraph("  session  ",
                 fmt::format("{} {} UTC, {}; times below count from there", start.substr(0, 10),
                             start.substr(11, 12), to_text(judgement.ended - judgement.started)));
  const bool several = judgement.agents.size() > 1;
  for (std::size_t i = 0; i < std::min(judgement.agents.size(), kAgentsShown); ++i)
    page.paragraph("  agent    ", (several ? judgement.agents[i].node + ": " : "") +
                                      agent_words(judgement.agents[i], judgement.started));
  if (judgement.agents.size() > kAgentsShown)
    page.paragraph("           ",
                   fmt::format("and those of {} more", judgement.agents.size() - kAgentsShown));
}

}  // namespace

std::string to_text_report(const Judgement& judgement, TextStyle style) {
  style.width = std::max(style.width, kNarrowest);
  Page page(style);
  write_verdict(page, judgement);
  write_session(page, judgement);
  write_paths(page, judgement);
  write_picture(page, judgement);
  write_drops(page, judgement);
  write_findings(page, judgement.findings);
  write_ledger(page, judgement);
  write_observer(page, judgement);
  return page.text();
}

}  // namespace canary
