// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "inspection/inspection.h"
#include "inspection/xfrm_lookup.h"

namespace canary {

/// Why the kernel does not let through `policy` what `state` decrypts, whatever the template.
struct Refusal {
  std::string words;         ///< "has if_id 0x0, and the policy 0x2a"
  std::string_view counter;  ///< "XfrmInNoPols"
};
/// Interface, mark, and the state's own selector: xfrm_policy_match() and __xfrm_policy_check() of
/// net/xfrm/xfrm_policy.c, Linux 6.1 and 6.12. A state that sets a mark is not asked for its own.
/// Nothing: some packet passes.
[[nodiscard]] std::optional<Refusal> refusal_of(const XfrmPolicy& policy, const XfrmState& state);

/// What policies in and fwd ask of the states that decrypt; policies share few such demands.
class InboundDemands {
 public:
  InboundDemands(const XfrmTables& tables, const NodeFacts& facts);

  [[nodiscard]] bool is_met(const XfrmPolicy& policy, const XfrmTemplate& wanted);
  [[nodiscard]] bool is_met_from_anybody(const XfrmPolicy& policy, XfrmTemplate wanted);
  /// A state that fits the template, though no packet of it passes the policy.
  [[nodiscard]] const XfrmState* nearest(const XfrmTemplate& wanted);

 private:
  using Demand = std::tuple<IpAddress, std::uint32_t, std::uint32_t, std::uint8_t, XfrmMode>;
  using States = std::vector<const XfrmState*>;

  [[nodiscard]] const States& fitting(const XfrmTemplate& wanted);

  std::map<std::uint32_t, States> by_reqid_;  ///< what decrypts
  States all_;
  std::map<Demand, States> fitting_;  ///< known already
};

}  // namespace canary
