// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/uplinks_found.h"
#include "uplinks/network.h"

namespace canary {

/// The links of a network, found by index and by master. Points into them.
class LinkMap {
 public:
  explicit LinkMap(const std::vector<NetworkLink>& links);

  /// Null where there is none.
  [[nodiscard]] const NetworkLink* find(int index) const;
  /// What is a port or slave of `master`.
  [[nodiscard]] const std::vector<const NetworkLink*>& ports_of(const NetworkLink& master) const;
  /// The bond, bridge or switch that `link` belongs to; null where it has none. A VRF is none: its
  /// members send for themselves.
  [[nodiscard]] const NetworkLink* switch_of(const NetworkLink& link) const;
  /// The device that stands for the datapath of Open vSwitch: the master of its ports; null where
  /// it has none.
  [[nodiscard]] const NetworkLink* open_vswitch() const;

 private:
  std::map<int, const NetworkLink*> by_index_;
  std::map<int, std::vector<const NetworkLink*>> ports_;
};

/// Writes the names of links, as name_list() of names does.
[[nodiscard]] std::string name_list(const std::vector<const NetworkLink*>& links);

}  // namespace canary
