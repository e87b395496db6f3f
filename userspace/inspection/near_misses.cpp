// SPDX-License-Identifier: Apache-2.0
#include "inspection/near_misses.h"

#include <fmt/format.h>

namespace canary {

std::vector<std::string> explain_near_misses(const XfrmLookup& lookup, const XfrmPolicy& policy,
                                             const XfrmTemplate& wanted) {
  std::vector<std::string> evidence;
  constexpr std::size_t kEnough = 3;
  for (const auto* state : lookup.states_to(wanted.destination)) {
    if (evidence.size() == kEnough) break;
    if (state->is_larval()) {
      evidence.push_back(fmt::format("{} is larval: it has no key", to_text(*state)));
    } else if (wanted.spi != 0 && state->spi != wanted.spi) {
      evidence.push_back(fmt::format("{} has another SPI", to_text(*state)));
    } else if (!state->mark.matches(policy.mark.value & policy.mark.mask)) {
      evidence.push_back(fmt::format("{} has a mark that the policy's {} does not meet",
                                     to_text(*state), to_text(policy.mark)));
    } else if (state->reqid != wanted.reqid) {
      evidence.push_back(fmt::format("{} has reqid {}", to_text(*state), state->reqid));
    } else {
      evidence.push_back(fmt::format("{} has another source, mode or interface", to_text(*state)));
    }
  }
  if (evidence.empty())
    evidence.push_back(fmt::format("there is no state for {}", to_text(wanted.destination)));
  return evidence;
}

}  // namespace canary
