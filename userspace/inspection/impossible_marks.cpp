// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "inspection/cilium_marks.h"
#include "inspection/rules.h"

namespace canary {
namespace {

template <class Entry>
void check_mark(const Entry& entry, std::string_view what, const Mark& mark, const NodeFacts& facts,
                std::vector<Finding>& findings) {
  if ((mark.value & ~mark.mask) == 0) return;
  findings.push_back({"mark-never-matches",
                      Severity::Failure,
                      facts.node,
                      fmt::format("the mark of {} {} has bits outside of its mask, so no packet "
                                  "can bear it",
                                  what, to_text(entry)),
                      {},
                      {}});
}

void check_spi(const XfrmPolicy& policy, const NodeFacts& facts, std::vector<Finding>& findings) {
  if (policy.direction != PolicyDirection::Out) return;
  const auto mark = encrypt_mark_of(policy.mark);
  if (!mark) return;
  for (const auto& wanted : policy.templates)
    if (wanted.spi != 0 && wanted.spi != mark->spi)
      findings.push_back({"mark-spi-mismatch",
                          Severity::Warning,
                          facts.node,
                          fmt::format("policy {} takes packets that are marked for SPI {} and "
                                      "encrypts them with SPI {}",
                                      to_text(policy), mark->spi, wanted.spi),
                          {},
                          {}});
}

}  // namespace

std::vector<Finding> find_impossible_marks(const XfrmTables& tables, const NodeFacts& facts) {
  std::vector<Finding> findings;
  for (const auto& state : tables.states) check_mark(state, "state", state.mark, facts, findings);
  for (const auto& policy : tables.policies) {
    check_mark(policy, "policy", policy.mark, facts, findings);
    check_spi(policy, facts, findings);
  }
  return findings;
}

}  // namespace canary
