// SPDX-License-Identifier: Apache-2.0
// What a person would type. Never run by us.
#pragma once

#include <string>

#include "model/xfrm_tables.h"

namespace canary {

/// "ip xfrm policy delete src 0.0.0.0/0 dst 10.0.0.0/16 dir out mark 0x3e00 mask 0xff00"
[[nodiscard]] std::string delete_command(const XfrmPolicy& policy);

/// "ip xfrm state delete src 0.0.0.0 dst 10.0.0.0 proto esp spi 0x3 mark 0x3e00 mask 0xff00"
[[nodiscard]] std::string delete_command(const XfrmState& state);

}  // namespace canary
