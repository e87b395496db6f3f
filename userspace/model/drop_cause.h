// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "model/stage.h"

namespace canary {

enum class Direction { In, Out };

[[nodiscard]] std::string_view to_text(Direction direction);  ///< "in", "out"

/// One of the kernel's XFRM drop counters (include/uapi/linux/snmp.h, LINUX_MIB_XFRM*).
struct DropCauseInfo {
  std::string_view name;  ///< as in /proc/net/xfrm_stat
  Direction direction;
  Stage stage;                ///< where a packet dies that this counter counts
  std::string_view sentence;  ///< what the kernel means by it
};

/// Every cause that we know, in the order of /proc/net/xfrm_stat of Linux 6.14.
[[nodiscard]] std::span<const DropCauseInfo> known_drop_causes();

/// What is known of `name`. A name that a newer kernel brings gets its direction from its prefix
/// (XfrmIn, else outbound), and the first stage of that direction at which XFRM may drop.
[[nodiscard]] DropCauseInfo describe_drop_cause(std::string_view name);

}  // namespace canary
