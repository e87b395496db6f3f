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
#include "model/no_answer.h"
#include "model/path.h"
#include "model/uplinks_found.h"
#include "model/xfrm_tables.h"

namespace canary {

// ---- probe/ ----

/// A path is probed from now on. `ssid` names it in all later observations of the same node.
struct PathAdded {
  Ssid ssid = 0;
  NodeName remote;
  PathKind kind = PathKind::Encrypted;
  IpAddress sender;     ///< local address that probes leave from
  IpAddress reflector;  ///< remote address that is probed
  bool operator==(const PathAdded&) const = default;
};

struct ProbeSent {
  Ssid ssid = 0;
  std::uint32_t sequence = 0;
  std::uint32_t bytes = 0;  ///< UDP payload
  bool operator==(const ProbeSent&) const = default;
};

/// A reply came. Duplicates are recorded as they come; the analysis takes the first.
struct ReplyReceived {
  Ssid ssid = 0;
  std::uint32_t sequence = 0;            ///< the sender's, echoed
  std::uint32_t reflector_sequence = 0;  ///< counts what the reflector received in this session
  Duration rtt{};                        ///< without the reflector's own time
  /// When the reflector received the request and sent the reply, by its own clock. That clock may
  /// differ by anything, step, or count in TAI, and what it tells may be wrong: only the analysis
  /// of clock offsets may read it. Absent in recordings of earlier versions.
  std::optional<Instant> reflector_received{}, reflector_sent{};
  /// Whether this node's kernel was seen to encrypt the request and to decrypt this reply, where
  /// the observations that told it are no longer kept.
  std::optional<bool> request_encrypted{}, reply_decrypted{};
  bool operator==(const ReplyReceived&) const = default;
};

/// A probe could not be handed to the kernel: errno of sendto. Not network loss, but a fate.
struct ProbeRefused {
  Ssid ssid = 0;
  std::uint32_t sequence = 0;
  std::string error;                     ///< "Operation not permitted"
  std::optional<std::uint32_t> bytes{};  ///< UDP payload; absent in older recordings
  bool operator==(const ProbeRefused&) const = default;
};

/// Something else than an answer came back on a path: told at once, and then now and then.
struct NoAnswer {
  Ssid ssid = 0;
  NoAnswerReason reason = NoAnswerReason::NoMatch;
  IpAddress source;         ///< who sent it
  std::uint16_t port = 0;   ///< from where; of NobodyListens, the one that was probed
  std::uint64_t count = 1;  ///< how many came since this was told last
  bool operator==(const NoAnswer&) const = default;
};

/// The reflector of this node did not answer probes that are not authentic with its key.
struct RequestsRefused {
  IpAddress source;         ///< who probes
  IpAddress asked;          ///< the address that was probed
  std::uint64_t count = 1;  ///< how many came since this was told last
  bool operator==(const RequestsRefused&) const = default;
};

/// The prober could not send in time between `since` and the observation's time (CPU starvation).
struct ProberStalled {
  Instant since;
  bool operator==(const ProberStalled&) const = default;
};

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

// ---- kernel/ ----

/// XFRM gave a probe its SPI and ESP sequence number (xfrm_replay_overflow).
struct ProbeEncrypted {
  ProbeKey probe;
  ProbeLeg leg = ProbeLeg::Request;
  EspKey esp;
  IpAddress outer_source,
      outer_destination;     ///< of the state, before any rewriting by the datapath
  std::uint32_t mark = 0;    ///< of the packet
  std::uint32_t device = 0;  ///< index of the one that it is to leave through; 0: not known
  bool operator==(const ProbeEncrypted&) const = default;
};

/// The ESP packet that carries a probe passed tc egress of the uplink.
struct ProbeLeftUplink {
  EspKey esp;
  IpAddress outer_source, outer_destination;  ///< as on the wire
  bool operator==(const ProbeLeftUplink&) const = default;
};

/// A probe passed tc ingress of the uplink in the clear. With `decrypted` it came out of XFRM
/// there.
struct ProbeArrived {
  ProbeKey probe;
  ProbeLeg leg = ProbeLeg::Request;
  bool decrypted = false;
  bool authenticated = false;  ///< in the clear, but behind AH
  bool operator==(const ProbeArrived&) const = default;
};

/// A probe passed tc egress of the uplink in the clear (on an encrypted path that is a leak).
struct ProbeLeftInClear {
  ProbeKey probe;
  ProbeLeg leg = ProbeLeg::Request;
  bool authenticated = false;  ///< behind AH
  bool operator==(const ProbeLeftInClear&) const = default;
};

/// XFRM discarded `packets` packets. What the kernel could not tell is absent.
struct PacketDropped {
  std::string cause;  ///< MIB name as in /proc/net/xfrm_stat
  std::uint64_t packets = 1;
  std::optional<EspKey> esp;
  Boxed<IpAddress> source, destination;  ///< outer where it is ESP, else of the packet
  std::optional<std::uint32_t> mark;
  Boxed<ProbeKey> probe;  ///< where the packet was a readable probe
  ProbeLeg leg = ProbeLeg::Request;
  bool operator==(const PacketDropped&) const = default;
};

/// The kernel freed a packet that carried a probe, outside of XFRM.
struct ProbeFreed {
  Boxed<ProbeKey> probe;  ///< where it was readable
  ProbeLeg leg = ProbeLeg::Request;
  std::optional<EspKey> esp;  ///< where it was encrypted
  std::string reason;         ///< enum skb_drop_reason without its prefix: "NO_SOCKET"
  std::string location;       ///< function of the kernel, where kallsyms tells it
  /// Outer where it is ESP, else of the packet; absent in older recordings.
  Boxed<IpAddress> source{}, destination{};
  bool operator==(const ProbeFreed&) const = default;
};

enum class CounterStage : std::uint8_t { Encrypted, Left, Arrived, Decrypted };

/// Which ESP sequence numbers (their low 32 bits) a stage has counted.
struct SequencesCounted {
  std::uint32_t first = 0, highest = 0;  ///< of the state that counts now
  std::uint32_t restarts = 0;            ///< how often the numbers began again
  /// Of the state before, and all packets until it ended; 0 without restarts.
  std::uint32_t ended_first = 0, ended_highest = 0;
  std::uint64_t ended_packets = 0;
  std::uint64_t duplicated = 0;  ///< of all packets: a number that had been counted
  std::uint64_t reordered = 0;   ///< a number that had been skipped, or too far back to know
  bool operator==(const SequencesCounted&) const = default;
};

/// Running total of ESP packets of one SPI at one stage since the observer was attached.
struct PacketsCounted {
  CounterStage stage = CounterStage::Encrypted;
  IpAddress outer_source;  ///< of the state (Encrypted, Decrypted) or on the wire (Left, Arrived)
  IpAddress outer_destination;
  std::uint32_t spi = 0;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  /// Not of Decrypted; nor after a restart where several CPUs count, since they do not tell when.
  Boxed<SequencesCounted> sequences;
  bool operator==(const PacketsCounted&) const = default;
};

/// Whether a packet passed the uplink on its way out or in.
enum class ClearWay : std::uint8_t { Left, Came };

/// What policies tell packets in the clear apart by, beside their addresses.
struct ClearKind {
  ClearWay way = ClearWay::Left;
  std::uint8_t protocol = 0;
  /// Of ICMP type and code, and 0 of protocols without ports; absent where no policy names this
  /// port, and IKE and probes do not use it.
  std::optional<std::uint16_t> source_port{}, destination_port{};
  std::uint32_t mark = 0;  ///< as far as a policy that lets packets pass in the clear asks for it
  bool authenticated = false;  ///< by AH (RFC 4302): nobody can change it, everybody can read it
  auto operator<=>(const ClearKind&) const = default;
};

/// Running total of packets of one kind that passed the uplink unencrypted, between addresses of
/// which a policy or the operator asks for encryption. Whether of these packets too: demand/.
struct PlaintextCounted {
  IpAddress source, destination;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  /// Absent in older recordings: it left, between addresses that had been named as protected.
  std::optional<ClearKind> kind{};
  bool operator==(const PlaintextCounted&) const = default;
};

/// Running total of such packets of which is not known from whom to whom: there was no more room.
struct PlaintextUncounted {
  std::uint64_t packets = 0;
  bool operator==(const PlaintextUncounted&) const = default;
};

/// The kernel's own /proc/net/xfrm_stat of the node: the judge of our counts.
struct XfrmStatRead {
  std::map<std::string, std::uint64_t> counters;
  bool operator==(const XfrmStatRead&) const = default;
};

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
  std::vector<IpAddress> local_addresses;  ///< of the node's devices at that time
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
                 PlaintextCounted, PlaintextUncounted, XfrmStatRead, HookAttached, HookDetached, HookRuns,
                 EventsLost, UplinksFound,
                 PeerNotAsked, StatesSeen, PoliciesSeen, StatesFlushed, PoliciesFlushed,
                 XfrmTablesListed, XfrmChangesLost, SessionEnded>;

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
