// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "fates/encryption_proof.h"
#include "model/verdict.h"
#include "reading/node_session.h"

namespace canary {

/// A verdict and the sentence that gives its reason.
struct Decision {
  Verdict verdict = Verdict::Inconclusive;
  std::string reason;
};

/// The verdict that answers in the clear alone make of an encrypted path; nothing where there were
/// none, or where they ended in time. An answer in the clear is no sign of recovery: it is weighed
/// as a lost probe would be.
[[nodiscard]] std::optional<Decision> judge_clear_text(const PathProof& proof,
                                                       const NodeSession& session,
                                                       const PathReady& ready);

/// Why the answers on an encrypted path do not prove that it is encrypted, in one sentence; nothing
/// where they do.
[[nodiscard]] std::optional<std::string> why_not_proved(const PathProof& proof);

}  // namespace canary
