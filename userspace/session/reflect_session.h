// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "cli/exit_status.h"
#include "cli/options.h"
#include "probe/reflector.h"

namespace canary {

/// Of a session that answers probes itself; null where it does not.
[[nodiscard]] Result<std::unique_ptr<Reflector>> start_own_reflector(EventLoop& loop,
                                                                     BootClock clock,
                                                                     const VerifyOptions& options,
                                                                     std::optional<StampKey> key);

/// `xfrm-canary reflect`: answers probes until it is told to stop.
[[nodiscard]] Result<ExitStatus> run_reflect(const ReflectOptions& options);

}  // namespace canary
