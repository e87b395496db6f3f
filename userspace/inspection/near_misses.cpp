// SPDX-License-Identifier: Apache-2.0
#include "inspection/near_misses.h"

#include <fmt/format.h>

#include "inspection/selectors.h"

namespace canary {
namespace {

/// What of `state` the kernel does not take for the template, the first that differs.
std::string difference(const XfrmState& state, const XfrmPolicy& policy,
                       const XfrmTemplate& wanted) {
  if (state.is_larval()) return "is larval: it has no key";
  if (state.protocol != wanted.protocol)
    return fmt::format("is of protocol {}", protocol_name(state.protocol));
  if (wanted.spi != 0 && state.spi != wanted.spi) return "has another SPI";
  if (!state.mark.matches(policy.mark.value & policy.mark.mask))
    return fmt::format("has a mark that the policy's {} does not meet", to_text(policy.mark));
  if (state.reqid != wanted.reqid) return fmt::format("has reqid {}", state.reqid);
  if (state.interface_id != policy.interface_id)
    return fmt::format("has if_id {:#x}, and the policy {:#x}", state.interface_id,
                       policy.interface_id);
  if (state.mode != wanted.mode) return fmt::format("is in {} mode", to_text(state.mode));
  if (state.direction == PolicyDirection::In) return "is for inbound packets only";
  if (policy.is_offloaded != (state.offload == Offload::Packet))
    return policy.is_offloaded ? "is not left to a device whole, as the policy is"
                               : "is left to a device whole, and the policy is not";
  if (state.selector && !overlap(*state.selector, policy))
    return fmt::format("takes no packet of the policy, but {}", to_text(*state.selector));
  return fmt::format("has source {}", to_text(state.source));
}

}  // namespace

std::vector<std::string> explain_near_misses(const XfrmLookup& lookup, const XfrmPolicy& policy,
                                             const XfrmTemplate& wanted) {
  std::vector<std::string> evidence;
  constexpr std::size_t kEnough = 3;
  const auto destination = ends_of(policy, wanted).destination;
  for (const auto* state : lookup.states_to(destination)) {
    if (evidence.size() == kEnough) break;
    evidence.push_back(fmt::format("{} {}", to_text(*state), difference(*state, policy, wanted)));
  }
  if (is_unspecified(destination.address) && wanted.mode != XfrmMode::Transport)
    evidence.push_back("the template names no destination");
  else if (evidence.empty())
    evidence.push_back(
        fmt::format("there is no state for {}", destination == host_prefix(destination.address)
                                                    ? to_text(destination.address)
                                                    : to_text(destination)));
  return evidence;
}

}  // namespace canary
