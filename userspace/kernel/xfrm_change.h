// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/netlink.h>

#include <optional>

#include "model/observation.h"

namespace canary {

/// What a message of the groups SA, POLICY and EXPIRE tells: StatesSeen or PoliciesSeen of one
/// entry, StatesFlushed, PoliciesFlushed. Nothing of a limit that only warns (soft), and of what
/// decode_state() and decode_policy() pass over.
[[nodiscard]] std::optional<Observed> decode_xfrm_change(const nlmsghdr& message);

}  // namespace canary
