// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/event_loop.h"
#include "base/ip_address.h"
#include "base/time.h"
#include "model/observation.h"
#include "probe/datagram_reader.h"
#include "probe/replay_guard.h"
#include "probe/request_limit.h"
#include "probe/session_table.h"
#include "probe/stamp_packet.h"
#include "probe/udp_socket.h"

namespace canary {

/// A place to answer at: these addresses of one network namespace.
struct ReflectorListen {
  std::string netns{};                 ///< as for ScopedNetns; empty: where the process is
  std::vector<IpAddress> addresses{};  ///< empty: every address of both families
};

struct ReflectorOptions {
  std::vector<ReflectorListen> listen{ReflectorListen{}};
  std::uint16_t port = 862;       ///< 0 takes a free one, the same for all sockets
  std::optional<StampKey> key{};  ///< authenticated mode
  std::size_t sessions = 16384;   ///< remembered at the same time
};

struct ReflectorCounters {
  std::uint64_t answered = 0;
  std::uint64_t not_stamp = 0;   ///< too short, a reply, not unicast: dropped
  std::uint64_t other_key = 0;   ///< not authentic with this node's key: dropped
  std::uint64_t replayed = 0;    ///< authentic, but sent before: dropped
  std::uint64_t over_limit = 0;  ///< more than RequestLimit allows: dropped
  std::uint64_t queue_full = 0;  ///< dropped by the kernel: they came faster than they were read
  std::uint64_t not_sent = 0;    ///< replies that the kernel refused
  std::uint64_t sessions_forgotten = 0;
  bool operator==(const ReflectorCounters&) const = default;
};

/// Answers STAMP requests (RFC 8762, stateful): from the address that was asked, with as many bytes
/// as were asked, never more; whoever floods it does not keep it from answering others. Pushes
/// RequestsRefused, once a second at most for each of the first senders. Lives on the thread that
/// runs the loop.
class Reflector {
 public:
  static Result<std::unique_ptr<Reflector>> start(EventLoop& loop, BootClock clock,
                                                  const ReflectorOptions& options,
                                                  Observe observe = nullptr);
  Reflector(const Reflector&) = delete;
  Reflector& operator=(const Reflector&) = delete;
  ~Reflector();

  [[nodiscard]] ReflectorCounters counters() const;
  [[nodiscard]] ArrivalClock arrival_clock() const { return sockets_.front().arrival_clock(); }
  /// Tells which one was taken for port 0.
  [[nodiscard]] std::uint16_t port() const { return sockets_.front().port(); }

 private:
  Reflector(EventLoop& loop, BootClock clock, const ReflectorOptions& options, Observe observe);
  Result<void> listen(const ReflectorListen& where, std::uint16_t port);
  Result<void> watch();
  void answer_waiting(UdpSocket& socket);
  void answer(const UdpSocket& socket, const Datagram& datagram);
  void refuse(const Datagram& datagram, StampFault fault);

  EventLoop& loop_;
  BootClock clock_;
  bool authenticated_;
  StampCodec codec_;
  DatagramReader reader_;
  ReplayGuard replays_;
  RequestLimit limit_;
  SessionTable sessions_;
  std::vector<UdpSocket> sockets_;
  ReflectorCounters counters_;
  struct Refused {
    Instant told;
    std::uint64_t since = 0;
  };
  Observe observe_;
  std::map<std::pair<IpAddress, IpAddress>, Refused> refused_;  ///< by source and asked address
};

}  // namespace canary
