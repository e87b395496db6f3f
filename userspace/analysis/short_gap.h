// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "fates/address_book.h"
#include "model/verdict.h"
#include "reading/node_session.h"

namespace canary {

/// `short-gap`: XFRM dropped packets in bursts that fell between two probes, as when a state is
/// removed and added again under traffic. One for all bursts that agree in node, cause, SPI and
/// peer. The drops of a burst lie less than a probe's interval apart, and take no longer in all.
///
///   probes    A         A         A
///   drops          xxx                  a gap: at least as long as its drops
///
/// No gap is what an outage between the two nodes covers (its fates tell it), what comes when
/// recovery should be over (`drops-after-recovery` tells it), and what is about a packet itself, as
/// a replay is. Info while the agent is expected to change states, else a Warning.
[[nodiscard]] std::vector<Finding> find_short_gaps(std::span<const NodeSession> sessions,
                                                   std::span<const PathJudgement> paths,
                                                   const AddressBook& book);

}  // namespace canary
