// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "inspection/rules.h"

namespace canary {
namespace {

// Cilium's marks: bits 8 to 11 are 0xE for "encrypt", 12 to 15 the SPI (bpf/lib/common.h, 1.10 on).
constexpr std::uint32_t kKindMask = 0x0f00, kEncrypt = 0x0e00, kSpiMask = 0xf000;
constexpr int kSpiShift = 12;

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
  const auto& mark = policy.mark;
  if (policy.direction != PolicyDirection::Out || (mark.mask & kSpiMask) != kSpiMask ||
      (mark.mask & kKindMask) != kKindMask || (mark.value & kKindMask) != kEncrypt)
    return;
  const std::uint32_t marked = (mark.value & kSpiMask) >> kSpiShift;
  for (const auto& wanted : policy.templates)
    if (wanted.spi != 0 && wanted.spi != marked)
      findings.push_back({"mark-spi-mismatch",
                          Severity::Warning,
                          facts.node,
                          fmt::format("policy {} takes packets that are marked for SPI {} and "
                                      "encrypts them with SPI {}",
                                      to_text(policy), marked, wanted.spi),
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
