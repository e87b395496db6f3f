// SPDX-License-Identifier: Apache-2.0
// Timelines for tests, told in the words of the domain:
//
//   TimelineBuilder("node-a").peer("node-b").answered(1, 10).lost(11, 14).answered(15, 40)
//       .agent_gone(1s).agent_ready(2s).timeline()
//
// Probe n of every path is sent n * kInterval after kStart. Unless told otherwise all hooks are
// attached from the start, have run at the end, and /proc/net/xfrm_stat agrees with the drops.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "timeline/timeline.h"

namespace canary::testing {

inline constexpr Instant kStart{1'800'000'000'000'000'000};
inline constexpr Duration kInterval = std::chrono::milliseconds{100};

/// Addresses of "node-a" (index 0): pod 10.0.0.10, node 192.0.2.1, tunnel end 10.0.0.200; "node-b"
/// has 10.0.1.x and 192.0.2.2. IPv6 likewise: fd00::<index>:a, 2001:db8::<index + 1>,
/// fd00::<index>:c8. The last letter of the name is the index.
struct NodeAddresses {
  IpAddress pod, node, tunnel;
};
[[nodiscard]] NodeAddresses addresses_of(const NodeName& node, Family family = Family::V4);

inline const Path kPathToB{"node-a", "node-b", Family::V4, PathKind::Encrypted};
inline constexpr auto kTunnelA = "10.0.0.200";  ///< of node-a
inline constexpr auto kTunnelB = "10.0.1.200";  ///< of node-b

[[nodiscard]] Ssid ssid_of(const Path& path);
[[nodiscard]] ProbeKey probe_key(const Path& path, std::uint32_t sequence);
/// SPI 3. The same for probe n of every path: only addresses and time tell such packets apart.
[[nodiscard]] EspKey esp_key(std::uint32_t sequence, ProbeLeg leg);
[[nodiscard]] Instant sent_at(std::uint32_t sequence);

class TimelineBuilder {
 public:
  explicit TimelineBuilder(NodeName node);

  /// interval kInterval, deadline 200 ms, settle and recover_within 2 s, 3 clean probes.
  [[nodiscard]] static Criteria default_criteria();
  TimelineBuilder& criteria(const Criteria& criteria);
  TimelineBuilder& after_upgrade();
  TimelineBuilder& agent_kind(std::string kind);
  /// Ends the session here; else it ends when every probe is decided.
  TimelineBuilder& ends(Duration since_start, std::string reason = "settled");
  /// `node`'s CIDR is told by --peer ...,protects=.
  TimelineBuilder& protects(const NodeName& node, std::string_view prefix);

  /// Paths that are named from now on are added only then.
  TimelineBuilder& begins_to_probe(Duration at);

  // What follows below is about the path that one of these three named last.
  TimelineBuilder& peer(NodeName remote, Family family = Family::V4);
  TimelineBuilder& control_peer(NodeName remote, Family family = Family::V4);
  /// A path that another node probes: this node is its reflector.
  TimelineBuilder& probed_by(NodeName prober, Family family = Family::V4);

  /// Answered; on an encrypted path the node's kernel was seen to encrypt and to decrypt.
  TimelineBuilder& answered(std::uint32_t first, std::uint32_t last);
  /// Answered, and nothing tells whether encrypted.
  TimelineBuilder& answered_unseen(std::uint32_t first, std::uint32_t last);
  TimelineBuilder& late(std::uint32_t first, std::uint32_t last);
  /// Lost at an unknown place.
  TimelineBuilder& lost(std::uint32_t first, std::uint32_t last);
  /// Lost behind the reflector, which counts them.
  TimelineBuilder& reply_lost(std::uint32_t first, std::uint32_t last);
  TimelineBuilder& refused(std::uint32_t sequence, std::string error);
  TimelineBuilder& reflector_restarts();
  /// Lets replies tell from now on when the reflector received and answered, by a clock that is
  /// ahead by so much.
  TimelineBuilder& reflector_clock(Duration ahead);
  /// Sets the size of the probes that are sent from now on.
  TimelineBuilder& size(std::uint32_t bytes);

