// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "simulation/history.h"
#include "simulation/observer.h"

namespace canary::simulation {

/// Protocols, and ports that policies name.
inline constexpr std::uint8_t kTcp = 6, kUdp = 17;
inline constexpr std::uint16_t kHolePort = 9000, kAuthenticatedPort = 7000, kOverlayPort = 6081;

/// Tells the states and policies of a node with `tells_tables`, and their flush.
///
///   50  pod -> pod tcp dport 9000         allowed without templates
///   50  pod -> pod tcp dport 7000         AH
///   100 pod -> pod                        ESP
///   100 node -> node udp dport 6081       ESP
void tell_tables(const History& history, std::size_t node, Observer& observer);

}  // namespace canary::simulation
