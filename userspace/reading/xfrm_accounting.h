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
/// compare. Drops are events of the same moment as the kernel's count, so they are counted in that
/// span only.
[[nodiscard]] XfrmAccount account_for_drops(const Seen& seen);

}  // namespace canary
