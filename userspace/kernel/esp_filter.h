// SPDX-License-Identifier: Apache-2.0
// Whether the node's own packet filter lets IP protocol 50 through.
#pragma once

#include <string>
#include <vector>

#include "base/ip_address.h"
#include "kernel/nft_ruleset.h"

namespace canary {

enum class FilterAnswer : std::uint8_t { Passes, CannotTell, Drops };

struct EspFilter {
  FilterAnswer answer = FilterAnswer::Passes;
  std::string words;  ///< "table inet filter, chain input, rule 7, drops it on its way in"
};

/// What `chains` do with ESP of one family that this node sends or receives. A packet is known by
/// its family and protocol alone: a rule that asks for more (addresses, devices, states of
/// connections, sets) may take it or not. Drops: a rule, or the end of a chain, that no rule before
/// it may spare a packet. CannotTell: such a rule or end behind one that may accept; or a rule for
/// ESP that asks for more. A rule that drops for other reasons alone is passed over.
[[nodiscard]] EspFilter judge_esp(const std::vector<NftChain>& chains, Family family);

/// The same of the network namespace that the calling thread stands in. Where this kernel has no
/// nf_tables there is nothing that drops; it is not made to load it.
[[nodiscard]] EspFilter find_esp_filter(Family family);

}  // namespace canary
