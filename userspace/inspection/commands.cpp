// SPDX-License-Identifier: Apache-2.0
#include "inspection/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "inspection/selectors.h"

namespace canary {
namespace {

constexpr std::uint16_t kWholePort = 0xffff;
// Protocols with ports, and with types, that `ip xfrm` has words for (iproute2's
// xfrm_selector_upspec_parse()).
constexpr std::array<std::uint8_t, 4> kWithPorts{6, 17, 33, 132};
constexpr std::array<std::uint8_t, 3> kWithTypes{1, 58, 135};

bool is_one_of(std::uint8_t protocol, auto protocols) {
  return std::ranges::find(protocols, protocol) != protocols.end();
}

std::string mark_words(const Mark& mark) {
  return mark == Mark{} ? std::string()
                        : fmt::format(" mark {:#x} mask {:#x}", mark.value, mark.mask);
}

std::string port_words(std::string_view name, const PortMatch& port) {
  return port.mask == 0 ? std::string() : fmt::format(" {} {}", name, port.value);
}

/// Nothing where `ip` has no words for the ports, types or codes.
std::optional<std::string> protocol_words(const XfrmSelector& selector) {
  const auto& [from, to] = std::tie(selector.source_port, selector.destination_port);
  for (const auto& port : {from, to})
    if (port.mask == 0 ? port.value != 0 : port.mask != kWholePort) return std::nullopt;
  const bool has_ports = from.mask != 0 || to.mask != 0;
  if (selector.protocol == 0) return has_ports ? std::nullopt : std::optional(std::string());
  auto words = fmt::format(" proto {}", selector.protocol);
  if (!has_ports) return words;
  if (is_one_of(selector.protocol, kWithPorts))
    return words + port_words("sport", from) + port_words("dport", to);
  if (is_one_of(selector.protocol, kWithTypes) && from.mask != 0)
    return words + port_words("type", from) + port_words("code", to);
  return std::nullopt;
}

/// `ip xfrm policy delete` sends no mark whose value is 0, and the kernel then looks for a policy
/// without any.
bool has_sendable_mark(const XfrmPolicy& policy) {
  return policy.mark == Mark{} || (policy.mark.value & policy.mark.mask) != 0;
}

/// Whether packets would pass unencrypted for want of it: out of this node, or into it past a
/// block.
bool keeps_out(const XfrmPolicy& policy) {
  return policy.direction == PolicyDirection::Out || policy.action == PolicyAction::Block;
}

bool may_let_pass(const XfrmPolicy& policy) {
  return !is_understood(policy) ||
         (policy.action == PolicyAction::Allow && policy.templates.empty());
}

}  // namespace

CommandWriter::CommandWriter(const XfrmTables& tables) : tables_(&tables) {
  for (const auto& policy : tables.policies) {
    if (policy.security_context.empty()) ++selectors_[{policy, key_of(policy)}];
    ++indices_[{policy.index, key_of(policy)}];
  }
  for (const auto& state : tables.states)
    states_[{state.destination, state.spi, state.protocol}].push_back(&state);
}

CommandWriter::PolicyKey CommandWriter::key_of(const XfrmPolicy& policy) {
  return {policy.direction, policy.mark, policy.interface_id, policy.is_sub};
}

std::string CommandWriter::words_of(const PolicyKey& key) {
  return fmt::format(
      " dir {}{}{}{}", to_text(key.direction), mark_words(key.mark),
      key.interface_id == 0 ? std::string() : fmt::format(" if_id {:#x}", key.interface_id),
      key.is_sub ? " ptype sub" : "");
}

/// Names of devices and security contexts are words that somebody else chose: not here.
std::optional<std::string> CommandWriter::by_selector(const XfrmPolicy& policy) const {
  if (policy.has_host_bits || policy.user != 0 || policy.device != 0 || policy.not_understood ||
      !policy.security_context.empty() || !has_sendable_mark(policy))
    return std::nullopt;
  const auto protocol = protocol_words(policy);
  const auto hits = selectors_.find({policy, key_of(policy)});
  if (!protocol || hits == selectors_.end() || hits->second != 1) return std::nullopt;
  return fmt::format("src {} dst {}{}{}", to_text(policy.source), to_text(policy.destination),
                     *protocol, words_of(key_of(policy)));
}

std::optional<std::string> CommandWriter::by_index(const XfrmPolicy& policy) const {
  const auto hits = indices_.find({policy.index, key_of(policy)});
  if (policy.index == 0 || !has_sendable_mark(policy) || hits == indices_.end() ||
      hits->second != 1)
    return std::nullopt;
  return fmt::format("index {}{}", policy.index, words_of(key_of(policy)));
}

std::optional<std::string> CommandWriter::delete_command(const XfrmPolicy& policy) const {
  auto words = by_selector(policy);
  if (!words) words = by_index(policy);
  if (!words) return std::nullopt;
  return "ip xfrm policy delete " + *words;
}

std::optional<std::string> CommandWriter::delete_command(const XfrmState& state) const {
  constexpr std::uint8_t kEsp = 50, kAh = 51, kIpComp = 108;
  const bool is_by_spi =
      state.protocol == kEsp || state.protocol == kAh || state.protocol == kIpComp;
  const auto alike = states_.find({state.destination, state.spi, state.protocol});
  if (!is_by_spi || state.spi == 0 || state.not_understood || alike == states_.end())
    return std::nullopt;
  const std::uint32_t asked = state.mark.value & state.mark.mask;
  const auto hits = std::ranges::count_if(
      alike->second, [&](const XfrmState* other) { return other->mark.matches(asked); });
  if (hits != 1 || !state.mark.matches(asked)) return std::nullopt;
  return fmt::format("ip xfrm state delete src {} dst {} proto {} spi {:#x}{}",
                     to_text(state.source), to_text(state.destination),
                     protocol_name(state.protocol), state.spi, mark_words(state.mark));
}

/// The priority up to which nothing lets packets of `policy` pass unencrypted, were it not there:
/// that of the first hole behind it; nothing where there is none.
std::optional<std::uint32_t> CommandWriter::first_hole_behind(const XfrmPolicy& policy) {
  const auto [known, is_new] = holes_.try_emplace(&policy, std::nullopt);
  if (is_new && keeps_out(policy))
    for (const auto& other : tables_->policies)
      if (&other != &policy && other.direction == policy.direction &&
          other.priority >= policy.priority && may_let_pass(other) && overlap(other, policy))
        known->second = std::min(known->second.value_or(other.priority), other.priority);
  return known->second;
}

/// Whether another policy would hold every packet that this one takes, before any hole lets it
/// pass.
bool CommandWriter::is_held_by_others(const XfrmPolicy& policy) {
  const auto [known, is_new] = held_.try_emplace(&policy, true);
  if (is_new && keeps_out(policy)) {
    const auto hole = first_hole_behind(policy);
    const bool is_blocked = !hole && blocks_by_default(*tables_, policy.direction);
    known->second =
        is_blocked || std::ranges::any_of(tables_->policies, [&](const XfrmPolicy& other) {
          return &other != &policy && !may_let_pass(other) && (!hole || other.priority < *hole) &&
                 covers(other, policy);
        });
  }
  return known->second;
}

Remedy CommandWriter::let_loser_win(const Shadow& shadow) {
  const auto& [winner, loser] = std::tie(*shadow.winner, *shadow.loser);
  if (loser.direction == PolicyDirection::Out && may_let_pass(loser))
    return {
        {},
        {fmt::format("no command is told: {} lets its packets leave unencrypted", to_text(loser))}};
  const auto hole = first_hole_behind(winner);
  if (is_held_by_others(winner)) {
    if (auto command = delete_command(winner)) return {{std::move(*command)}, {}};
  } else if (const auto words = by_selector(winner);
             words && loser.priority < std::numeric_limits<std::uint32_t>::max() &&
             (!hole || loser.priority + 1 < *hole)) {
    return {{fmt::format("ip xfrm policy update {} action block priority {}", *words,
                         loser.priority + 1)},
            {fmt::format("packets that only this policy takes are blocked from then on: without it "
                         "they would {} unencrypted",
                         winner.direction == PolicyDirection::Out ? "leave" : "be let in")}};
  }
  return {{},
          {fmt::format("no command removes {} alone and lets nothing pass unencrypted: let who "
                       "installed it (the agent, or a daemon of IKE) install its policies anew",
                       to_text(winner))}};
}

void advise(Remedy remedy, Finding& finding) {
  std::ranges::move(remedy.words, std::back_inserter(finding.advice));
  std::ranges::move(remedy.commands, std::back_inserter(finding.commands));
}

}  // namespace canary
