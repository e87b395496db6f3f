// SPDX-License-Identifier: Apache-2.0
// What the reports for people say of what was watched, and of what could not be.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/verdict.h"

namespace canary {

struct NodeHooks {
  std::map<std::string, std::vector<std::string>> by_mode;
  std::vector<std::string> never_ran;
};

[[nodiscard]] std::map<NodeName, NodeHooks> hooks_by_node(const ObserverReport& observer);

/// "node-b: tc ingress on eth0 detached, +30.00 s to +31.50 s"
[[nodiscard]] std::string blind_words(const BlindSpan& blind, Instant started);
/// One sentence for each thing that was not seen, in the order of when it first was so:
///   "node-b: tc_ingress eth0 was not attached, +30.00 s to +51.50 s, 12 times, 3.20 s of it"
[[nodiscard]] std::vector<std::string> blind_sentences(const Judgement& judgement);
/// "node-b: watched is eth0 (the default route leads through it)"
[[nodiscard]] std::string uplink_words(const UplinkReport& report);
/// "7 events of the kernel lost: the ring buffer was full"
[[nodiscard]] std::string events_lost_words(const ObserverReport& observer);
/// One sentence for each clock that is off by more than the times of a report show, or unknown.
[[nodiscard]] std::vector<std::string> offset_words(const ObserverReport& observer);

/// Says that the command below tells more, where one node's evidence is not enough; else empty.
[[nodiscard]] std::string hint_words(const Judgement& judgement);
inline constexpr std::string_view kHintCommand =
    "xfrm-canary judge FILE-OF-ONE-NODE FILE-OF-THE-OTHER";

}  // namespace canary
