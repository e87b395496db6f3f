// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/verdict.h"
#include "timeline/seen.h"

namespace canary {

/// The agent's last transition that a node saw: gone, and ready again.
///
///   seen ──────── gone ┄┄┄┄┄┄┄┄┄ ready ────────
struct Transition {
  std::optional<Instant> gone;            ///< absent: it never went, or was down from the start
  std::optional<Instant> ready;           ///< absent: it has not come back, or never went
  std::optional<Instant> last_not_ready;  ///< last poll before `ready`
  std::optional<std::string> version_before, version_after;
  bool operator==(const Transition&) const = default;

  [[nodiscard]] bool agent_is_down() const { return gone && !ready; }
};

/// The last AgentGone with the AgentReady that follows it. An agent that came up without having
/// gone in the session has `ready` only.
[[nodiscard]] Transition find_transition(const Seen& seen);

/// When the node begins to be judged as upgraded: ready; where nothing is waited for
/// (Criteria::after_upgrade, or no agent is watched), when it began to probe (first_path_added());
/// nothing while no transition is complete. The start of what was told to another node
/// (SessionHeader::told_to) is no such moment.
[[nodiscard]] std::optional<Instant> ready_of(const Seen& seen, const Transition& transition);

[[nodiscard]] AgentReport report_agent(const SessionHeader& header, const Transition& transition,
                                       std::optional<Instant> ready);

}  // namespace canary
