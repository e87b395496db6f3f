// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "session/evidence_options.h"

namespace CLI {
class App;
}

namespace canary {

/// Adds the --evidence-... options to a command; addresses are left in `listen` as written.
void add_evidence_flags(CLI::App& app, EvidenceOptions& options, std::vector<std::string>& listen);

/// Refuses options that lack what they need. `asks`: the command asks peers.
[[nodiscard]] Result<void> check_evidence_options(const EvidenceOptions& options, bool asks);

}  // namespace canary
