// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/policy_explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "inspection/commands.h"
#include "inspection/near_misses.h"

namespace canary {
namespace {

constexpr std::size_t kPoliciesTold = 3;

/// The packet as the kernel looked a policy up for it. On the way in marks are not known to be the
/// same then; policies there have none, or one that any decrypted packet bears.
std::optional<Flow> flow_of(const PacketDropped& drop, PolicyDirection direction) {
  if (!drop.source || !drop.destination) return std::nullopt;
  if (direction == PolicyDirection::Out && !drop.mark) return std::nullopt;
  return Flow{direction, *drop.source, *drop.destination, drop.mark.value_or(0)};
}

bool selects(const XfrmPolicy& policy, const Flow& flow) {
  return policy.direction == flow.direction && policy.source.contains(flow.source) &&
         policy.destination.contains(flow.destination);
}

/// The last policy that went and would have decided otherwise.
const Removed<XfrmPolicy>* removed_for(const Flow& flow, const TablesAtTime& tables) {
  const auto found = std::ranges::find_if(tables.removed_policies, [&](const auto& removed) {
    return removed.entry.action == PolicyAction::Allow && matches(removed.entry, flow);
  });
  return found == tables.removed_policies.end() ? nullptr : &*found;
}

/// Policies that would let the packet through, and why they do not decide.
void tell_others(const XfrmPolicy& winner, const Flow& flow, const DropContext& about,
                 Explanation& explanation) {
  std::size_t told = 0;
  for (const auto& other : about.tables.tables.policies) {
    if (told == kPoliciesTold) return;
    if (&other == &winner || other.action == PolicyAction::Block || !selects(other, flow)) continue;
    ++told;
    if (!other.mark.matches(flow.mark)) {
      explanation.evidence.push_back(
          fmt::format("policy {} asks for mark {}, and the packet bore {:#x}", to_text(other),
                      to_text(other.mark), flow.mark));
    } else {
      explanation.evidence.push_back(fmt::format(
          "it wins over policy {}: {}", to_text(other),
          winner.priority < other.priority ? "its priority is lower" : "it was inserted first"));
      if (!explanation.commands.empty()) continue;
      auto remedy = CommandWriter(about.tables.tables).let_loser_win({&winner, &other});
      explanation.advice = std::move(remedy.words);
      explanation.commands = std::move(remedy.commands);
    }
  }
}

void tell_when_added(const XfrmPolicy& policy, const DropContext& about, Explanation& explanation) {
  const auto found = about.tables.policies_added.find(identity_of(policy));
  if (found != about.tables.policies_added.end())
    explanation.evidence.push_back(
        fmt::format("policy {} was added {}", to_text(policy), about.words.tell(found->second)));
}

/// The last state that went and would have satisfied the template.
const Removed<XfrmState>* removed_for(const XfrmPolicy& policy, const XfrmTemplate& wanted,
                                      const TablesAtTime& tables) {
  const auto found = std::ranges::find_if(tables.removed_states, [&](const auto& removed) {
    return satisfies(removed.entry, policy, wanted);
  });
  return found == tables.removed_states.end() ? nullptr : &*found;
}

std::string no_state_for(const XfrmPolicy& policy, const XfrmTemplate& wanted) {
  return fmt::format("no state satisfies the template {} of policy {}", to_text(wanted),
                     to_text(policy));
}

std::optional<Explanation> unsatisfied_out(const XfrmPolicy& policy, const DropContext& about) {
  for (const auto& wanted : policy.templates) {
    if (about.lookup.state_for(policy, wanted) != nullptr) continue;
    Explanation explanation{no_state_for(policy, wanted), {}, {}};
    if (const auto* removed = removed_for(policy, wanted, about.tables))
      explanation.evidence.push_back(fmt::format("state {} {}", to_text(removed->entry),
                                                 removal_words(*removed, about.words)));
    std::ranges::move(explain_near_misses(about.lookup, policy, wanted),
                      std::back_inserter(explanation.evidence));
    tell_when_added(policy, about, explanation);
    return explanation;
  }
  return std::nullopt;
}

/// The states that may have decrypted: for an address of this node, with the packet's SPI.
std::vector<const XfrmState*> decrypting_states(const DropContext& about) {
  std::vector<const XfrmState*> states;
  for (const auto& state : about.tables.tables.states)
    if (!state.is_larval() && about.tables.local.contains(state.destination) &&
        (!about.drop.esp || state.spi == about.drop.esp->spi))
      states.push_back(&state);
  return states;
}

std::optional<Explanation> unsatisfied_in(const XfrmPolicy& policy, const DropContext& about) {
  const auto states = decrypting_states(about);
  for (const auto& wanted : policy.templates) {
    if (wanted.optional || states.empty()) continue;
    if (std::ranges::any_of(states, [&](const auto* s) { return satisfies_inbound(*s, wanted); }))
      continue;
    Explanation explanation{no_state_for(policy, wanted), {}, {}};
    for (std::size_t i = 0; i < std::min(states.size(), kPoliciesTold); ++i)
      explanation.evidence.push_back(
          fmt::format("state {} has reqid {}", to_text(*states[i]), states[i]->reqid));
    tell_when_added(policy, about, explanation);
    return explanation;
  }
  return std::nullopt;
}

Explanation explain_default(const Flow& flow, const DropContext& about) {
  const auto what = fmt::format("what no {} policy takes is dropped by default, and none takes it",
                                to_text(flow.direction));
  if (const auto* removed = removed_for(flow, about.tables))
    return {fmt::format("policy {} {}; {}", to_text(removed->entry),
                        removal_words(*removed, about.words), what),
            {},
            {}};
  return {what, {}, {}};
}

}  // namespace

std::optional<Explanation> explain_block(const DropContext& about, PolicyDirection direction) {
  const auto flow = flow_of(about.drop, direction);
  if (flow && about.lookup.is_blocked_by_default(*flow)) return explain_default(*flow, about);
  const auto* policy = flow ? about.lookup.policy_for(*flow) : nullptr;
  if (policy == nullptr || policy->action != PolicyAction::Block) return std::nullopt;
  Explanation explanation;
  if (const auto* removed = removed_for(*flow, about.tables)) {
    explanation.why =
        fmt::format("policy {} {}; what is left for the packet is {}", to_text(removed->entry),
                    removal_words(*removed, about.words), to_text(*policy));
  } else {
    explanation.why = fmt::format("policy {} takes it", to_text(*policy));
  }
  tell_when_added(*policy, about, explanation);
  tell_others(*policy, *flow, about, explanation);
  return explanation;
}

std::optional<Explanation> explain_missing_policy(const DropContext& about,
                                                  PolicyDirection direction) {
  const auto flow = flow_of(about.drop, direction);
  if (!flow || about.lookup.policy_for(*flow) != nullptr) return std::nullopt;
  if (const auto* removed = removed_for(*flow, about.tables))
    return Explanation{
        fmt::format("policy {} {}", to_text(removed->entry), removal_words(*removed, about.words)),
        {},
        {}};
  return Explanation{fmt::format("there is no {} policy for {} -> {}", to_text(direction),
                                 to_text(flow->source), to_text(flow->destination)),
                     {},
                     {}};
}

std::optional<Explanation> explain_template(const DropContext& about, PolicyDirection direction) {
  const auto flow = flow_of(about.drop, direction);
  const auto* policy = flow ? about.lookup.policy_for(*flow) : nullptr;
  if (policy == nullptr || policy->action == PolicyAction::Block) return std::nullopt;
  return direction == PolicyDirection::Out ? unsatisfied_out(*policy, about)
                                           : unsatisfied_in(*policy, about);
}

}  // namespace canary
