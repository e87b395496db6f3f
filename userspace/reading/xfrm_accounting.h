// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "timeline/seen.h"

namespace canary {

/// Our own count of drops against the kernel's, on one node.
struct XfrmAccount {
  std::map<std::string, std::uint64_t> risen;  ///< /proc/net/xfrm_stat, last less first reading
  /// What we saw less what the kernel counted, by cause, where the two differ.
  std::map<std::string, std::int64_t> difference;
  bool operator==(const XfrmAccount&) const = default;
};

/// Compares between the first and the last XfrmStatRead; with fewer than two there is nothing to
/// compare. What lies so close to a reading that nobody knows whether it counts settles no
/// difference and makes none: the kernel's count must lie between what was surely seen in that span
/// and what was seen at most.
[[nodiscard]] XfrmAccount account_for_drops(const Seen& seen);

}  // namespace canary
