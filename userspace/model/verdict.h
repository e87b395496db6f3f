// SPDX-License-Identifier: Apache-2.0
// What a judgement says: the data behind every report (schema xfrm-canary/report/1).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/clear_traffic.h"
#include "model/drop_summary.h"
#include "model/finding.h"
#include "model/ledger_row.h"
#include "model/observer_report.h"
#include "model/outage.h"
#include "model/path_clocks.h"
#include "model/probe_counts.h"
#include "model/span.h"

namespace canary {

/// In the order of what weighs more when paths are taken together.
enum class Verdict { Unaffected, Recovered, Inconclusive, NotRecovered };

inline constexpr std::array kVerdicts{Verdict::Unaffected, Verdict::Recovered,
                                      Verdict::Inconclusive, Verdict::NotRecovered};

[[nodiscard]] std::string_view to_text(Verdict verdict);  ///< "unaffected", "not-recovered", ...
/// The verdict of this word; nothing where it is none.
[[nodiscard]] std::optional<Verdict> parse_verdict(std::string_view word);

/// Whether a path worked when its agent went. `NotKnown`: no agent went, or too few probes were
/// sent before.
enum class BeforeState { NotKnown, Worked, Broken };

[[nodiscard]] std::string_view to_text(BeforeState state);  ///< "not-known", "worked", "broken"

/// What became of one path.
struct PathJudgement {
  Path path;
  Verdict verdict = Verdict::Inconclusive;
  std::string reason;  ///< one sentence: why this verdict
  BeforeState before = BeforeState::NotKnown;
  ProbeCounts probes;
  std::optional<RoundTripTimes> rtt;  ///< absent when nothing was answered
  std::vector<Outage> outages;
  /// Relative to ready; negative when the path was clean before the agent was. Absent where no
  /// agent was seen to get ready, or only before the judged time began at the other end.
  std::optional<std::pair<Duration, Duration>> recovery_after_ready;
  /// Absent without an outage, and where no end was watched.
  std::optional<PathClocks> clocks{};
  /// It came while others were probed already, and too late for a verdict of its own: it has none
  /// over all paths.
  bool too_new = false;
  bool operator==(const PathJudgement&) const = default;
};

/// What one node saw of its agent.
struct AgentReport {
  NodeName node;
  std::string kind;  ///< "cilium", "http", "exec", "file", "none"
  std::optional<Instant> gone_at, ready_at;
  std::optional<std::string> version_before, version_after;
  /// In which paths may recover: from ready, or from when it began to probe where nothing was
  /// waited for. Absent while no transition is complete.
  std::optional<Span> may_recover{};
  bool operator==(const AgentReport&) const = default;
};

/// All that a report is written from.
struct Judgement {
  Verdict verdict = Verdict::Inconclusive;
  std::string reason;  ///< one sentence: why
  Instant started;
  Instant ended;
  NodeName node;                    ///< several nodes joined by ", "
  std::vector<AgentReport> agents;  ///< one for each node
  std::vector<PathJudgement> paths;
  std::vector<DropSummary> drops;
  std::vector<LedgerRow> ledger;
  std::vector<ClearTraffic> clear;  ///< what passed unencrypted, demanded or not
  std::vector<Finding> findings;
  ObserverReport observer;
  bool operator==(const Judgement&) const = default;
};

}  // namespace canary
