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

/// Whether a message says that the tables changed without saying how: addresses migrated
/// (xfrm_migrate() tells of no state), a peer behind address translation moved, what happens to
/// packets that no policy takes was set, or a kernel that is newer than these headers (Linux 6.1)
/// tells of what they do not know. They have to be listed anew.
[[nodiscard]] bool changes_untold(const nlmsghdr& message);

}  // namespace canary