  // Kernel evidence of probes, as this node sees it.
  TimelineBuilder& encrypted(std::uint32_t sequence, ProbeLeg leg = ProbeLeg::Request);
  TimelineBuilder& left_uplink(std::uint32_t sequence, ProbeLeg leg = ProbeLeg::Request);
  TimelineBuilder& arrived(std::uint32_t sequence, ProbeLeg leg = ProbeLeg::Request);
  TimelineBuilder& arrived_in_clear(std::uint32_t sequence, ProbeLeg leg = ProbeLeg::Request);
  TimelineBuilder& left_in_clear(std::uint32_t sequence, ProbeLeg leg = ProbeLeg::Request);
  TimelineBuilder& freed(std::string reason, std::uint32_t sequence,
                         ProbeLeg leg = ProbeLeg::Request);
  TimelineBuilder& freed_esp(std::string reason, std::uint32_t sequence,
                             ProbeLeg leg = ProbeLeg::Request);
  /// Dropped while it was readable.
  TimelineBuilder& dropped(std::string cause, std::uint32_t sequence,
                           ProbeLeg leg = ProbeLeg::Request);
  /// Dropped while it was encrypted.
  TimelineBuilder& dropped_esp(std::string cause, std::uint32_t sequence,
                               ProbeLeg leg = ProbeLeg::Request);
  /// The outer addresses of what is encrypted from now on; else the tunnel ends.
  TimelineBuilder& outer(std::string_view source, std::string_view destination);

  // The node as a whole; times are since kStart.
  TimelineBuilder& agent_seen(std::string version);
  TimelineBuilder& agent_gone(Duration at);
  TimelineBuilder& agent_ready(Duration at, std::string version = "1.13.2");
  TimelineBuilder& stalled(Duration from, Duration to);
  TimelineBuilder& events_lost(Duration from, Duration to, std::uint64_t count = 1);
  TimelineBuilder& hook_detached(std::string hook, Duration from);
  TimelineBuilder& watches_probe_netns();
  TimelineBuilder& hook_attached(std::string hook, Duration at);
  TimelineBuilder& hook_never_ran(const std::string& hook);
  TimelineBuilder& without_hook(const std::string& hook);
  TimelineBuilder& without_hooks();
  TimelineBuilder& plaintext(const NodeName& to, std::uint64_t packets, Duration at);
  TimelineBuilder& counted(CounterStage stage, std::string_view outer_source,
                           std::string_view outer_destination, std::uint64_t packets);
  /// Counts packets with the ESP sequence numbers that were seen.
  TimelineBuilder& counted(CounterStage stage, std::string_view outer_source,
                           std::string_view outer_destination, std::uint64_t packets,
                           const SequencesCounted& sequences, Duration at);
  /// `packets` that are no probes, from or to the peer of the path.
  TimelineBuilder& background_drops(std::string cause, std::uint64_t packets, Duration at);
  /// xfrm_stat rises by this much at the end, whatever was dropped.
  TimelineBuilder& xfrm_stat_rises(std::string cause, std::uint64_t by);
  TimelineBuilder& observe(Instant at, Observed what);

  [[nodiscard]] NodeTimeline build() const;
  [[nodiscard]] Timeline timeline() const { return {{build()}}; }

 private:
  TimelineBuilder& on(const Path& path);
  TimelineBuilder& add_path(const Path& path);
  void send(std::uint32_t sequence);
  void reply(std::uint32_t sequence, Duration after);
  [[nodiscard]] std::pair<IpAddress, IpAddress> outer_of(ProbeLeg leg) const;
  PeerAddresses& peer_addresses(const NodeName& node);
  void append_hooks(NodeTimeline& built, Instant end) const;
  void append_xfrm_stat(NodeTimeline& built, Instant end) const;

  NodeTimeline built_;
  Path path_;
  std::uint32_t bytes_ = 44;
  bool proves_answers_ = true;
  std::optional<Duration> reflector_ahead_;
  std::map<Path, std::uint32_t> reflector_sequence_;
  std::optional<std::pair<IpAddress, IpAddress>> outer_;
  std::map<std::string, std::uint64_t> hook_runs_;
  Instant paths_added_ = kStart;
  std::map<std::string, std::uint64_t> stat_rises_;
  std::optional<Instant> end_;
  std::string end_reason_ = "settled";
  Instant last_sent_ = kStart;
};

[[nodiscard]] Timeline together(const TimelineBuilder& a, const TimelineBuilder& b);

}  // namespace canary::testing
