// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "model/observation.h"

namespace canary {

/// What may be said of packets that passed the uplink unencrypted. docs/verdicts.md
enum class ClearWord : std::uint8_t {
  Leaked,         ///< the operator, or a policy, demands that they are encrypted
  Permitted,      ///< a policy lets them pass in the clear, or they are IKE's own
  Authenticated,  ///< a policy demands no more than AH, and they have it
  NotDemanded,    ///< nobody demands anything of them
  Offloaded,      ///< demanded, and a device may encrypt them behind the last hook
};

[[nodiscard]] std::string_view to_text(ClearWord word);  ///< "leaked", "not-demanded", ...

/// Such packets between two nodes, as one of them counted them.
struct ClearTraffic {
  NodeName node;  ///< who counted
  ClearWay way = ClearWay::Left;
  NodeName other;  ///< the other end; empty where the address is no peer's
  ClearWord word = ClearWord::NotDemanded;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::uint64_t kinds = 0;  ///< pairs of addresses, told apart by protocol and ports as well
  bool operator==(const ClearTraffic&) const = default;
};

}  // namespace canary
