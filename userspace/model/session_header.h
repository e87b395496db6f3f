// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/time.h"
#include "model/path.h"

namespace canary {

/// The measure of a judgement. It travels in the recording, so that a replay judges alike.
struct Criteria {
  bool after_upgrade = false;      ///< no transition is waited for
  Duration interval{};             ///< between two probes of a path
  Duration deadline{};             ///< a reply that takes longer is late
  Duration agent_interval{};       ///< between two polls of the agent
  Duration settle{};               ///< how long after ready is watched
  Duration recover_within{};       ///< how long after ready recovery may take
  std::uint32_t clean_probes = 3;  ///< this many answered in a row end an outage
  bool operator==(const Criteria&) const = default;
};

/// The names and addresses of another node that evidence may carry.
struct PeerAddresses {
  NodeName name;
  std::vector<IpAddress> addresses;  ///< probed (pod) and control (node) addresses
  std::vector<IpPrefix> protects;    ///< what must never leave in the clear
  bool operator==(const PeerAddresses&) const = default;
};

/// The first line of a recording: who saw what follows, by which clock, under which criteria.
struct SessionHeader {
  NodeName node;
  std::string kernel;              ///< uname -r
  std::string agent_kind;          ///< "cilium", "http", "exec", "file", "none"
  std::int64_t utc_offset_ns = 0;  ///< Instant = CLOCK_BOOTTIME + this
  Instant started;
  Criteria criteria;
  std::vector<IpAddress> local_addresses;
  std::vector<PeerAddresses> peers;
  /// Nothing may pass in the clear between these and what `peers` protect, whatever policies say.
  /// Empty where the operator did not ask for it.
  std::vector<IpPrefix> protects{};
  /// The node that this was told to, about its own lost probes. Of all others such a recording says
  /// nothing, and its silence proves nothing. Absent where it is all that the node saw.
  std::optional<NodeName> told_to{};
  /// Probes that the other node sent from then on, by its clock, were not asked about.
  std::optional<Instant> told_until{};
  bool operator==(const SessionHeader&) const = default;
};

}  // namespace canary
