// SPDX-License-Identifier: Apache-2.0
// All that happens in a simulated world, and who looks. Times are true ones.
#pragma once

#include <optional>
#include <vector>

#include "model/path.h"
#include "model/session_header.h"
#include "simulation/fault.h"
#include "simulation/simulated_clock.h"

namespace canary::simulation {

inline constexpr Instant kStart{1'800'000'000'000'000'000};
inline constexpr Duration kInterval = std::chrono::milliseconds{100};

/// Its end does not belong to it.
[[nodiscard]] inline bool within(const Span& span, Instant at) {
  return span.from <= at && at < span.to;
}

/// What sees packets pass.
enum class Hook : std::uint8_t {
  Encryption,
  Decryption,
  Lookup,
  Drops,
  Egress,
  Ingress,
  PodDrops,
  SecondEgress,
  SecondIngress,
};

inline constexpr std::size_t kHooks = 9;

enum class BlindKind : std::uint8_t {
  EventsLost,     ///< of what was seen in the span, one in `one_in` is lost
  Detached,       ///< the hook sees nothing in the span
  NeverAttached,  ///< the hook, and for the whole session
  NeverRan,       ///< it is attached, and sees nothing
};

struct Blindness {
  BlindKind kind = BlindKind::EventsLost;
  Hook hook = Hook::Ingress;
  Span span;
  std::uint32_t one_in = 1;
};

/// What a reflector tells of the time.
enum class ReflectorClock : std::uint8_t { OfTheRecording, Other, Untold };

/// The device eth1. Nobody watches it until it was noticed, which is a told blind span.
struct SecondUplink {
  Instant appears;  ///< with the session, or later
  Instant noticed;
  bool watched = true;  ///< else another one was named by hand
};

struct SimulatedNode {
  SimulatedClock clock;
  bool records = true;
  Span session;
  bool cut_off = false;                            ///< the recording does not tell its end
  std::optional<Instant> agent_gone, agent_ready;  ///< true change; polls see it later
  Duration poll_phase{};
  bool watches_pods = false;
  ReflectorClock reflector_clock = ReflectorClock::OfTheRecording;
  std::vector<Blindness> blind;
  std::optional<SecondUplink> second_uplink;
  bool tells_tables = false;  ///< its policies are known, and what they ask for is counted
  std::optional<Instant> policies_flushed;
};

/// Probes of one path, one each interval.
struct SimulatedPath {
  std::size_t local = 0, remote = 0;
  Ssid ssid = 0;
  Instant first;
  std::uint32_t probes = 0;
  PathKind kind = PathKind::Encrypted;
};

/// The states from one node to another are added again and count from 1. Where the receiver keeps
/// its own, it refuses numbers that it has seen.
struct Restart {
  std::size_t from = 0, to = 0;
  Instant at;
  bool receiver_too = true;
};

struct Wire {
  Duration delay{}, jitter{};
  std::uint32_t duplicates_one_in = 0, delays_one_in = 0;  ///< 0: never
  Duration longest_delay{};                                ///< of the packets that are delayed
};

/// Packets from one node's pods to another's pass unencrypted in the span.
struct Leak {
  std::size_t from = 0, to = 0;
  Span span;
  std::uint32_t one_in = 1;    ///< of the packets, so many
  bool authenticated = false;  ///< behind AH
};

/// In the span packets from one node to another pass the second uplinks of both, where there are.
struct Detour {
  std::size_t from = 0, to = 0;
  Span span;
};

/// What is sent in the clear beside probes.
enum class FlowKind : std::uint8_t {
  OfPods,              ///< a policy asks for ESP
  ThroughHole,         ///< and one before it lets pass
  AuthenticatedByPod,  ///< and one before it asks for AH, which is there
  OfNodes,             ///< nobody asks for anything
  Ike,
};

inline constexpr std::size_t kFlowKinds = 5;

struct ClearFlow {
  std::size_t from = 0, to = 0;
  FlowKind kind = FlowKind::OfPods;
  Instant first;
  Duration every{};
  std::uint32_t packets = 0;
};

/// What histories are judged by.
inline Criteria usual_criteria() {
  using namespace std::chrono_literals;
  return {.after_upgrade = false,
          .interval = kInterval,
          .deadline = 200ms,
          .agent_interval = 200ms,
          .settle = 2s,
          .recover_within = 2s,
          .clean_probes = 3};
}

struct History {
  std::uint64_t seed = 0;  ///< of what happens by chance while it is played
  Criteria criteria;
  Family family = Family::V4;
  bool one_spi = true;  ///< for all states, as Cilium has it
  std::vector<SimulatedNode> nodes;
  std::vector<SimulatedPath> paths;
  std::vector<Fault> faults;
  std::vector<Restart> restarts;
  Wire wire;
  bool encrypts_nodes = false;   ///< what nodes send each other, too
  bool protects = false;         ///< the operator names pods as protected
  bool policies_marked = false;  ///< those with templates ask for a mark
  std::vector<Leak> leaks;
  std::vector<Detour> detours;
  std::vector<ClearFlow> flows;
};

}  // namespace canary::simulation
