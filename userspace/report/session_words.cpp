// SPDX-License-Identifier: Apache-2.0
#include "report/session_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "report/page.h"

namespace canary {
namespace {

std::string versions_of(const AgentReport& agent) {
  if (agent.version_before && agent.version_after && agent.version_before != agent.version_after)
    return fmt::format(" {} -> {}", *agent.version_before, *agent.version_after);
  if (agent.version_after) return " " + *agent.version_after;
  return agent.version_before ? " " + *agent.version_before : "";
}

}  // namespace

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

std::string failing_words(const Judgement& judgement) {
  std::vector<std::string_view> kinds;
  std::uint64_t failures = 0;
  for (const Finding& finding : judgement.findings) {
    if (finding.severity != Severity::Failure) continue;
    ++failures;
    if (std::ranges::find(kinds, finding.kind) == kinds.end()) kinds.push_back(finding.kind);
  }
  if (failures == 0) return "";
  const bool positive =
      judgement.verdict == Verdict::Unaffected || judgement.verdict == Verdict::Recovered;
  return fmt::format("{} {} ({})", positive ? "but" : "and", counted(failures, "failing finding"),
                     fmt::join(kinds, ", "));
}

std::string node_words(const Judgement& judgement) {
  return fmt::format("{}, kernel {}", judgement.node,
                     judgement.observer.kernel.empty() ? "unknown" : judgement.observer.kernel);
}

std::string session_words(const Judgement& judgement) {
  const std::string start = to_rfc3339(judgement.started);
  return fmt::format("{} {} UTC, {}; times below count from there", start.substr(0, 10),
                     start.substr(11, 12), to_text(judgement.ended - judgement.started));
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

}  // namespace canary
