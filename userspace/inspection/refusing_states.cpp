// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <tuple>

#include "inspection/rules.h"
#include "inspection/selectors.h"

namespace canary {
namespace {

using Key = std::tuple<IpAddress, IpAddress, std::uint32_t, std::uint8_t, Mark>;

Key key_of(const XfrmState& state) {
  return {state.source, state.destination, state.spi, state.protocol, state.mark};
}

/// "12 packets failed their integrity check (3 of them just now)"; nothing where none did.
void tell(std::string_view what, std::uint64_t count, std::uint64_t before, Finding& finding) {
  if (count == 0) return;
  const bool rises = count > before;
  if (rises) finding.severity = Severity::Failure;
  finding.evidence.push_back(
      fmt::format("{} {}{}", count, what,
                  rises ? fmt::format(" ({} of them just now)", count - before) : std::string()));
}

}  // namespace

std::vector<Finding> find_refusing_states(const XfrmTables& tables, const NodeFacts& facts) {
  std::map<Key, const XfrmState*> earlier;
  for (const auto& state : facts.earlier) earlier.emplace(key_of(state), &state);
  std::vector<Finding> findings;
  for (const auto& state : tables.states) {
    const auto found = earlier.find(key_of(state));
    const auto& before = found == earlier.end() ? state : *found->second;
    Finding finding{"state-refuses", Severity::Warning, facts.node, "", {}, {}};
    tell(
        "failed their integrity check: key or algorithm differ from the peer's, or packets were "
        "altered",
        state.integrity_failed, before.integrity_failed, finding);
    tell("came twice", state.replayed, before.replayed, finding);
    tell("came too late for the replay window", state.outside_window, before.outside_window,
         finding);
    if (finding.evidence.empty()) continue;
    finding.summary = fmt::format("state {} refuses packets", to_text(state));
    if (finding.severity == Severity::Failure)
      finding.advice.push_back("rotate the key: both ends get fresh states");
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> find_what_is_not_understood(const XfrmTables& tables, const NodeFacts& facts) {
  Finding finding{"cannot-tell", Severity::Info, facts.node, "", {}, {}};
  constexpr std::size_t kEnough = 3;
  std::size_t count = 0;
  const auto look_at = [&](std::string_view what, const auto& entry) {
    if (is_understood(entry)) return;
    if (++count <= kEnough) finding.evidence.push_back(fmt::format("{} {}", what, to_text(entry)));
  };
  for (const auto& state : tables.states) look_at("state", state);
  for (const auto& policy : tables.policies) look_at("policy", policy);
  if (count == 0) return {};
  finding.summary = fmt::format(
      "cannot tell what {} of the entries do: they bear fields that are not understood here",
      count);
  return {std::move(finding)};
}

}  // namespace canary
