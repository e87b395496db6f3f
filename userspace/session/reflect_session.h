// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "cli/exit_status.h"
#include "cli/options.h"
#include "probe/reflector.h"

namespace canary {

/// Where a reflector listens, for `reflect` and for `verify` alike: on `local` in the probe
/// namespace, and on `control_local` in the node's.
[[nodiscard]] ReflectorOptions reflector_options(const NetnsOptions& netns,
                                                 const std::vector<IpAddress>& local,
                                                 const std::vector<IpAddress>& control_local,
                                                 std::uint16_t port, std::optional<StampKey> key);

/// `xfrm-canary reflect`: answers probes until it is told to stop.
[[nodiscard]] Result<ExitStatus> run_reflect(const ReflectOptions& options);

}  // namespace canary
