// SPDX-License-Identifier: Apache-2.0
// What the reports for people say of the packets that XFRM dropped.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/verdict.h"

namespace canary {

/// Sorts drops by cause; of one cause those with the most packets first.
[[nodiscard]] std::map<std::string, std::vector<const DropSummary*>> drops_by_cause(
    const Judgement& judgement);
/// "on node-a, from node-b, SPI 4, 10.0.1.200 -> 10.0.0.200, +6.00 s to +7.00 s"
[[nodiscard]] std::string drop_words(const DropSummary& drop, Instant started);
/// Says, where there are no drops, whether they would have been seen.
[[nodiscard]] std::string_view no_drop_words(const Judgement& judgement);
/// Says what the kernel's own counters tell beside the drops that were seen: one sentence a node.
/// Never empty.
[[nodiscard]] std::vector<std::string> counter_words(const Judgement& judgement);

}  // namespace canary
