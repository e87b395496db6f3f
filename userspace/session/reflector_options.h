// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "probe/reflector.h"
#include "session/netns_options.h"

namespace canary {

/// Has a reflector answer on `local` in the probe namespace, and on `control_local` in the node's,
/// there only if one is named.
[[nodiscard]] ReflectorOptions reflector_options(const NetnsOptions& netns,
                                                 const std::vector<IpAddress>& local,
                                                 const std::vector<IpAddress>& control_local,
                                                 std::uint16_t port, std::optional<StampKey> key);

}  // namespace canary
