// SPDX-License-Identifier: Apache-2.0
// Which packets two selectors have in common (xfrm_selector_match() of net/xfrm/xfrm_policy.c).
#pragma once

#include "model/xfrm_tables.h"

namespace canary {

/// Whether some packet meets both.
[[nodiscard]] bool overlap(const XfrmSelector& a, const XfrmSelector& b);

/// Whether every packet that meets `b` meets `a`, too.
[[nodiscard]] bool covers(const XfrmSelector& a, const XfrmSelector& b);

/// The same of the packets that policies are for: direction, table, interface and mark included.
/// Security contexts are not looked at.
[[nodiscard]] bool covers(const XfrmPolicy& a, const XfrmPolicy& b);

/// Whether what `policy` does depends on something that is not read here.
[[nodiscard]] bool is_understood(const XfrmPolicy& policy);
[[nodiscard]] bool is_understood(const XfrmState& state);

}  // namespace canary
