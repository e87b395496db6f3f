// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/xfrm_tables.h"

namespace canary {

/// Two policies with packets in common, of which the winner takes these.
struct Shadow {
  const XfrmPolicy* winner = nullptr;
  const XfrmPolicy* loser = nullptr;
  bool is_whole = true;    ///< the winner takes all that the loser is for
  bool is_same = false;    ///< both do the same with a packet
  bool is_certain = true;  ///< false: one of them bears something that is not read here
};

/// For each policy the strongest that takes all of its packets, and of each coarseness the
/// strongest that takes some and does something else with them. They point into `tables`. O(n log
/// n) for tables that use a handful of masks, prefix lengths and ports.
[[nodiscard]] std::vector<Shadow> list_shadows(const XfrmTables& tables);

}  // namespace canary
