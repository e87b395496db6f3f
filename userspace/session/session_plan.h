// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "kernel/xfrm_observer.h"
#include "model/session_header.h"
#include "probe/local_route.h"
#include "probe/prober.h"
#include "session/verify_options.h"

namespace canary {

/// What the stages of a session are started with, derived from the command line and from how this
/// node would send to its peers.
struct SessionPlan {
  SessionHeader header;
  ProberOptions prober;
  ObserverOptions observer;
};

/// Adds the lengths of the IP packets that carry probes: small ones, and where there is a route,
/// those that fill its MTU.
void add_probe_lengths(Family family, std::uint32_t small_bytes, const Result<LocalRoute>& route,
                       std::vector<std::uint32_t>& lengths);

/// The addresses by which evidence names this peer.
[[nodiscard]] PeerAddresses addresses_of(const PeerSpec& peer);
/// The paths to this peer.
[[nodiscard]] std::vector<ProbeTarget> targets_of(const PeerSpec& peer);

/// The lengths of probes to peers that are not known yet: of small ones, and of those that fill the
/// MTU of the default route.
[[nodiscard]] Result<std::vector<std::uint32_t>> usual_probe_lengths(
    const std::string& probe_netns, const std::optional<StampKey>& key);

/// Plans a session. Asks the kernel for the source address and the MTU towards each peer where they
/// were not given.
[[nodiscard]] Result<SessionPlan> plan_session(const VerifyOptions& options,
                                               const std::string& agent_kind,
                                               const std::string& kernel, const BootClock& clock);

}  // namespace canary
