// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cluster/tls_context.h"
#include "session/evidence_options.h"

namespace canary {

/// What --evidence-... names, read and found usable before anything is attached.
struct EvidenceSecrets {
  std::string token;
  TlsContext server_tls, client_tls;
};

/// Reads them; nothing where no token is given.
[[nodiscard]] Result<std::optional<EvidenceSecrets>> read_evidence_secrets(
    const EvidenceOptions& options);

}  // namespace canary
