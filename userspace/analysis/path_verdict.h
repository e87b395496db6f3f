// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "fates/encryption_proof.h"
#include "fates/path_loss.h"
#include "reading/node_session.h"

namespace canary {

/// The verdict on one path and why, by the rules of docs/verdicts.md.
/// `session` is the one that probed the path; `sessions` are all, for what its other end tells.
/// Of `path` the loss per direction and round-trip times are read as well.
[[nodiscard]] PathJudgement judge_path(std::span<const NodeSession> sessions,
                                       const NodeSession& session, const PathProbes& path,
                                       const PathLoss& loss, const PathProof& proof);

}  // namespace canary
