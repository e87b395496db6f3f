// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "model/lines.h"
#include "model/stage.h"

namespace canary {

enum class Direction { In, Out };

[[nodiscard]] std::string_view to_text(Direction direction);  ///< "in", "out"

/// What a drop says of the XFRM tables, as they were when it happened.
enum class TableQuestion {
  None,          ///< nothing that they could explain
  State,         ///< no state fits the packet
  Key,           ///< a state cannot decrypt it
  ReplayWindow,  ///< a state has seen it, or has its window elsewhere
  HardLimit,     ///< a state has come to its end
  SequenceEnd,   ///< a state has no sequence number left
  Block,         ///< a policy blocks it
  Policy,        ///< no policy lets it through
  Template,      ///< no state satisfies a policy's template
};

/// One of the kernel's XFRM drop counters (include/uapi/linux/snmp.h, LINUX_MIB_XFRM*), with all
/// that is known of it.
struct DropCauseInfo {
  std::string_view name;          ///< as in /proc/net/xfrm_stat
  std::string_view cilium_label;  ///< "inbound_no_state"; empty where Cilium's metric has none
  Direction direction;
  Stage stage;  ///< where a packet dies that this counter counts
  TableQuestion question;
  std::string_view sentence;  ///< what the kernel means by it
  Lines reasons;              ///< usual ones, in Cilium and elsewhere
  Lines look_at;              ///< commands, or where
  Lines do_next;
};

/// Every cause that we know, in the order of /proc/net/xfrm_stat of Linux 6.14.
[[nodiscard]] std::span<const DropCauseInfo> known_drop_causes();

/// What is known of `name`. A name that a newer kernel brings gets its direction from its prefix
/// (XfrmIn, else outbound), and the first stage of that direction at which XFRM may drop.
[[nodiscard]] const DropCauseInfo& describe_drop_cause(std::string_view name);

}  // namespace canary
