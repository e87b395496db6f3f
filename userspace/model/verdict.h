// SPDX-License-Identifier: Apache-2.0
// What a judgement says: the data behind every report (schema xfrm-canary/report/1).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/path.h"

namespace canary {

/// In the order of what weighs more when paths are taken together.
enum class Verdict { Unaffected, Recovered, Inconclusive, NotRecovered };

inline constexpr std::array kVerdicts{Verdict::Unaffected, Verdict::Recovered,
                                      Verdict::Inconclusive, Verdict::NotRecovered};

[[nodiscard]] std::string_view to_text(Verdict verdict);  ///< "unaffected", "not-recovered", ...
/// The verdict of this word; nothing where it is none.
[[nodiscard]] std::optional<Verdict> parse_verdict(std::string_view word);

/// Where a packet is on its way from one node's socket to the other's, in that order.
enum class Stage {
  SenderSocket,
  SenderPolicy,
  SenderEncrypt,
  SenderUplink,
  Wire,
  ReceiverUplink,
  ReceiverDecrypt,
  ReceiverPolicy,
  ReceiverSocket,
};

[[nodiscard]] std::string_view to_text(Stage stage);  ///< "sender-socket", ...

/// Where and why `count` lost probes of an outage died. Never guessed: see Outage::unattributed.
struct Fate {
  Stage stage = Stage::SenderSocket;
  NodeName node;                     ///< on which node; the sender's for Wire
  ProbeLeg leg = ProbeLeg::Request;  ///< which of the two packets of a probe
  std::optional<std::string> cause;  ///< MIB name, or the kernel's drop reason where it is not XFRM
  std::optional<std::uint32_t> spi;
  std::optional<std::string> outer;  ///< "0.0.0.0 -> 10.0.0.0" where the packet was encrypted
  std::uint64_t count = 0;
  bool operator==(const Fate&) const = default;
};

/// A maximal run of lost probes on one path.
struct Outage {
  Instant first_lost;
  Instant last_lost;
  /// [last lost, first of the answered run that ends the outage]; absent while it goes on.
  std::optional<std::pair<Instant, Instant>> recovered_between;
  std::uint64_t probes_lost = 0;
  std::vector<Fate> fates;
  std::uint64_t unattributed = 0;
  bool operator==(const Outage&) const = default;
};

struct ProbeCounts {
  std::uint64_t sent = 0, answered = 0, late = 0, lost = 0;
  std::uint64_t loss_forward = 0, loss_return = 0;  ///< of `lost`, as far as it is known
  bool operator==(const ProbeCounts&) const = default;
};

struct RoundTripTimes {
  Duration p50{}, p99{}, max{};
  bool operator==(const RoundTripTimes&) const = default;
};

/// A state or policy that went, came, or went and came again, before traffic was clean.
struct EntryTurn {
  NodeName node;
  std::string entry;  ///< "state 10.0.0.200 -> 10.0.1.200 SPI 0x3 mark ...", "policy out ..."
  std::optional<Instant> removed;  ///< the last time
  std::optional<Instant> added;    ///< and then, or without having gone
  bool operator==(const EntryTurn&) const = default;
};

/// The three clocks of a path that had an outage.
struct PathClocks {
  std::optional<Instant> ready;      ///< the later agent's; absent where none was seen to get ready
  std::optional<Instant> installed;  ///< last change of an entry for the peer before `clean`
  std::optional<Instant> clean;      ///< first clean probe; absent where the outage goes on
  std::vector<EntryTurn> turns;      ///< at most 20 of each node
  bool operator==(const PathClocks&) const = default;
};

struct PathJudgement {
  Path path;
  Verdict verdict = Verdict::Inconclusive;
  std::string reason;  ///< one sentence: why this verdict
  ProbeCounts probes;
  std::optional<RoundTripTimes> rtt;  ///< absent when nothing was answered
  std::vector<Outage> outages;
  /// Relative to ready; negative when the path was clean before the agent was. Absent where no
  /// agent was seen to get ready, or only before the judged time began at the other end.
  std::optional<std::pair<Duration, Duration>> recovery_after_ready;
  /// Absent without an outage, and where no end was watched.
  std::optional<PathClocks> clocks{};
  /// It came while others were probed already, and too late for a verdict of its own: it has none
  /// over all paths.
  bool too_new = false;
  bool operator==(const PathJudgement&) const = default;
};

/// Drops of one kind, taken together over the session.
struct DropSummary {
  NodeName node;
  std::string direction;  ///< "in" or "out"
  std::string cause;      ///< MIB name
  std::optional<std::uint32_t> spi;
  std::optional<std::string> remote;  ///< node name of the peer, else its outer address
  std::optional<std::string> outer;   ///< "192.0.2.2 -> 192.0.2.1"
  std::optional<std::uint32_t> mark;
  std::uint64_t packets = 0;
  Instant first;
  Instant last;
  bool operator==(const DropSummary&) const = default;
};

/// Packets of one SPI from `local` to `remote`. Counts that no evidence reached are absent. Where
/// the evidence is whole:
///
///   encrypted = left + lost_before_wire + in_flight
///   left - left_unwatched = arrived - duplicated - arrived_unwatched + lost_on_wire
///   arrived = decrypted + dropped on arrival + in_flight
struct LedgerRow {
  std::string local;   ///< node name, else outer source address
  std::string remote;  ///< node name, else outer destination address
  std::uint32_t spi = 0;
  std::string outer;  ///< "0.0.0.0 -> 10.0.0.0", as in the packet when XFRM had or got it
  std::optional<std::uint64_t> encrypted, left, arrived, decrypted;
  std::map<std::string, std::uint64_t> dropped;  ///< by cause
  std::uint64_t dropped_on_arrival = 0;          ///< of them: before they were decrypted
  std::optional<std::uint64_t> lost_before_wire, lost_on_wire;
  std::uint64_t duplicated = 0;  ///< arrived once more
  /// What one end counted while the other one is not known to have watched.
  std::optional<std::uint64_t> left_unwatched, arrived_unwatched;
  /// On their way between two counts when these began or ended.
  std::int64_t in_flight = 0;
  /// What is over (or, negative, missing), in all and by place: "sender", "wire", "receiver".
  std::int64_t unbalanced = 0;
  std::map<std::string, std::int64_t> unbalanced_at;
  bool operator==(const LedgerRow&) const = default;
};

enum class Severity { Info, Warning, Failure };

[[nodiscard]] std::string_view to_text(Severity severity);  ///< "info", "warning", "failure"

/// Something else that the operator must know. A Failure makes the exit code 1.
struct Finding {
  std::string kind;  ///< "plaintext-leak", "wire-loss", ...
  Severity severity = Severity::Info;
  NodeName node;
  std::string summary;  ///< one sentence
  std::vector<std::string> evidence;
  std::vector<std::string> advice;
  bool operator==(const Finding&) const = default;
};

struct Span {
  Instant from;
  Instant to;
  bool operator==(const Span&) const = default;
};

struct BlindSpan {
  NodeName node;
  std::string what;  ///< "tc ingress on eth0 detached", "events lost", "prober stalled"
  Span span;
  bool operator==(const BlindSpan&) const = default;
};

struct HookReport {
  NodeName node;
  std::string name;
  std::string mode;  ///< "fentry", "kprobe", "tcx", "clsact", ...
  std::vector<Span> attached;
  std::uint64_t runs = 0;  ///< how often it was seen to run; 0 proves nothing about drops
  bool operator==(const HookReport&) const = default;
};

/// How a node's clock was told apart from the one by which the times of a report are told.
struct ClockReport {
  NodeName node;
  NodeName against;
  /// Of the node's clock less that of `against`, at the beginning and at the end. Absent where
  /// nothing tells: the node's times are taken as they are.
  std::optional<std::pair<Duration, Duration>> offset;
  Duration error{};  ///< at the worst time
  bool operator==(const ClockReport&) const = default;
};

struct ObserverReport {
  std::string kernel;  ///< uname -r; several nodes joined by ", "
  std::vector<HookReport> hooks;
  std::uint64_t events_lost = 0;
  std::vector<BlindSpan> blind_spans;
  /// Per node and cause: how much the kernel's own /proc/net/xfrm_stat rose.
  std::map<NodeName, std::map<std::string, std::uint64_t>> xfrm_stat_delta;
  std::vector<ClockReport> clocks;  ///< of all nodes but the first; empty with one node
  bool operator==(const ObserverReport&) const = default;
};

struct AgentReport {
  NodeName node;
  std::string kind;  ///< "cilium", "http", "exec", "file", "none"
  std::optional<Instant> gone_at, ready_at;
  std::optional<std::string> version_before, version_after;
  /// In which paths may recover: from ready, or from when it began to probe where nothing was
  /// waited for. Absent while no transition is complete.
  std::optional<Span> may_recover{};
  bool operator==(const AgentReport&) const = default;
};

struct Judgement {
  Verdict verdict = Verdict::Inconclusive;
  std::string reason;  ///< one sentence: why
  Instant started;
  Instant ended;
  NodeName node;                    ///< several nodes joined by ", "
  std::vector<AgentReport> agents;  ///< one for each node
  std::vector<PathJudgement> paths;
  std::vector<DropSummary> drops;
  std::vector<LedgerRow> ledger;
  std::vector<Finding> findings;
  ObserverReport observer;
  bool operator==(const Judgement&) const = default;
};

}  // namespace canary
