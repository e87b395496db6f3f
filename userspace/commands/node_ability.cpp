// SPDX-License-Identifier: Apache-2.0
#include "commands/node_ability.h"

#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>

#include "kernel/esp_ability.h"
#include "kernel/esp_filter.h"

namespace canary {
namespace {

bool uses_esp(const XfrmTables& tables, Family family) {
  return std::ranges::any_of(tables.states, [&](const auto& state) {
    return state.protocol == IPPROTO_ESP && state.destination.family == family;
  });
}

Finding unavailable(const EspAbility& ability, const NodeName& node) {
  Finding finding{"esp-unavailable", Severity::Failure, node, "", {}, {}};
  if (ability.is_there) finding.severity = Severity::Warning;
  finding.summary =
      ability.is_there
          ? fmt::format("{} is loaded, and will not be after the node's next start", ability.module)
          : fmt::format("no state can be added: the kernel is not to load {}", ability.module);
  finding.evidence = {ability.why,
                      "the kernel refuses a state without it (EPROTONOSUPPORT, \"Requested type "
                      "not found\"), and no drop counter moves"};
  finding.advice = {
      fmt::format("let modprobe load {} again, or keep this node image away from "
                  "nodes with IPsec",
                  ability.module)};
  return finding;
}

Finding filtered(const EspFilter& filter, Family family, const NodeName& node) {
  if (filter.answer == FilterAnswer::CannotTell)
    return {"cannot-tell",
            Severity::Info,
            node,
            fmt::format("cannot tell whether this node's packet filter lets ESP of {} through: {}",
                        to_text(family), filter.words),
            {},
            {}};
  return {
      "esp-filtered",
      Severity::Failure,
      node,
      fmt::format("this node's packet filter drops ESP of {}: {}", to_text(family), filter.words),
      {"no drop counter of XFRM moves"},
      {"let IP protocol 50 through there: nft -a list ruleset"}};
}

}  // namespace

std::vector<Finding> find_missing_abilities(const XfrmTables& tables, const NodeName& node) {
  std::vector<Finding> findings;
  for (const Family family : {Family::V4, Family::V6}) {
    if (!uses_esp(tables, family) && family != Family::V4) continue;
    if (const auto ability = find_esp_ability(family); ability.can_be_loaded == false)
      findings.push_back(unavailable(ability, node));
    if (const auto filter = find_esp_filter(family); filter.answer != FilterAnswer::Passes)
      findings.push_back(filtered(filter, family, node));
  }
  return findings;
}

}  // namespace canary
