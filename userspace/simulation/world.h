// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/history.h"
#include "simulation/truth.h"
#include "timeline/timeline.h"

namespace canary::simulation {

/// What was recorded of a history, and what really happened.
struct Played {
  Timeline timeline;  ///< of the nodes that record, in their order
  Truth truth;
};

/// Sends every probe through the world, packet by packet in true time:
///
///   prober: policy, encryption, uplink ~~ wire ~~ receiver: uplink, decryption, policy, socket
///   and back, if it was answered
///
/// Pure: the same history gives the same recordings.
[[nodiscard]] Played play(const History& history);

}  // namespace canary::simulation
