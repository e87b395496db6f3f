// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/event_loop.h"
#include "base/time.h"
#include "model/observation.h"
#include "probe/datagram_reader.h"
#include "probe/dense_schedule.h"
#include "probe/no_answer_log.h"
#include "probe/reply_matcher.h"
#include "probe/schedule.h"
#include "probe/stamp_packet.h"
#include "probe/udp_socket.h"

namespace canary {

/// One path to probe: its family is that of the address.
struct ProbeTarget {
  NodeName remote;
  PathKind kind = PathKind::Encrypted;
  IpAddress reflector;
};

/// The place from which the paths of one kind are probed.
struct ProbeOrigin {
  std::string netns{};  ///< as for ScopedNetns; empty: where the process is
  /// The first of each family is the source of all probes; without one the kernel chooses for each
  /// target when the prober starts.
  std::vector<IpAddress> local{};
};

struct ProberOptions {
  std::vector<ProbeTarget> targets{};
  ProbeOrigin encrypted{};
  ProbeOrigin control{};
  std::uint16_t port = 862;  ///< of every reflector
  Duration interval = std::chrono::milliseconds(100);
  /// A slot: what is due in it is sent at its end, and replies are read once a slot, so that
  /// thousands of paths do not cost a wake-up each. Observations keep their own time. Zero: none.
  Duration slot{};
  std::uint32_t large_every = 10;  ///< every n-th probe of a path; 0: none
  /// UDP payload of a large probe; 0: none. Absent: what fits the route's MTU after ESP.
  std::optional<std::uint32_t> large_bytes{};
  Duration remember = std::chrono::seconds(30);  ///< how late a reply is still recognised
  std::optional<StampKey> key{};                 ///< authenticated mode
  std::uint64_t seed = 0;                        ///< of the jitter between paths
};

struct ProberCounters {
  std::uint64_t sent = 0;
  std::uint64_t refused = 0;  ///< by the kernel, at sendto
  std::uint64_t replies = 0;
  std::uint64_t copies = 0;  ///< of replies, beyond those that are told
  std::uint64_t strays = 0;  ///< no answer to anything that was sent; NoAnswer tells of some
  bool operator==(const ProberCounters&) const = default;
};

/// Sends STAMP probes on the loop's timers and pushes what happens to them: PathAdded for each
/// target (its SSID counts from 1) inside start(), then ProbeSent or ProbeRefused, ReplyReceived,
/// NoAnswer, ProberStalled. A reply is observed at the time at which the kernel received it. Lives
/// on the thread that runs the loop.
class Prober {
 public:
  static Result<std::unique_ptr<Prober>> start(EventLoop& loop, BootClock clock,
                                               const ProberOptions& options, Observe observe);
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;
  ~Prober();

  /// Sends no more; replies are still received.
  void stop_sending();

  /// Probes one more path from now on: PathAdded is pushed inside. An SSID is given out again when
  /// its path has been gone for longer than replies are recognised.
  Result<Ssid> add_target(const ProbeTarget& target);
  void remove_target(Ssid ssid);

  /// Probes this path every `interval` as well (less often where many are probed densely), from now
  /// until probe_usually().
  void probe_densely(Ssid ssid, Duration interval);
  void probe_usually(Ssid ssid);

  /// Reads the replies that wait; for those who cannot wait for the end of a slot.
  void receive_waiting();

  [[nodiscard]] const ProberCounters& counters() const { return counters_; }

 private:
  struct ProbedPath {
    Ssid ssid;
    Endpoint reflector;
    IpAddress source;  ///< zeros where there was no route at start: the kernel chooses
    const UdpSocket* socket;
    std::uint32_t large_bytes;
    /// As if number 0 had been lost: whose own numbers follow ours all the same has no memory of
    /// the session (stateless, RFC 8762, 4.3).
    std::uint32_t next_sequence = 1;
    std::optional<Instant> removed{};
  };

  Prober(EventLoop& loop, BootClock clock, const ProberOptions& options, Observe observe);
  Result<void> open_paths(PathKind kind, const ProbeOrigin& origin);
  Result<const UdpSocket*> socket_for(PathKind kind, const IpAddress& local);
  void add_path(Ssid ssid, const ProbeTarget& target, const IpAddress& local,
                const UdpSocket* socket);
  void announce(const ProbedPath& path, const ProbeTarget& target, Instant now);
  [[nodiscard]] std::optional<Ssid> free_ssid(Instant now) const;
  Result<void> watch_sockets();
  void arm();
  [[nodiscard]] bool in_slots() const { return options_.slot > Duration::zero(); }
  void end_slot();
  void send_due();
  void send_dense();
  void arm_dense();
  void send(ProbedPath& path, bool large);
  void receive(UdpSocket& socket, int most_batches);
  void receive(const Datagram& datagram);
  /// Whether there were any.
  bool take_errors(const UdpSocket& socket);

  EventLoop& loop_;
  BootClock clock_;
  ProberOptions options_;
  Observe observe_;
  StampCodec codec_;
  DatagramReader reader_;
  ReplyMatcher matcher_;
  NoAnswerLog no_answers_;
  std::map<std::pair<PathKind, Family>, UdpSocket> sockets_;
  std::set<int> watched_;          ///< of the sockets
  std::vector<ProbedPath> paths_;  ///< by SSID, which counts from 1
  /// Made at the first turn of the loop, so that what the caller does before is no stall.
  std::optional<Schedule> schedule_;
  DenseSchedule dense_;
  std::optional<EventLoop::TimerId> timer_, dense_timer_, slot_timer_;
  bool sending_ = true;
  ProberCounters counters_;
};

}  // namespace canary
