// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/drop_explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/policy_explanation.h"
#include "diagnosis/state_explanation.h"
#include "inspection/commands.h"
#include "inspection/rules.h"
#include "model/drop_cause.h"

namespace canary {
namespace {

/// Which policies a decrypted packet has to pass.
PolicyDirection inbound_direction(const PacketDropped& drop, const TablesAtTime& tables) {
  return drop.destination && tables.local.contains(*drop.destination) ? PolicyDirection::In
                                                                      : PolicyDirection::Forward;
}

/// The policy that this state was taken for: the one that wins among those that select the packet.
/// By mark they cannot be told apart any more, as the state's output mark has been set.
const XfrmPolicy* policy_behind(const XfrmState& state, const ProbeEncrypted& encrypted,
                                const XfrmTables& tables) {
  const bool request = encrypted.leg == ProbeLeg::Request;
  const auto& source = request ? encrypted.probe.sender : encrypted.probe.reflector;
  const auto& destination = request ? encrypted.probe.reflector : encrypted.probe.sender;
  const XfrmPolicy* best = nullptr;
  for (const auto& policy : tables.policies) {
    if (policy.direction != PolicyDirection::Out || !policy.source.contains(source) ||
        !policy.destination.contains(destination))
      continue;
    const bool took_it = std::ranges::any_of(policy.templates, [&](const XfrmTemplate& wanted) {
      return satisfies(state, policy, wanted);
    });
    if (took_it && (best == nullptr || policy.priority < best->priority)) best = &policy;
  }
  return best;
}

const XfrmState* state_behind(const ProbeEncrypted& encrypted, const XfrmLookup& lookup) {
  for (const auto* state : lookup.states_to(encrypted.outer_destination))
    if (state->spi == encrypted.esp.spi && state->source == encrypted.outer_source) return state;
  return nullptr;
}

}  // namespace

std::optional<Explanation> explain_drop(const PacketDropped& drop, const TablesAtTime& tables,
                                        const RelativeTime& words) {
  const XfrmLookup lookup(tables.tables);
  const DropContext about{drop, tables, lookup, words};
  const auto& cause = describe_drop_cause(drop.cause);
  const auto policies =
      cause.direction == Direction::Out ? PolicyDirection::Out : inbound_direction(drop, tables);
  switch (cause.question) {
    case TableQuestion::None:
      return std::nullopt;
    case TableQuestion::State:
      return explain_missing_state(about);
    case TableQuestion::Key:
      return explain_refusing_state(
          about, "cannot decrypt it: key, algorithm or ESN count differ from the sender's");
    case TableQuestion::ReplayWindow:
      return explain_refusing_state(
          about, fmt::format("has seen it, or has its replay window elsewhere: ESP sequence {}",
                             drop.esp ? drop.esp->sequence : 0));
    case TableQuestion::HardLimit:
      return explain_worn_state(about, "has come to its hard limit");
    case TableQuestion::SequenceEnd:
      return explain_worn_state(about, "has no ESP sequence number left");
    case TableQuestion::Block:
      return explain_block(about, policies);
    case TableQuestion::Policy:
      return explain_missing_policy(about, policies);
    case TableQuestion::Template:
      return explain_template(about, policies);
  }
  return std::nullopt;
}

std::optional<Explanation> explain_lost_tunnel(const ProbeEncrypted& encrypted,
                                               const TablesAtTime& tables) {
  const XfrmLookup lookup(tables.tables);
  const auto* state = state_behind(encrypted, lookup);
  const auto* policy = state ? policy_behind(*state, encrypted, tables.tables) : nullptr;
  if (policy == nullptr) return std::nullopt;
  Explanation explanation{fmt::format("policy {} sends it to {}, by state {}", to_text(*policy),
                                      to_text(encrypted.outer_destination), to_text(*state)),
                          {},
                          {}};
  CommandWriter commands(tables.tables);
  for (const auto& shadow : list_shadows(tables.tables)) {
    if (shadow.winner != policy || !is_failing(shadow)) continue;
    auto told = tell_shadowed(shadow, commands, {});
    explanation.evidence.push_back(std::move(told.summary));
    std::ranges::move(told.evidence, std::back_inserter(explanation.evidence));
    explanation.advice = std::move(told.advice);
    explanation.commands = std::move(told.commands);
    return explanation;
  }
  return std::nullopt;
}

}  // namespace canary
