// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "cluster/node_verdict.h"
#include "cluster/prometheus_samples.h"

namespace canary {

/// All that the canaries tell of themselves, and which of them are scraped, at one moment. The job
/// is called as the alerts of deploy/prometheus want it.
inline constexpr std::string_view kVerdictQuery =
    "{__name__=~\"up|xfrm_canary_(verdict|transition_open|peers|peers_unreachable|agent_ready|"
    "probes_total|lost_probes_total)\",job=\"xfrm-canary\"}";
/// Packets that left in the clear; where none did, nothing.
inline constexpr std::string_view kLeakQuery =
    R"(sum by (instance) (increase(xfrm_canary_plaintext_packets_total{job="xfrm-canary"}[1h])) > 0)";

/// Pure. From the answers to both queries; what a node says is weighed as by `parse_node_verdict`.
/// Nodes are named by `instance`; missing are those that are not scraped now, and those that only
/// their peers know of.
[[nodiscard]] ClusterAnswers verdicts_of(std::span<const PrometheusSample> samples,
                                         std::span<const PrometheusSample> leaks);

}  // namespace canary
