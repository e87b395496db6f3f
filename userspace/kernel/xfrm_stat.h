// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace canary {

/// Name and value of each row of /proc/net/xfrm_stat, in the file's order, which is the order of
/// the kernel's counters (net/xfrm/xfrm_proc.c). The file's own names are kept: newer kernels have
/// more.
using XfrmStat = std::vector<std::pair<std::string, std::uint64_t>>;

/// Parses the file's text; a line that is not a name and a number is an Environment error.
[[nodiscard]] Result<XfrmStat> parse_xfrm_stat(std::string_view text);

/// Reads the file of the calling thread's network namespace (/proc/thread-self/net/xfrm_stat).
[[nodiscard]] Result<XfrmStat> read_xfrm_stat();

}  // namespace canary
