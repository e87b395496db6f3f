// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/options.h"

namespace canary {

/// Adds the --evidence-... options to a command; addresses are left in `listen` as written.
void add_evidence_options(CLI::App& command, EvidenceOptions& options,
                          std::vector<std::string>& listen);

/// Which of them need which others. `asks`: the command asks peers.
[[nodiscard]] Result<void> check_evidence_options(const EvidenceOptions& options, bool asks);

/// The same for what `reflect` needs in order to watch for its peers; chooses where it listens.
[[nodiscard]] Result<void> check_watching(ReflectOptions& options);

}  // namespace canary
