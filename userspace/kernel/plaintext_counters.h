// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "model/observation.h"

namespace canary {

/// Reads the map of packets that passed in the clear and tells what has changed since the last
/// call.
class PlaintextCounters {
 public:
  std::vector<PlaintextCounted> changed(int map);

 private:
  std::map<std::tuple<IpAddress, IpAddress, ClearKind>, std::uint64_t> packets_;
};

}  // namespace canary
