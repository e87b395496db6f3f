// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/error.h"
#include "model/drop_cause.h"

namespace canary {

/// The cause as people have it: upper and lower case alike, with or without "Xfrm" in front,
/// "xfrm_in_no_states", a line of /proc/net/xfrm_stat, a label of Cilium's metric
/// ("inbound_no_state") or the whole metric. A Usage error otherwise: it names the nearest cause,
/// or says what is behind a drop of Hubble's or the kernel's that is no counter of XFRM.
[[nodiscard]] Result<const DropCauseInfo*> find_drop_cause(std::string_view name);

}  // namespace canary
