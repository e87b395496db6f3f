// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "diagnosis/explanation.h"

namespace canary {

/// Asks `tables`, as they were when `drop` happened, what the kernel asked them. Nothing where they
/// do not explain it: where the kernel should have found what it needed, or the drop does not tell
/// what it looked for.
[[nodiscard]] std::optional<Explanation> explain_drop(const PacketDropped& drop,
                                                      const TablesAtTime& tables,
                                                      const RelativeTime& words);

/// Why what `encrypted` tells of went to an outer address that is no node's: the policy that sent
/// it there, where it wins over another one or asks for what is no address at all.
[[nodiscard]] std::optional<Explanation> explain_lost_tunnel(const ProbeEncrypted& encrypted,
                                                             const TablesAtTime& tables);

}  // namespace canary
