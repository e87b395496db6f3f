// SPDX-License-Identifier: Apache-2.0
// What the reports for people say of a path, in the same words wherever it is shown.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/verdict.h"

namespace canary {

/// All paths, worst first: not recovered, inconclusive, recovered, unaffected with losses, healthy.
[[nodiscard]] std::vector<const PathJudgement*> worst_first(const Judgement& judgement);
/// True of a path on which nothing happened: it is summarised, not told.
[[nodiscard]] bool is_healthy(const PathJudgement& judged);

/// "480 sent, 62 answered, 1 late, 417 lost (417 forward, 0 return)"
[[nodiscard]] std::string probe_words(const ProbeCounts& probes);
/// "p50 212 us, p99 840 us, max 3 ms"
[[nodiscard]] std::string rtt_words(const RoundTripTimes& rtt);
/// "3 paths: 1440 probes sent, 0 late, 0 lost; slowest rtt 3 ms", of healthy ones.
[[nodiscard]] std::string healthy_words(const std::vector<const PathJudgement*>& healthy);

/// "+6.30 s until the end: 417 probes lost"
[[nodiscard]] std::string outage_words(const Outage& outage, Instant started);
[[nodiscard]] std::vector<const Fate*> most_frequent_first(const std::vector<Fate>& fates);
inline constexpr std::string_view kUnattributed = "unattributed: no evidence tells where they died";

/// "417 of 480 lost; encrypted by node-a, SPI 3, 0.0.0.0 -> 10.0.0.0; never left the uplink": how
/// many, and the most frequent fate.
[[nodiscard]] std::string summary_words(const PathJudgement& judged);

/// "100 ms to 200 ms after the agent was ready"
[[nodiscard]] std::string recovery_words(const std::pair<Duration, Duration>& after_ready);
/// The three clocks in one sentence; empty where no entry changed.
[[nodiscard]] std::string clock_words(const PathClocks& clocks, Instant started);
/// "state ... on node-a removed 5.00 s before ready, added again 200 ms after ready"
[[nodiscard]] std::string absence_words(const EntryAbsence& absence, const PathClocks& clocks,
                                        Instant started);

}  // namespace canary
