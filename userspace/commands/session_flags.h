// SPDX-License-Identifier: Apache-2.0
// What verify and run have in common: who probes whom, from where, and what it is measured against.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/checked.h"
#include "session/verify_options.h"

namespace CLI {
class App;
}

namespace canary {

/// Options as they are written, before they become checked types.
struct SessionWords {
  std::vector<std::string> peers, local, control_local, protects, evidence_listen;
  std::string interval = "100ms", deadline = "1s", agent_interval = "200ms", baseline = "5s";
  std::string settle = "30s", recover_within;
  bool no_reflector = false;
};

/// Adds what verify and run have in common.
void add_session_flags(CLI::App& app, VerifyOptions& options, SessionWords& words);

/// Checks what was written and puts it into `options`.
void check_session_options(VerifyOptions& options, const SessionWords& words, Checked& checked);

/// Reads addresses; an error names `flag`.
[[nodiscard]] Result<std::vector<IpAddress>> parse_addresses(std::string_view flag,
                                                             const std::vector<std::string>& texts);

}  // namespace canary
