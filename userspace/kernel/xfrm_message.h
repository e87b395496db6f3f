// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/netlink.h>

#include <optional>
#include <vector>

#include "model/xfrm_tables.h"

namespace canary {

/// The state in a message of type NEWSA, UPDSA, DELSA or EXPIRE (include/uapi/linux/xfrm.h). The
/// key is not read. Nothing where the message is of another type, cut short, or not IPv4 or IPv6.
[[nodiscard]] std::optional<XfrmState> decode_state(const nlmsghdr& message);

/// The policy in a message of type NEWPOLICY, UPDPOLICY, DELPOLICY or POLEXPIRE. Not those of
/// sockets.
[[nodiscard]] std::optional<XfrmPolicy> decode_policy(const nlmsghdr& message);

/// Where a message of type GETDEFAULT says that packets without a policy are dropped. Nothing where
/// it is another one, or cut short.
[[nodiscard]] std::vector<PolicyDirection> decode_blocked_by_default(const nlmsghdr& message);

}  // namespace canary
