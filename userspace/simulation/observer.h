// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "simulation/dice.h"
#include "simulation/history.h"
#include "timeline/timeline.h"

namespace canary::simulation {

/// One node's recording while it is made: by the node's clock, without what the node could not see,
/// and with what it tells of that.
class Observer {
 public:
  Observer(const SimulatedNode& node, SessionHeader header, Dice dice);

  /// What prober and agent tell.
  void tell(Instant at, Observed what);
  /// What a hook sees, if it does; whether it did.
  bool see(Instant at, Hook hook, Observed what);
  /// Packets in the clear are counted where the hook is there; whether it was.
  bool count_clear(Instant at, Hook hook, PlaintextCounted packet);
  /// XFRM counts a drop, whoever sees it.
  void count_drop(Instant at, std::string_view cause);

  /// Whether the session goes on at that time.
  [[nodiscard]] bool records(Instant at) const;
  [[nodiscard]] const SimulatedClock& clock() const { return node_.clock; }
  /// Ends the recording; nothing may follow.
  [[nodiscard]] NodeTimeline finish();

 private:
  [[nodiscard]] bool is_there(Instant at, Hook hook) const;
  [[nodiscard]] bool sees(Instant at, Hook hook);
  void tell_agent();
  void tell_uplinks();
  void tell_clear();
  void tell_hooks();
  void tell_blindness(const Blindness& blind);
  void tell_xfrm_stat();

  const SimulatedNode& node_;
  Dice dice_;
  NodeTimeline recording_;
  std::array<std::uint64_t, kHooks> runs_{};
  std::map<std::string, std::uint64_t> drops_;
  std::vector<std::pair<Instant, PlaintextCounted>> clear_;
};

/// Indexes of a node's uplinks.
inline constexpr std::uint32_t kFirstDevice = 2, kSecondDevice = 3;

/// The name of a hook: "tc_egress eth0".
[[nodiscard]] std::string name_of(Hook hook);

}  // namespace canary::simulation
