// SPDX-License-Identifier: Apache-2.0
// What `explain` tells of a drop cause, as data. The kernel's meaning is model/drop_cause.h's.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "model/drop_cause.h"

namespace canary {

struct CauseGuide {
  std::string_view name;                      ///< as in /proc/net/xfrm_stat
  std::span<const std::string_view> reasons;  ///< usual ones, in Cilium and elsewhere
  std::span<const std::string_view> look_at;  ///< commands, or where
  std::span<const std::string_view> do_next;
};

[[nodiscard]] std::span<const CauseGuide> cause_guides();

/// The guide of a cause as people have it: upper and lower case alike, with or without "Xfrm" in
/// front, "xfrm_in_no_states", a line of /proc/net/xfrm_stat, a label of Cilium's metric
/// ("inbound_no_state") or the whole metric. A Usage error that names the nearest cause otherwise.
[[nodiscard]] Result<const CauseGuide*> find_cause_guide(std::string_view name);

}  // namespace canary
