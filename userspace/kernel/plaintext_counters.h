// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "model/observation.h"

namespace canary {

/// Reads the map of packets that left in the clear and tells what has changed since the last call.
class PlaintextCounters {
 public:
  std::vector<PlaintextCounted> changed(int map);

 private:
  std::map<std::pair<IpAddress, IpAddress>, std::uint64_t> packets_;
};

}  // namespace canary
