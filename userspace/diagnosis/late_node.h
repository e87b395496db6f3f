// SPDX-License-Identifier: Apache-2.0
// A packet may die at one node because the other one is out of date.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnosis/relative_time.h"
#include "diagnosis/xfrm_history.h"
#include "model/observation.h"
#include "model/peer.h"

namespace canary {

/// One end of a packet's way, and its tables when it died.
struct TablesOfNode {
  const NodeName& node;
  const TablesAtTime& tables;
};

/// The node that has to change, so that both ends fit again.
struct LateNode {
  NodeName node;
  std::string why;                    ///< names the entry of the other node that it does not fit
  std::vector<std::string> evidence;  ///< entries of its own
};

/// Of a packet for which the receiver has no state: does the sender still encrypt to an address or
/// with an SPI that the receiver has given up, or has it moved on before the receiver could follow?
/// Nothing where the tables of both do not tell.
[[nodiscard]] std::optional<LateNode> find_late_node(const PacketDropped& drop,
                                                     const TablesOfNode& receiver,
                                                     const TablesOfNode& sender,
                                                     const RelativeTime& words);

/// Of a packet that was encrypted for an address that is none of the peer's own any more.
[[nodiscard]] std::optional<LateNode> find_late_sender(const ProbeEncrypted& encrypted,
                                                       const TablesOfNode& sender,
                                                       const TablesOfNode& peer);

}  // namespace canary
