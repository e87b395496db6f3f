// SPDX-License-Identifier: Apache-2.0
// The one value that every source pushes and the analysis reads. One struct, one thing that was
// seen.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/boxed.h"
#include "base/ip_address.h"
#include "base/time.h"
#include "model/packet_observations.h"
#include "model/path.h"
#include "model/probe_observations.h"
#include "model/uplinks_found.h"
#include "model/xfrm_tables.h"

namespace canary {

// ---- agent/ ----

/// First answer after the session started, when the agent was up already.
struct AgentSeen {
  std::optional<std::string> version;
  bool operator==(const AgentSeen&) const = default;
};
/// Ready before, and now it is not. The time is that of the failed poll.
struct AgentGone {
  std::string reason;  ///< "connection refused", "HTTP 503", ...
  bool operator==(const AgentGone&) const = default;
};
/// Not ready before, and now it is. True readiness lies between `last_not_ready` and now.
struct AgentReady {
  std::optional<std::string> version;
  Instant last_not_ready;
  bool operator==(const AgentReady&) const = default;
};

// ---- kernel/: how well it can look ----

/// The hook kfree_skb once more, where it watches the network namespace of the probes.
inline constexpr std::string_view kProbeNetnsHook = "kfree_skb_of_probes";

struct HookAttached {
  std::string hook;  ///< "xfrm_replay_overflow", "tc_egress eth0", ...
  std::string mode;  ///< "fentry", "kprobe", "tcx", "clsact", "raw_tracepoint"
  bool operator==(const HookAttached&) const = default;
};
/// The hook has seen nothing since `since`; until the next HookAttached of the same name it is
/// blind.
struct HookDetached {
  std::string hook;
  Instant since;
  std::string reason;
  bool operator==(const HookDetached&) const = default;
};
/// How often a hook has run so far; 0 at the end means that it proves nothing.
struct HookRuns {
  std::string hook;
  std::uint64_t runs = 0;
  bool operator==(const HookRuns&) const = default;
};
/// The ring buffer was full for `count` events between `since` and the observation's time.
struct EventsLost {
  Instant since;
  std::uint64_t count = 0;
  bool operator==(const EventsLost&) const = default;
};

// ---- cluster/ ----

/// A peer was to tell what it saw of lost probes, and did not.
struct PeerNotAsked {
  NodeName peer;
  std::string reason;  ///< "connection refused", "it calls itself node-c", ...
  bool operator==(const PeerNotAsked&) const = default;
};

// ---- states and policies: kernel/ watches the node's tables ----

/// What became of an entry. `Listed`: it was there when the tables were read.
enum class EntryEvent : std::uint8_t { Listed, Added, Updated, Deleted, Expired };

/// What one event is about: a part of a listing, oldest first, or the one entry that changed. The
/// time of a change is that at which the node read of it.
struct StatesSeen {
  EntryEvent event = EntryEvent::Listed;
  std::vector<XfrmState> states;
  bool operator==(const StatesSeen&) const = default;
};
struct PoliciesSeen {
  EntryEvent event = EntryEvent::Listed;
  std::vector<XfrmPolicy> policies;
  bool operator==(const PoliciesSeen&) const = default;
};
struct StatesFlushed {
  std::uint8_t protocol = 0;  ///< 0: of all
  bool operator==(const StatesFlushed&) const = default;
};
struct PoliciesFlushed {
  bool operator==(const PoliciesFlushed&) const = default;
};
/// What was Listed since the one before is all that the node's tables held.
struct XfrmTablesListed {
  std::vector<IpAddress> local_addresses;             ///< of the node's devices at that time
  std::vector<PolicyDirection> blocked_by_default{};  ///< as of XfrmTables
  bool operator==(const XfrmTablesListed&) const = default;
};
/// Changes were missed between `since` and the observation's time; what the tables hold is not
/// known until they are listed again.
struct XfrmChangesLost {
  Instant since;
  bool operator==(const XfrmChangesLost&) const = default;
};

// ---- session ----

/// The last that the node saw itself: a session without it was cut off.
struct SessionEnded {
  std::string reason;  ///< "settled", "interrupted", "agent never went", ...
  bool operator==(const SessionEnded&) const = default;
};

using Observed =
    std::variant<PathAdded, ProbeSent, ReplyReceived, ProbeRefused, NoAnswer, RequestsRefused,
                 ProberStalled, AgentSeen, AgentGone, AgentReady, ProbeEncrypted, ProbeLeftUplink,
                 ProbeArrived, ProbeLeftInClear, PacketDropped, ProbeFreed, PacketsCounted,
                 PlaintextCounted, PlaintextUncounted, XfrmStatRead, HookAttached, HookDetached,
                 HookRuns, EventsLost, UplinksFound, PeerNotAsked, StatesSeen, PoliciesSeen,
                 StatesFlushed, PoliciesFlushed, XfrmTablesListed, XfrmChangesLost, SessionEnded>;

/// Whether it is one of these.
template <class... What>
[[nodiscard]] bool is_one_of(const Observed& what) {
  return (std::holds_alternative<What>(what) || ...);
}

struct Observation {
  Instant at;
  NodeName node;  ///< who saw it
  Observed what;
  bool operator==(const Observation&) const = default;
};

/// How a source pushes what it saw into the timeline, which adds the node's name.
using Observe = std::function<void(Instant at, Observed what)>;

}  // namespace canary
