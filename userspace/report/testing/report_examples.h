// SPDX-License-Identifier: Apache-2.0
// For tests: judgements as sessions of real upgrades give them.
#pragma once

#include "model/verdict.h"

namespace canary::examples {

/// Encrypted to addresses that are no node's: everything lost, no XFRM counter moved.
[[nodiscard]] Judgement silent_upgrade();
/// Two nodes merged: drops by cause on both, recovered, a leak, a blind span.
[[nodiscard]] Judgement recovered_upgrade();
/// 200 peers, of which 20 are broken.
[[nodiscard]] Judgement large_cluster();
/// Every one of `nodes` probes every other one; one in ten pairs is broken.
[[nodiscard]] Judgement full_mesh(int nodes);
/// A session in which nothing was probed and nothing attached.
[[nodiscard]] Judgement empty_session();

}  // namespace canary::examples
