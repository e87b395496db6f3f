// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "reading/node_session.h"

namespace canary {

/// All that came back on one path instead of answers, of one reason.
struct NoAnswers {
  NoAnswerReason reason = NoAnswerReason::NoMatch;
  IpAddress source;        ///< of the last
  std::uint16_t port = 0;  ///< of the last; 0 where the reflector's node tells of it
  std::uint64_t count = 0;
  std::vector<Instant> at;  ///< when it was told, in order
};

/// Reads them off the prober's session, and off the reflector's (null where it did not record) that
/// refuses probes of another key. A prober whose own reflector refuses those of the other end knows
/// from that as well that the keys differ. At most one element a reason, in their order.
[[nodiscard]] std::vector<NoAnswers> find_no_answers(const NodeSession& prober,
                                                     const NodeSession* reflector,
                                                     const PathProbes& path);

}  // namespace canary
