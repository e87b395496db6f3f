// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "inspection/cilium_marks.h"
#include "inspection/commands.h"
#include "inspection/rules.h"
#include "inspection/selectors.h"
#include "inspection/shadows.h"

namespace canary {
namespace {

std::string effect_of(const XfrmPolicy& policy) {
  if (policy.action == PolicyAction::Block) return "block";
  if (policy.templates.empty()) return "let pass in the clear";
  return "template " + to_text(policy.templates.front());
}

std::string_view reason_of(const Shadow& shadow) {
  return shadow.winner->priority < shadow.loser->priority
             ? "its priority is lower"
             : "at equal priority the one that was inserted first";
}

std::string_view strength_of(const Shadow& shadow) {
  return shadow.winner->priority < shadow.loser->priority ? "stronger" : "older";
}

void tell_network_addresses(const XfrmPolicy& winner, Finding& finding) {
  for (const auto& wanted : winner.templates)
    if (wanted.destination == winner.destination.address &&
        winner.destination != host_prefix(winner.destination.address))
      finding.evidence.push_back(fmt::format("{} is the network address of {} and no node's",
                                             to_text(wanted.destination),
                                             to_text(winner.destination)));
}

Finding stale(const Shadow& shadow, CommandWriter& commands, const NodeFacts& facts) {
  Finding finding{"stale-policy", Severity::Warning, facts.node, "", {}, {}};
  finding.summary = fmt::format(
      "the older policy {} still decides for the packets of {}; both ask for the same, but the "
      "next change to one of them need not reach the other",
      to_text(*shadow.winner), to_text(*shadow.loser));
  advise(commands.let_loser_win(shadow), finding);
  return finding;
}

Finding partly_shadowed(const Shadow& shadow, const NodeFacts& facts) {
  return {"policy-partly-shadowed",
          Severity::Warning,
          facts.node,
          fmt::format("the {} policy {} takes some of the packets that {} is meant for: {} wins "
                      "for those ({}), not {}",
                      strength_of(shadow), to_text(*shadow.winner), to_text(*shadow.loser),
                      effect_of(*shadow.winner), reason_of(shadow), effect_of(*shadow.loser)),
          {},
          {}};
}

Finding untold(const Shadow& shadow, const NodeFacts& facts) {
  return {"cannot-tell",
          Severity::Info,
          facts.node,
          fmt::format("cannot tell whether policy {} takes packets that {} is meant for: one of "
                      "them bears a field that is not understood here",
                      to_text(*shadow.winner), to_text(*shadow.loser)),
          {},
          {}};
}

/// Whether `narrow` is for some protocols, ports or devices alone of those that `broad` is for.
bool is_for_less(const XfrmSelector& narrow, const XfrmSelector& broad) {
  auto anywhere = narrow;
  anywhere.source = broad.source;
  anywhere.destination = broad.destination;
  return covers(broad, anywhere) && !covers(anywhere, broad);
}

/// Whether to speak of a policy that takes a part of another's packets. A narrower one that wins is
/// how exceptions are written, also for IKE or ICMP of everybody; two that both encrypt are two
/// child SAs of one pair. Marks of an agent that writes all policies itself leave no room for
/// either, nor does such an agent block on the way in.
bool is_worth_a_word(const Shadow& shadow, bool has_agent) {
  const auto& winner = *shadow.winner;
  if (has_agent && winner.action == PolicyAction::Block &&
      winner.direction != PolicyDirection::Out && !shadow.loser->templates.empty())
    return true;
  if (covers(*shadow.loser, *shadow.winner) || is_for_less(*shadow.winner, *shadow.loser))
    return false;
  const bool agents_own =
      encrypt_mark_of(shadow.winner->mark) && encrypt_mark_of(shadow.loser->mark);
  return agents_own || (shadow.winner->templates.empty() && !shadow.loser->templates.empty());
}

}  // namespace

bool is_failing(const Shadow& shadow) {
  return shadow.is_whole && !shadow.is_same && shadow.is_certain;
}

Finding tell_shadowed(const Shadow& shadow, CommandWriter& commands, const NodeFacts& facts) {
  const auto* winner = shadow.winner;
  const auto* loser = shadow.loser;
  Finding finding{"policy-shadowed", Severity::Failure, facts.node, "", {}, {}};
  finding.summary =
      fmt::format("the {} policy {} takes every packet that {} is meant for: {} wins ({}), not {}",
                  strength_of(shadow), to_text(*winner), to_text(*loser), effect_of(*winner),
                  reason_of(shadow), effect_of(*loser));
  tell_network_addresses(*winner, finding);
  advise(commands.let_loser_win(shadow), finding);
  return finding;
}

std::vector<Finding> find_shadowed_policies(const XfrmTables& tables, const Traps& traps,
                                            const NodeFacts& facts) {
  CommandWriter commands(tables);
  const bool has_agent = has_cilium_marks(tables);
  std::vector<Finding> findings;
  for (const auto& shadow : list_shadows(tables)) {
    const bool gives_way = !shadow.winner->templates.empty() && traps.is_trap(*shadow.loser);
    if (gives_way) continue;
    if (shadow.is_same) {
      const auto mask = shadow.winner->mark.mask;
      if (shadow.is_certain && mask != 0 && mask != shadow.loser->mark.mask)
        findings.push_back(stale(shadow, commands, facts));
    } else if (!shadow.is_whole && !is_worth_a_word(shadow, has_agent)) {
      continue;
    } else if (!shadow.is_certain) {
      findings.push_back(untold(shadow, facts));
    } else {
      findings.push_back(is_failing(shadow) ? tell_shadowed(shadow, commands, facts)
                                            : partly_shadowed(shadow, facts));
    }
  }
  return findings;
}

}  // namespace canary
