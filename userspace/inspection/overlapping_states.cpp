// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iterator>
#include <map>
#include <tuple>

#include "inspection/inbound_states.h"
#include "inspection/rules.h"

namespace canary {
namespace {

/// What the kernel takes for the same state, but for its mark. Neither source nor if_id is part of
/// it.
using Identity = std::tuple<IpAddress, std::uint32_t, std::uint8_t>;

Identity identity_of(const XfrmState& state) {
  return {state.destination, state.spi, state.protocol};
}

Finding overlap_of(const XfrmState& older, const XfrmState& newer, const NodeFacts& facts) {
  Finding finding{"states-overlap", Severity::Warning, facts.node, "", {}, {}};
  finding.summary = fmt::format(
      "{} and {} are one state to the kernel where their marks overlap: it refuses to add the one "
      "when the other is there, and deletes either when asked for one",
      to_text(older), to_text(newer));
  finding.evidence.push_back(fmt::format("{} packets through the older, {} through the newer",
                                         older.packets, newer.packets));
  return finding;
}

/// Finds, for each pair of masks, states whose values agree in the bits of both: O(n) for each
/// pair.
void find_overlaps_of(const std::vector<const XfrmState*>& alike, const NodeFacts& facts,
                      std::vector<Finding>& findings) {
  std::map<std::uint32_t, std::vector<const XfrmState*>> by_mask;
  for (const auto* state : alike) by_mask[state->mark.mask].push_back(state);
  for (auto one = by_mask.begin(); one != by_mask.end(); ++one)
    for (auto other = std::next(one); other != by_mask.end(); ++other) {
      const std::uint32_t both = one->first & other->first;
      std::map<std::uint32_t, const XfrmState*> by_value;
      for (const auto* state : one->second) by_value.emplace(state->mark.value & both, state);
      for (const auto* state : other->second) {
        const auto found = by_value.find(state->mark.value & both);
        if (found == by_value.end()) continue;
        const bool is_older = found->second < state;  // both lie in the listing
        findings.push_back(is_older ? overlap_of(*found->second, *state, facts)
                                    : overlap_of(*state, *found->second, facts));
      }
    }
}

}  // namespace

std::vector<Finding> find_overlapping_states(const XfrmTables& tables, const NodeFacts& facts) {
  std::map<Identity, std::vector<const XfrmState*>> by_identity;
  for (const auto& state : tables.states)
    if (is_keyed(state)) by_identity[identity_of(state)].push_back(&state);
  std::vector<Finding> findings;
  for (const auto& [identity, alike] : by_identity)
    if (alike.size() > 1) find_overlaps_of(alike, facts, findings);
  return findings;
}

}  // namespace canary
