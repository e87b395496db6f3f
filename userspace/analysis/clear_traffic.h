// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "fates/address_book.h"
#include "model/clear_traffic.h"
#include "reading/node_session.h"

namespace canary {

/// Packets from one address to another that one node saw in the clear, as far as one word is said
/// of them.
struct ClearCount {
  IpAddress source, destination;
  ClearWay way = ClearWay::Left;
  ClearWord word = ClearWord::NotDemanded;
  std::uint64_t packets = 0, bytes = 0;
  std::uint64_t kinds = 0;   ///< protocols and ports among them
  std::uint64_t probes = 0;  ///< packets of encrypted paths' probes among them
  bool authenticated = false;
  Instant first{INT64_MAX}, last{INT64_MIN};
};

/// All that `session` saw. A probe of an encrypted path that is in the clear is leaked, whatever
/// policies say: the operator calls that path encrypted.
[[nodiscard]] std::vector<ClearCount> count_clear(const NodeSession& session,
                                                  std::span<const NodeSession> sessions);

/// The same for a report, taken together by the other end.
[[nodiscard]] std::vector<ClearTraffic> summarise_clear(
    std::span<const NodeSession> sessions, std::span<const std::vector<ClearCount>> counts,
    const AddressBook& book);

}  // namespace canary
